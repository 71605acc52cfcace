"""The verbs of the hall on a database."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.queueing import actions, queries
from motcua.queueing.models import Hall, HallEvent, Lane, Ticket
from tests.queueing.halls import MONDAY, after, hall
from tests.queueing.replay import wrong_calls, wrong_lines
from tests.statements import at_most

pytestmark = pytest.mark.django_db
State = Ticket.State


def kinds(ticket):
    return list(ticket.events.order_by("seq").values_list("kind", flat=True))


def state(ticket):
    return Ticket.objects.get(pk=ticket.pk).state


def test_numbers_of_a_letter_follow_one_another():
    made = hall()

    codes = [made.issue(group).code for group in (made.land, made.civil, made.land)]

    assert codes == ["A001", "B001", "A002"]


def test_the_same_request_gets_the_same_ticket():
    made = hall()
    key = uuid4()

    first, again = made.issue(request_key=key), made.issue(request_key=key, minutes=1)

    assert (again.pk, made.issue().code) == (first.pk, "A002")


def test_a_number_refused_is_given_to_the_next():
    made = hall()
    made.issue()
    with pytest.raises(Refused):
        made.issue(at=clock.at(MONDAY, 17))

    assert made.issue().code == "A002"


def test_no_number_is_given_when_its_service_would_go_beyond_closing():
    made = hall()

    with pytest.raises(Refused):
        made.issue(at=clock.at(MONDAY, 16, 58))


def test_a_hall_that_stops_for_no_line_gives_numbers_until_its_doors_close():
    made = hall(is_bounded=False)

    assert made.issue(at=clock.at(MONDAY, 16, 58)).code == "A001"
    with pytest.raises(Refused):
        made.issue(at=clock.at(MONDAY, 17))


@pytest.mark.parametrize("waiting", [1, 3])
def test_a_ticket_takes_at_most_four_statements(waiting):
    made = hall()
    made.open(1)
    for _ticket in range(waiting):
        made.issue()

    with at_most(4):
        made.issue()


@pytest.mark.parametrize("waiting", [1, 3])
def test_calling_next_stays_within_its_statements(waiting):
    made = hall()
    made.open(3)
    for group in (made.land, made.civil):
        for _ticket in range(waiting):
            made.issue(group)
            made.issue(group, lane=Lane.ELDERLY)

    # The lock, who sits there, the lines, who waits, the change; SQLite changes row by row.
    with at_most(5 if connection.vendor == "postgresql" else 6):
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


def test_a_due_appointment_goes_first_and_one_that_is_not_due_waits():
    made = hall()
    made.open(1)
    made.issue()
    made.issue(appointment_at=after(20))

    called = [made.serve(1, minutes=minutes).code for minutes in (10, 21)]

    assert called == ["A001", "A002"]


def test_a_counter_that_has_somebody_calls_nobody_else():
    made = hall()
    made.open(1)
    made.issue()
    made.issue()
    made.call(1)

    with pytest.raises(Refused, match="Hãy kết thúc số A001 trước khi gọi số tiếp"):
        made.call(1)


def test_the_database_itself_keeps_two_tickets_from_one_counter():
    made = hall()
    made.open(1)
    made.issue()
    waiting = made.issue()
    made.call(1)

    with pytest.raises(IntegrityError):
        Ticket.objects.filter(pk=waiting.pk).update(
            state=State.CALLED, counter=made.counters[0], called_at=after(1)
        )


def test_one_key_finishes_and_calls_the_next():
    made = hall()
    made.open(1)
    first, second = made.issue(), made.issue()
    made.call(1)

    called = actions.call_next(made.counters[0].pk, by=made.rights(0), at=after(5), finishing=True)

    assert (called.pk, state(first), state(second)) == (second.pk, State.FINISHED, State.CALLED)
    assert wrong_lines() == []


def test_a_visit_is_told_from_arrival_to_rating():
    made = hall()
    made.open(1)
    ticket = made.issue()
    made.call(1, minutes=4)
    actions.start(ticket.pk, **made.at(1, 5))
    actions.note_dossier(ticket.pk, number="H99.12-261123-0001", **made.at(1, 9))
    actions.finish(ticket.pk, **made.at(1, 10))
    actions.rate(ticket.pk, stars=5, at=after(11))

    assert kinds(ticket) == ["issued", "called", "started", "dossier", "finished", "rated"]
    assert Ticket.objects.get(pk=ticket.pk).waited_seconds == 240


def test_a_visit_is_rated_once():
    made = hall()
    made.open(1)
    made.issue()
    ticket = made.serve(1)
    actions.rate(ticket.pk, stars=4, at=after(5))

    with pytest.raises(Refused, match="đã được đánh giá"):
        actions.rate(ticket.pk, stars=5, at=after(6))


def test_somebody_who_does_not_come_returns_once_behind_three():
    made = hall()
    made.open(1)
    absent = made.issue()
    for minutes in range(1, 6):
        made.issue(minutes=minutes)
    made.call(1, minutes=10)
    actions.miss(absent.pk, **made.at(1, 12))

    called = [made.serve(1, minutes=13 + turn).code for turn in range(5)]

    assert called == ["A002", "A003", "A004", "A001", "A005"]
    assert wrong_lines() == []


def test_the_second_time_nobody_comes_the_ticket_is_over_and_may_come_back_to_the_end():
    made = hall()
    made.open(1)
    absent = made.issue()
    for minutes in (1, 2):
        made.call(1, minutes=10 * minutes)
        actions.miss(absent.pk, **made.at(1, 10 * minutes + 3))
    over = state(absent)
    made.issue(minutes=30)
    actions.rejoin(absent.pk, at=after(31))

    called = [made.serve(1, minutes=32 + turn).code for turn in range(2)]

    assert (over, called) == (State.MISSED, ["A002", "A001"])


def test_nobody_is_missed_before_there_was_time_to_come():
    made = hall()
    made.open(1)
    ticket = made.issue()
    made.call(1, minutes=10)

    with pytest.raises(Refused, match="Hãy chờ người được gọi đến 08:12:00"):
        actions.miss(ticket.pk, **made.at(1, 11.9))


def test_a_held_ticket_keeps_its_place():
    made = hall()
    made.open(1)
    held = made.issue()
    for minutes in (1, 2):
        made.issue(minutes=minutes)
    made.call(1, minutes=5)
    actions.hold(held.pk, reason="Điền tờ khai", **made.at(1, 6))
    between = made.serve(1, minutes=7).code
    actions.resume(held.pk, by=made.rights(0), at=after(8))

    called = [made.serve(1, minutes=9 + turn).code for turn in range(2)]

    assert (between, called, wrong_lines()) == ("A002", ["A001", "A003"], [])


def test_a_transferred_ticket_keeps_its_arrival_in_the_other_line():
    made = hall()
    made.open(1, 2)
    sent = made.issue()
    for minutes in (1, 2):
        made.issue(made.civil, minutes=minutes)
    made.call(1, minutes=5)
    actions.transfer(sent.pk, group_id=made.civil.pk, **made.at(1, 6))

    called = [made.serve(2, minutes=7 + turn).code for turn in range(3)]

    assert (called, wrong_lines()) == (["A001", "B001", "B002"], [])


def test_a_ticket_with_two_services_goes_on_to_the_second():
    made = hall()
    made.open(1, 2)
    ticket = made.issue(chain=[made.civil.pk])

    places = [made.serve(number, minutes=5 * number).pk for number in (1, 2)]

    assert (places, state(ticket)) == ([ticket.pk, ticket.pk], State.FINISHED)
    assert kinds(ticket) == ["issued", "called", "finished", "transferred", "called", "finished"]


def test_picking_out_of_order_needs_a_reason_that_is_kept():
    made = hall()
    made.open(1)
    made.issue()
    picked = made.issue(minutes=1)
    with pytest.raises(Refused, match="Ghi lý do"):
        actions.pick(picked.pk, reason=" ", **made.at(1, 5))

    actions.pick(picked.pk, reason="Người bệnh nặng", **made.at(1, 5))

    event = HallEvent.objects.get(kind="called")
    assert (event.ticket_id, event.reason, event.values["basis"]) == (picked.pk, "Người bệnh nặng", "picked")
    actions.finish(picked.pk, **made.at(1, 6))
    assert (made.serve(1, minutes=7).code, wrong_lines()) == ("A001", [])


def test_who_says_to_be_late_lets_go_first_who_is_called_meanwhile():
    made = hall()
    made.open(1)
    late = made.issue()
    for minutes in range(1, 5):
        made.issue(minutes=minutes)

    actions.say_late(late.pk, minutes=15, at=after(5))

    called = [made.serve(1, minutes=6 + turn).code for turn in range(4)]
    assert (called, wrong_lines()) == (["A002", "A003", "A001", "A004"], [])


def test_who_leaves_is_not_called():
    made = hall()
    made.open(1)
    gone = made.issue()
    made.issue(minutes=1)
    actions.leave(gone.pk, at=after(2))

    assert (made.call(1, minutes=3).code, wrong_lines()) == ("A002", [])


def test_a_paused_counter_calls_nobody_and_says_why():
    made = hall()
    made.open(1)
    made.issue()
    actions.pause_counter(made.counters[0].pk, reason="Nghỉ giữa giờ", by=made.rights(0), at=after(5))

    with pytest.raises(Refused, match="đang tạm nghỉ"):
        made.call(1, minutes=6)
    actions.unpause_counter(made.counters[0].pk, by=made.rights(0), at=after(15))

    assert made.call(1, minutes=16).code == "A001"


def test_one_official_sits_at_one_counter():
    made = hall()
    made.open(1)

    with pytest.raises(Refused, match="Bạn đang mở quầy 01"):
        actions.open_counter(made.counters[1].pk, by=made.rights(0), at=after(1))


def test_a_counter_is_not_used_by_who_does_not_sit_there():
    made = hall()
    made.open(1)
    made.issue()

    with pytest.raises(Refused, match="Quầy đang do người khác phục vụ"):
        actions.call_next(made.counters[0].pk, by=made.rights(1), at=after(1))


def test_numbers_begin_anew_at_midnight_local_time_and_the_former_day_ends():
    made = hall()
    made.open(1)
    left = made.issue(at=clock.at(MONDAY, 16))
    # The day between, 24/11, is a day off since 2026.
    wednesday = MONDAY + timedelta(days=2)

    actions.open_counter(made.counters[1].pk, by=made.rights(1), at=clock.at(wednesday, 6, 45))
    first = made.issue(at=clock.at(wednesday, 6, 50))

    assert (first.code, first.hall.day, state(left)) == ("A001", wednesday, State.LEFT)
    assert queries.session_of(made.people[0].pk) is None
    assert list(Hall.objects.order_by("day").values_list("is_over", flat=True)) == [True, False]


def test_a_service_that_goes_on_over_midnight_can_be_finished():
    made = hall()
    made.open(1)
    ticket = made.issue()
    made.call(1, minutes=5)

    actions.finish(ticket.pk, counter_id=made.counters[0].pk, by=made.rights(0), at=after(24 * 60))

    assert state(ticket) == State.FINISHED


def test_a_clock_set_back_on_the_server_loses_nobody():
    made = hall()
    made.open(1)
    made.issue(minutes=30)
    made.serve(1, minutes=31)
    earlier = made.issue(minutes=10)

    assert (made.call(1, minutes=11).pk, wrong_lines()) == (earlier.pk, [])


def test_a_whole_day_keeps_the_order_of_the_rule():
    made = hall(is_bounded=False)
    made.open(1, 2, 3)
    for minutes in range(60):
        lane = Lane.PREGNANT if minutes % 5 == 0 else Lane.ORDINARY
        made.issue((made.land, made.civil)[minutes % 2], minutes=minutes, lane=lane)
        made.serve(minutes % 3 + 1, minutes=minutes)

    assert (wrong_calls(Hall.objects.get().pk), wrong_lines()) == ([], [])
