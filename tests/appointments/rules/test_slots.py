"""Which hours there are: never more than can be served, never past the closing of the doors, never into a break."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.appointments import rules
from motcua.appointments.rules import Service
from motcua.base import clock
from tests.queueing.halls import MONDAY

MIDNIGHT = clock.at(MONDAY)
MORNING, NOON = (420, 690), 720
DAY = (MORNING, (810, 1020))
ONE = {0: Fraction(1), NOON: Fraction(1)}


def made(sessions=DAY, *, counters=ONE, minutes=10, share=50, length=30):
    return rules.slots(MIDNIGHT, sessions, counters=counters, minutes=minutes, share=share, length=length)


def at(hour, minute=0):
    return clock.at(MONDAY, hour, minute)


@pytest.mark.parametrize(
    ("minutes", "share", "places"),
    [
        # One counter, nine slots of 30 minutes in the morning: what half its time gives, parts carried on.
        (10, 50, [1, 2, 1, 2, 1, 2, 1, 2, 1]),
        (10, 100, [3] * 9),
        (30, 50, [0, 1, 0, 1, 0, 1, 0, 1, 0]),
        # A service longer than what is left until closing is not begun.
        (45, 100, [0, 1, 1, 0, 1, 1, 0, 1, 0]),
        (300, 100, [0] * 9),
    ],
)
def test_a_morning_has_so_many_places(minutes, share, places):
    slots = made((MORNING,), minutes=minutes, share=share)

    assert [slot.places for slot in slots] == places
    assert [slot.starts_at for slot in slots] == [at(7) + timedelta(minutes=30 * one) for one in range(9)]


def test_what_is_left_of_a_session_is_no_slot():
    slots = made(((420, 500),), minutes=5)

    assert [(slot.starts_at, slot.ends_at) for slot in slots] == [(at(7), at(7, 30)), (at(7, 30), at(8))]


def test_the_roster_of_the_afternoon_counts_in_the_afternoon():
    slots = made(counters={0: Fraction(2), NOON: Fraction(0)}, minutes=10, share=50)

    assert [slot.places for slot in slots] == [3] * 9 + [0] * 7


def test_a_counter_that_serves_several_groups_gives_each_its_part():
    skills = {1: (7,), 2: (7, 8), 3: (8, 9, 7)}

    assert rules.parts(skills, 7) == 1 + Fraction(1, 2) + Fraction(1, 3)
    assert rules.parts(skills, 9) == Fraction(1, 3)
    assert rules.parts(skills, 1) == 0


stretches = st.lists(st.integers(0, 288), min_size=2, max_size=6, unique=True).map(
    lambda found: [
        (begin * 5, end * 5) for begin, end in zip(sorted(found)[::2], sorted(found)[1::2], strict=False)
    ]
)
halves = st.fractions(0, 20, max_denominator=12)


@given(
    stretches,
    halves,
    halves,
    st.integers(1, 120),
    st.integers(1, 100),
    st.sampled_from([5, 10, 15, 20, 30, 45, 60, 120]),
)
def test_no_slot_passes_closing_and_no_more_is_given_than_the_share(
    sessions, morning, afternoon, minutes, share, length
):
    counters = {0: morning, NOON: afternoon}
    slots = made(sessions, counters=counters, minutes=minutes, share=share, length=length)

    for opens, closes in sessions:
        own = [one for one in slots if one.closes_at == MIDNIGHT + timedelta(minutes=closes)]
        time = Fraction(0)
        given_so_far = 0
        for slot in own:
            begins = int((slot.starts_at - MIDNIGHT).total_seconds() // 60)
            serving = counters[NOON if begins >= NOON else 0]
            time += serving * length
            given_so_far += slot.places
            assert slot.ends_at <= slot.closes_at
            assert opens <= begins
            assert slot.places >= 0
            # Everybody in it is served before the doors close, and nothing of the share of others is taken.
            assert slot.places * minutes <= serving * (closes - begins)
            assert not slot.places or begins + minutes <= closes
            assert given_so_far * minutes * 100 <= time * share


def test_services_one_after_another_take_a_place_each_where_they_begin():
    slots = {1: made(minutes=20, share=100), 2: made(minutes=15, share=100)}
    visit = [Service(1, 20), Service(2, 15), Service(1, 20)]

    found = rules.seats(at(7, 30), visit, slots)

    assert [(one.group_id, one.starts_at) for one in found] == [(1, at(7, 30)), (2, at(7, 30)), (1, at(8))]
    assert rules.over_at(at(7, 30), visit) == at(8, 25)


@pytest.mark.parametrize(
    ("hour", "minute", "count", "is_possible"),
    [
        (11, 0, 1, True),
        (11, 0, 2, False),
        (10, 30, 2, True),
        (10, 30, 3, True),
        (16, 30, 1, True),
        (16, 30, 2, False),
    ],
)
def test_several_services_pass_neither_break_nor_closing(hour, minute, count, is_possible):
    # The peers offered the last slot although so many services passed closing time (open-forms #3404).
    slots = {1: made(minutes=20, share=100)}

    found = rules.seats(at(hour, minute), [Service(1, 20)] * count, slots)

    assert bool(found) == is_possible


def test_nothing_begins_in_a_break_or_when_the_doors_are_closed():
    slots = {1: made(share=100)}

    assert rules.seats(at(12), [Service(1, 10)], slots) is None
    assert rules.seats(at(6, 59), [Service(1, 10)], slots) is None
    assert rules.seats(at(17), [Service(1, 10)], slots) is None


@pytest.mark.parametrize(
    ("taken", "places", "wanted", "numbers"),
    [
        ([], 3, 1, [1]),
        ([1, 3], 3, 1, [2]),
        ([1, 2, 3], 3, 1, []),
        ([1], 3, 2, [2, 3]),
        ([1, 2], 3, 2, []),
        # Fewer counters than when these were taken.
        ([4, 5], 2, 1, []),
        ([5], 2, 1, [1]),
        ([], 0, 1, []),
    ],
)
def test_free_places_have_the_lowest_numbers(taken, places, wanted, numbers):
    assert rules.free_numbers(taken, places=places, wanted=wanted) == numbers


@pytest.mark.parametrize(
    ("taken", "places", "load"),
    [
        (0, 1, "quiet"),
        (1, 1, "full"),
        (0, 4, "quiet"),
        (1, 4, "quiet"),
        (2, 4, "filling"),
        (3, 4, "busy"),
        (4, 4, "full"),
        (5, 4, "full"),
    ],
)
def test_a_slot_is_quiet_under_half_and_busy_from_three_quarters(taken, places, load):
    assert rules.load(taken, places) == load


@pytest.mark.parametrize(
    ("seen", "minutes"),
    [([], 10), ([3.0] * 8, 10), ([3.2] * 9, 4), ([0.2] * 20, 1), ([4, 4, 4, 4, 9, 30, 30, 30, 30], 9)],
)
def test_a_service_takes_what_enough_former_ones_took(seen, minutes):
    assert rules.usual_minutes(seen, prior=10) == minutes
