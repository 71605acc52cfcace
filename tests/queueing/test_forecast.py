"""Two hours ahead, and what needs an eye now: values only."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.queueing.rules.forecast import Flow, counters_needed, forecast, per_hour
from motcua.queueing.rules.watching import Alert, Need, Place, Row, alerts

NINE = datetime(2026, 11, 23, 2, tzinfo=UTC)
WHOLE = (30, 30, 30, 30)


def ago(minutes):
    return NINE - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("arrivals", "since", "expected"),
    [
        ([], 120, 0.0),
        # 12 in each of two hours.
        ([*range(0, 120, 5)], 120, 12.0),
        # Nobody came in the first hour, 12 in the last: they come faster than the day says.
        ([*range(0, 60, 5)], 120, 10.0),
        # One person a minute after opening is no crowd.
        ([1], 1, 4.0),
    ],
)
def test_the_pace_of_arrivals_weighs_the_last_hour_twice(arrivals, since, expected):
    assert per_hour([ago(one) for one in arrivals], since=ago(since), at=NINE) == pytest.approx(
        expected, abs=0.01
    )


def told(flow, open_minutes=WHOLE):
    return [(one.coming, one.waiting, one.wait) for one in forecast(flow, at=NINE, open_minutes=open_minutes)]


@pytest.mark.parametrize(
    ("flow", "open_minutes", "expected"),
    [
        # Two counters at ten minutes serve the twelve of an hour: the line stays.
        (Flow(4, 12, 10, 2), WHOLE, [(6, 4, 20)] * 4),
        # One counter serves half of them: the line grows by three every half hour.
        (Flow(4, 12, 10, 1), WHOLE, [(6, 7, 70), (6, 10, 100), (6, 13, 130), (6, 16, 160)]),
        # Nobody comes: the line is served and does not fall under nobody.
        (Flow(4, 0, 10, 1), WHOLE, [(0, 1, 10), (0, 0, 0), (0, 0, 0), (0, 0, 0)]),
        # Nobody serves: people gather, nobody knows how long.
        (Flow(0, 12, 10, 0), (30, 30), [(6, 6, None), (6, 12, None)]),
        # The doors are closed in the break.
        (Flow(4, 12, 10, 1), (30, 0), [(6, 7, 70), (0, 7, 70)]),
    ],
)
def test_the_half_hours_to_come(flow, open_minutes, expected):
    assert told(flow, open_minutes) == expected


def test_the_half_hours_are_named_by_their_ends():
    flow = Flow(0, 0, 10, 1)

    assert [one.at for one in forecast(flow, at=NINE, open_minutes=(30, 30))] == [ago(-30), ago(-60)]


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        (Flow(0, 0, 10, 1), 0),
        # 24 come and 4 wait: 280 minutes of work in 120, the last may wait 30 more.
        (Flow(4, 12, 10, 1), 2),
        (Flow(0, 60, 10, 2), 8),
    ],
)
def test_how_many_counters_keep_the_wait_under_the_limit(flow, expected):
    assert counters_needed(flow, open_minutes=WHOLE, limit=30) == expected


def needs(*places, rows=()):
    return alerts(places, rows, wait_limit=30, come_minutes=2, at=NINE)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(1, True, ago(2), waiting=3), []),
        (Place(1, True, ago(3), waiting=3), [Alert(Need.IDLE, 3, 1)]),
        (Place(1, True, ago(9), waiting=0), []),
        # A pause is no idleness.
        (Place(1, False, ago(9), waiting=3), []),
        (Place(1, True, ago(3), "A001", ago(2)), []),
        (Place(1, True, ago(3), "A001", ago(3)), [Alert(Need.UNANSWERED, 3, 1, code="A001")]),
        (Place(1, True, ago(9), "A001", ago(9), is_started=True, waiting=3), []),
        (Place(1, True, ago(1), help_at=ago(4)), [Alert(Need.HELP, 4, 1)]),
    ],
)
def test_what_a_counter_needs(place, expected):
    assert needs(place) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row(7, 2, ago(30), 1), []),
        (Row(7, 2, ago(31), 1), [Alert(Need.WAIT, 31, group_id=7)]),
        (Row(7, 2, ago(1), 0), [Alert(Need.UNSERVED, 1, group_id=7)]),
        (Row(7, 0, None, 0), []),
    ],
)
def test_what_a_line_needs(row, expected):
    assert needs(rows=[row]) == expected


def test_the_most_urgent_comes_first():
    idle, called = Place(1, True, ago(9), waiting=3), Place(2, True, ago(3), help_at=ago(1))

    assert [one.need for one in needs(idle, called, rows=[Row(7, 2, ago(40), 1)])] == ["help", "wait", "idle"]
