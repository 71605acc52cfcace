"""Waiting for a place on a full day: joining, taking the place that is offered, leaving."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from secrets import token_urlsafe
from uuid import UUID, uuid5

from django.db import transaction

from motcua.appointments import notices, queries, rules
from motcua.appointments.actions.booking import remind
from motcua.appointments.actions.common import (
    fresh_code,
    lock_diaries,
    lock_phone,
    record,
    refuse_beside,
    refuse_if,
    refuse_stranger,
)
from motcua.appointments.actions.offering import offer_freed
from motcua.appointments.models import Booking, Diary, Event, Waiting
from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.organisations.rules import Rights
from motcua.people.rules import why_not_phone

State = Waiting.State


def join(
    centre_id: int,
    *,
    groups: Sequence[int],
    day: date,
    phone: str,
    request_key: UUID,
    at: datetime,
    procedures: Sequence[int] = (),
    name: str = "",
    language: str = "vi",
    by: Rights | None = None,
) -> Waiting:
    """Put somebody in the list of those who wait for a place on a full day; asked twice they are there once."""
    refuse_stranger(by, centre_id)
    policy = queries.policy(centre_id)
    refuse_if(rules.why_not_take_bookings(policy) or rules.why_not_services(len(groups)))
    refuse_if(why_not_phone(phone), field="phone")
    services = queries.services(centre_id, groups, today=local_day(at))
    with transaction.atomic():
        lock_phone(phone)
        diary = lock_diaries(centre_id, [day])[day]
        live = Waiting.objects.filter(phone=phone, diary=diary, group=groups[0], state__in=queries.AWAITED)
        if again := Waiting.objects.filter(request_key=request_key).first() or live.first():
            return again
        found = queries.days(centre_id, services, at=at, first=day, last=day)
        refuse_if(
            rules.why_not_join(
                policy,
                days=(day - local_day(at)).days,
                has_free=any(one.free for one in found),
                is_worked=bool(found),
            )
        )
        waiting = Waiting.objects.create(
            centre_id=centre_id,
            diary=diary,
            group_id=groups[0],
            groups=list(groups),
            phone=phone,
            name=clean(name)[:120],
            language=language,
            request_key=request_key,
            token=token_urlsafe(12),
            by_id=by.user_id if by else None,
            made_at=at,
        )
        waiting.procedures.set(procedures)
        record(Event.Kind.JOINED, waiting=waiting, at=at, by=by)
        notices.tell_waiting(waiting, at=at)
    return waiting


def accept(waiting_id: int, *, at: datetime) -> Booking:
    """Make the place that is kept for somebody who waited a booking; accepted twice it is one booking."""
    known = Waiting.objects.select_related("diary").get(pk=waiting_id)
    with transaction.atomic():
        lock_phone(known.phone)
        lock_diaries(known.centre_id, [known.diary.day])
        waiting = Waiting.objects.select_related("booking").get(pk=waiting_id)
        if waiting.booking is not None:
            return waiting.booking
        refuse_if(rules.why_not_accept(waiting, at=at))
        same = {name: getattr(waiting, name) for name in _SAME}
        booking = Booking(
            **same,
            code=fresh_code(waiting.centre_id),
            request_key=uuid5(waiting.request_key, "booking"),
            token=token_urlsafe(12),
            made_at=at,
        )
        refuse_beside(booking, at=at, most=None)
        remind(booking, at=at)
        booking.save()
        booking.procedures.set(waiting.procedures.all())
        waiting.places.update(booking=booking, waiting=None)
        waiting.state, waiting.booking = State.BOOKED, booking
        waiting.save()
        record(Event.Kind.BOOKED, booking=booking, at=at, values={"starts_at": booking.starts_at.isoformat()})
        notices.tell_booked(booking, at=at)
    return booking


_SAME = (
    *("centre_id", "diary_id", "group_id", "groups", "starts_at", "ends_at"),
    *("phone", "name", "language", "by_id"),
)


def leave(waiting_id: int, *, at: datetime, by: Rights | None = None) -> Waiting:
    """Take somebody from the list of those who wait; a place kept for them goes to the next."""
    known = Waiting.objects.select_related("diary").get(pk=waiting_id)
    refuse_stranger(by, known.centre_id)
    with _locked(known) as (waiting, diary):
        if waiting.state == State.LEFT:
            return waiting
        refuse_if(rules.why_not_wait_on(waiting))
        _end(waiting, State.LEFT, at=at, by=by)
        offer_freed(diary, at=at)
    return waiting


def pass_on(waiting_id: int, *, at: datetime) -> int:
    """Give the place that nobody took in time to the next who waits; return how many offers that made."""
    known = Waiting.objects.select_related("diary").get(pk=waiting_id)
    with _locked(known) as (waiting, diary):
        if waiting.state != State.OFFERED or at <= (waiting.offer_until or at):
            return 0
        _end(waiting, State.PASSED, at=at, by=None)
        return offer_freed(diary, at=at)


@contextmanager
def _locked(known: Waiting) -> Iterator[tuple[Waiting, Diary]]:
    with transaction.atomic():
        diary = lock_diaries(known.centre_id, [known.diary.day])[known.diary.day]
        yield Waiting.objects.get(pk=known.pk), diary


def _end(waiting: Waiting, state: Waiting.State, *, at: datetime, by: Rights | None) -> None:
    waiting.state, waiting.offer_until = state, None
    waiting.save()
    waiting.places.all().delete()
    kind = Event.Kind.LEFT if state == State.LEFT else Event.Kind.PASSED
    record(kind, waiting=waiting, at=at, by=by)
