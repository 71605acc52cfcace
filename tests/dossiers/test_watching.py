"""What the watch does because time has passed: once each, in working hours, up the line."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from motcua.base.clock import at
from motcua.dossiers import actions, watching
from motcua.dossiers.models import Reminder
from motcua.dossiers.rules.reminding import reminder_level
from motcua.worktime import queries as worktime
from tests.factories import MORNING, received, world

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 11, 25)  # 24/11 is a holiday


@pytest.fixture
def made():
    return world()


@pytest.fixture
def assigned(made):
    """At the head of the division since Monday 09:00, with two working hours: due at 11:00."""
    return received(made)


def told():
    return list(Reminder.objects.order_by("pk").values_list("level", "unit__code", "role"))


@pytest.mark.parametrize(
    ("moment", "level"),
    [
        (at(date(2026, 11, 23), 9, 59), ""),
        (at(date(2026, 11, 23), 10), "half"),
        (at(date(2026, 11, 23), 10, 35), "half"),
        (at(date(2026, 11, 23), 10, 36), "most"),
        (at(date(2026, 11, 23), 11), "most"),
        (at(date(2026, 11, 23), 11, 1), "breach"),
        (at(date(2026, 11, 24), 9), "breach"),  # a holiday is no day later
        (at(WEDNESDAY, 7), "after"),
    ],
)
def test_a_step_reaches_its_reminders_by_its_working_time(moment, level):
    working_time = worktime.current().working_time

    found = reminder_level(
        opened_at=MORNING, due_at=at(date(2026, 11, 23), 11), at=moment, working_time=working_time
    )

    assert found == level


def test_the_holder_is_reminded_then_the_superior_then_the_next_one_up(made, assigned):
    for moment in (at(date(2026, 11, 23), 10), at(date(2026, 11, 23), 11, 15), at(WEDNESDAY, 8)):
        watching.remind(at=moment)

    assert told() == [
        ("half", "kinh-te-lac-hong", "head_of_division"),
        ("breach", "ubnd-lac-hong", "head_of_agency"),
        ("after", "ubnd-lac-hong", "head_of_agency"),
    ]


def test_a_reminder_is_made_once_however_often_the_watch_is_run(assigned):
    moment = at(date(2026, 11, 23), 10)

    assert [watching.remind(at=moment + timedelta(minutes=passed)) for passed in (0, 5, 10)] == [1, 0, 0]


@pytest.mark.parametrize(
    "moment", [at(date(2026, 11, 23), 12), at(date(2026, 11, 23), 18), at(date(2026, 11, 24), 9)]
)
def test_nobody_is_reminded_outside_working_hours(assigned, moment):
    assert watching.remind(at=moment) == 0


def test_nobody_is_reminded_while_the_clock_stands_still(made, assigned):
    actions.forward(assigned.number, task=2, by=made.rights(made.head), at=MORNING)
    actions.suspend(
        assigned.number, task=3, reason="Chờ", document="1/TB", by=made.rights(made.examiner), at=MORNING
    )

    assert watching.remind(at=at(date(2026, 12, 8), 9)) == 0


def test_a_reminder_leaves_with_its_task_and_may_be_put_away(made, assigned):
    watching.remind(at=at(date(2026, 11, 23), 10))
    head = made.rights(made.head)
    (reminder,) = watching.reminders_of(head)

    assert watching.reminders_of(made.rights(made.examiner)) == []
    assert not watching.put_away(reminder.pk, by=made.rights(made.examiner), at=MORNING)
    assert watching.put_away(reminder.pk, by=head, at=MORNING)
    assert not watching.put_away(reminder.pk, by=head, at=MORNING)
    assert watching.reminders_of(head) == []


def test_letters_of_apology_are_drafted_once_for_what_missed_its_day(assigned):
    moment = at(date(2026, 11, 30), 8)

    drafted = [watching.draft_apologies(at=moment) for _round in range(2)]

    assigned.refresh_from_db()
    assert (drafted, assigned.apology) == ([1, 0], "drafted")


def test_a_dossier_nobody_touched_for_days_is_named_with_its_owner(made, assigned):
    supervisor = made.rights(made.supervisor)

    assert watching.silent(supervisor, at=at(date(2026, 11, 30), 9)) == []
    (silent,) = watching.silent(supervisor, at=at(date(2026, 12, 1), 9))

    assert (silent.number, silent.days, silent.owners) == (assigned.number, 5, ("Phạm Văn Lợi",))
    assert watching.silent(made.rights(made.outsider), at=at(date(2026, 12, 1), 9)) == []


def test_the_command_runs_one_round_and_says_what_it_did(assigned, capsys):
    call_command("watch")

    assert "lời nhắc" in capsys.readouterr().out
