"""Separation of duties, each pair with its source; who gives posts to whom."""

from itertools import combinations

import pytest

from motcua.organisations.rules import (
    INCOMPATIBLE,
    Manager,
    Post,
    Rights,
    managed_units,
    why_not_arrange,
    why_not_give,
    why_not_hold,
    why_not_override,
)
from tests.factories import Role
from tests.organisations.rules.test_tree import CENTRE, DEPARTMENT, DIVISION, PROVINCE, TAX, TREE

MERITS = "người ở quầy không quyết định nội dung hồ sơ"
FEES = "người thụ lý không thu phí, lệ phí"
OWN_DRAFT = "người ký không ký kết quả do chính mình thụ lý"
SEAL = "văn thư chỉ đóng dấu văn bản do người khác ký"
OWN_WATCH = "người giám sát không giám sát việc của chính mình"
PAIRS = [
    # Reception staff never decide on the merits: domain.md L3
    (Role.RECEPTION, Role.EXAMINER, MERITS),
    (Role.RECEPTION, Role.HEAD_OF_DIVISION, MERITS),
    (Role.RECEPTION, Role.HEAD_OF_AGENCY, MERITS),
    (Role.RETURNS, Role.HEAD_OF_DIVISION, MERITS),
    (Role.RETURNS, Role.HEAD_OF_AGENCY, MERITS),
    # Examiners never take fees, which the counter of returns does: domain.md L3
    (Role.RETURNS, Role.EXAMINER, FEES),
    # Examination and approval are separate: domain.md R19
    (Role.EXAMINER, Role.HEAD_OF_AGENCY, OWN_DRAFT),
    # The records clerk keeps the seal and seals what a competent person signed: NĐ 30/2020/NĐ-CP Điều 32, 33
    (Role.RECORDS, Role.HEAD_OF_AGENCY, SEAL),
    # Ours: nobody watches over the own work
    (Role.SUPERVISOR, Role.RECEPTION, OWN_WATCH),
    (Role.SUPERVISOR, Role.RETURNS, OWN_WATCH),
    (Role.SUPERVISOR, Role.EXAMINER, OWN_WATCH),
]


@pytest.mark.parametrize(("one", "other", "why"), PAIRS)
def test_two_roles_that_exclude_each_other_are_refused_in_either_order(one, other, why):
    assert why_not_hold(one, [other]).endswith(f"trong một đơn vị: {why}.")
    assert why_not_hold(other, [Role.CATALOGUE_KEEPER, one]).endswith(f"trong một đơn vị: {why}.")


def test_every_other_pair_may_be_held_by_one_person():
    refused = {frozenset(pair) for pair in combinations(Role, 2) if why_not_hold(pair[0], [pair[1]])}

    assert refused == {frozenset((one, other)) for one, other, _why in PAIRS} == set(INCOMPATIBLE)


def test_a_small_commune_may_join_the_two_counters_and_the_head_may_examine():
    assert why_not_hold(Role.RETURNS, [Role.RECEPTION, Role.RECORDS]) == ""
    assert why_not_hold(Role.EXAMINER, [Role.HEAD_OF_DIVISION]) == ""


def manager(*posts, is_superuser=False):
    return Manager(Rights(1, tuple(posts), frozenset()), is_superuser)


DIRECTOR = manager(Post(CENTRE, Role.DIRECTOR, ""))
SUPERVISOR = manager(Post(CENTRE, Role.SUPERVISOR, ""))
HEAD = manager(Post(DIVISION, Role.HEAD_OF_DIVISION, ""))
LEADER = manager(Post(DEPARTMENT, Role.HEAD_OF_AGENCY, ""))
CHAIR = manager(Post(PROVINCE, Role.HEAD_OF_AGENCY, ""))
CLERK = manager(Post(CENTRE, Role.RECEPTION, ""))
DEPUTY = manager(Post(CENTRE, Role.DIRECTOR, "", standing_in_for=9))
FOUNDER = manager(is_superuser=True)


@pytest.mark.parametrize(
    ("who", "units"),
    [
        (DIRECTOR, {CENTRE}),
        (SUPERVISOR, {CENTRE}),
        (HEAD, {DIVISION}),
        (LEADER, {DEPARTMENT, DIVISION}),
        (CHAIR, set(TREE.units)),
        (CLERK, set()),
        (DEPUTY, {CENTRE}),
        (FOUNDER, set(TREE.units)),
    ],
)
def test_a_leader_arranges_the_people_of_the_unit_and_of_those_under_it(who, units):
    assert managed_units(who, tree=TREE) == units


ABOVE = "do cấp trên quyết định."
STRANGER = "Đơn vị này không do bạn phụ trách."


@pytest.mark.parametrize(
    ("who", "unit", "role", "answer"),
    [
        (SUPERVISOR, CENTRE, Role.RECEPTION, ""),
        (SUPERVISOR, CENTRE, Role.SUPERVISOR, ABOVE),
        (SUPERVISOR, CENTRE, Role.DIRECTOR, ABOVE),
        (DIRECTOR, CENTRE, Role.SUPERVISOR, ""),
        (DIRECTOR, CENTRE, Role.CATALOGUE_KEEPER, ""),
        (DIRECTOR, CENTRE, Role.DIRECTOR, ABOVE),
        (CHAIR, CENTRE, Role.DIRECTOR, ""),
        (HEAD, DIVISION, Role.EXAMINER, ""),
        (HEAD, DIVISION, Role.HEAD_OF_DIVISION, ABOVE),
        (LEADER, DIVISION, Role.HEAD_OF_DIVISION, ""),
        (LEADER, DEPARTMENT, Role.HEAD_OF_AGENCY, ABOVE),
        (HEAD, DEPARTMENT, Role.EXAMINER, STRANGER),
        (DIRECTOR, DIVISION, Role.EXAMINER, STRANGER),
        (CLERK, CENTRE, Role.RECEPTION, STRANGER),
        # Whoever stands in passes nothing on: NĐ 30/2020/NĐ-CP Điều 13 khoản 3
        (DEPUTY, CENTRE, Role.RECEPTION, STRANGER),
        (FOUNDER, CENTRE, Role.DIRECTOR, ""),
    ],
)
def test_posts_are_given_from_above(who, unit, role, answer):
    assert why_not_give(who, unit, role, tree=TREE).endswith(answer)
    assert bool(why_not_give(who, unit, role, tree=TREE)) == bool(answer)


@pytest.mark.parametrize(
    ("unit", "role"),
    # A director of a division would see its whole government: no unit has posts of another kind's roles.
    [(DIVISION, Role.DIRECTOR), (DIVISION, Role.SUPERVISOR), (CENTRE, Role.EXAMINER), (TAX, Role.RECEPTION)],
)
def test_a_unit_has_posts_of_its_own_kind_only(unit, role):
    assert "không có vị trí" in why_not_give(FOUNDER, unit, role, tree=TREE)


def test_a_leader_hands_the_own_post_over_for_a_time():
    assert why_not_arrange(DIRECTOR, CENTRE, Role.DIRECTOR, holder_id=1, tree=TREE) == ""
    assert why_not_arrange(DIRECTOR, CENTRE, Role.DIRECTOR, holder_id=2, tree=TREE).endswith(ABOVE)


@pytest.mark.parametrize(
    ("who", "ground", "answer"),
    [
        (DIRECTOR, "QĐ 12/QĐ-TTPVHCC", ""),
        (CHAIR, "QĐ 12/QĐ-UBND", ""),
        (FOUNDER, "QĐ 1", ""),
        (DIRECTOR, "", "Hãy ghi căn cứ cho kiêm nhiệm."),
        (SUPERVISOR, "QĐ 12", "Chỉ giám đốc trung tâm hoặc lãnh đạo cơ quan được cho phép kiêm nhiệm."),
        (HEAD, "QĐ 12", "Chỉ giám đốc trung tâm hoặc lãnh đạo cơ quan được cho phép kiêm nhiệm."),
        (DEPUTY, "QĐ 12", "Chỉ giám đốc trung tâm hoặc lãnh đạo cơ quan được cho phép kiêm nhiệm."),
    ],
)
def test_only_a_director_or_leader_overrides_the_separation_and_in_writing(who, ground, answer):
    assert why_not_override(who, CENTRE, ground=ground, tree=TREE) == answer


def test_a_stand_in_acts_for_one_person_in_one_post_only():
    mine = Post(DIVISION, Role.EXAMINER, "")
    for_nine = Post(DIVISION, Role.HEAD_OF_DIVISION, "", standing_in_for=9)
    rights = Rights(1, (mine, for_nine), frozenset({DIVISION}))

    assert rights.acts_for == {1, 9}
    assert rights.post_over(DIVISION, Role.HEAD_OF_DIVISION, 9) == for_nine
    assert rights.post_over(DIVISION, Role.HEAD_OF_DIVISION, None) == for_nine
    assert rights.post_over(DIVISION, Role.EXAMINER, None) == mine
    assert rights.post_over(DIVISION, Role.EXAMINER, 1) == mine
    # Nine's work as an examiner was not handed over, nor is anybody else's.
    assert rights.post_over(DIVISION, Role.EXAMINER, 9) is None
    assert rights.post_over(DIVISION, Role.HEAD_OF_DIVISION, 8) is None
