"""Nobody's dossier is stuck with somebody who is away."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from motcua.base import clock
from motcua.dossiers import actions
from motcua.dossiers.handing_over import pass_on, stranded
from motcua.dossiers.models import Task
from motcua.organisations.actions import end_post, name_stand_in, record_absence
from motcua.organisations.models import Membership
from motcua.organisations.rules import Away, HandOver, Manager
from tests.factories import MONDAY, MORNING, Role, post, received, user, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return world()


@pytest.fixture
def second(made):
    somebody = user("thuly2", "Trần Văn Hai")
    post(somebody, made.division, Role.EXAMINER)
    return somebody


@pytest.fixture
def dossier(made):
    """A dossier that the examiner took; its step is due on Thursday."""
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
    actions.take(dossier.number, task=3, by=made.rights(made.examiner), at=MORNING)
    return dossier


def leave(made, somebody, *, days=5):
    record_absence(
        somebody,
        away=Away(somebody.pk, "leave", MONDAY, "morning", MONDAY + timedelta(days=days - 1), "afternoon"),
        by=Manager(made.rights(made.leader)),
        at=MORNING,
    )


def task_of(dossier):
    return Task.objects.open().get(dossier=dossier)


def test_nothing_is_stranded_while_everybody_works(made, dossier):
    assert stranded(on=MONDAY) == []


def test_a_task_of_somebody_away_goes_back_to_the_colleagues(made, second, dossier):
    leave(made, made.examiner)

    (found,) = stranded(on=MONDAY)
    passed = pass_on(found, at=MORNING)

    assert (found.number, found.person_id, found.to) == (
        dossier.number,
        made.examiner.pk,
        HandOver("pool", None),
    )
    assert passed.refusal == ""
    assert task_of(dossier).person is None
    assert stranded(on=MONDAY) == []


def test_a_task_that_can_wait_for_the_return_stays(made, second, dossier):
    leave(made, made.examiner, days=1)

    assert stranded(on=MONDAY) == []


def test_a_task_with_a_stand_in_stays_where_it_is(made, second, dossier):
    leave(made, made.examiner)
    name_stand_in(
        Membership.objects.get(user=made.examiner),
        user=second,
        from_on=MONDAY,
        to_on=MONDAY + timedelta(days=4),
        ground="GUQ 2",
        by=Manager(made.rights(made.head)),
        at=MORNING,
    )

    assert stranded(on=MONDAY) == []


def test_without_colleagues_the_superior_gets_the_task_and_keeps_it(made, dossier):
    leave(made, made.examiner)

    (found,) = stranded(on=MONDAY)
    passed = pass_on(found, at=MORNING)

    assert (found.to, passed.refusal) == (HandOver("superior", made.head.pk), "")
    assert task_of(dossier).person == made.head
    assert stranded(on=MONDAY) == []


def test_a_task_of_somebody_who_lost_the_post_goes_back_whenever_it_is_due(made, second, dossier):
    end_post(
        Membership.objects.get(user=made.examiner),
        to_on=MONDAY - timedelta(days=1),
        by=Manager(made.rights(made.leader)),
        at=MORNING,
    )

    (found,) = stranded(on=MONDAY)

    assert found.to == HandOver("pool", None)


def told(monkeypatch, *arguments):
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY, 10))
    out = StringIO()
    call_command("hand-over", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_tells_first_and_passes_on_when_asked(made, second, dossier, monkeypatch):
    leave(made, made.examiner)

    tried = told(monkeypatch, "--dry-run")
    untouched = task_of(dossier).person
    done = told(monkeypatch)
    again = told(monkeypatch)

    line = f"{dossier.number}  {task_of(dossier).due_at:%d/%m/%Y}  Lê Minh Đức → về đơn vị"
    assert tried == [line, "Sẽ chuyển 1 việc."]
    assert untouched == made.examiner
    assert done == [line, "Đã chuyển 1 trong 1 việc."]
    assert again == ["Đã chuyển 0 trong 0 việc."]


def test_a_task_whose_clock_is_stopped_waits_with_its_person(made, second, dossier):
    leave(made, made.examiner)
    Task.objects.filter(pk=task_of(dossier).pk).update(is_waiting=True)

    assert stranded(on=MONDAY) == []
