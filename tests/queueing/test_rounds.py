"""Calls that come at once share what they read, and are all the same those of the rule, one after another."""

from random import Random
from uuid import uuid4

import pytest

from motcua.base.errors import Refused
from motcua.queueing import actions
from motcua.queueing.actions.calling import Wish, call_all
from motcua.queueing.journal import turn
from motcua.queueing.models import Hall, HallEvent, Lane, Ticket
from motcua.queueing.turns import Asked
from tests.queueing.halls import MONDAY, after, hall
from tests.queueing.replay import wrong_calls, wrong_lines
from tests.statements import at_most

pytestmark = pytest.mark.django_db
LANES = [Lane.ORDINARY] * 4 + [Lane.ELDERLY, Lane.PREGNANT]


def at_once(made, numbers, *, minutes, finishing=True, after_number=None):
    """Call to these counters in one turn; return what each was given, a ticket or the reason it got none."""
    asked = [
        Asked(
            Wish(made.counters[number - 1].pk, made.rights(number - 1), finishing, after_number),
            call_all,
            after(minutes),
        )
        for number in numbers
    ]
    with turn(made.centre.pk, day=MONDAY) as one:
        call_all(one, asked)
    return [str(order.error) if order.error else order.result for order in asked]


def codes(tickets):
    return [ticket.code if ticket else None for ticket in tickets]


def test_counters_that_call_at_once_each_get_the_next_of_their_lines():
    made = hall(counters=6)
    made.open(1, 2, 3, 4)
    for group in (made.land, made.civil, made.land, made.land):
        made.issue(group)

    given = at_once(made, [1, 2, 3, 4], minutes=5)

    assert codes(given) == ["A001", "B001", "A002", "A003"]
    at = {ticket.code: ticket.counter_id for ticket in Ticket.objects.all()}
    assert at == dict(zip(["A001", "B001", "A002", "A003"], (one.pk for one in made.counters), strict=False))


def test_a_call_tells_the_heads_it_saw_without_those_called_before_it():
    made = hall(counters=6)
    made.open(1, 4)
    first, second = made.issue(), made.issue()

    at_once(made, [1, 4], minutes=5)

    events = HallEvent.objects.filter(kind=HallEvent.Kind.CALLED).order_by("seq")
    assert [[head[0] for head in event.values["heads"]] for event in events] == [[first.pk], [second.pk]]


def test_who_finds_nobody_left_gets_nobody():
    made = hall(counters=6)
    made.open(1, 4)
    made.issue()

    assert codes(at_once(made, [1, 4], minutes=5)) == ["A001", None]


def test_a_counter_that_calls_twice_at_once_is_done_with_the_first():
    made = hall()
    made.open(1)
    for _ticket in range(3):
        made.issue()

    given = at_once(made, [1, 1], minutes=5)

    assert codes(given) == ["A001", "A002"]
    states = Ticket.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["finished", "called", "waiting"]


def test_a_call_repeated_by_the_network_at_once_gets_the_same_number():
    made = hall()
    made.open(1)
    for _ticket in range(2):
        made.issue()

    given = at_once(made, [1, 1], minutes=5, finishing=False, after_number="")

    assert codes(given) == ["A001", "A001"]


def test_who_is_refused_spoils_no_call_beside():
    made = hall(counters=6)
    made.open(1, 4, 6)
    actions.pause_counter(**made.at(6), reason="Uống nước")
    for _ticket in range(2):
        made.issue()

    closed, paused, first, second = at_once(made, [2, 6, 1, 4], minutes=5)

    assert (closed, paused) == ("Quầy chưa mở.", "Quầy đang tạm nghỉ, hãy mở lại trước khi gọi.")
    assert codes([first, second]) == ["A001", "A002"]
    assert wrong_lines() == []


def test_who_goes_on_to_a_line_at_a_finish_is_seen_by_the_calls_after_it():
    made = hall(counters=6)
    made.open(1, 2, 5)
    first = made.issue(chain=[made.civil.pk])
    made.issue(minutes=1)
    made.call(1, minutes=2)
    made.issue(made.civil, minutes=3)

    given = at_once(made, [1, 2, 5], minutes=5)

    # The first came before whoever waits in the line it goes on to.
    assert codes(given) == ["A002", "A001", "B001"]
    assert given[1].pk == first.pk


@pytest.mark.postgresql
@pytest.mark.parametrize("counters", [1, 4])
def test_calls_at_once_take_as_many_statements_as_one(counters):
    made = hall(counters=12)
    numbers = [1, 4, 7, 10][:counters]
    made.open(*numbers)
    for _ticket in range(12):
        made.issue()
    at_once(made, numbers, minutes=1)

    # The lock, counters, heads; who is done with, everything else.
    with at_most(5):
        at_once(made, numbers, minutes=2)


@pytest.mark.parametrize("seed", range(12))
def test_however_calls_come_at_once_the_log_is_that_of_the_rule(seed):
    chance = Random(seed)
    made = hall(counters=9, is_bounded=False)
    made.open(*range(1, 10))
    minutes = 0
    for _turn in range(8):
        for _ticket in range(chance.randrange(9)):
            group = chance.choice([made.land, made.civil])
            other = made.civil if group is made.land else made.land
            chain = [other.pk] if chance.random() < 0.2 else []
            booked = after(minutes + chance.choice([-5, 0, 30])) if chance.random() < 0.2 else None
            made.issue(
                group,
                minutes=minutes,
                lane=chance.choice(LANES),
                chain=chain,
                appointment_at=booked,
                request_key=uuid4(),
            )
        minutes += chance.randrange(1, 12)
        at_once(made, chance.choices(range(1, 10), k=chance.randrange(1, 10)), minutes=minutes)

    assert wrong_calls(Hall.objects.get().pk) == []
    assert wrong_lines() == []


def test_a_closed_counter_alone_is_refused():
    made = hall()

    with pytest.raises(Refused, match="Quầy chưa mở"):
        made.call(1)
