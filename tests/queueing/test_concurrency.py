"""Many kiosks and counters at once on real PostgreSQL: each has a connection of its own."""

from uuid import uuid4

import pytest

from motcua.base.errors import Refused
from motcua.notifications.models import Notice
from motcua.queueing import actions
from motcua.queueing.models import Hall, Lane, Ticket
from tests.queueing.halls import after, hall
from tests.queueing.replay import wrong_calls, wrong_lines
from tests.threads import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LANES = (Lane.ORDINARY, Lane.ORDINARY, Lane.ELDERLY, Lane.ORDINARY)


def numbers(letter):
    return sorted(Ticket.objects.filter(letter=letter).values_list("number", flat=True))


def issue_some(made, index, *, each):
    for turn in range(each):
        lane = LANES[(index + turn) % len(LANES)]
        made.issue((made.land, made.civil)[turn % 2], minutes=turn / 10, lane=lane)


def test_kiosks_at_once_leave_no_gap_and_no_double():
    made = hall(is_bounded=False)

    at_once(24, lambda index: issue_some(made, index, each=20))

    assert (numbers("A"), numbers("B")) == (list(range(1, 241)), list(range(1, 241)))
    assert (wrong_calls(Hall.objects.get().pk), wrong_lines()) == ([], [])


def test_the_same_request_from_eight_connections_is_one_ticket():
    made = hall()
    key = uuid4()

    tickets = at_once(8, lambda index: made.issue(request_key=key).pk)

    assert (len(set(tickets)), numbers("A")) == (1, [1])


def text(ticket, phone):
    try:
        return actions.text(ticket.pk, phone=phone, told="", language="vi", at=after(1))
    except Refused as refusal:
        return refusal.field


def test_one_number_asked_for_eight_times_at_once_is_one_message(settings):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    ticket = hall().issue()

    answers = at_once(8, lambda _index: text(ticket, "0912345678"))

    assert (sorted(answers), Notice.objects.count()) == ([False] * 7 + [True], 1)


def test_one_number_goes_to_two_of_eight_phones_that_ask_at_once(settings):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    ticket = hall().issue()

    answers = at_once(8, lambda index: text(ticket, f"091234567{index}"))

    assert sorted(map(str, answers)) == ["True"] * 2 + ["phone"] * 6
    assert Notice.objects.values("address").distinct().count() == 2


def test_counters_at_once_call_nobody_twice_and_keep_the_order_of_the_rule():
    made = hall(is_bounded=False, counters=30)
    made.open(*range(1, 31))
    for turn in range(6):
        issue_some(made, turn, each=40)

    def call_all(index):
        called = []
        while (ticket := made.serve(index + 1, minutes=60)) is not None:
            called.append(ticket.code)
        return called

    called = [code for some in at_once(30, call_all) for code in some]

    assert (len(called), len(set(called))) == (240, 240)
    assert (wrong_calls(Hall.objects.get().pk), wrong_lines()) == ([], [])


def test_kiosks_and_counters_at_once_keep_the_order_of_the_rule():
    made = hall(is_bounded=False, counters=12)
    made.open(*range(1, 13))

    def work(index):
        if index < 12:
            issue_some(made, index, each=15)
        else:
            for turn in range(10):
                made.serve(index - 11, minutes=20 + turn)

    at_once(24, work)

    assert numbers("A") + numbers("B") == [*range(1, 97), *range(1, 85)]
    assert (wrong_calls(Hall.objects.get().pk), wrong_lines()) == ([], [])


def test_two_keys_pressed_at_one_counter_call_one_ticket():
    made = hall()
    made.open(1)
    made.issue()
    made.issue()

    def call(index):
        try:
            return made.call(1).code
        except Refused:
            return None

    called = [code for code in at_once(2, call) if code]

    assert called == ["A001"]


def test_a_counter_taken_by_two_officials_goes_to_one():
    made = hall()

    def open_first(index):
        try:
            return actions.open_counter(made.counters[0].pk, by=made.rights(index), at=after(0)).user_id
        except Refused:
            return None

    sitting = [one for one in at_once(3, open_first) if one]

    assert len(sitting) == 1
