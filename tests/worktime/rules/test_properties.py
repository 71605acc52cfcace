"""The engine against a counter that walks minute by minute, on invented calendars."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.worktime.rules import UNITS, compile_calendar
from tests.worktime.counter import WEEKDAYS, MinuteCounter

FIRST = date(2026, 3, 2)
MIDNIGHT = datetime.combine(FIRST, time())


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def sessions(draw, most=3):
    edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=2 * most)))
    if len(edges) % 2:
        edges.pop()
    return [[clock(opens), clock(closes)] for opens, closes in zip(edges[::2], edges[1::2], strict=True)]


@st.composite
def weeks(draw):
    week = {day: draw(sessions()) for day in draw(st.sets(st.sampled_from(WEEKDAYS), max_size=4))}
    # At least one long session, so that the slow counter comes to an end.
    return week | {draw(st.sampled_from(WEEKDAYS)): [["08:00", "12:00"], ["13:15", "17:45"]]}


@st.composite
def calendars(draw):
    days = draw(st.sets(st.integers(0, 40), max_size=6))
    exceptions = []
    for day in days:
        hours = draw(sessions())
        item = {"date": (FIRST + timedelta(days=day)).isoformat(), "kind": "open" if hours else "closed"}
        exceptions.append(item | ({"sessions": hours} if hours else {}))
    versions = [{"valid_from": FIRST.isoformat(), "week": draw(weeks()), "exceptions": exceptions}]
    if draw(st.booleans()):
        later = FIRST + timedelta(days=draw(st.integers(1, 30)))
        versions.append({"valid_from": later.isoformat(), "week": draw(weeks())})
    return {"versions": versions}


moments = st.integers(0, 30 * 1440).map(lambda minute: MIDNIGHT + timedelta(minutes=minute))
minutes = st.integers(0, 1500)
units = st.sampled_from(UNITS)


checked = settings(max_examples=60, deadline=None)


def naive(moment):
    return moment.replace(tzinfo=None)


@checked
@given(calendars(), moments, st.integers(0, 12), units)
def test_every_unit_agrees_with_the_counter(definition, start, amount, unit):
    due = compile_calendar(definition).due(start, amount, unit)

    assert naive(due) == MinuteCounter(definition).due(start, amount, unit)


@checked
@given(calendars(), moments, minutes)
def test_minutes_added_agree_with_the_counter(definition, start, amount):
    due = compile_calendar(definition).add_minutes(start, amount)

    assert naive(due) == MinuteCounter(definition).minutes(start, amount)


@checked
@given(calendars(), moments, moments)
def test_minutes_measured_agree_with_the_counter(definition, one, other):
    since, until = sorted((one, other))
    working_time = compile_calendar(definition)

    measured = working_time.minutes_between(since, until)

    assert measured == MinuteCounter(definition).between(since, until)
    assert working_time.minutes_between(until, since) == -measured


@checked
@given(calendars(), moments)
def test_the_next_opening_agrees_with_the_counter(definition, moment):
    working_time, counter = compile_calendar(definition), MinuteCounter(definition)

    assert naive(working_time.next_opening(moment)) == counter.start(moment)
    assert working_time.is_open(moment) is counter.is_open(moment)


@checked
@given(calendars(), moments, minutes)
def test_what_was_added_can_be_measured(definition, start, amount):
    working_time = compile_calendar(definition)

    assert working_time.minutes_between(start, working_time.add_minutes(start, amount)) == amount


@checked
@given(calendars(), moments, st.integers(1, 1500), st.integers(1, 1500))
def test_a_span_in_two_parts_is_the_whole(definition, start, part, rest):
    working_time = compile_calendar(definition)

    halfway = working_time.add_minutes(start, part)

    assert working_time.add_minutes(halfway, rest) == working_time.add_minutes(start, part + rest)


@checked
@given(calendars(), moments, moments, st.integers(0, 12), units)
def test_who_comes_later_is_not_served_earlier(definition, one, other, amount, unit):
    first, second = sorted((one, other))
    working_time = compile_calendar(definition)

    assert working_time.due(first, amount, unit) <= working_time.due(second, amount, unit)


@checked
@given(calendars(), moments, st.integers(0, 12), st.integers(0, 12), units)
def test_more_time_is_not_over_earlier(definition, start, one, other, unit):
    less, more = sorted((one, other))
    working_time = compile_calendar(definition)

    assert working_time.due(start, less, unit) <= working_time.due(start, more, unit)


@checked
@given(calendars(), moments, st.integers(0, 12), units)
def test_a_deadline_is_inside_a_session_or_on_its_closing(definition, start, amount, unit):
    working_time = compile_calendar(definition)

    due = working_time.due(start, amount, unit)

    assert working_time.is_open(due) or working_time.is_open(due - timedelta(minutes=1))


@checked
@given(calendars(), moments, st.integers(0, 12), units)
def test_the_explanation_ends_at_the_deadline_and_counts_every_minute(definition, start, amount, unit):
    working_time = compile_calendar(definition)

    why = working_time.explain(start, amount, unit)

    assert why.due_at == working_time.due(start, amount, unit)
    assert why.starts_at == working_time.next_opening(start)
    assert why.lines[-1].kind == "due"
    if unit in ("working_hour", "working_minute"):
        spent = amount * 60 if unit == "working_hour" else amount
        assert sum(line.minutes for line in why.lines) == spent
    if unit == "working_day":
        assert sum(line.minutes > 0 for line in why.lines) == amount
