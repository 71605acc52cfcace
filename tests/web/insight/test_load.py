"""Unit load on the screen."""

import pytest
from django.utils import timezone

from motcua.base import clock
from motcua.organisations.actions import name_stand_in, record_absence
from motcua.organisations.models import Membership
from motcua.organisations.rules import Away, Manager
from tests.factories import MONDAY, MORNING, Role, post, received, user, world
from tests.statements import at_most


@pytest.fixture
def made(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY, 10))
    return world()


@pytest.fixture
def head(client, made):
    client.force_login(made.head)
    return client


def figures(response):
    return {
        row.name: (row.load.open, row.load.overdue, row.load.soon, row.load.done, row.away, row.stand_in)
        for table in response.context["tables"]
        for row in table.rows
    }


def test_a_head_sees_each_person_with_their_work_and_who_stands_in(head, made):
    second = user("thuly2", "Trần Văn Hai")
    post(second, made.division, Role.EXAMINER)
    received(made)
    leader = Manager(made.rights(made.leader))
    record_absence(
        made.examiner,
        away=Away(made.examiner.pk, "sick", MONDAY, "morning", MONDAY, "afternoon"),
        by=leader,
        at=MORNING,
    )
    name_stand_in(
        Membership.objects.get(user=made.examiner),
        user=second,
        from_on=MONDAY,
        to_on=MONDAY,
        ground="GUQ 1",
        by=leader,
        at=MORNING,
    )

    response = head.get("/ops/load")

    assert figures(response) == {
        "Chưa ai nhận": (1, 0, 1, 0, "", ""),
        "Phạm Văn Lợi": (0, 0, 0, 0, "", ""),
        "Lê Minh Đức": (0, 0, 0, 0, "nghỉ ốm", "Trần Văn Hai"),
        "Trần Văn Hai": (0, 0, 0, 0, "", ""),
    }


@pytest.mark.parametrize("code", ["lac-hong", "ubnd-xa-khac", "khong-co"])
def test_a_unit_out_of_scope_does_not_exist(head, code):
    assert head.get(f"/ops/load?unit={code}").status_code == 404


def test_the_page_takes_the_same_statements_however_much_work_there_is(head, made):
    for _dossier in range(3):
        received(made)
    head.get("/ops/load")

    with at_most(5):
        head.get("/ops/load")


def test_a_supervisor_sees_an_agency_with_its_divisions(client, made):
    client.force_login(made.supervisor)

    response = client.get("/ops/load?unit=ubnd-lac-hong")

    assert [table.unit.code for table in response.context["tables"]] == ["ubnd-lac-hong", "kinh-te-lac-hong"]
