from datetime import date, timedelta

import pytest

from motcua.organisations.actions import appoint, found_unit
from motcua.organisations.queries import holders, rights_of, tree
from tests.factories import MONDAY, Role, user, world

pytestmark = pytest.mark.django_db


def test_a_position_is_held_from_its_first_to_its_last_day():
    made = world()
    stand_in = user("thaythe", "Người thay")
    appoint(stand_in, unit=made.centre, role=Role.RECEPTION, title="thay", from_on=MONDAY, to_on=MONDAY)

    held = [
        rights_of(stand_in.pk, on=MONDAY + timedelta(days=shift)).has_role(Role.RECEPTION)
        for shift in (-1, 0, 1)
    ]

    assert held == [False, True, False]


def test_a_new_unit_is_known_at_once():
    world()
    before = tree().by_code("moi")

    found_unit("moi", name="Đơn vị mới", kind="agency", level="commune")

    assert (before, tree().by_code("moi").name) == (None, "Đơn vị mới")


def test_holders_of_a_role_are_found_by_unit_and_day():
    made = world()

    found = holders(made.division.pk, Role.EXAMINER, on=MONDAY)

    assert found == [made.examiner.pk]


def test_rights_are_read_from_memory(django_assert_num_queries, settings):
    settings.REGISTER_SECONDS = 3600
    made = world()
    rights_of(made.clerk.pk, on=MONDAY)

    with django_assert_num_queries(0):
        rights_of(made.clerk.pk, on=MONDAY)
        rights_of(made.examiner.pk, on=date(2026, 11, 24))
