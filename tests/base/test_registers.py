import pytest
from django.db import connection

from motcua.base import registers
from motcua.base.models import RegisterVersion
from motcua.base.registers import Register, Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    loads = iter(range(100))
    return Register("test-register", lambda: next(loads) or "zero")


def moved_by_another_process(name: str) -> None:
    row, _ = RegisterVersion.objects.get_or_create(name=name)
    RegisterVersion.objects.filter(pk=row.pk).update(number=row.number + 1)


def test_a_register_is_loaded_once(register):
    assert [register.get(), register.get()] == ["zero", "zero"]


def test_a_change_in_this_process_is_seen_at_once(register):
    register.get()

    registers.changed("test-register")

    assert register.get() == 1


def test_a_change_in_another_process_is_seen_when_the_time_is_up(register, settings):
    settings.REGISTER_SECONDS = 0
    register.get()

    moved_by_another_process("test-register")

    assert register.get() == 1


def test_within_the_time_memory_answers_without_the_database(register, settings, django_assert_num_queries):
    settings.REGISTER_SECONDS = 3600
    register.get()
    moved_by_another_process("test-register")

    with django_assert_num_queries(0):
        assert register.get() == "zero"


def test_a_shelf_keeps_each_value_by_its_key():
    loaded = []
    shelf = Shelf("test-shelf", lambda key: loaded.append(key) or key * 2)

    values = [shelf.get(2), shelf.get(3), shelf.get(2)]

    assert (values, loaded) == ([4, 6, 4], [2, 3])


def test_a_change_empties_the_whole_shelf():
    loaded = []
    shelf = Shelf("other-shelf", lambda key: loaded.append(key) or key)
    shelf.get(1)

    registers.changed("other-shelf")
    shelf.get(1)

    assert loaded == [1, 1]


def test_announcing_a_change_is_one_statement(django_assert_num_queries):
    assert connection.vendor in ("sqlite", "postgresql")
    with django_assert_num_queries(1):
        registers.changed("test-register")
