"""Who answers for work when somebody is away."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.organisations.rules import (
    Accountable,
    Away,
    HandOver,
    Held,
    Tree,
    accountable,
    available,
    hand_over,
    is_due_while_away,
    superiors,
    why_not_stand_in,
)
from tests.factories import Role
from tests.organisations.rules.test_tree import (
    CENTRE,
    COMMUNE,
    COMMUNE_DIVISION,
    DEPARTMENT,
    DIVISION,
    PROVINCE,
    TREE,
)

MON, TUE, FRI = (date(2026, 11, day) for day in (23, 24, 27))
ROLES = {
    PROVINCE: frozenset({Role.HEAD_OF_AGENCY}),
    CENTRE: frozenset({Role.RECEPTION, Role.SUPERVISOR, Role.DIRECTOR}),
    DEPARTMENT: frozenset({Role.HEAD_OF_AGENCY}),
    DIVISION: frozenset({Role.EXAMINER, Role.HEAD_OF_DIVISION}),
    COMMUNE: frozenset({Role.HEAD_OF_AGENCY}),
    COMMUNE_DIVISION: frozenset({Role.EXAMINER}),
}
STAFFED = Tree(TREE.units, ROLES)


@pytest.mark.parametrize(
    ("unit", "role", "line"),
    [
        (
            DIVISION,
            Role.EXAMINER,
            [(DIVISION, "head_of_division"), (DEPARTMENT, "head_of_agency"), (PROVINCE, "head_of_agency")],
        ),
        (DIVISION, Role.HEAD_OF_DIVISION, [(DEPARTMENT, "head_of_agency"), (PROVINCE, "head_of_agency")]),
        (CENTRE, Role.RECEPTION, [(CENTRE, "director"), (PROVINCE, "head_of_agency")]),
        (CENTRE, Role.DIRECTOR, [(PROVINCE, "head_of_agency")]),
        (COMMUNE_DIVISION, Role.EXAMINER, [(COMMUNE, "head_of_agency"), (PROVINCE, "head_of_agency")]),
        (PROVINCE, Role.HEAD_OF_AGENCY, []),
    ],
)
def test_the_line_of_superiors_goes_from_the_nearest_to_the_head(unit, role, line):
    assert list(superiors(unit, role, tree=STAFFED)) == line


def test_work_can_be_taken_by_holders_and_stand_ins_who_are_there():
    assert available([1, 2], [3, 2, 4], away={1, 4}) == (2, 3)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, HandOver("keep", 1)),
        ({"is_away": True, "stand_ins": [3], "others": [2]}, HandOver("stand_in", 3)),
        ({"is_away": True, "others": [2]}, HandOver("pool", None)),
        ({"is_away": True, "superiors": [7]}, HandOver("superior", 7)),
        # The post ended: its stand-in ended with it.
        ({"holds": False, "stand_ins": [3], "others": [2]}, HandOver("pool", None)),
        ({"holds": False, "superiors": [7]}, HandOver("superior", 7)),
        # Nobody works that day anywhere up the line: the unit's pool shows it to all of them.
        ({"is_away": True}, HandOver("pool", None)),
    ],
)
def test_a_task_of_somebody_away_goes_to_the_stand_in_then_the_pool_then_the_superior(case, expected):
    known = {"holds": True, "is_away": False, "stand_ins": [], "others": [], "superiors": []}

    assert hand_over(1, **{**known, **case}) == expected


@pytest.mark.parametrize(("due_on", "answer"), [(MON, True), (TUE, True), (FRI, False)])
def test_only_a_task_due_by_the_day_of_the_return_leaves_its_person(due_on, answer):
    assert is_due_while_away(due_on, back_on=TUE) is answer


POSTS = [(unit, role) for unit, roles in ROLES.items() for role in sorted(roles)]


@given(
    holders=st.dictionaries(st.sampled_from(POSTS), st.lists(st.integers(1, 12), max_size=3)),
    stand_ins=st.dictionaries(st.sampled_from(POSTS), st.lists(st.integers(1, 12), max_size=2)),
    away=st.sets(st.integers(1, 12)),
    asked=st.sampled_from(POSTS),
)
def test_a_task_always_has_somebody_at_work_or_a_superior_who_answers(holders, stand_ins, away, asked):
    def free(unit, role):
        return available(holders.get((unit, role), []), stand_ins.get((unit, role), []), away=away)

    found = accountable(*asked, tree=STAFFED, free=free, holders=lambda *post: tuple(holders.get(post, ())))

    line = [asked, *superiors(*asked, tree=STAFFED)]
    first_free = next((post for post in line if free(*post)), None)
    first_held = next((post for post in line if holders.get(post)), None)
    if first_free:
        assert found == Accountable(*first_free, free(*first_free), is_superior=first_free != asked)
    elif first_held:
        assert (found.unit_id, found.role, found.is_away) == (*first_held, True)
        assert found.people
    else:
        assert found.people == ()


HELD = Held(5, 1, DIVISION, Role.HEAD_OF_DIVISION, "Trưởng phòng", date(2020, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"user_id": 1}, "user"),
        ({"to_on": date(2026, 11, 22)}, "to_on"),
        # In writing and for a limited time: NĐ 30/2020/NĐ-CP Điều 13 khoản 3
        ({"ground": ""}, "ground"),
        ({"to_on": date(2027, 1, 1)}, "from_on"),
        ({"from_on": date(2019, 1, 1)}, "from_on"),
        ({"known": [(TUE, FRI)]}, "from_on"),
        ({"known": [(FRI, FRI)]}, ""),
        ({"away": [Away(2, "leave", TUE, "afternoon", TUE, "afternoon")]}, "user"),
        ({"away": [Away(2, "leave", FRI, "morning", FRI, "afternoon")]}, ""),
    ],
)
def test_a_stand_in_is_somebody_else_at_work_on_a_ground_for_a_time_nobody_else_has(changes, field):
    asked = {"user_id": 2, "from_on": MON, "to_on": TUE, "ground": "GUQ 15/UBND", "known": [], "away": []}

    assert why_not_stand_in(HELD, **{**asked, **changes})[0] == field
