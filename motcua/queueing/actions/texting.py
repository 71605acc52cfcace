"""A number taken along as a text message, for phones that read no QR code and for days without paper."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from motcua.base.clock import at as clock_at
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.notifications import actions as notifications
from motcua.notifications.actions import Recipient
from motcua.notifications.models import Channel, Notice
from motcua.organisations.queries import tree
from motcua.people.rules import local_phone
from motcua.queueing import rules
from motcua.queueing.actions.common import refuse_if
from motcua.queueing.models import Ticket

TEMPLATE = "ticket-number"


@transaction.atomic
def text(ticket_id: int, *, phone: str, told: str, language: str, at: datetime) -> bool:
    """Send a ticket's number to a phone, once however often it is asked; return whether a message was queued now.

    `told` says in the reader's language who goes first and how long it takes. Nothing in the hall moves, so that its
    book stays closed: the ticket's own row is the lock.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("hall").get(pk=ticket_id)
    refuse_if(rules.why_not_text(ticket, is_today=ticket.hall.day == local_day(at)))
    number = local_phone(phone)
    # One key for each phone it may go to: the outbox takes a key once, so that there are never more.
    keys = [f"{TEMPLATE}:{ticket.pk}:{place}" for place in range(1, rules.MOST_PHONES + 1)]
    reached = Notice.objects.filter(key__in=[f"{key}:{Channel.SMS}" for key in keys])
    phones = set(reached.values_list("address", flat=True))
    if number in phones:
        return False
    today = Notice.objects.filter(address=number, made_at__gte=clock_at(local_day(at)), template=TEMPLATE)
    if reason := rules.why_not_text_to(number, reached=len(phones), today=today.count()):
        raise Refused(reason, field="phone")
    values = {
        "number": ticket.code,
        "centre": tree()[ticket.hall.centre_id].short_name,
        "told": told,
        "link": f"{settings.PUBLIC_URL}/t/{ticket.token}",
    }
    queued = notifications.queue(
        TEMPLATE,
        Recipient(phone=number),
        values,
        key=keys[len(phones)],
        unit_id=ticket.hall.centre_id,
        at=at,
        reference=ticket.code,
        language=language,
    )
    return bool(queued)
