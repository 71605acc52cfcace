"""Many at once on real PostgreSQL: the last place is given once, a phone is in one place, a booking is one ticket."""

from uuid import uuid4

import pytest

from motcua.appointments import actions
from motcua.appointments.models import Booking, Event, Place
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.queueing.models import Ticket
from tests.appointments.hours import HOA, NOW, WEDNESDAY, book, bookable, hours, phones
from tests.threads import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
HALF_PAST_NINE = clock.at(WEDNESDAY, 9, 30)


def trying(act):
    def attempt(index):
        try:
            return act(index)
        except Refused as refusal:
            return str(refusal)

    return attempt


def test_of_sixteen_who_book_the_last_place_one_gets_it():
    made = bookable()
    numbers = phones(17)
    book(made, phone=numbers[16])

    told = at_once(16, trying(lambda index: book(made, phone=numbers[index])))

    won = [one for one in told if isinstance(one, Booking)]
    lost = {one for one in told if isinstance(one, str)}
    assert (len(won), lost) == (1, {"Khung giờ này vừa hết chỗ, mời chọn giờ khác."})
    assert sorted(Place.objects.values_list("number", flat=True)) == [1, 2]


def test_one_phone_books_once_where_hours_overlap_and_a_request_is_one_booking():
    made = bookable()
    key = uuid4()

    same = at_once(8, trying(lambda index: book(made, request_key=key).pk))
    others = at_once(8, trying(lambda index: book(made, groups=[made.civil.pk], phone=HOA)))

    assert (len(set(same)), Booking.objects.count()) == (1, 1)
    assert {"trùng giờ" in one for one in others} == {True}


def test_moving_and_cancelling_at_once_leave_no_place_behind_and_none_twice():
    made = bookable(share=100)
    booked = [book(made, phone=phone) for phone in phones(4)]
    later = clock.at(WEDNESDAY, 10, 30)

    def act(index):
        own = booked[index % 4]
        if index < 8:
            return actions.move(own.pk, start=(HALF_PAST_NINE, later)[index % 2], at=NOW)
        return actions.cancel(own.pk, at=NOW)

    at_once(12, trying(act))

    assert {one.state for one in Booking.objects.all()} == {"cancelled"}
    assert Place.objects.count() == 0


def test_checked_in_from_eight_places_at_once_it_is_one_ticket():
    made = bookable()
    own = book(made)

    codes = at_once(8, lambda index: actions.check_in(own.pk, at=HALF_PAST_NINE).ticket.code)

    assert (set(codes), Ticket.objects.count()) == ({"A001"}, 1)
    assert Event.objects.filter(kind="checked_in").count() == 1


def test_a_freed_place_goes_to_who_waits_and_not_to_who_is_quick():
    made = bookable(slot_minutes=120, share=10)
    starts = [hour.starts_at for hour in hours(made)]
    booked = [
        book(made, start, phone=phone) for start, phone in zip(starts, phones(len(starts)), strict=True)
    ]
    while free := [hour.starts_at for hour in hours(made) if hour.is_free]:
        booked.append(book(made, free[0], phone=f"09130000{len(booked):02d}"))
    waiting = actions.join(
        made.centre.pk, groups=[made.land.pk], day=WEDNESDAY, phone=HOA, request_key=uuid4(), at=NOW
    )
    last = booked[-1]

    def act(index):
        if index == 0:
            return actions.cancel(last.pk, at=NOW)
        return book(made, last.starts_at, phone=f"09140000{index:02d}")

    told = at_once(8, trying(act))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.starts_at) == ("offered", last.starts_at)
    assert set(told[1:]) == {"Khung giờ này vừa hết chỗ, mời chọn giờ khác."}
