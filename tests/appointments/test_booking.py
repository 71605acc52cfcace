"""Booking, moving and cancelling hours: capacity, rosters, calendars, phones; what is refused and why."""

from datetime import timedelta
from uuid import uuid4

import pytest

from motcua.appointments import actions, queries
from motcua.appointments.models import Booking, Event, Place
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.organisations.models import Absence, Shift
from motcua.queueing.actions import define_group
from motcua.queueing.models import Hall, Line
from tests.appointments.hours import HOA, LAN, NOW, WEDNESDAY, book, bookable, days, hours, phones
from tests.queueing.halls import MONDAY
from tests.statements import at_most

pytestmark = pytest.mark.django_db
HALF_PAST_NINE = clock.at(WEDNESDAY, 9, 30)


def loads(made, **more):
    return [f"{hour.starts_at:%H:%M} {hour.load}" for hour in hours(made, **more)]


def test_a_day_has_the_hours_of_the_centre_and_holidays_have_none():
    made = bookable()

    found = days(made)

    assert [one.day.day for one in found] == [23, 25, 26, 27, 30, 1, 2, 3, 4, 7]
    assert [f"{hour.starts_at:%H:%M}" for hour in found[0].hours][:3] == ["10:00", "10:30", "11:00"]
    # One counter and a half, 10 minutes a service, half of the time: 2 or 3 of 30 minutes.
    assert loads(made)[:3] == ["07:00 quiet", "07:30 quiet", "08:00 quiet"]
    assert [hour.starts_at for hour in found[1].hours][-1] == clock.at(WEDNESDAY, 16, 30)


def test_a_slot_fills_up_and_then_nobody_more_gets_in():
    made = bookable()
    told = []
    for phone in phones(2):
        book(made, phone=phone)
        told.append(loads(made)[5])

    assert told == ["09:30 filling", "09:30 full"]
    with pytest.raises(Refused) as refused:
        book(made, phone=LAN)
    assert str(refused.value) == "Khung giờ này vừa hết chỗ, mời chọn giờ khác."
    assert sorted(Place.objects.values_list("number", "places")) == [(1, 2), (2, 2)]


def test_the_same_request_again_is_the_booking_of_the_first_time():
    made = bookable()
    key = uuid4()

    first, again = book(made, request_key=key), book(made, request_key=key)

    assert (again, Booking.objects.count(), Place.objects.count()) == (first, 1, 1)


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"phone": "12"}, "Số điện thoại có 10 chữ số, bắt đầu bằng 0.", "phone"),
        ({"number": "12"}, "Số định danh có 12 chữ số.", "number"),
        ({"groups": []}, "Hãy chọn thủ tục hoặc lĩnh vực.", ""),
        (
            {"start": clock.at(WEDNESDAY, 9, 7)},
            "Giờ này không phục vụ kịp trước giờ nghỉ, mời chọn giờ khác.",
            "start",
        ),
        (
            {"start": clock.at(WEDNESDAY, 12)},
            "Giờ này không phục vụ kịp trước giờ nghỉ, mời chọn giờ khác.",
            "start",
        ),
        (
            {"start": clock.at(MONDAY + timedelta(days=1), 9)},
            "Giờ này không phục vụ kịp trước giờ nghỉ, mời chọn giờ khác.",
            "start",
        ),
        ({"start": clock.at(MONDAY, 9, 30)}, "Phải đặt trước giờ hẹn ít nhất 60 phút.", "start"),
        (
            {"start": clock.at(MONDAY + timedelta(days=21), 9)},
            "Chỉ đặt được lịch trong 14 ngày tới.",
            "start",
        ),
    ],
)
def test_what_cannot_be_booked_says_why_and_at_which_field(changes, reason, field):
    made = bookable()

    with pytest.raises(Refused) as refused:
        book(made, **changes)

    assert (str(refused.value), refused.value.field) == (reason, field)
    assert (Booking.objects.count(), Place.objects.count()) == (0, 0)


def test_a_centre_that_takes_no_bookings_offers_none():
    made = bookable(is_open=False)

    assert days(made) == []
    with pytest.raises(Refused, match="chưa nhận đặt lịch hẹn"):
        book(made)


def test_one_phone_cannot_be_in_two_places_at_once():
    made = bookable(slot_minutes=10, share=100)
    own = book(made)

    with pytest.raises(Refused) as refused:
        book(made, groups=[made.civil.pk], start=HALF_PAST_NINE)

    assert (
        str(refused.value)
        == f"Số điện thoại này đã có lịch hẹn lúc 09:30 ngày 25/11/2026 (mã {own.code}), trùng giờ."
    )
    assert book(made, start=clock.at(WEDNESDAY, 9, 40)).state == "booked"


def test_a_phone_has_three_bookings_to_come_unless_an_official_books():
    made = bookable()
    for hour in (7, 8, 10):
        book(made, clock.at(WEDNESDAY, hour))

    with pytest.raises(Refused, match="là nhiều nhất"):
        book(made)

    told = book(made, by=made.rights(0))
    assert (told.channel, told.by) == ("desk", made.people[0])


def test_the_roster_says_which_counters_serve_in_each_half_of_a_day():
    made = bookable()
    shift = {"unit": made.centre, "made_at": NOW}
    Shift.objects.create(user=made.people[0], day=WEDNESDAY, session="morning", place="Quầy 01", **shift)
    Shift.objects.create(user=made.people[1], day=WEDNESDAY, session="afternoon", place="Quầy 2", **shift)

    land, civil = hours(made), hours(made, group=made.civil)

    assert {hour.starts_at.hour < 12 for hour in land} == {True}
    assert {hour.starts_at.hour < 12 for hour in civil} == {False}
    # Without any duty that names a counter there is no roster yet: the counters in use serve.
    assert {hour.starts_at.hour < 12 for hour in hours(made, WEDNESDAY + timedelta(days=1))} == {True, False}


def test_who_is_away_serves_nobody_though_the_roster_says_so():
    made = bookable()
    person = made.people[0]
    Shift.objects.create(
        user=person, unit=made.centre, day=WEDNESDAY, session="morning", place="Quầy 1", made_at=NOW
    )
    Absence.objects.create(
        user=person, kind="sick", from_on=WEDNESDAY, to_on=WEDNESDAY, made_by=person, made_at=NOW
    )

    assert hours(made) == []


def test_a_group_that_gives_no_numbers_takes_no_bookings():
    made = bookable()
    define_group(made.centre.pk, code="dat-dai", letter="A", name="Đất đai", minutes=10, is_open=False)

    assert hours(made) == []


def test_how_long_services_took_of_late_says_how_many_places_there_are():
    made = bookable(share=100)
    before = [hour.load for hour in hours(made)]
    past = Hall.objects.create(centre=made.centre, day=MONDAY - timedelta(days=3))
    Line.objects.create(hall=past, group=made.land, recent=[40] * 9)

    # 1.5 counters, 40 minutes each: one place or two in a slot of 30, and none that would pass a closing.
    after = [f"{hour.starts_at:%H:%M}" for hour in hours(made)]

    assert (len(before), "11:00" in after, "10:30" in after) == (16, False, True)


def test_two_services_of_a_visit_take_two_places_one_after_the_other():
    made = bookable(slot_minutes=10, share=100)

    own = book(made, groups=[made.land.pk, made.civil.pk], start=HALF_PAST_NINE)

    taken = [(place.group_id, place.starts_at) for place in own.places.all()]
    assert taken == [(made.land.pk, HALF_PAST_NINE), (made.civil.pk, HALF_PAST_NINE + timedelta(minutes=10))]
    assert own.ends_at == HALF_PAST_NINE + timedelta(minutes=16)


def test_moving_keeps_code_and_link_and_frees_the_place():
    made = bookable()
    own = book(made)
    later = clock.at(WEDNESDAY + timedelta(days=1), 14)

    moved = actions.move(own.pk, start=later, at=NOW)

    assert (moved.pk, moved.code, moved.token, moved.starts_at) == (own.pk, own.code, own.token, later)
    assert [place.starts_at for place in Place.objects.all()] == [later]
    assert queries.of_code(made.centre.pk, own.code, day=later.date()) == [moved]
    kinds = Event.objects.filter(booking=own).values_list("kind", flat=True)
    assert list(kinds) == ["booked", "moved"]


def test_moving_to_the_same_hour_or_where_the_own_place_was_the_last_is_no_trouble():
    made = bookable(share=20)
    own = book(made, clock.at(WEDNESDAY, 8, 30))

    assert actions.move(own.pk, start=own.starts_at, at=NOW).starts_at == own.starts_at
    assert Event.objects.filter(booking=own, kind="moved").count() == 0


def test_a_refused_move_leaves_everything_as_it_was():
    made = bookable()
    own = book(made)
    for phone in phones(3):
        book(made, clock.at(WEDNESDAY, 10, 30), phone=phone)

    with pytest.raises(Refused, match="vừa hết chỗ"):
        actions.move(own.pk, start=clock.at(WEDNESDAY, 10, 30), at=NOW)

    own.refresh_from_db()
    assert (own.starts_at, own.state, own.places.count()) == (HALF_PAST_NINE, "booked", 1)


def test_a_missed_booking_is_booked_anew_under_its_code():
    made = bookable()
    own = book(made)
    Booking.objects.filter(pk=own.pk).update(
        state="missed", missed_at=NOW, day_reminder_at=None, hour_reminder_at=None
    )

    again = actions.move(own.pk, start=clock.at(WEDNESDAY, 14), at=clock.at(WEDNESDAY, 10))

    assert (again.state, again.code, again.missed_at) == ("booked", own.code, None)


def test_cancelling_frees_the_place_once_however_often_it_is_pressed():
    made = bookable()
    own = book(made)

    actions.cancel(own.pk, at=NOW)
    actions.cancel(own.pk, at=NOW)

    assert (Place.objects.count(), Booking.objects.get().state) == (0, "cancelled")
    assert Event.objects.filter(booking=own, kind="cancelled").count() == 1


def test_an_hour_before_only_an_official_cancels():
    made = bookable()
    own = book(made)
    at = HALF_PAST_NINE - timedelta(minutes=59)

    with pytest.raises(Refused, match="trước giờ hẹn 60 phút"):
        actions.cancel(own.pk, at=at)

    assert actions.cancel(own.pk, at=at, by=made.rights(0)).state == "cancelled"


def test_slots_of_another_length_count_what_was_booked_before():
    made = bookable()
    for phone in phones(2):
        book(made, phone=phone)

    actions.define_policy(made.centre.pk, slot_minutes=45)

    # 09:15–10:00 holds what was booked at 09:30.
    load = {f"{hour.starts_at:%H:%M}": hour.load for hour in hours(made)}
    assert (load["09:15"], load["10:00"]) == ("filling", "quiet")


def test_the_days_of_two_weeks_take_as_many_statements_as_one():
    made = bookable()
    book(made)
    days(made)

    with at_most(3):
        days(made, first=WEDNESDAY, last=WEDNESDAY)
    with at_most(3):
        days(made)


def test_booking_takes_few_statements():
    made = bookable()
    book(made, phone=LAN)

    # Lines of late; phone, its bookings; diary, roster, places; code, booking, place, event.
    with at_most(16):
        book(made, phone=HOA)
