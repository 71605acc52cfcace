"""A day played again: waits reckoned by hand, the order rule of the hall itself, and the fewest counters."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.base import clock
from motcua.queueing.models import Rank
from motcua.queueing.rules.staffing import (
    Day,
    Leg,
    Plan,
    Post,
    Seat,
    Terms,
    Visit,
    Wait,
    as_it_was,
    cells,
    drawn,
    figures,
    holds,
    play,
    report,
    suggest,
)

MONDAY = date(2026, 11, 23)
MIDNIGHT = clock.at(MONDAY)
HOUR = 3600
MORNING = ((8 * HOUR, 12 * HOUR),)
LAND, CIVIL = 1, 2
ALL_DAY = ((8 * HOUR, 12 * HOUR),)


def came(key, minutes, *, takes=10, group=LAND, rank=Rank.ORDINARY, then=(), **changes):
    """Return somebody who came so many minutes after eight for a service of so many minutes."""
    second = 8 * HOUR + minutes * 60
    legs = tuple(Leg(one, None if long is None else long * 60) for one, long in ((group, takes), *then))
    return Visit(key, second, rank, MIDNIGHT + timedelta(seconds=second), legs, **changes)


def day(*visits, sessions=MORNING):
    return Day(MONDAY, MIDNIGHT, sessions, tuple(sorted(visits, key=lambda one: one.came)), (), {0: (0.0,)})


def seat(number=1, *, spans=ALL_DAY, skills=None, stays_until=0):
    return Seat(number, skills or {LAND: 1}, spans, stays_until)


def waits(played):
    """Return the minutes of waiting, in the order of the calls."""
    return [round(one.seconds / 60, 3) for one in played.waits]


def played(one, *seats, **changes):
    return play(one, seats, terms=Terms(**changes))


def test_one_counter_serves_one_after_the_other():
    told = played(day(came(1, 0), came(2, 5), came(3, 6)), seat())

    assert waits(told) == [0, 5, 14]
    assert told.busy == {1: 30 * 60}
    assert told.open == {1: 4 * HOUR}


def test_a_second_counter_takes_the_second_at_once():
    told = played(day(came(1, 0), came(2, 5), came(3, 6)), seat(1), seat(2))

    assert waits(told) == [0, 0, 4]


def test_a_counter_takes_as_long_to_call_as_it_took_on_the_day():
    one = Day(MONDAY, MIDNIGHT, MORNING, day(came(1, 0), came(2, 5)).visits, (), {1: (30.0, 60.0)})

    assert waits(play(one, [seat()], terms=Terms())) == [0.5, 6.5]


def test_priority_goes_first_up_to_the_cap_as_in_the_hall():
    elders = [came(key, 1, rank=Rank.PRIORITY) for key in (3, 4)]
    people = day(came(1, 0), came(2, 0.5), *elders)

    once, twice = played(people, seat(), cap=1), played(people, seat(), cap=2)

    assert [one.joined for one in once.waits] == [8 * HOUR + 60 * minutes for minutes in (0, 1, 0.5, 1)]
    assert [one.joined for one in twice.waits] == [8 * HOUR + 60 * minutes for minutes in (0, 1, 1, 0.5)]


def test_a_counter_prefers_its_first_group_until_somebody_waited_long():
    people = day(came(1, 0, takes=20), came(2, 1, group=CIVIL), came(3, 2))
    both = seat(skills={LAND: 1, CIVIL: 2})

    first, long_waited = played(people, both), played(people, both, long_wait_minutes=10)

    assert [one.group_id for one in first.waits] == [LAND, LAND, CIVIL]
    assert [one.group_id for one in long_waited.waits] == [LAND, CIVIL, LAND]


def test_a_closed_hour_is_waited_through_but_a_break_of_the_office_is_not_counted():
    sessions = ((8 * HOUR, 10 * HOUR), (12 * HOUR, 14 * HOUR))
    closed_an_hour = seat(spans=((8 * HOUR, 8.5 * HOUR), (9.5 * HOUR, 10 * HOUR)))

    over_an_hour = played(day(came(1, 40), sessions=sessions), closed_an_hour)
    over_noon = played(day(came(1, 110), came(2, 115), sessions=sessions), seat(spans=sessions[:1]), seat(2, spans=sessions[1:]))  # fmt: skip

    assert waits(over_an_hour) == [50]
    assert waits(over_noon) == [0, 5]


def test_whoever_came_before_the_doors_opened_waits_from_then_on():
    assert waits(played(day(came(1, -20)), seat())) == [0]


def test_whoever_has_an_appointment_waits_from_its_hour_on():
    booked = came(2, 0.5, rank=Rank.BOOKED)
    due = booked.came + 12 * 60
    booked = replace(booked, place=MIDNIGHT + timedelta(seconds=due), due=due)

    told = played(day(came(1, 0), booked, came(3, 1), came(4, 1)), seat())

    # Not due at 08:10, when the third is called; due at 08:12.5, called at 08:20 before the fourth.
    assert [(round((one.joined - 8 * HOUR) / 60, 1), round(one.seconds / 60, 1)) for one in told.waits] == [
        (0, 0),
        (1, 9),
        (12.5, 7.5),
        (1, 29),
    ]


def test_whoever_does_not_come_goes_behind_and_is_called_again():
    absent = came(1, 0)
    absent = Visit(1, absent.came, absent.rank, absent.place, (Leg(LAND, 600, missed=(120,)),))
    told = played(day(absent, came(2, 1), came(3, 1.5)), seat(), return_behind=1)

    # 08:00 called in vain; the second 08:02 to 08:12; the absent one to 08:22; then the third.
    assert waits(told) == [0, 1, 20.5]
    assert told.busy == {1: 120 + 30 * 60}


def test_whoever_is_not_called_in_time_goes_away():
    people = (came(1, 0, takes=30), came(2, 5, gone=600.0))

    alone, two = played(day(*people), seat()), played(day(*people), seat(), seat(2))

    assert (len(alone.waits), alone.gone) == (1, 1)
    assert (len(two.waits), two.gone) == (2, 0)


def test_whoever_says_to_be_late_lets_others_go_first():
    people = day(came(1, 0), came(2, 1, late=(60.0, 1)), came(3, 1.5))

    assert waits(played(people, seat())) == [0, 8.5, 19]


def test_the_second_service_keeps_the_place():
    people = day(came(1, 0, then=((CIVIL, 5),)), came(2, 8, group=CIVIL, takes=10), came(3, 9, group=CIVIL))

    told = played(people, seat(), seat(2, skills={CIVIL: 1}))

    # At 08:18 the first, who came first of all, goes before the third.
    assert [(one.group_id, round(one.seconds / 60)) for one in told.waits] == [
        (LAND, 0),
        (CIVIL, 0),
        (CIVIL, 8),
        (CIVIL, 14),
    ]


def test_a_counter_stays_for_those_who_wait_at_closing_only_so_long():
    people = day(*(came(key, 230, takes=20) for key in (1, 2, 3)))

    leaves, stays = played(people, seat()), played(people, seat(stays_until=12.25 * HOUR))

    assert [one.was_called for one in leaves.waits] == [True, False, False]
    assert [one.was_called for one in stays.waits] == [True, True, False]
    assert leaves.left_at_closing == stays.left_at_closing == 2


def test_a_line_nobody_serves_is_never_called():
    told = played(day(came(1, 0, group=CIVIL)), seat())

    assert report([told], limit=30).groups[CIVIL].never_called == 1


def test_the_same_seed_draws_the_same_day_and_what_is_known_stays():
    people = day(*(came(key, key, takes=None if key % 3 == 0 else key) for key in range(1, 12)))

    assert drawn(people, seed=1) == drawn(people, seed=1)
    assert drawn(people, seed=1, run=1) != drawn(people, seed=2, run=1)
    assert [one.legs[0].seconds for one in drawn(people, seed=5).visits if one.key % 3] == [
        key * 60 for key in range(1, 12) if key % 3
    ]


@pytest.mark.parametrize(
    ("minutes", "median", "ninetieth", "over"),
    [
        ([], 0, 0, 0),
        ([7], 7, 7, 0),
        (list(range(1, 11)), 5, 9, 0),
        ([*range(1, 9), 40, 41], 5, 40, 0.2),
        (list(range(20)), 9, 17, 0.25),
    ],
)
def test_nine_in_ten_waited_at_most_the_ninetieth(minutes, median, ninetieth, over):
    told = figures([Wait(LAND, 0, one * 60) for one in minutes], limit=14)

    assert (told.median, told.ninetieth, told.over) == (median, ninetieth, over)


@pytest.mark.parametrize(
    ("sessions", "told"),
    [
        (((8 * HOUR, 10 * HOUR),), ((8, 9), (9, 10))),
        (((7.5 * HOUR, 9.25 * HOUR), (13 * HOUR, 14 * HOUR)), ((7.5, 8), (8, 9), (9, 9.25), (13, 14))),
    ],
)
def test_a_day_is_cut_into_hours(sessions, told):
    assert cells(sessions) == tuple((since * HOUR, until * HOUR) for since, until in told)


def test_the_plan_as_it_was_is_open_where_a_counter_served_half_the_hour():
    served = Seat(1, {LAND: 1}, ((8.25 * HOUR, 9.4 * HOUR),))
    one = Day(MONDAY, MIDNIGHT, MORNING, (), (served,))

    plan = as_it_was([one], hours=cells(MORNING), skills={1: {LAND: 1}, 2: {LAND: 1}})

    assert [post.cells for post in plan.posts] == [frozenset([0]), frozenset()]


def every(numbers, *, skills=None):
    hours = cells(MORNING)
    return Plan(hours, tuple(Post(one, skills or {LAND: 1}, frozenset(range(len(hours)))) for one in numbers))


def busy_morning(per_hour, *, takes=10):
    """Return a morning with so many people in each hour, one after the other."""
    return day(
        *(
            came(100 * hour + at, 60 * hour + 60 * at / count, takes=takes)
            for hour, count in enumerate(per_hour)
            for at in range(count)
        )
    )


def test_the_suggestion_has_few_counters_in_quiet_hours_and_cannot_spare_one():
    people, terms = busy_morning([5, 17, 5, 5]), Terms()

    found = suggest(every((1, 2, 3, 4)), [[people]], terms=terms, target=10)

    counts = [len(found.plan.open_in(cell)) for cell in range(4)]
    assert found.is_done
    assert holds(found.plan, [[people]], terms=terms, target=10)
    assert counts[1] > 1
    assert sum(counts) < 10
    for post in found.plan.posts:
        for cell in post.cells:
            without = found.plan.but(post.counter_id, post.cells - {cell})
            assert not holds(without, [[people]], terms=terms, target=10)


def test_the_suggestion_is_the_same_however_often_it_was_interrupted():
    people, terms = busy_morning([5, 17, 5, 5]), Terms()
    at_once = suggest(every((1, 2, 3)), [[people]], terms=terms, target=10)

    found, turns = suggest(every((1, 2, 3)), [[people]], terms=terms, target=10, go_on=lambda: False), 0
    while not found.is_done:
        budget = iter([True, False])
        turns += 1
        found = suggest(
            found.plan,
            [[people]],
            terms=terms,
            target=10,
            tried=found.tried,
            go_on=lambda: next(budget),  # noqa: B023
        )

    assert turns == at_once.pieces
    assert found == at_once


def test_what_no_plan_can_hold_is_said_with_the_counters_that_are_missing():
    people = busy_morning([17, 17, 17, 17])

    found = suggest(every((1, 2)), [[people]], terms=Terms(), target=10)

    assert [(miss.group_id, miss.hour) for miss in found.misses if miss.group_id] == [(LAND, None)]
    assert max(miss.minutes for miss in found.misses) > 10
    assert (found.needs, found.is_enough) == ((LAND,), True)


def test_a_group_that_no_counter_serves_needs_one():
    found = suggest(every((1,)), [[day(came(1, 0), came(2, 5, group=CIVIL))]], terms=Terms(), target=10)

    assert [miss.group_id for miss in found.misses if miss.group_id] == [CIVIL]
    assert found.needs == (CIVIL,)


small_days = st.lists(
    st.tuples(
        st.floats(0, 200),
        st.floats(1, 40),
        st.sampled_from([Rank.PRIORITY, Rank.ORDINARY]),
        st.sampled_from([LAND, CIVIL]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(small_days, st.integers(1, 3))
def test_one_counter_more_lets_nobody_of_a_line_wait_longer(people, counters):
    visits = [came(key, at, takes=takes) for key, (at, takes, _rank, _group) in enumerate(people)]

    def by_visit(count):
        told = played(day(*visits), *(seat(one, stays_until=40 * HOUR) for one in range(1, count + 1)))
        return sorted(one.seconds for one in told.waits)

    fewer, more = by_visit(counters), by_visit(counters + 1)

    assert len(fewer) == len(more) == len(people)
    assert all(after <= before + 1e-6 for before, after in zip(fewer, more, strict=True))


@settings(max_examples=60, deadline=None)
@given(small_days, st.integers(1, 3), st.integers(1, 3))
def test_whatever_the_day_everybody_is_served_once_and_no_counter_idles_beside_a_line(people, counters, cap):
    visits = [
        came(key, at, takes=takes, group=group, rank=rank)
        for key, (at, takes, rank, group) in enumerate(people)
    ]
    seats = [seat(one, skills={LAND: 1, CIVIL: 2}, stays_until=40 * HOUR) for one in range(1, counters + 1)]

    told = played(day(*visits), *seats, cap=cap)

    served = sum(takes * 60 for _at, takes, _rank, _group in people)
    assert len(told.waits) == len(people)
    assert sum(told.busy.values()) == pytest.approx(served)
    # With counters that serve everything all the work before a call is shared among all of them.
    assert max(one.seconds for one in told.waits) <= served / counters + 40 * 60
