"""What the verbs of appointments share: the locks in their order, places taken and freed, what is recorded."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from secrets import randbelow
from typing import Any

from motcua.appointments import queries, rules
from motcua.appointments.models import Booking, Diary, Event, Phone, Place, Policy, Waiting
from motcua.appointments.rules import Seat, Service
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.organisations.rules import Rights
from motcua.queueing.rules import why_not_work

# Locks are always taken in this order: phone, diaries by day, booking, then the hall of `queueing`.


def refuse_if(reason: str, *, field: str = "") -> None:
    """Refuse when a rule gave a reason."""
    if reason:
        raise Refused(reason, field=field)


def refuse_stranger(by: Rights | None, centre_id: int) -> None:
    """Refuse an official who holds no post at the centre; people who book for themselves are none."""
    refuse_if(why_not_work(by, centre_id) if by else "")


def lock_phone(number: str) -> Phone:
    """Return a phone, locked until the transaction ends."""
    Phone.objects.bulk_create([Phone(number=number)], ignore_conflicts=True)
    return Phone.objects.select_for_update().get(number=number)


def lock_diaries(centre_id: int, days: Iterable[date]) -> dict[date, Diary]:
    """Return the diaries of days, locked until the transaction ends; what is read after this is what others left."""
    wanted = sorted(set(days))
    Diary.objects.bulk_create([Diary(centre_id=centre_id, day=day) for day in wanted], ignore_conflicts=True)
    rows = Diary.objects.select_for_update().filter(centre=centre_id, day__in=wanted).order_by("day")
    return {diary.day: diary for diary in rows}


def lock_booking(booking_id: int) -> Booking:
    """Return a booking, locked until the transaction ends."""
    rows = Booking.objects.select_related("centre", "group")
    return rows.select_for_update(of=("self",)).get(pk=booking_id)


def find_seats(centre_id: int, services: Sequence[Service], *, start: datetime) -> list[tuple[Seat, int]]:
    """Return the places that a visit takes from an hour on, with their numbers, or refuse; its diary is locked."""
    day = local_day(start)
    offered = queries.supply(centre_id, services, first=day, last=day)
    slots_of = offered[day]
    begins = {slot.starts_at for slot in slots_of[services[0].group_id]}
    seats = rules.seats(start, services, slots_of) if start in begins else None
    found = queries.free_seats(seats, queries.taken(offered)) if seats else []
    refuse_if(rules.why_not_seated(is_possible=bool(seats), is_free=bool(found)), field="start")
    return found


def take_places(seats: Sequence[tuple[Seat, int]], **owner: Booking | Waiting) -> None:
    """Write the places of a booking, or of somebody they are kept for."""
    Place.objects.bulk_create(
        Place(group_id=seat.group_id, starts_at=seat.starts_at, number=number, places=seat.places, **owner)
        for seat, number in seats
    )


def fresh_code(centre_id: int) -> str:
    """Return six digits that no booking of a centre has."""
    while True:
        code = str(100_000 + randbelow(900_000))
        if not Booking.objects.filter(centre=centre_id, code=code).exists():
            return code


def record(
    kind: str,
    *,
    at: datetime,
    booking: Booking | None = None,
    waiting: Waiting | None = None,
    by: Rights | None = None,
    values: dict[str, Any] | None = None,
) -> None:
    """Record what happened."""
    by_id = by.user_id if by else None
    Event.objects.create(kind=kind, at=at, booking=booking, waiting=waiting, by_id=by_id, values=values or {})


def refuse_beside(booking: Booking, *, at: datetime, most: Policy | None) -> None:
    """Refuse hours that overlap another booking of the phone, or one more than `most` lets; the phone is locked."""
    others = Booking.objects.filter(phone=booking.phone, state=Booking.State.BOOKED, ends_at__gt=at)
    found = list(others.exclude(pk=booking.pk).order_by("starts_at"))
    reason = rules.why_not_beside(booking.starts_at, booking.ends_at, others=found, policy=most)
    refuse_if(reason, field="start")
