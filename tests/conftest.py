"""Fixtures every test may use; settings that make tests quick and repeatable."""

import os
import tempfile

# Before Django reads its settings: tests never touch the data folder of the checkout.
os.environ.setdefault("MOTCUA_DATA", tempfile.mkdtemp(prefix="motcua-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the thread

import pytest
from django.db import connection

from motcua.base import registers


def pytest_configure(config):
    from django.conf import settings  # noqa: PLC0415 - settings may be read only after the environment is set

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(items):
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
