"""Booking, moving and cancelling an hour."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction

from motcua.appointments import notices, queries, rules
from motcua.appointments.actions.common import (
    find_seats,
    fresh_code,
    lock_booking,
    lock_diaries,
    lock_phone,
    record,
    refuse_beside,
    refuse_if,
    refuse_stranger,
    take_places,
)
from motcua.appointments.actions.offering import offer_freed
from motcua.appointments.models import Booking, Event
from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.organisations.rules import Rights
from motcua.people.rules import why_not_personal_number, why_not_phone

State = Booking.State


def book(
    centre_id: int,
    *,
    groups: Sequence[int],
    start: datetime,
    phone: str,
    request_key: UUID,
    at: datetime,
    procedures: Sequence[int] = (),
    name: str = "",
    number: str = "",
    language: str = "vi",
    by: Rights | None = None,
) -> Booking:
    """Book an hour for services of these groups, one after another; `phone` was proved to be theirs, or told to `by`.

    The same request repeated gives the booking of the first time.
    """
    refuse_stranger(by, centre_id)
    policy, today = queries.policy(centre_id), local_day(at)
    refuse_if(rules.why_not_take_bookings(policy) or rules.why_not_services(len(groups)))
    refuse_if(why_not_phone(phone), field="phone")
    refuse_if(why_not_personal_number(number, today=today) if number else "", field="number")
    services = queries.services(centre_id, groups, today=today)
    booking = Booking(
        centre_id=centre_id,
        group_id=groups[0],
        groups=list(groups),
        starts_at=start,
        ends_at=rules.over_at(start, services),
        phone=phone,
        name=clean(name)[:120],
        language=language,
        request_key=request_key,
        token=token_urlsafe(12),
        channel=Booking.Channel.DESK if by else Booking.Channel.PORTAL,
        by_id=by.user_id if by else None,
        made_at=at,
    )
    booking.set_number(number)
    with transaction.atomic():
        lock_phone(phone)
        if again := Booking.objects.filter(request_key=request_key).first():
            return again
        _refuse_hour(booking, at=at, by=by)
        refuse_beside(booking, at=at, most=None if by else policy)
        booking.diary = lock_diaries(centre_id, [local_day(start)])[local_day(start)]
        seats = find_seats(centre_id, services, start=start)
        booking.code = fresh_code(centre_id)
        remind(booking, at=at)
        booking.save()
        booking.procedures.set(procedures)
        take_places(seats, booking=booking)
        record(Event.Kind.BOOKED, booking=booking, at=at, by=by, values={"starts_at": start.isoformat()})
        notices.tell_booked(booking, at=at)
    return booking


def _refuse_hour(booking: Booking, *, at: datetime, by: Rights | None) -> None:
    policy = queries.policy(booking.centre_id)
    days = (local_day(booking.starts_at) - local_day(at)).days
    reason = rules.why_not_day(policy, days=days)
    refuse_if(
        reason or rules.why_not_hour(policy, starts_at=booking.starts_at, at=at, is_staff=by is not None),
        field="start",
    )


def remind(booking: Booking, *, at: datetime) -> None:
    """Set when the reminders of a booking are due."""
    working_time = queries.working_time(booking.centre_id)
    booking.day_reminder_at = rules.day_before(booking.starts_at, booked_at=at, working_time=working_time)
    booking.hour_reminder_at = rules.hours_before(booking.starts_at, booked_at=at, working_time=working_time)


def move(booking_id: int, *, start: datetime, at: datetime, by: Rights | None = None) -> Booking:
    """Move a booking to another hour, or book a missed one anew; its code and its link stay."""
    known = Booking.objects.select_related("diary").get(pk=booking_id)
    refuse_stranger(by, known.centre_id)
    services = queries.services(known.centre_id, known.groups, today=local_day(at))
    with transaction.atomic():
        lock_phone(known.phone)
        diaries = lock_diaries(known.centre_id, [known.diary.day, local_day(start)])
        booking = lock_booking(booking_id)
        if booking.state == State.BOOKED and booking.starts_at == start:
            return booking
        policy = queries.policy(booking.centre_id)
        refuse_if(rules.why_not_move(booking, policy=policy, at=at, is_staff=by is not None))
        was, left = booking.starts_at, booking.diary_id
        booking.starts_at, booking.ends_at = start, rules.over_at(start, services)
        _refuse_hour(booking, at=at, by=by)
        refuse_beside(booking, at=at, most=None)
        booking.places.all().delete()
        seats = find_seats(booking.centre_id, services, start=start)
        booking.diary = diaries[local_day(start)]
        booking.state, booking.missed_at = State.BOOKED, None
        remind(booking, at=at)
        booking.save()
        take_places(seats, booking=booking)
        told = {"was": was.isoformat(), "starts_at": start.isoformat()}
        record(Event.Kind.MOVED, booking=booking, at=at, by=by, values=told)
        notices.tell_moved(booking, at=at)
        offer_freed(next(one for one in diaries.values() if one.pk == left), at=at)
    return booking


def cancel(booking_id: int, *, at: datetime, by: Rights | None = None) -> Booking:
    """Cancel a booking; its place goes to the first who waits for one. Cancelled twice it is cancelled once."""
    known = Booking.objects.select_related("diary").get(pk=booking_id)
    refuse_stranger(by, known.centre_id)
    with transaction.atomic():
        diary = lock_diaries(known.centre_id, [known.diary.day])[known.diary.day]
        booking = lock_booking(booking_id)
        if booking.state == State.CANCELLED:
            return booking
        policy = queries.policy(booking.centre_id)
        refuse_if(rules.why_not_cancel(booking, policy=policy, at=at, is_staff=by is not None))
        booking.state, booking.cancelled_at = State.CANCELLED, at
        booking.day_reminder_at = booking.hour_reminder_at = None
        booking.save()
        booking.places.all().delete()
        record(Event.Kind.CANCELLED, booking=booking, at=at, by=by)
        notices.tell_cancelled(booking, at=at)
        offer_freed(diary, at=at)
    return booking
