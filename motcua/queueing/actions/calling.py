"""Calling to a counter: by the rule, by hand, once more."""

from collections.abc import Mapping
from datetime import datetime

from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.organisations.rules import Rights
from motcua.queueing import heads, rules
from motcua.queueing.actions.common import at_counter, refuse_if, session_at
from motcua.queueing.actions.serving import end_service
from motcua.queueing.journal import Book, acting
from motcua.queueing.models import HallEvent, Line, Rank, Ticket
from motcua.queueing.queries import centre_of, setup
from motcua.queueing.rules import Basis, Choice
from motcua.queueing.writing import FROM

Kind, State = HallEvent.Kind, Ticket.State


def call_next(
    counter_id: int, *, by: Rights, at: datetime, finishing: bool = False, after: str | None = None
) -> Ticket | None:
    """Call whom the rule names to a counter; None when nobody waits for it.

    With `finishing` the one the counter has is finished first, in the same act. With `after`, the number the
    counter is done with or "", that one is; if the counter has another one already, the same call was made
    before, and whom it called is returned.
    """
    centre_id = centre_of(counter_id)
    refuse_if(rules.why_not_work(by, centre_id))
    # Not with others in one turn: who may be called is worked out under the lock, and two processes would wait for
    # each other's whole turns.
    with acting(centre_id, day=local_day(at), at=at) as book:
        return _call_next(counter_id, book=book, by=by, finishing=finishing, after=after)


def _call_next(
    counter_id: int, *, book: Book, by: Rights, finishing: bool, after: str | None
) -> Ticket | None:
    of = setup(book.centre_id)
    lines = {group: book.line_ids[group] for group in of.skills[counter_id]}
    seen = heads.at_counter(counter_id, hall_id=book.hall_id, lines=lines, ask=book.ask)
    if seen is None or seen.user_id != by.user_id:
        refuse_if(rules.why_not_use(session_at(counter_id), by.user_id))
        return None
    if after is not None and seen.current_id is not None and seen.current != after:
        return book.hold(*seen.taken(seen.current_id))
    is_left = seen.current if not finishing and after is None else ""
    refuse_if(rules.why_not_call(is_paused=seen.is_paused, current=is_left))
    if seen.current_id is not None:
        end_service(book.hold(*seen.taken(seen.current_id)), book=book, counter_id=counter_id, by=by)
    choice = rules.choose(
        seen.heads,
        run=seen.run,
        cap=of.policy.cap,
        long_wait_minutes=of.policy.long_wait_minutes,
        at=book.at,
    )
    if choice is None:
        return None
    ticket = book.hold(*seen.taken(choice.head.ticket_id))
    _take_from(book.lines[ticket.line_id], ticket, book=book)
    values = _seen(choice, seen, cap=of.policy.cap)
    _call(ticket, counter_id, book=book, by=by, run=choice.run, values=values)
    return ticket


def pick(ticket_id: int, *, counter_id: int, reason: str, by: Rights, at: datetime) -> Ticket:
    """Call a ticket out of order, with the reason that everybody overtaken may read."""
    centre_id, reason = centre_of(counter_id), clean(reason)
    refuse_if(rules.why_not_work(by, centre_id))
    with acting(centre_id, day=local_day(at), at=at) as book:
        book.lock()
        session = session_at(counter_id)
        refuse_if(rules.why_not_use(session, by.user_id))
        seen = heads.at_counter(counter_id, hall_id=book.hall_id, lines={}, ask=book.ask)
        if seen is not None:
            refuse_if(rules.why_not_call(is_paused=seen.is_paused, current=seen.current))
        ticket = book.take_ticket(ticket_id)
        refuse_if(rules.why_not_pick(ticket, reason=reason))
        values = {"basis": Basis.PICKED, "from": ticket.state}
        run = seen.run if seen else 0
        _call(ticket, counter_id, book=book, by=by, run=run, values=values, reason=reason)
        return ticket


def recall(ticket_id: int, *, counter_id: int, by: Rights, at: datetime) -> Ticket:
    """Call the ticket of a counter once more."""
    with at_counter(ticket_id, counter_id, by=by, at=at) as (book, ticket):
        refuse_if(rules.why_not_recall(ticket, counter_id))
        book.record(Kind.RECALLED, ticket=ticket, counter_id=counter_id, by_id=by.user_id)
        return ticket


def _call(
    ticket: Ticket,
    counter_id: int,
    *,
    book: Book,
    by: Rights,
    run: int,
    values: Mapping[str, object],
    reason: str = "",
) -> None:
    waited = ticket.waited_seconds
    if waited is None:
        waited = max(int((book.at - ticket.arrived_at).total_seconds()), 0)
    book.put(
        ticket,
        state=State.CALLED,
        counter_id=counter_id,
        called_at=book.at,
        started_at=None,
        ended_at=None,
        waited_seconds=waited,
    )
    said = {"counter_id": counter_id, "by_id": by.user_id, "reason": reason, "run": run, "values": values}
    book.record(Kind.CALLED, ticket=ticket, **said)


def _take_from(line: Line, ticket: Ticket, *, book: Book) -> None:
    """Keep in the line that nobody of the row waits before this ticket, and at which pace it goes on."""
    waited = line.called_at is not None and ticket.arrived_at <= line.called_at
    paces = rules.paced(line.paces, line.called_at, at=book.at, waited=waited)
    book.set_line(line, paces=paces, called_at=book.at, **{FROM[Rank(ticket.rank)]: ticket.line_at})


def _seen(choice: Choice, seen: heads.AtCounter, *, cap: int) -> dict[str, object]:
    """Return what the rule saw, so that the call can be explained and checked later."""
    return {
        "basis": choice.basis,
        "cap": cap,
        "run": seen.run,
        "skills": {str(group): rank for group, rank in seen.skills.items()},
        "heads": [
            [head.ticket_id, head.group_id, head.rank, head.line_at.isoformat(), head.skill]
            for head in seen.heads
        ],
    }
