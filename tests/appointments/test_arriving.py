"""Arriving with a booking: found by its link, code, phone or card; checked in once; the place in the line."""

from datetime import timedelta

import pytest

from motcua.appointments import actions, queries
from motcua.appointments.models import Booking, Event
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.queueing.models import Hall, Rank
from tests.appointments.hours import HOA, LAN, WEDNESDAY, book, bookable
from tests.queueing.halls import MONDAY
from tests.statements import at_most

pytestmark = pytest.mark.django_db
HALF_PAST_NINE = clock.at(WEDNESDAY, 9, 30)
NUMBER = "001189001234"


def minutes(count):
    return HALF_PAST_NINE + timedelta(minutes=count)


def test_a_booking_is_found_by_its_link_its_code_its_phone_and_the_card():
    made = bookable()
    own = book(made, number=NUMBER, name="Nguyễn Thị Hoa")
    centre = made.centre.pk

    assert queries.by_token(own.token) == own
    assert queries.of_code(centre, own.code, day=WEDNESDAY) == [own]
    assert queries.of_phone(centre, HOA, day=WEDNESDAY) == [own]
    assert queries.of_personal_number(centre, NUMBER, day=WEDNESDAY) == [own]
    assert NUMBER not in own.number_sealed


def test_nothing_is_found_on_another_day_at_another_phone_or_by_nothing():
    made = bookable()
    book(made)
    centre = made.centre.pk

    assert queries.by_token("") is None
    assert queries.by_token("khong-co-ma-nay") is None
    assert queries.of_code(centre, "", day=WEDNESDAY) == []
    assert queries.of_phone(centre, HOA, day=MONDAY) == []
    assert queries.of_phone(centre, LAN, day=WEDNESDAY) == []
    assert queries.of_personal_number(centre, "", day=WEDNESDAY) == []
    assert queries.of_personal_number(centre, NUMBER, day=WEDNESDAY) == []


def test_a_cancelled_booking_is_not_found_at_the_kiosk_and_gives_no_number():
    made = bookable()
    own = book(made)
    actions.cancel(own.pk, at=clock.at(MONDAY, 10))

    with pytest.raises(Refused, match="đã hủy"):
        actions.check_in(own.pk, at=minutes(-5))

    assert queries.of_code(made.centre.pk, own.code, day=WEDNESDAY) == []


def test_checked_in_a_booking_is_a_ticket_of_its_group_in_the_row_of_those_who_booked():
    made = bookable()
    own = book(made)

    ticket = actions.check_in(own.pk, at=minutes(-12)).ticket

    assert (ticket.code, ticket.rank, ticket.appointment_at) == ("A001", Rank.BOOKED, HALF_PAST_NINE)
    assert (ticket.arrived_at, ticket.line_at, ticket.channel) == (minutes(-12), HALF_PAST_NINE, "kiosk")
    own.refresh_from_db()
    assert (own.state, own.ticket, own.checked_in_at) == (Booking.State.CHECKED_IN, ticket, minutes(-12))


def test_checked_in_twice_is_one_ticket():
    made = bookable()
    own = book(made)

    first = actions.check_in(own.pk, at=minutes(-12))
    again = actions.check_in(own.pk, at=minutes(3))

    assert again == first
    assert Event.objects.filter(booking=own, kind="checked_in").count() == 1


@pytest.mark.parametrize(
    ("late", "rank"),
    [(-60, Rank.BOOKED), (0, Rank.BOOKED), (10, Rank.BOOKED), (11, Rank.ORDINARY), (110, Rank.ORDINARY)],
)
def test_ten_minutes_late_keeps_the_place_and_then_it_is_the_ordinary_line(late, rank):
    made = bookable()
    own = book(made)

    ticket = actions.check_in(own.pk, at=minutes(late)).ticket

    assert ticket.rank == rank
    assert ticket.line_at == (HALF_PAST_NINE if rank == Rank.BOOKED else minutes(late))


def test_who_was_marked_as_missed_still_gets_an_ordinary_number_the_same_day():
    made = bookable()
    own = book(made)
    Booking.objects.filter(pk=own.pk).update(
        state="missed", missed_at=minutes(12), day_reminder_at=None, hour_reminder_at=None
    )

    ticket = actions.check_in(own.pk, at=minutes(20)).ticket

    assert ticket.rank == Rank.ORDINARY


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (clock.at(MONDAY, 10), "Lịch hẹn này vào lúc 09:30 ngày 25/11/2026."),
        (minutes(-61), "Ông/Bà đến sớm. Xin báo đến từ 08:30, lịch hẹn lúc 09:30."),
    ],
)
def test_who_comes_on_another_day_or_much_too_early_is_told_when(at, reason):
    made = bookable()
    own = book(made)

    with pytest.raises(Refused) as refused:
        actions.check_in(own.pk, at=at)

    assert str(refused.value) == reason


def test_a_refused_number_leaves_the_booking_and_the_hall_of_the_day_usable():
    made = bookable(early_minutes=600)
    own = book(made, clock.at(WEDNESDAY, 9, 30))

    with pytest.raises(Refused, match="Chưa đến giờ phát số"):
        actions.check_in(own.pk, at=clock.at(WEDNESDAY, 5))

    assert Hall.objects.filter(day=WEDNESDAY).exists()
    assert actions.check_in(own.pk, at=minutes(0)).ticket.code == "A001"


def test_a_due_booking_is_called_before_who_came_earlier_and_an_early_one_is_not():
    made = bookable()
    own = book(made)
    actions.check_in(own.pk, at=minutes(-50))
    made.issue(at=minutes(-40))
    made.issue(at=minutes(-39))
    day = (WEDNESDAY - MONDAY).total_seconds() / 60
    made.open(1, minutes=day)

    called = [made.serve(1, minutes=day + after).code for after in (60, 91)]

    assert called == ["A002", "A001"]


def test_who_comes_early_is_promised_a_wait_that_holds_until_after_the_hour():
    made = bookable()
    early, due = book(made), book(made, phone=LAN)

    waits = [
        actions.check_in(early.pk, at=minutes(-45)).estimate,
        actions.check_in(due.pk, at=minutes(0)).estimate,
    ]

    assert waits[0].high > 45 > waits[1].high


def test_services_of_other_groups_are_visited_afterwards():
    made = bookable()
    own = book(made, groups=[made.land.pk, made.civil.pk, made.land.pk])

    ticket = actions.check_in(own.pk, at=minutes(0), lane="elderly", channel="desk", by=made.rights(0)).ticket

    assert (ticket.chain, ticket.lane, ticket.channel) == ([made.civil.pk], "elderly", "desk")


def test_an_official_of_another_place_checks_nobody_in():
    made = bookable()
    own = book(made)
    stranger = type(made.rights(0))(made.people[0].pk, (), frozenset())

    with pytest.raises(Refused, match="không giữ vị trí"):
        actions.check_in(own.pk, at=minutes(0), by=stranger)


def test_finding_and_checking_in_take_few_statements():
    made = bookable()
    own = book(made)
    made.issue(at=minutes(-30))

    with at_most(1):
        queries.of_code(made.centre.pk, own.code, day=WEDNESDAY)
    # The policy is read once a process; the booking, what it is for, the number, the booking, its event.
    with at_most(11):
        actions.check_in(own.pk, at=minutes(0))
