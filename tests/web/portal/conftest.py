import pytest
from django.core.cache import cache

from motcua.base import clock
from tests.factories import MORNING


@pytest.fixture(autouse=True)
def no_figures_kept():
    """The portal keeps its published figures for five minutes; each test counts its own."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the doors; 09:00 of Monday 23/11/2026 unless a test says otherwise."""

    def set_clock(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_clock(MORNING)
    return set_clock
