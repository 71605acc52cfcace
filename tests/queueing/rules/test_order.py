"""Who is called next: tables of the rule, and what holds on every day."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.queueing.models import Lane, Rank
from motcua.queueing.rules import Basis, Head, choose, place_behind, rank_of
from tests.queueing.halls import after

BOOKED, PRIORITY, ORDINARY = Rank
NOW = 60


def head(ticket_id, rank, came, *, group=1, skill=1):
    return Head(ticket_id, group, rank, after(came), skill)


def called(*heads, run=0, cap=1, long_wait=30):
    choice = choose(heads, run=run, cap=cap, long_wait_minutes=long_wait, at=after(NOW))
    return choice and (choice.head.ticket_id, str(choice.basis), choice.run)


@pytest.mark.parametrize(
    ("heads", "run", "expected"),
    [
        # Nobody waits.
        ((), 0, None),
        # Who came first, among the rows of the groups the counter serves.
        ((head(1, ORDINARY, 50), head(2, ORDINARY, 45, group=2)), 0, (2, "arrival", 0)),
        # Two who came at the same moment: the number given first.
        ((head(2, ORDINARY, 50), head(1, ORDINARY, 50, group=2)), 0, (1, "arrival", 0)),
        # A priority lane goes first (Luật Người cao tuổi 39/2009, Luật Người khuyết tật 51/2010).
        ((head(1, ORDINARY, 10), head(2, PRIORITY, 55)), 0, (2, "priority", 1)),
        # After one in a row, the ordinary ticket has its turn.
        ((head(1, ORDINARY, 10), head(2, PRIORITY, 55)), 1, (1, "turn", 0)),
        # The turn goes to the ordinary ticket that came first, of whatever group.
        (
            (head(1, ORDINARY, 40), head(2, PRIORITY, 5), head(3, ORDINARY, 35, group=2)),
            1,
            (3, "turn", 0),
        ),
        # Where nobody ordinary waits, nothing is counted.
        ((head(2, PRIORITY, 55),), 1, (2, "priority", 0)),
        # A due appointment goes before a priority lane.
        ((head(1, PRIORITY, 10), head(2, BOOKED, 60)), 0, (2, "booked", 0)),
        # An appointment that is not due waits, unless nobody else does.
        ((head(1, ORDINARY, 59), head(2, BOOKED, 61)), 0, (1, "arrival", 0)),
        ((head(2, BOOKED, 61),), 0, (2, "booked", 0)),
        # The cap counts appointments too.
        ((head(1, ORDINARY, 59), head(2, BOOKED, 50)), 1, (1, "turn", 0)),
    ],
)
def test_the_rule_calls(heads, run, expected):
    assert called(*heads, run=run) == expected


@pytest.mark.parametrize(
    ("came", "expected"),
    [(31, 1), (30, 2), (29, 2)],
    ids=["the first skill goes first", "who waited 30 minutes counts like it", "and longer"],
)
def test_a_counters_second_skill_comes_after_its_first_until_somebody_waited_long(came, expected):
    first, second = head(1, ORDINARY, 50, skill=1), head(2, ORDINARY, came, group=2, skill=2)

    assert called(first, second) == (expected, "arrival", 0)


def test_two_in_a_row_where_a_centre_allows_two():
    heads = (head(1, ORDINARY, 10), head(2, PRIORITY, 55))

    assert [called(*heads, run=run, cap=2)[0] for run in (0, 1, 2)] == [2, 2, 1]


@pytest.mark.parametrize(
    ("lane", "appointment_at", "expected"),
    [
        (Lane.ORDINARY, None, ORDINARY),
        (Lane.ELDERLY, None, PRIORITY),
        (Lane.DISABLED, None, PRIORITY),
        (Lane.PREGNANT, None, PRIORITY),
        (Lane.CHILD, None, PRIORITY),
        # Pháp lệnh 02/2020/UBTVQH14.
        (Lane.MERIT, None, PRIORITY),
        (Lane.ORDINARY, after(0), BOOKED),
    ],
)
def test_the_row_of_a_ticket(lane, appointment_at, expected):
    assert rank_of(lane, appointment_at) == expected


def test_whoever_lets_three_go_first_stands_right_behind_the_third():
    moved = place_behind([after(1), after(2), after(3)], own=after(0))

    assert after(3) < moved < after(3) + timedelta(seconds=1)


def test_nobody_is_moved_forward():
    assert place_behind([after(1)], own=after(5)) == after(5)


comers = st.lists(
    st.tuples(st.sampled_from(list(Rank)), st.integers(1, 3), st.integers(0, 120)), min_size=1, max_size=40
)


def line_of(comers, skills):
    """Return who waits, as heads, in the order of the places."""
    heads = [
        Head(number, group, rank, after(came), skills[group])
        for number, (rank, group, came) in enumerate(comers, start=1)
    ]
    return sorted(heads, key=lambda one: (one.line_at, one.ticket_id))


def firsts(waiting):
    rows = {}
    for one in waiting:
        rows.setdefault((one.group_id, one.rank), one)
    return list(rows.values())


def emptied(waiting, *, cap):
    """Yield every call of one counter until nobody waits."""
    run, waiting = 0, list(waiting)
    while choice := choose(firsts(waiting), run=run, cap=cap, long_wait_minutes=30, at=after(240)):
        yield choice, [one for one in waiting if one != choice.head]
        waiting.remove(choice.head)
        run = choice.run


@given(comers, st.integers(1, 3))
def test_everybody_is_called_once(comers, cap):
    waiting = line_of(comers, {1: 1, 2: 2, 3: 3})

    called = [choice.head.ticket_id for choice, _left in emptied(waiting, cap=cap)]

    assert sorted(called) == sorted(one.ticket_id for one in waiting)


@given(comers, st.integers(1, 3))
def test_the_same_line_is_called_in_the_same_order(comers, cap):
    waiting = line_of(comers, {1: 1, 2: 2, 3: 3})

    assert list(emptied(waiting, cap=cap)) == list(emptied(waiting, cap=cap))


@given(comers, st.integers(1, 3))
def test_no_more_than_the_cap_go_first_in_a_row_while_somebody_ordinary_waits(comers, cap):
    waiting, in_a_row = line_of(comers, {1: 1, 2: 2, 3: 3}), 0
    for choice, left in emptied(waiting, cap=cap):
        ordinary_waits = choice.head.rank != Rank.ORDINARY and any(one.rank == Rank.ORDINARY for one in left)
        in_a_row = in_a_row + 1 if ordinary_waits else 0

        assert in_a_row <= cap


@given(comers, st.integers(1, 3))
def test_nobody_who_came_by_arrival_waits_for_ever(comers, cap):
    """An ordinary ticket is called at the latest after those that came before it, each with `cap` others."""
    waiting = line_of(comers, {1: 1, 2: 1, 3: 1})
    ordinary = [one.ticket_id for one in waiting if one.rank == Rank.ORDINARY]

    called = [choice.head.ticket_id for choice, _left in emptied(waiting, cap=cap)]

    for place, ticket_id in enumerate(ordinary):
        assert called.index(ticket_id) + 1 <= (place + 1) * (cap + 1)


@given(comers)
def test_within_a_row_who_came_first_is_called_first(comers):
    waiting = line_of(comers, {1: 1, 2: 1, 3: 1})

    called = [choice.head for choice, _left in emptied(waiting, cap=1)]

    for rank in Rank:
        row = [(one.line_at, one.ticket_id) for one in called if one.rank == rank]
        assert row == sorted(row)


def test_every_basis_is_a_word_of_the_record():
    assert [str(one) for one in Basis] == ["booked", "priority", "turn", "arrival", "picked"]
