"""What time makes due: reminders, missed bookings, places nobody took, days with room again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from motcua.appointments import notices, queries, rules
from motcua.appointments.actions.common import lock_diaries
from motcua.appointments.actions.offering import offer_freed
from motcua.appointments.actions.waiting import pass_on
from motcua.appointments.models import Booking, Diary, Event, PhoneCode, Waiting
from motcua.base.clock import local_day

State = Booking.State
# Whoever comes at the last minute of the grace is not called missing by a clock that is ahead.
SETTLED = timedelta(minutes=1)
# Spent codes count against too many codes for an hour; after a day nothing asks for them.
CODES_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Watched:
    """What one round did."""

    reminders: int = 0
    missed: int = 0
    offers: int = 0


def watch(*, at: datetime) -> Watched:
    """Send the reminders that are due, mark who did not come, and move the waiting lists; run twice it does nothing twice."""
    PhoneCode.objects.filter(until__lt=at - CODES_KEPT).delete()
    return Watched(remind(at=at), mark_missed(at=at), move_waiting(at=at))


def remind(*, at: datetime) -> int:
    """Queue the reminders that are due and return how many; one that is due with a later one is told once."""
    due = Q(day_reminder_at__lte=at) | Q(hour_reminder_at__lte=at)
    with transaction.atomic():
        rows = Booking.objects.select_for_update().filter(due, state=State.BOOKED, starts_at__gt=at)
        found = list(rows.order_by("pk"))
        for booking in found:
            is_last = booking.hour_reminder_at is not None and booking.hour_reminder_at <= at
            which = "hours" if is_last else "day"
            notices.remind(booking, which=which, at=at)
            booking.day_reminder_at = None
            booking.hour_reminder_at = None if is_last else booking.hour_reminder_at
        Booking.objects.bulk_update(found, ["day_reminder_at", "hour_reminder_at"])
        _record(Event.Kind.REMINDED, found, at=at)
    return len(found)


def mark_missed(*, at: datetime) -> int:
    """Mark the bookings that nobody came for within their grace and return how many."""
    with transaction.atomic():
        rows = Booking.objects.select_for_update().filter(state=State.BOOKED, starts_at__lt=at - SETTLED)
        found = [
            booking
            for booking in rows.order_by("pk")
            if rules.is_late(booking.starts_at, policy=queries.policy(booking.centre_id), at=at - SETTLED)
        ]
        for booking in found:
            booking.state, booking.missed_at = State.MISSED, at
            booking.day_reminder_at = booking.hour_reminder_at = None
            if local_day(booking.starts_at) == local_day(at):
                notices.tell_missed(booking, at=at)
        Booking.objects.bulk_update(found, ["state", "missed_at", "day_reminder_at", "hour_reminder_at"])
        _record(Event.Kind.MISSED, found, at=at)
    return len(found)


def _record(kind: str, bookings: list[Booking], *, at: datetime) -> None:
    Event.objects.bulk_create(Event(booking=booking, kind=kind, at=at) for booking in bookings)


def move_waiting(*, at: datetime) -> int:
    """Pass on what nobody took in time, and offer what has become free by itself; return how many offers were made."""
    late = Waiting.objects.filter(state=Waiting.State.OFFERED, offer_until__lt=at).order_by("pk")
    offers = sum(pass_on(waiting, at=at) for waiting in late.values_list("pk", flat=True))
    days = Diary.objects.filter(waitings__state=Waiting.State.WAITING, day__gte=local_day(at)).distinct()
    for diary in days.order_by("centre_id", "day"):
        with transaction.atomic():
            offers += offer_freed(lock_diaries(diary.centre_id, [diary.day])[diary.day], at=at)
    return offers
