"""The daily digest: once a working day, in the morning, of one's own work and of the units one leads."""

from datetime import date, timedelta

import pytest

from motcua.base.clock import at
from motcua.dossiers import actions, digests, watching
from motcua.dossiers.models import Digest
from motcua.notifications.models import Notice
from motcua.organisations import actions as organisations
from motcua.organisations.rules import Away, Manager
from motcua.worktime import queries as worktime
from tests.factories import MORNING, received, world

pytestmark = pytest.mark.django_db
MONDAY_AT_8 = at(date(2026, 11, 23), 8)
WEDNESDAY_AT_8 = at(date(2026, 11, 25), 8)  # 24/11 is a holiday


@pytest.fixture
def made():
    return world()


@pytest.fixture
def examining(made):
    """A dossier at examination since Monday 09:00: due on Thursday 26/11 at 09:00 by its 780 minutes."""
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
    return dossier


def told(person):
    return digests.digest_of(person.pk).told


def test_everybody_with_a_post_has_one_digest_a_day_however_often_the_watch_is_run(made):
    rounds = [digests.make_digests(at=WEDNESDAY_AT_8 + timedelta(minutes=passed)) for passed in (0, 5, 10)]

    assert rounds == [8, 0, 0]
    assert Digest.objects.count() == 8


@pytest.mark.parametrize(
    "moment",
    [
        at(date(2026, 11, 25), 6),
        at(date(2026, 11, 25), 12),
        at(date(2026, 11, 24), 8),
        at(date(2026, 11, 28), 8),
    ],
    ids=["before opening", "at noon", "on a holiday", "on a Saturday"],
)
def test_nobody_has_a_digest_outside_working_hours(made, moment):
    assert digests.make_digests(at=moment) == 0


def test_another_working_day_has_another_digest(made):
    digests.make_digests(at=MONDAY_AT_8)
    digests.make_digests(at=WEDNESDAY_AT_8)

    assert digests.days_of(made.clerk.pk) == [date(2026, 11, 25), date(2026, 11, 23)]


def test_the_groups_of_a_morning_are_parted_by_the_calendar(made):
    day = digests.day_of(MONDAY_AT_8, working_time=worktime.current().working_time)

    assert day.today_until.date() == date(2026, 11, 23)
    assert day.next_until.date() == date(2026, 11, 26)
    assert day.reminded_since == at(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("moment", "group"),
    [
        (at(date(2026, 11, 23), 10), "next"),
        (WEDNESDAY_AT_8, "today"),
        (at(date(2026, 11, 26), 8), "overdue"),
    ],
)
def test_work_is_told_in_the_group_of_its_morning(made, examining, moment, group):
    digests.make_digests(at=moment)

    counts = told(made.examiner)["counts"]
    (row,) = told(made.examiner)["rows"]
    assert {name: count for name, count in counts.items() if count} == {group: 1}
    assert (row["number"], row["group"]) == (examining.number, group)


def test_what_stands_still_is_told_as_waiting(made, examining):
    actions.suspend(
        examining.number, task=3, reason="Chờ", document="1/TB", by=made.rights(made.examiner), at=MORNING
    )

    digests.make_digests(at=WEDNESDAY_AT_8)

    assert told(made.examiner)["counts"]["waiting"] == 1


def test_reminders_of_the_working_day_before_are_counted(made, examining):
    watching.remind(at=at(date(2026, 11, 25), 9))

    digests.make_digests(at=at(date(2026, 11, 26), 8))

    assert told(made.examiner)["counts"]["reminders"] == 1


def test_a_head_is_told_what_lies_in_the_units_under_them(made, examining):
    digests.make_digests(at=WEDNESDAY_AT_8)

    (unit,) = told(made.leader)["units"]
    assert (unit["unit"], unit["today"]) == (made.division.pk, 1)
    assert told(made.leader)["counts"]["today"] == 0
    assert told(made.examiner)["units"] == []


def test_nobody_of_another_commune_is_told_of_it(made, examining):
    digests.make_digests(at=WEDNESDAY_AT_8)

    assert not digests.has_work(told(made.outsider))


def test_whoever_is_away_has_none_that_morning(made):
    day = date(2026, 11, 25)
    organisations.record_absence(
        made.examiner,
        away=Away(made.examiner.pk, "leave", day, "morning", day, "afternoon"),
        by=Manager(made.rights(made.head)),
        at=MORNING,
    )

    digests.make_digests(at=WEDNESDAY_AT_8)

    assert digests.digest_of(made.examiner.pk) is None


def test_whoever_has_work_and_an_address_gets_it_by_email_once(made, examining, settings):
    settings.EMAIL_HOST = "127.0.0.1"
    for person in (made.examiner, made.clerk):
        person.email = f"{person.username}@example.vn"
        person.save()

    for minutes in (0, 5):
        digests.make_digests(at=WEDNESDAY_AT_8 + timedelta(minutes=minutes))

    notice = Notice.objects.get()
    assert notice.address == "thuly@example.vn"
    assert notice.subject == "Việc ngày 25/11/2026: 0 quá hạn, 1 đến hạn hôm nay"
    assert f"- đến hạn hôm nay: {examining.number}," in notice.body


def test_digests_are_kept_for_a_month(made):
    digests.make_digests(at=MONDAY_AT_8)

    digests.make_digests(at=at(date(2026, 12, 28), 8))

    assert digests.days_of(made.clerk.pk) == [date(2026, 12, 28)]


def test_more_people_ask_for_no_more_statements_when_nobody_has_work(made, django_assert_max_num_queries):
    digests.make_digests(at=MONDAY_AT_8)

    with django_assert_max_num_queries(12):
        digests.make_digests(at=WEDNESDAY_AT_8)
