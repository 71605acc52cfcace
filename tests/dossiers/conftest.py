import pytest

from motcua.dossiers.rules.law import in_force


@pytest.fixture
def fresh_law():
    """The law is read once a process; a test that changes it leaves nothing behind."""
    in_force.cache_clear()
    yield
    in_force.cache_clear()
