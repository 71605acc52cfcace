"""What a counter does with the number it called."""

from datetime import datetime, timedelta

from motcua.base.text import clean
from motcua.organisations.rules import Rights
from motcua.queueing import rules
from motcua.queueing.actions.common import at_counter, holding, refuse_if
from motcua.queueing.journal import Book
from motcua.queueing.models import HallEvent, Ticket
from motcua.queueing.queries import centre_of, places, setup
from motcua.queueing.rules.estimates import RECENT

Kind, State = HallEvent.Kind, Ticket.State


def start(ticket_id: int, *, counter_id: int, by: Rights, at: datetime) -> Ticket:
    """The person stands at the counter: the service begins."""
    with at_counter(ticket_id, counter_id, by=by, at=at) as (book, ticket):
        refuse_if(rules.why_not_recall(ticket, counter_id))
        book.put(ticket, state=State.SERVING, started_at=at)
        book.record(Kind.STARTED, ticket=ticket, counter_id=counter_id, by_id=by.user_id)
        return ticket


def finish(ticket_id: int, *, counter_id: int, by: Rights, at: datetime) -> Ticket:
    """The service is over; with more services on the ticket it waits for the next one, its arrival kept."""
    with at_counter(ticket_id, counter_id, by=by, at=at) as (book, ticket):
        refuse_if(rules.why_not_serve(ticket, counter_id))
        end_service(ticket, book=book, counter_id=counter_id, by=by)
        return ticket


def miss(ticket_id: int, *, counter_id: int, by: Rights, at: datetime) -> Ticket:
    """Nobody came: the first time the ticket returns to its line behind a few, the second time it is over."""
    policy = setup(centre_of(counter_id)).policy
    with at_counter(ticket_id, counter_id, by=by, at=at) as (book, ticket):
        refuse_if(rules.why_not_miss(ticket, counter_id, come_minutes=policy.come_minutes, at=at))
        book.record(Kind.MISSED, ticket=ticket, counter_id=counter_id, by_id=by.user_id)
        if ticket.misses:
            book.put(ticket, state=State.MISSED, ended_at=at, misses=ticket.misses + 1)
            return ticket
        behind = places(ticket.line, ticket.rank, count=policy.return_behind)
        line_at = rules.place_behind(behind, own=ticket.line_at)
        book.put(ticket, state=State.WAITING, line_at=line_at, misses=1, counter_id=None)
        book.record(Kind.RETURNED, ticket=ticket, values={"behind": len(behind)})
        return ticket


def hold(ticket_id: int, *, counter_id: int, reason: str, by: Rights, at: datetime) -> Ticket:
    """Set a ticket aside, as while a form is filled in; its place in the line is kept."""
    reason = clean(reason)
    with at_counter(ticket_id, counter_id, by=by, at=at) as (book, ticket):
        refuse_if(rules.why_not_hold(ticket, counter_id, reason=reason))
        book.put(ticket, state=State.HELD)
        book.record(Kind.HELD, ticket=ticket, counter_id=counter_id, by_id=by.user_id, reason=reason)
        return ticket


def resume(ticket_id: int, *, by: Rights, at: datetime) -> Ticket:
    """Put a held ticket back into its line, at its own place."""
    with holding(ticket_id, at=at) as (book, ticket):
        refuse_if(rules.why_not_work(by, book.centre_id) or rules.why_not_resume(ticket))
        book.put(ticket, state=State.WAITING, counter_id=None)
        book.record(Kind.RESUMED, ticket=ticket, by_id=by.user_id)
        return ticket


def transfer(
    ticket_id: int, *, counter_id: int, group_id: int, by: Rights, at: datetime, reason: str = ""
) -> Ticket:
    """Send the ticket of a counter to the line of another group, its arrival kept."""
    with at_counter(ticket_id, counter_id, by=by, at=at) as (book, ticket):
        is_same = ticket.line_id == book.line_ids[group_id]
        refuse_if(rules.why_not_transfer(ticket, counter_id, is_same=is_same))
        _send(ticket, group_id, book=book, chain=ticket.chain)
        said = {"counter_id": counter_id, "by_id": by.user_id, "reason": clean(reason)}
        book.record(Kind.TRANSFERRED, ticket=ticket, **said)
        return ticket


def note_dossier(ticket_id: int, *, number: str, counter_id: int, by: Rights, at: datetime) -> None:
    """Note in the visit that a dossier was received."""
    with at_counter(ticket_id, counter_id, by=by, at=at) as (book, ticket):
        refuse_if(rules.why_not_serve(ticket, counter_id))
        said = {"counter_id": counter_id, "by_id": by.user_id, "reason": number}
        book.record(Kind.DOSSIER, ticket=ticket, **said)


def end_service(ticket: Ticket, *, book: Book, counter_id: int, by: Rights) -> None:
    """Write in an act under way that the service of a ticket is over, and send it on when it wants more."""
    at, line = book.at, book.lines[ticket.line_id]
    minutes = round(max((at - (ticket.called_at or at)) / timedelta(minutes=1), 0), 1)
    book.set_line(line, recent=[*line.recent, minutes][-RECENT:])
    said = {"counter_id": counter_id, "by_id": by.user_id}
    book.record(Kind.FINISHED, ticket=ticket, values={"minutes": minutes}, **said)
    if ticket.chain:
        group_id, *rest = ticket.chain
        _send(ticket, group_id, book=book, chain=rest)
        book.record(Kind.TRANSFERRED, ticket=ticket, **said)
    else:
        book.put(ticket, state=State.FINISHED, ended_at=at)


def _send(ticket: Ticket, group_id: int, *, book: Book, chain: list[int]) -> None:
    line = book.line_of(group_id)
    book.put(
        ticket,
        state=State.WAITING,
        line_id=line.pk,
        chain=chain,
        counter_id=None,
        started_at=None,
    )
