from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, transaction

from motcua.base import clock
from motcua.dossiers import actions, rules
from motcua.dossiers.models import NOT_DUE, Dossier, DueDay
from motcua.dossiers.verification import differences
from motcua.reports.queries import (
    Period,
    behind,
    by_field,
    by_level,
    centres_of,
    level_shares,
    published_figures,
)
from motcua.reports.rules import COLUMNS
from tests.factories import MONDAY, procedure, process, received, resolved, world

pytestmark = pytest.mark.django_db
# Received on Monday 23/11, due on Friday 27/11 (24/11 is a holiday).
FRIDAY = MONDAY + timedelta(days=4)
LATE = MONDAY + timedelta(days=7)


def month(made, *, to=date(2026, 12, 31), as_of=None) -> Period:
    return Period(frozenset({made.centre.pk}), date(2026, 11, 1), to, as_of or to)


def one_of_each(made) -> None:
    resolved(made, ended_at=clock.at(MONDAY, 16))
    resolved(made, ended_at=clock.at(FRIDAY, 16))
    resolved(made, ended_at=clock.at(LATE, 9))
    received(made)
    withdrawn = received(made)
    actions.withdraw(withdrawn.number, reason="Đổi ý", by=made.rights(made.clerk), at=clock.at(MONDAY, 15))


def figures(table) -> dict[str, int]:
    return {column: value for column, value in table.total.figures.items() if value}


def test_every_dossier_is_counted_once_in_its_column():
    made = world()
    one_of_each(made)

    table = by_field(month(made))

    assert figures(table) == {
        "received": 5,
        "resolved": 3,
        "early": 1,
        "on_time": 1,
        "late": 1,
        "open": 1,
        "overdue": 1,
        "other": 1,
    }
    assert all(line.is_balanced for line in table.lines)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 11, 22), {}),
        (MONDAY, {"received": 5, "resolved": 1, "early": 1, "open": 3, "in_time": 3, "other": 1}),
        (
            FRIDAY,
            {"received": 5, "resolved": 2, "early": 1, "on_time": 1, "open": 2, "in_time": 2, "other": 1},
        ),
        (
            FRIDAY + timedelta(days=1),
            {"received": 5, "resolved": 2, "early": 1, "on_time": 1, "open": 2, "overdue": 2, "other": 1},
        ),
    ],
)
def test_a_report_may_be_made_as_of_any_past_day(as_of, expected):
    made = world()
    one_of_each(made)

    assert figures(by_field(month(made, as_of=as_of))) == expected


def test_a_dossier_open_at_the_start_is_carried_over():
    made = world()
    resolved(made, ended_at=clock.at(FRIDAY, 16))

    table = by_field(Period(frozenset({made.centre.pk}), FRIDAY, date(2026, 12, 31), date(2026, 12, 31)))

    assert figures(table) == {"carried_over": 1, "resolved": 1, "on_time": 1}


def test_a_dossier_that_ended_before_the_period_is_not_in_it():
    made = world()
    resolved(made, ended_at=clock.at(MONDAY, 16))

    table = by_field(Period(frozenset({made.centre.pk}), FRIDAY, date(2026, 12, 31), date(2026, 12, 31)))

    assert table.lines == []


def waited(made, *, since, until):
    """A dossier that waited for its supplement from one day to another: its time began anew."""
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=clock.at(MONDAY, 10))
    by = made.rights(made.examiner)
    wanted = [rules.Wanted("Đơn", "Thiếu chữ ký", "ký")]
    actions.request_supplement(dossier.number, task=3, wanted=wanted, by=by, at=clock.at(since, 9))
    actions.receive_supplement(dossier.number, by=made.rights(made.clerk), at=clock.at(until, 9))
    return dossier


def test_what_was_overdue_on_a_past_day_stays_overdue_when_its_time_began_anew_later():
    made = world()
    # Due on Friday 27/11, asked on Tuesday 01/12, completed on Thursday 03/12: due on Tuesday 08/12.
    dossier = waited(made, since=date(2026, 12, 1), until=date(2026, 12, 3))

    told = {
        day: figures(by_field(month(made, as_of=date(2026, *day))))
        for day in ((11, 27), (11, 30), (12, 1), (12, 3), (12, 9))
    }

    in_time, overdue = (
        {"received": 1, "open": 1, "in_time": 1},
        {"received": 1, "open": 1, "overdue": 1},
    )
    dossier.refresh_from_db()
    assert dossier.due_on == date(2026, 12, 8)
    # While it waits nobody is late.
    assert told == {
        (11, 27): in_time,
        (11, 30): overdue,
        (12, 1): in_time,
        (12, 3): in_time,
        (12, 9): overdue,
    }


def test_an_extension_between_the_day_of_a_report_and_now_changes_no_past_figure(settings, fresh_law):
    settings.LAW = {"extension_counts": True}
    made = world()
    dossier = received(made)
    asked = made.rights(made.head)
    actions.ask_extension(
        dossier.number, new_due_at=clock.at(LATE, 16), reason="Xác minh", by=asked, at=clock.at(LATE, 8)
    )
    before = figures(by_field(month(made, as_of=FRIDAY + timedelta(days=1))))

    actions.extend(dossier.number, by=made.rights(made.supervisor), at=clock.at(LATE, 9))

    after = figures(by_field(month(made, as_of=FRIDAY + timedelta(days=1))))
    assert before == after == {"received": 1, "open": 1, "overdue": 1}
    assert figures(by_field(month(made, as_of=LATE))) == {"received": 1, "open": 1, "in_time": 1}
    assert list(differences()) == []


@pytest.mark.parametrize("column", ["open", "in_time", "overdue", "received"])
def test_a_past_figure_opens_the_dossiers_that_were_so_on_its_day(column):
    made = world()
    one_of_each(made)
    waited(made, since=date(2026, 12, 1), until=date(2026, 12, 3))
    period = month(made, as_of=date(2026, 11, 30))

    (line,) = by_field(period).lines

    assert line.overdue == 2
    assert behind(period, column=column, field=line.key).count() == getattr(line, column)


def test_a_report_of_now_reads_no_history_of_due_days():
    made = world()
    waited(made, since=date(2026, 12, 1), until=date(2026, 12, 3))

    said = str(behind(month(made), column="overdue").query)

    assert "dossiers_dueday" not in said


def test_a_due_day_that_was_replaced_is_never_rewritten():
    made = world()
    dossier = waited(made, since=date(2026, 12, 1), until=date(2026, 12, 3))

    assert list(dossier.due_days.values_list("seq", "changed_on", "was")) == [
        (4, date(2026, 12, 1), FRIDAY),
        (5, date(2026, 12, 3), NOT_DUE),
    ]
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        DueDay.objects.update(was=LATE)


def test_the_migration_finds_the_same_days_in_the_events():
    made = world()
    waited(made, since=date(2026, 12, 1), until=date(2026, 12, 3))
    waited(made, since=date(2026, 11, 25), until=date(2026, 11, 26))
    one_of_each(made)
    migration = import_module("motcua.dossiers.migrations.0016_due_days")

    found = {
        dossier.pk: list(migration.changes(dossier.events.values_list("seq", "kind", "at", "payload")))
        for dossier in Dossier.objects.all()
    }

    told = {
        dossier.pk: list(dossier.due_days.values_list("seq", "changed_on", "was"))
        for dossier in Dossier.objects.all()
    }
    assert found == told
    assert sum(map(len, told.values())) == 4


@pytest.mark.parametrize("column", COLUMNS)
def test_every_figure_opens_the_dossiers_behind_it(column):
    made = world()
    one_of_each(made)
    period = month(made)

    line = by_field(period).lines[0]

    assert behind(period, column=column, field=line.key).count() == getattr(line, column)


@pytest.mark.parametrize("on", [MONDAY, FRIDAY, FRIDAY + timedelta(days=1), LATE])
def test_sql_and_rule_agree_on_what_is_late(on):
    made = world()
    one_of_each(made)

    told = {
        dossier.pk: rules.timing(
            due_on=dossier.due_on, ended_on=dossier.ended_on, on=on, with_result=dossier.ending == "result"
        )
        or "left"
        for dossier in Dossier.objects.all()
    }

    assert dict(Dossier.objects.with_timing(on=on).values_list("pk", "timing")) == told


def test_levels_are_counted_with_percentages_that_sum_to_a_hundred():
    made = world()
    other, case = procedure("1.000001", "Thủ tục khác", field=made.field, online_level=2)
    process(other)
    received(made)
    received(made)
    received(made, version_id=other.pk, case_id=case.pk)

    shares = [(share.key, share.count, share.percent) for share in level_shares(month(made))]

    assert shares == [(2, 1, "33.33"), (4, 2, "66.67")]


def test_other_centres_are_not_counted():
    made = world()
    received(made)

    table = by_level(Period(frozenset({made.government.pk}), date(2026, 1, 1), FRIDAY, FRIDAY))

    assert table.lines == []


def test_a_code_names_a_centre_or_every_centre_under_a_unit():
    made = world()

    assert centres_of("lac-hong") == centres_of("ubnd-lac-hong") == {made.centre.pk}
    assert centres_of("khong-co") is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_report_takes_five_statements_however_many_rows(count, django_assert_num_queries):
    made = world()
    for at in range(count):
        version, case = procedure(f"1.00010{at}", f"Thủ tục {at}", field=made.field, online_level=2 + at)
        process(version)
        received(made, version_id=version.pk, case_id=case.pk)
    by_level(month(made))

    with django_assert_num_queries(5):
        by_field(month(made))


def test_published_figures_count_kept_promises_by_agency():
    made = world()
    one_of_each(made)

    published = published_figures(today=date(2026, 12, 10))

    assert (published.resolved, published.kept, published.late) == (3, 2, 1)
    # Three results say nothing about an agency: it is not ranked.
    assert (published.agencies, published.unranked) == ([], 1)


def test_an_agency_with_enough_results_is_ranked():
    made = world()
    for _dossier in range(20):
        resolved(made, ended_at=clock.at(MONDAY, 16))

    standing = published_figures(today=date(2026, 12, 10)).agencies[0]

    assert (standing.name, standing.resolved, standing.percent) == (made.government.name, 20, 100.0)
