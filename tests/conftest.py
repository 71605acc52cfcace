"""Fixtures every test may use; settings that make tests quick and repeatable."""

import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest

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

JOURNEYS = Path(__file__).parent / "journeys"


def pytest_configure(config):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.MEDIA_ROOT = settings.DATA_DIR / WORKER / "files"
    compile_messages()


def pytest_unconfigure():
    if not WORKER:
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(JOURNEYS):
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("journeys"))  # they share one running product
    if connection.vendor == "postgresql":
        return
    skip = pytest.mark.skip(reason="real concurrency is tested on PostgreSQL")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(skip)


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
