"""Arriving: a booking that is checked in becomes a ticket of the hall; one that nobody came for is missed."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from motcua.appointments import queries, rules
from motcua.appointments.actions.common import lock_booking, record, refuse_if, refuse_stranger
from motcua.appointments.models import Booking, Event
from motcua.base.errors import Refused
from motcua.organisations.rules import Rights
from motcua.queueing.actions import Issued, issue
from motcua.queueing.actions.issuing import issued_before
from motcua.queueing.models import Lane, Ticket

State = Booking.State


def check_in(
    booking_id: int,
    *,
    at: datetime,
    channel: str = Ticket.Channel.KIOSK,
    lane: str = Lane.ORDINARY,
    by: Rights | None = None,
) -> Issued:
    """Give the ticket of a booking: in the row of those who booked, or in the ordinary line when it is too late.

    Checked in twice gives the ticket of the first time.
    """
    refusal: Refused | None = None
    with transaction.atomic():
        booking = lock_booking(booking_id)
        refuse_stranger(by, booking.centre_id)
        key = uuid5(booking.request_key, "ticket")
        if booking.state == State.CHECKED_IN and (again := issued_before(key)):
            return again
        policy = queries.policy(booking.centre_id)
        refuse_if(rules.why_not_check_in(booking, policy=policy, at=at))
        is_late = rules.is_late(booking.starts_at, policy=policy, at=at)
        procedure = booking.procedures.through.objects.filter(booking=booking).order_by("pk").first()
        try:
            issued = issue(
                booking.centre_id,
                group_id=booking.group_id,
                request_key=key,
                at=at,
                lane=lane,
                channel=channel,
                chain=[one for one in dict.fromkeys(booking.groups) if one != booking.group_id],
                procedure_id=procedure.procedure_id if procedure else None,
                appointment_at=None if is_late else booking.starts_at,
                by_id=by.user_id if by else None,
            )
        except Refused as refused:
            # Raised after the commit: the hall of the day that was begun for it is remembered by the process.
            refusal = refused
        else:
            _note(booking, issued.ticket, at=at, by=by, is_late=is_late)
    if refusal is not None:
        raise refusal
    return issued


def _note(booking: Booking, ticket: Ticket, *, at: datetime, by: Rights | None, is_late: bool) -> None:
    booking.state, booking.checked_in_at, booking.ticket = State.CHECKED_IN, at, ticket
    booking.day_reminder_at = booking.hour_reminder_at = None
    booking.save()
    told = {"ticket": ticket.code, "channel": ticket.channel, "is_late": is_late}
    record(Event.Kind.CHECKED_IN, booking=booking, at=at, by=by, values=told)
