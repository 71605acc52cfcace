from datetime import date, timedelta

import pytest

from motcua.organisations.actions import appoint, found_unit, name_stand_in, record_absence
from motcua.organisations.queries import (
    accountable,
    available_holders,
    away,
    back_on,
    hand_over,
    holders,
    present,
    rights_of,
    tree,
)
from motcua.organisations.rules import Away
from tests.factories import MONDAY, MORNING, Role, user, world
from tests.organisations.conftest import as_manager, membership

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


def test_rights_are_read_from_memory(django_assert_num_queries):
    made = world()
    rights_of(made.clerk.pk, on=MONDAY)

    with django_assert_num_queries(0):
        rights_of(made.clerk.pk, on=MONDAY)
        rights_of(made.examiner.pk, on=date(2026, 11, 24))


def away_from(made, somebody, *, days=1):
    record_absence(
        somebody,
        away=Away(somebody.pk, "leave", MONDAY, "morning", MONDAY + timedelta(days=days - 1), "afternoon"),
        by=as_manager(made.leader),
        at=MORNING,
    )


def test_somebody_away_is_known_at_once(made):
    before = present(made.examiner.pk, at=MORNING), dict(away(on=MONDAY))

    away_from(made, made.examiner)

    assert before == (True, {})
    assert not present(made.examiner.pk, at=MORNING)
    assert [span.kind for span in away(on=MONDAY).values()] == ["leave"]
    assert back_on(made.examiner.pk, on=MONDAY) == MONDAY + timedelta(days=1)


def test_work_goes_to_colleagues_at_work_then_up_the_line(made, second):
    division = made.division.pk
    everybody = available_holders(division, Role.EXAMINER, on=MONDAY)

    away_from(made, made.examiner)
    one_left = available_holders(division, Role.EXAMINER, on=MONDAY)
    away_from(made, second)
    head = available_holders(division, Role.EXAMINER, on=MONDAY)
    away_from(made, made.head)
    leader = available_holders(division, Role.EXAMINER, on=MONDAY)

    assert everybody == [made.examiner.pk, second.pk]
    assert (one_left, head, leader) == ([second.pk], [made.head.pk], [made.leader.pk])
    assert accountable(division, Role.EXAMINER, on=MONDAY).is_superior


def test_when_the_whole_line_is_away_the_nearest_still_answers(made):
    for somebody in (made.examiner, made.head, made.leader):
        away_from(made, somebody)

    found = accountable(made.division.pk, Role.EXAMINER, on=MONDAY)

    assert (found.people, found.is_away) == ((made.examiner.pk,), True)
    assert available_holders(made.division.pk, Role.EXAMINER, on=MONDAY) == []


def test_a_task_of_somebody_away_belongs_to_the_stand_in_the_pool_or_the_superior(made, second):
    def belongs():
        return hand_over(made.examiner.pk, made.division.pk, Role.EXAMINER, on=MONDAY)

    at_work = belongs()
    away_from(made, made.examiner)
    with_colleague = belongs()
    name_stand_in(
        membership(made.examiner),
        user=made.head,
        from_on=MONDAY,
        to_on=MONDAY,
        ground="GUQ 1",
        by=as_manager(made.leader),
        at=MORNING,
    )
    with_stand_in = belongs()
    away_from(made, second)

    assert (at_work.kind, with_colleague.kind) == ("keep", "pool")
    assert (with_stand_in.kind, with_stand_in.person_id) == ("stand_in", made.head.pk)
    # What the colleague took, now away too: the head already stands in that role.
    assert hand_over(second.pk, made.division.pk, Role.EXAMINER, on=MONDAY).kind == "pool"


def test_a_task_that_a_superior_took_over_stays_there(made):
    found = hand_over(made.head.pk, made.division.pk, Role.EXAMINER, on=MONDAY)

    assert found.kind == "keep"


def test_a_task_of_somebody_who_lost_the_post_goes_back(made):
    found = hand_over(made.outsider.pk, made.division.pk, Role.EXAMINER, on=MONDAY)

    assert found.kind == "pool"
