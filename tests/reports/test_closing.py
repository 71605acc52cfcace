"""Days that are closed: their kept figures are those the dossiers give, whatever is recorded later."""

from datetime import date, timedelta
from itertools import combinations_with_replacement

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from motcua.base import clock
from motcua.dossiers import actions as dossiers
from motcua.dossiers import rules
from motcua.dossiers.journal import Batch
from motcua.reports.actions import close_days, reopen
from motcua.reports.models import Figure
from motcua.reports.queries import Period, _from_dossiers, by_field, by_level, closed_through
from motcua.reports.reckoning import Life, days_of, spans
from tests.factories import MONDAY, intake, procedure, process, received, world
from tests.reports.test_queries import FRIDAY, LATE, one_of_each, waited

FIRST, DAYS = date(2026, 11, 30), 12
FAR = date(9999, 12, 31)


def on(days: int) -> date:
    return FIRST + timedelta(days=days)


@st.composite
def lives(draw) -> Life:
    received = draw(st.integers(-4, DAYS - 1))
    ended = draw(st.none() | st.integers(max(received, 0), DAYS + 3))
    changed = sorted(
        draw(st.lists(st.integers(received, ended if ended is not None else DAYS + 3), max_size=3))
    )
    dues = [draw(st.just(FAR) | st.integers(received, DAYS + 3).map(on)) for _due in range(len(changed) + 1)]
    return Life(
        field=draw(st.integers(1, 2)),
        level=2,
        received_on=on(received),
        ended_on=FAR if ended is None else on(ended),
        due_on=dues[-1],
        with_result=draw(st.booleans()),
        changes=[(on(at), was) for at, was in zip(changed, dues, strict=False)],
    )


def counted_one_by_one(all_lives, day: date) -> dict:
    """The same row by the definition of late, asked of each dossier on each day."""
    found: dict = {}
    for life in all_lives:
        row = found.setdefault(life.field, dict.fromkeys(("received", *COLUMNS), 0))
        if life.received_on == day:
            row["received"] += 1
        if life.received_on > day or life.ended_on < day:
            continue
        due = next((was for changed_on, was in life.changes if changed_on > day), life.due_on)
        timing = rules.timing(due_on=due, ended_on=life.ended_on, on=day, with_result=life.with_result)
        row[timing or "other"] += 1
    return {field: tuple(row.values()) for field, row in found.items() if any(row.values())}


COLUMNS = ("early", "on_time", "late", "other", "in_time", "overdue")


@given(st.lists(lives(), max_size=6))
def test_days_are_what_every_dossier_says_of_itself_on_each_of_them(all_lives):
    rows = list(days_of(all_lives, first=on(0), last=on(DAYS - 1)))

    for at in range(DAYS):
        told = {row.field: row.figures for row in rows if row.day == on(at)}
        assert told == counted_one_by_one(all_lives, on(at))


@given(st.dates(date(2020, 1, 1), date(2027, 1, 1)), st.integers(-1, 900))
def test_a_period_is_made_of_whole_months_and_the_days_at_its_ends(first, length):
    last = first + timedelta(days=length)

    parts = spans(first, last)

    covered = [
        since + timedelta(days=at) for _span, since, until in parts for at in range((until - since).days + 1)
    ]
    assert covered == [first + timedelta(days=at) for at in range(length + 1)]
    assert all(
        since.day == 1 and (until + timedelta(days=1)).day == 1
        for span, since, until in parts
        if span == "month"
    )
    assert sum((until - since).days + 1 for span, since, until in parts if span == "day") <= 60


@pytest.fixture
def lived():
    """A centre with dossiers of every ending, two fields, and due days that were moved."""
    made = world()
    one_of_each(made)
    waited(made, since=date(2026, 12, 1), until=date(2026, 12, 3))
    other, case = procedure("1.000001", "Thủ tục khác", field=made.field, online_level=2)
    process(other)
    received(made, version_id=other.pk, case_id=case.pk)
    return made


def period(made, start, to) -> Period:
    return Period(frozenset({made.centre.pk}), start, to, to)


def counted(made, start, to) -> list[tuple]:
    """Both tables of a period, cell by cell, from whatever they are read."""
    return [
        (line.key, *line.figures.values())
        for table in (by_field(period(made, start, to)), by_level(period(made, start, to)))
        for line in table.lines
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("closed", [MONDAY, FRIDAY, date(2026, 12, 2), date(2027, 1, 15)])
def test_a_report_gives_the_same_figures_from_closed_days_as_from_the_dossiers(lived, closed):
    days = [date(2026, 11, 1), MONDAY, FRIDAY, LATE, date(2026, 12, 2), date(2026, 12, 8), date(2027, 1, 10)]
    pairs = list(combinations_with_replacement(days, 2))
    before = {pair: counted(lived, *pair) for pair in pairs}

    close_days(today=closed + timedelta(days=7), centres=frozenset({lived.centre.pk}))

    assert closed_through(frozenset({lived.centre.pk})) == closed
    assert {pair: counted(lived, *pair) for pair in pairs} == before


@pytest.mark.django_db
def test_a_report_of_closed_days_reads_sums_and_no_dossier(lived, django_assert_num_queries):
    close_days(today=date(2027, 2, 1), centres=frozenset({lived.centre.pk}))

    with django_assert_num_queries(5) as captured:
        by_field(period(lived, date(2026, 11, 3), date(2027, 1, 10)))

    assert not [query for query in captured.captured_queries if "dossiers_" in query["sql"]]


@pytest.mark.django_db
def test_days_are_closed_when_they_are_over_for_a_week_and_only_once(lived):
    centre = frozenset({lived.centre.pk})

    first = close_days(today=LATE, centres=centre)
    again = close_days(today=LATE, centres=centre)
    next_day = close_days(today=LATE + timedelta(days=1), centres=centre)

    assert (first, again, next_day) == (1, 0, 1)
    assert closed_through(centre) == LATE - timedelta(days=6)


@pytest.mark.django_db
def test_a_batch_of_the_past_opens_its_days_again(lived):
    centre = frozenset({lived.centre.pk})
    close_days(today=date(2027, 2, 1), centres=centre)
    batch = Batch()
    dossiers.receive(
        intake(lived), by=lived.rights(lived.clerk), at=clock.at(date(2026, 12, 3), 9), journal=batch
    )
    batch.write()

    opened = closed_through(centre)
    close_days(today=date(2027, 2, 1), centres=centre)

    assert opened == date(2026, 12, 2)
    expected = _from_dossiers(period(lived, date(2026, 11, 1), date(2027, 1, 10)), "field_id")
    (line,) = by_field(period(lived, date(2026, 11, 1), date(2027, 1, 10))).lines
    assert (line.received, line.open) == (8, expected[line.key]["in_time"] + expected[line.key]["overdue"])


@pytest.mark.django_db
def test_what_is_done_today_leaves_closed_days_closed(lived):
    centre = frozenset({lived.centre.pk})
    today = date(2026, 12, 21)
    close_days(today=today, centres=centre)

    received(lived, at=clock.at(today, 9))

    assert closed_through(centre) == today - timedelta(days=7)


@pytest.mark.django_db
def test_a_dossier_that_gets_another_procedure_opens_all_days_since_its_reception(lived):
    centre = frozenset({lived.centre.pk})
    close_days(today=date(2026, 12, 21), centres=centre)
    moved = received(lived, at=clock.at(date(2026, 12, 10), 9))
    close_days(today=date(2026, 12, 21), centres=centre)
    other, case = procedure("1.000002", "Thủ tục đúng", field=lived.field, online_level=3)
    process(other)

    dossiers.change_procedure(
        moved.number,
        version_id=other.pk,
        case_id=case.pk,
        reason="Chọn nhầm thủ tục",
        by=lived.rights(lived.clerk),
        at=clock.at(date(2026, 12, 21), 9),
    )

    assert closed_through(centre) == date(2026, 12, 9)


@pytest.mark.django_db
def test_a_centre_of_which_nothing_is_closed_keeps_a_report_on_the_dossiers(lived):
    reopen(lived.centre.pk, from_day=MONDAY)

    assert closed_through(frozenset({lived.centre.pk})) is None
    assert closed_through(frozenset({lived.centre.pk, lived.government.pk})) is None


@pytest.mark.django_db
def test_the_command_closes_days_and_counts_them_anew_when_told(capsys):
    made = world()
    received(made, at=clock.at(date(2026, 11, 3), 9))
    call_command("close-days", centre="lac-hong")
    kept = list(Figure.objects.order_by("pk").values_list("span", "day", "received", "in_time", "overdue"))
    Figure.objects.update(received=99)

    call_command("close-days", centre="lac-hong", anew=True)

    again = list(Figure.objects.order_by("pk").values_list("span", "day", "received", "in_time", "overdue"))
    days = (closed_through(frozenset({made.centre.pk})) - date(2026, 11, 3)).days + 1
    assert capsys.readouterr().out.splitlines()[-1] == f"Đã chốt số liệu {days} ngày."
    assert kept == again
    assert kept[0] == ("day", date(2026, 11, 3), 1, 1, 0)


@pytest.mark.django_db
def test_a_centre_that_began_this_week_has_nothing_to_close():
    made = world()
    received(made)

    done = close_days(today=MONDAY, centres=frozenset({made.centre.pk}))

    assert (done, list(Figure.objects.all())) == (0, [])
