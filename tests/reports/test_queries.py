from datetime import date, timedelta

import pytest

from motcua.base import clock
from motcua.dossiers import actions, rules
from motcua.dossiers.models import Dossier
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
def test_a_report_takes_three_statements_however_many_rows(count, django_assert_num_queries):
    made = world()
    for at in range(count):
        version, case = procedure(f"1.00010{at}", f"Thủ tục {at}", field=made.field, online_level=2 + at)
        process(version)
        received(made, version_id=version.pk, case_id=case.pk)
    by_level(month(made))

    with django_assert_num_queries(3):
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
