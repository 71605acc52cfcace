"""What the verbs of the hall share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from motcua.base.errors import Refused
from motcua.base.prepared import Prepared, instances
from motcua.organisations.rules import Rights
from motcua.queueing import rules
from motcua.queueing.journal import Book, acting
from motcua.queueing.models import CounterSession, Ticket
from motcua.queueing.queries import centre_of

_NOBODY = -1


def refuse_if(reason: str) -> None:
    """Refuse when a rule gave a reason."""
    if reason:
        raise Refused(reason)


@contextmanager
def holding(ticket_id: int, *, at: datetime) -> Iterator[tuple[Book, Ticket]]:
    """Yield the locked hall of a ticket and the ticket, whatever day it is of."""
    halls = _hall_of.rows(ticket_id)
    if not halls:
        raise Ticket.DoesNotExist(ticket_id)
    ((centre_id, day),) = halls
    with acting(centre_id, day=day, at=at) as book:
        yield book, book.take_ticket(ticket_id)


@contextmanager
def at_counter(ticket_id: int, counter_id: int, *, by: Rights, at: datetime) -> Iterator[tuple[Book, Ticket]]:
    """Yield the locked hall of a ticket and the ticket; refuse whoever does not serve at the counter."""
    refuse_if(rules.why_not_work(by, centre_of(counter_id)))
    with holding(ticket_id, at=at) as (book, ticket):
        refuse_if(rules.why_not_use(session_at(counter_id), by.user_id))
        yield book, ticket


def session_at(counter_id: int) -> CounterSession | None:
    """Return who serves at a counter now."""
    (session,) = instances(CounterSession, _sitting.rows(counter_id)) or [None]
    return session


_hall_of = Prepared(
    lambda: Ticket.objects.filter(pk=_NOBODY).values_list("hall__centre_id", "hall__day"),
    stand_ins=(_NOBODY,),
)
_sitting = Prepared(lambda: CounterSession.objects.filter(counter=_NOBODY, to_at=None), stand_ins=(_NOBODY,))
