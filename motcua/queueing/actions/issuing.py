"""Giving numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from django.db import IntegrityError

from motcua.base.clock import local_day
from motcua.base.prepared import unsaved
from motcua.queueing import rules
from motcua.queueing.actions.common import refuse_if
from motcua.queueing.journal import Book
from motcua.queueing.models import HallEvent, Lane, Ticket
from motcua.queueing.queries import Setup, by_the_clock, serving_now, setup, view_of, why_not_issue
from motcua.queueing.rules import Estimate
from motcua.queueing.turns import Asked, one_by_one, together

LONGEST = 32_000


@dataclass(frozen=True, slots=True)
class Issued:
    """A ticket and the wait it promises, None where no counter serves its group."""

    ticket: Ticket
    estimate: Estimate | None


def issue(
    centre_id: int,
    *,
    group_id: int,
    request_key: UUID,
    at: datetime,
    lane: str = Lane.ORDINARY,
    channel: str = Ticket.Channel.KIOSK,
    chain: Sequence[int] = (),
    procedure_id: int | None = None,
    appointment_at: datetime | None = None,
    by_id: int | None = None,
) -> Issued:
    """Give the next number of a group and say how long it will take; `chain` are groups to visit afterwards.

    The same request repeated gives the ticket of the first time.
    """
    of = setup(centre_id)
    ticket = unsaved(
        Ticket,
        letter=of.groups[group_id].letter,
        lane=lane,
        rank=rules.rank_of(lane, appointment_at),
        channel=channel,
        procedure_id=procedure_id,
        chain=list(chain),
        request_key=request_key,
        token=token_urlsafe(12),
        arrived_at=at,
        appointment_at=appointment_at,
        line_at=appointment_at or at,
    )
    order = Asked(lambda book: _issue(ticket, group_id, book=book, of=of, by_id=by_id), one_by_one, at)
    try:
        return together(centre_id, day=local_day(at), order=order)
    except IntegrityError:
        # The network repeated the request: it gets what the first one made.
        if again := issued_before(request_key):
            return again
        raise


def issued_before(request_key: UUID) -> Issued | None:
    """Return the ticket that a request made, with what it promised."""
    ticket = Ticket.objects.filter(request_key=request_key).first()
    if ticket is None:
        return None
    values = HallEvent.objects.values_list("values", flat=True).get(ticket=ticket, kind=HallEvent.Kind.ISSUED)
    low, high = ticket.promised_low, ticket.promised_high
    said = None if low is None or high is None else Estimate(values["ahead"], low, high)
    return Issued(ticket, said)


def _issue(ticket: Ticket, group_id: int, *, book: Book, of: Setup, by_id: int | None) -> Issued:
    serving, rows = book.glance()
    groups = [view_of(row, of=of) for row in rows]
    found = rules.estimate(
        group_id, ticket.rank, groups=groups, serving=serving_now(serving, of=of), cap=of.policy.cap
    )
    minutes = next(group.minutes for group in groups if group.group_id == group_id)
    refuse_if(why_not_issue(of.groups[group_id], of=of, found=found, minutes=minutes, at=book.at))
    if found is not None:
        booked_at = ticket.appointment_at
        found = by_the_clock(found, centre_id=book.centre_id, at=book.at, booked_at=booked_at)
        ticket.promised_low, ticket.promised_high = min(found.low, LONGEST), min(found.high, LONGEST)
    ticket.hall_id, ticket.line_id = book.hall_id, book.line_ids[group_id]
    book.add(ticket)
    book.record(
        HallEvent.Kind.ISSUED,
        ticket=ticket,
        by_id=by_id,
        values={
            "ahead": found.ahead if found else None,
            "low": ticket.promised_low,
            "high": ticket.promised_high,
        },
    )
    return Issued(ticket, found)
