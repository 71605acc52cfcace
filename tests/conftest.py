"""Fixtures every test may use; settings that make tests quick and repeatable."""

import gc
import os
import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import django
import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

# Before Django reads its settings: tests never touch the data folder of the checkout or of a deployment.
# Workers of pytest-xdist inherit the folder of the process that started them.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if not WORKER:
    os.environ["MOTCUA_DATA"] = tempfile.mkdtemp(prefix="motcua-tests-")
os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.config.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the thread
django.setup()

from django.conf import settings
from django.db import connection
from django.utils import translation

from motcua.base import registers
from motcua.config.preparing import compile_messages
from motcua.dossiers.rules.law import in_force
from tests import prepared

JOURNEYS = Path(__file__).parent / "journeys"
# Tests that share something slow to make: a running product, a whole demo. The first that fits counts.
TOGETHER = (
    "tests/journeys/hall/",
    "tests/journeys/",
    "tests/config/test_serve.py",
    "tests/demo/test_huong_tra.py",
    "tests/demo/test_small.py",
    "tests/dossiers/test_walks.py",
    "tests/web/test_matrix.py",
)

RULES = re.compile(r"/rules/test_|/test_rules\.py")
# Each worker has a memory of its own.
IN_MEMORY = "file:motcua-tests?mode=memory&cache=shared"
# Fixtures of pytest-django that open the database.
DATABASE = {"db", "transactional_db", "live_server"}


class Scheduling(LoadScopeScheduling):
    """Give each test to the next free worker, and those that share something to one worker.

    The option `--dist loadgroup` of pytest-xdist 3.8 does nothing under pytest 9.2.
    """

    _rules = None

    def _split_scope(self, nodeid):
        return next((shared for shared in TOGETHER if nodeid.startswith(shared)), nodeid)

    def _assign_work_unit(self, node):
        # Rules need no tables, which are made while the first tests run.
        if self._rules is None:
            self._rules = [scope for scope in self.workqueue if RULES.search(scope)]
        if self._rules:
            self.workqueue.move_to_end(self._rules.pop(), last=False)
        super()._assign_work_unit(node)

    def mark_test_complete(self, node, item_index, duration=0):
        super().mark_test_complete(node, item_index, duration)
        # What is done is counted again at every report of the thousands that follow.
        work = self.assigned_work[node]
        for scope in [scope for scope, tests in work.items() if all(tests.values())]:
            del work[scope]


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


def pytest_configure(config):
    # How fast examples are made and tried is the machine's matter, which others use beside us.
    too_slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("any-machine", deadline=None, suppress_health_check=too_slow)
    hypothesis.settings.load_profile("any-machine")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    # How many statements a page takes does not hang on how fast the machine is that second.
    settings.REGISTER_SECONDS = 3600
    settings.MEDIA_ROOT = settings.DATA_DIR / WORKER / "files"
    compile_messages()


def pytest_unconfigure():
    prepared.end()
    if not WORKER:
        prepared.remove()


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(JOURNEYS):
            item.add_marker("browser")
        if _touches_database(item):
            item.add_marker("database")
    if connection.vendor == "postgresql":
        return
    skip = pytest.mark.skip(reason="real concurrency is tested on PostgreSQL")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(skip)


def pytest_collection_finish(session):
    # Thousands of tests and all of the product stay: the collector need not walk through them, nor so often.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    # While the first tests run that need no tables.
    if not session.config.option.collectonly and any(
        item.get_closest_marker("database") for item in session.items
    ):
        prepared.begin()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Let the database of the tests begin as a copy of the one that the product prepared."""
    prepared.wait()
    connection.creation.deserialize_db_from_string = prepared.put_back
    if not settings.ON_SQLITE:
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = prepared.TEMPLATE
        yield
        return
    settings.DATABASES["default"]["TEST"]["NAME"] = IN_MEMORY
    # It lives as long as somebody is connected.
    with closing(sqlite3.connect(IN_MEMORY, uri=True)) as kept:
        prepared.copy_tables(kept)
        yield


def _touches_database(item):
    """Whether a test can tell one engine from the other; processes of their own may, those that share one do."""
    shared = any(item.nodeid.startswith(place) for place in TOGETHER)
    uses = item.get_closest_marker("django_db") or DATABASE.intersection(item.fixturenames)
    return bool(shared or uses or item.get_closest_marker("postgresql"))


@pytest.fixture(autouse=True)
def fresh_registers():
    """Every test rolls its database back, so what a process remembers must go too."""
    registers.forget_all()
    yield
    registers.forget_all()


@pytest.fixture(autouse=True)
def own_language():
    """A request leaves its language in the thread; every test begins in that of the product."""
    yield
    translation.deactivate()


@pytest.fixture
def fresh_law():
    """The law is read once a process; a test that changes it leaves nothing behind."""
    in_force.cache_clear()
    yield
    in_force.cache_clear()
