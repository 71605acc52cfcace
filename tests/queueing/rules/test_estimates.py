"""How long somebody will wait."""

import pytest

from motcua.queueing.models import Rank
from motcua.queueing.rules import Estimate, Group, estimate, goes_first, paced, service_minutes
from tests.queueing.halls import after

ONE = {1: {1: 1}}
TWO = {1: {1: 1}, 2: {1: 1}}


def line(ordinary=0, *, booked=0, priority=0, minutes=10.0, paces=(), group=1):
    return Group(group, booked, priority, ordinary, minutes, tuple(paces))


def wait(*groups, serving=ONE, rank=Rank.ORDINARY, cap=1):
    return estimate(1, rank, groups=groups, serving=serving, cap=cap)


@pytest.mark.parametrize(
    ("groups", "serving", "rank", "ahead"),
    [
        ((line(0),), ONE, Rank.ORDINARY, 0),
        ((line(4),), ONE, Rank.ORDINARY, 4),
        # One in two goes first: of six with priority, five before the fifth ordinary.
        ((line(4, priority=6),), ONE, Rank.ORDINARY, 9),
        ((line(4, priority=1),), ONE, Rank.ORDINARY, 5),
        ((line(4, priority=2),), ONE, Rank.PRIORITY, 4),
        ((line(4, booked=1, priority=2),), ONE, Rank.BOOKED, 2),
    ],
)
def test_who_goes_first(groups, serving, rank, ahead):
    assert wait(*groups, serving=serving, rank=rank).ahead == ahead


def test_the_wait_is_a_range_around_what_is_to_be_served_before():
    assert wait(line(4)) == Estimate(4, 22, 72)


def test_two_counters_halve_it():
    one, two = wait(line(4)), wait(line(4), serving=TWO)

    assert two.middle == pytest.approx(one.middle / 2, abs=1)


def test_where_nobody_serves_nothing_is_promised():
    assert wait(line(4), serving={1: {2: 1}}) is None


def test_a_counter_of_two_groups_gives_each_its_part():
    alone, shared = line(4), line(4, group=2)

    both = wait(alone, shared, serving={1: {1: 1, 2: 1}})

    assert both.middle > 1.7 * wait(alone).middle


def test_the_pace_that_is_seen_counts_more_than_what_is_computed():
    slow = wait(line(4, paces=(20, 20, 20, 20)))

    assert slow.middle > 1.5 * wait(line(4)).middle


@pytest.mark.parametrize(
    ("recent", "expected"),
    [((), 10), ((1, 1), 10), ((4, 6, 5), 5), ((90, 4, 5, 6, 4, 5, 6, 4, 5, 6), 5)],
    ids=["no service yet", "too few", "the median", "the last nine"],
)
def test_how_long_a_service_takes(recent, expected):
    assert service_minutes(recent, prior=10) == expected


@pytest.mark.parametrize(
    ("since", "at", "waited", "expected"),
    [
        (None, 5, True, [1.0]),
        (0, 5, True, [1.0, 5.0]),
        (0, 5, False, [1.0]),
        (0, 90, True, [1.0]),
        # A clock that was set back tells no pace.
        (10, 5, True, [1.0]),
    ],
    ids=["the first call", "the next", "nobody had waited", "after a break", "the clock went back"],
)
def test_the_pace_of_a_line(since, at, waited, expected):
    called_at = None if since is None else after(since)

    assert paced([1.0], called_at, at=after(at), waited=waited) == expected


@pytest.mark.parametrize(("minutes", "serving", "count"), [(15, ONE, 2), (15, TWO, 3), (1, ONE, 1)])
def test_how_many_go_first_while_somebody_is_late(minutes, serving, count):
    assert goes_first(minutes, group_id=1, groups=[line(9)], serving=serving) == count
