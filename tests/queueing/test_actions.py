"""The verbs of the hall on a data base."""

from uuid import uuid4

import pytest

from motcua.queueing.models import Lane, Ticket
from tests.queueing.halls import hall
from tests.statements import at_most

pytestmark = pytest.mark.django_db
State = Ticket.State


def test_numbers_of_a_letter_follow_one_another():
    made = hall()

    codes = [made.issue(group).code for group in (made.land, made.civil, made.land)]

    assert codes == ["A001", "B001", "A002"]


def test_the_same_request_gets_the_same_ticket():
    made = hall()
    key = uuid4()

    first, again = made.issue(request_key=key), made.issue(request_key=key, minutes=1)

    assert (again.pk, made.issue().code) == (first.pk, "A002")


def test_a_ticket_takes_at_most_four_statements():
    made = hall()
    made.open(1)
    made.issue()

    with at_most(4):
        made.issue()


def test_calling_next_takes_at_most_four_statements():
    made = hall()
    made.open(3)
    for group in (made.land, made.civil):
        made.issue(group)
        made.issue(group, lane=Lane.ELDERLY)

    with at_most(4):
        made.call(3)


def test_a_counter_calls_who_came_first_of_what_it_serves():
    made = hall()
    made.open(1, 2)
    for minutes, group in enumerate((made.civil, made.land, made.civil)):
        made.issue(group, minutes=minutes)

    called = [made.serve(number, minutes=5).code for number in (1, 2, 2)]

    assert called == ["A001", "B001", "B002"]


def test_nobody_waits_nobody_is_called():
    made = hall()
    made.open(1)

    assert made.call(1) is None


def test_priority_and_ordinary_take_turns():
    made = hall()
    made.open(1)
    for minutes in range(3):
        made.issue(minutes=minutes)
    for minutes in range(3, 6):
        made.issue(minutes=minutes, lane=Lane.ELDERLY)

    called = [made.serve(1, minutes=10 + turn).code for turn in range(6)]

    assert called == ["A004", "A001", "A005", "A002", "A006", "A003"]
