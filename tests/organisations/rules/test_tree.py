from datetime import date

import pytest

from motcua.organisations.rules import Post, Rights, Tree, UnitView, rights


def view(at, parent, kind, **changes):
    values = {
        "id": at,
        "code": f"unit-{at}",
        "name": f"Unit {at}",
        "short_name": f"U{at}",
        "kind": kind,
        "level": "commune",
        "official_code": "",
        "parent_id": parent,
        "calendar_code": "",
        "place": "",
        "address": "",
        "phone": "",
        "valid_from": date(2025, 7, 1),
        "valid_to": None,
    }
    return UnitView(**{**values, **changes})


PROVINCE, CENTRE, DEPARTMENT, DIVISION, TAX, COMMUNE, COMMUNE_DIVISION = range(1, 8)
TREE = Tree(
    {
        PROVINCE: view(PROVINCE, None, "government", level="province"),
        CENTRE: view(CENTRE, PROVINCE, "centre", level="province"),
        DEPARTMENT: view(DEPARTMENT, PROVINCE, "agency", calendar_code="so"),
        DIVISION: view(DIVISION, DEPARTMENT, "division"),
        TAX: view(TAX, PROVINCE, "tax"),
        COMMUNE: view(COMMUNE, PROVINCE, "government"),
        COMMUNE_DIVISION: view(COMMUNE_DIVISION, COMMUNE, "division"),
    }
)


def test_a_unit_works_by_the_calendar_of_the_nearest_unit_above_that_has_one():
    assert (TREE.calendar_code(DIVISION), TREE.calendar_code(COMMUNE)) == ("so", "default")


@pytest.mark.parametrize(
    ("unit", "signs"), [(DIVISION, DEPARTMENT), (DEPARTMENT, DEPARTMENT), (COMMUNE_DIVISION, COMMUNE)]
)
def test_a_division_signs_through_the_body_above_it(unit, signs):
    assert TREE.agency_of(unit).id == signs


def test_the_nearest_unit_of_a_kind_may_stand_beside_a_unit_above():
    assert TREE.nearest("tax", of=COMMUNE_DIVISION).id == TAX


def test_no_unit_of_a_kind_is_none():
    assert TREE.nearest("police", of=DIVISION) is None


@pytest.mark.parametrize(
    ("role", "unit", "scope"),
    [
        ("examiner", DIVISION, {DIVISION}),
        ("head_of_agency", DEPARTMENT, {DEPARTMENT, DIVISION}),
        ("reception", CENTRE, {CENTRE}),
        # Who watches over a centre sees everything under the government the centre belongs to.
        ("supervisor", CENTRE, set(TREE.units)),
    ],
)
def test_a_post_lets_its_holder_see(role, unit, scope):
    assert TREE.scope_of(Post(unit, role, "")) == scope


def test_nobody_without_a_post_sees_anything():
    assert rights(9, [], tree=TREE) == Rights(9, (), frozenset())
