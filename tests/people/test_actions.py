from dataclasses import replace

import pytest

from motcua.people.actions import register
from motcua.people.models import Person
from motcua.people.queries import by_number
from motcua.people.rules import Details

pytestmark = pytest.mark.django_db
HOA = Details(name="Nguyễn Thị Hoa", number="001189001234", address="Tổ 4", phone="0912345678")


def test_a_person_is_registered_once_and_found_by_the_number():
    first = register(HOA)
    second = register(HOA)

    assert first.pk == second.pk == by_number("001189001234").pk


def test_the_number_is_not_readable_in_the_table():
    register(HOA)

    row = Person.objects.values_list("number_sealed", "number_index").get()

    assert all("001189001234" not in value for value in row)


def test_the_number_is_read_back_and_masked_for_lists():
    person = register(HOA)

    person.refresh_from_db()

    assert (person.number, person.masked_number) == ("001189001234", "••••••••1234")


def test_what_is_told_anew_replaces_and_what_is_not_told_stays():
    register(HOA)

    register(replace(HOA, address="", phone="0987654321"))

    person = by_number("001189001234")
    assert (person.address, person.phone) == ("Tổ 4", "0987654321")


def test_people_without_a_number_are_separate_entries():
    register(replace(HOA, number=""))
    register(replace(HOA, number=""))

    assert Person.objects.count() == 2


def test_nobody_is_found_by_an_empty_number():
    register(replace(HOA, number=""))

    assert by_number("") is None


def test_registering_takes_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        register(HOA)
