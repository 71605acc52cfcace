"""A full day: who waits gets the freed place in turn, has a while to answer, then the next is asked."""

from datetime import timedelta
from uuid import uuid4

import pytest

from motcua.appointments import actions, queries, watching
from motcua.appointments.models import Event, Place, Waiting
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.notifications.models import Notice
from tests.appointments.hours import HOA, LAN, NOW, WEDNESDAY, book, bookable, hours, phones

pytestmark = pytest.mark.django_db
# A slot an hour, one place in each: the day is full soon.
SMALL = {"slot_minutes": 120, "share": 10}


def full():
    """Return a hall whose Wednesday is full, and its bookings."""
    made = bookable(**SMALL)
    free = [hour.starts_at for hour in hours(made)]
    booked = []
    for at, phone in zip(free, phones(20), strict=False):
        while any(hour.starts_at == at and hour.is_free for hour in hours(made)):
            booked.append(book(made, at, phone=f"{phone[:-2]}{len(booked) + 10}"))
    return made, booked


def join(made, phone=HOA, *, at=NOW, **more):
    values = {"groups": [made.land.pk], "day": WEDNESDAY, "request_key": uuid4(), **more}
    return actions.join(made.centre.pk, phone=phone, at=at, **values)


def states():
    return list(Waiting.objects.order_by("pk").values_list("state", flat=True))


def test_nobody_waits_for_a_day_that_has_room_or_is_closed():
    made = bookable()

    with pytest.raises(Refused, match="còn khung giờ trống"):
        join(made)
    with pytest.raises(Refused, match="không nhận lịch hẹn"):
        join(made, day=WEDNESDAY - timedelta(days=1))
    with pytest.raises(Refused, match="14 ngày tới"):
        join(made, day=WEDNESDAY + timedelta(days=30))


def test_one_waits_once_for_a_day_however_often_one_asks():
    made, _booked = full()

    first = join(made)

    assert join(made) == first == join(made, request_key=first.request_key)
    assert queries.ahead_of(join(made, LAN, at=NOW + timedelta(minutes=1))) == 1


def test_a_freed_place_is_kept_for_the_first_and_nobody_else_gets_it(gateway):
    made, booked = full()
    first = join(made)
    join(made, LAN, at=NOW + timedelta(minutes=1))

    actions.cancel(booked[-1].pk, at=NOW + timedelta(minutes=2))

    first.refresh_from_db()
    assert states() == ["offered", "waiting"]
    assert (first.starts_at, first.offer_until) == (booked[-1].starts_at, NOW + timedelta(minutes=32))
    assert [hour for hour in hours(made) if hour.is_free] == []
    with pytest.raises(Refused, match="vừa hết chỗ"):
        book(made, first.starts_at, phone="0933333333")
    sent = Notice.objects.get(template="appointment-offer")
    assert sent.address == HOA
    assert sent.body == (
        f"Có chỗ lúc {clock.local(first.starts_at):%H:%M} 25/11/2026 tại Trung tâm, giữ đến 09:32 23/11/2026. "
        f"Nhận chỗ: https://dichvucong.example.vn/appointments/wait/{first.token}"
    )


def test_the_offered_place_accepted_is_a_booking_once():
    made, booked = full()
    waiting = join(made)
    actions.cancel(booked[-1].pk, at=NOW)

    own = actions.accept(waiting.pk, at=NOW + timedelta(minutes=30))
    again = actions.accept(waiting.pk, at=NOW + timedelta(minutes=31))

    assert (own, own.phone, own.starts_at) == (again, HOA, booked[-1].starts_at)
    assert (own.places.count(), Place.objects.filter(waiting__isnull=False).count()) == (1, 0)
    assert states() == ["booked"]


def test_who_does_not_answer_in_time_loses_it_to_the_next():
    made, booked = full()
    first = join(made)
    second = join(made, LAN, at=NOW + timedelta(minutes=1))
    actions.cancel(booked[-1].pk, at=NOW)
    late = NOW + timedelta(minutes=31)

    offers = watching.move_waiting(at=late)

    assert (offers, states()) == (1, ["passed", "offered"])
    with pytest.raises(Refused, match="đã chuyển cho người tiếp theo"):
        actions.accept(first.pk, at=late)
    assert actions.accept(second.pk, at=late).phone == LAN
    assert watching.move_waiting(at=late + timedelta(hours=2)) == 0


def test_who_leaves_gives_the_place_to_the_next():
    made, booked = full()
    first = join(made)
    join(made, LAN, at=NOW + timedelta(minutes=1))
    actions.cancel(booked[-1].pk, at=NOW)

    actions.leave(first.pk, at=NOW)
    actions.leave(first.pk, at=NOW)

    assert states() == ["left", "offered"]
    assert Event.objects.filter(waiting=first).values_list("kind", flat=True)[2] == "left"


def test_a_place_freed_at_night_is_offered_in_the_morning_and_kept_from_then_on(gateway):
    made, booked = full()
    waiting = join(made)

    actions.cancel(booked[-1].pk, at=clock.at(NOW.date(), 21))

    waiting.refresh_from_db()
    notice = Notice.objects.get(template="appointment-offer")
    opening = clock.at(WEDNESDAY, 7)
    assert (notice.next_try_at, waiting.offer_until) == (opening, opening + timedelta(minutes=30))


def test_what_is_too_near_to_answer_is_offered_to_nobody():
    made, booked = full()
    join(made)
    first = booked[0]

    actions.cancel(first.pk, at=first.starts_at - timedelta(minutes=20), by=made.rights(0))

    assert states() == ["waiting"]


def test_counters_that_are_added_give_those_who_wait_a_place():
    made, _booked = full()
    join(made)

    actions.define_policy(made.centre.pk, share=50)

    assert (watching.move_waiting(at=NOW), states()) == (1, ["offered"])
