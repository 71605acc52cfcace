"""Calling to a counter: by the rule, by hand, once more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.organisations.rules import Rights
from motcua.queueing import heads, rules
from motcua.queueing.actions.common import at_counter, refuse_if, session_at
from motcua.queueing.actions.serving import end_service
from motcua.queueing.journal import Book, Turn, acting
from motcua.queueing.models import CounterSession, HallEvent, Line, Policy, Ticket
from motcua.queueing.queries import centre_of, setup
from motcua.queueing.rules import Basis, Choice, Head
from motcua.queueing.turns import Asked, Doing, together
from motcua.queueing.writing import FROM

Kind, State = HallEvent.Kind, Ticket.State


@dataclass(frozen=True, slots=True)
class Wish:
    """A counter that wants the next, and whether it is done with the one it has, or which one it is done with."""

    counter_id: int
    by: Rights
    finishing: bool
    after: str | None


Call = Asked[Wish, Ticket | None]


def call_next(
    counter_id: int, *, by: Rights, at: datetime, finishing: bool = False, after: str | None = None
) -> Ticket | None:
    """Call whom the rule names to a counter; None when nobody waits for it.

    With `finishing` the one the counter has is finished first, in the same act. With `after`, the number the
    counter is done with or "", that one is; if the counter has another one already, the same call was made
    before, and whom it called is returned.
    """
    order = calling(counter_id, by=by, at=at, finishing=finishing, after=after)
    return together(centre_of(counter_id), day=local_day(at), order=order)


def calling(
    counter_id: int,
    *,
    by: Rights,
    at: datetime,
    finishing: bool = False,
    after: str | None = None,
    do: Doing[Wish, Ticket | None] | None = None,
) -> Call:
    """Return the call of a counter as an act that shares a turn, in which `call_all` or what is given does it."""
    refuse_if(rules.why_not_work(by, centre_of(counter_id)))
    return Asked(Wish(counter_id, by, finishing, after), do or call_all, at)


def call_all(one: Turn, asked: Sequence[Call]) -> None:
    """Call to several counters in one turn, one after another, with as few reads as can be."""
    while asked:
        seen = look(one, {order.wish.counter_id for order in asked}, count=len(asked))
        books, asked = decide(asked, seen, turn=one)
        one.take_all(books)


def look(one: Turn, counter_ids: Collection[int], *, count: int) -> heads.Seen:
    """Return these counters, and so many of the first in every line that they may call from."""
    skills = setup(one.centre_id).skills
    groups = {group for counter_id in counter_ids for group in skills[counter_id]} if count else set()
    lines = {group: line for group, line in one.rows.lines.items() if group in groups}
    asked = heads.asking([*counter_ids], hall_id=one.rows.hall_id, lines=lines, count=count)
    return heads.seen(one.ask(*asked), lines=lines, count=count)


def decide(asked: Sequence[Call], seen: heads.Seen, *, turn: Turn) -> tuple[list[Book], Sequence[Call]]:
    """Decide one call after another from what was seen; return the books, and those for whom it does not hold."""
    policy = setup(turn.centre_id).policy
    books: list[Book] = []
    for at, order in enumerate(asked):
        books.append(book := Book(turn, at=order.at, lines=seen.lines))
        with order.answering():
            order.result = _free(order.wish, seen, book=book)
            if any(event["kind"] == Kind.TRANSFERRED for event in book.events):
                # Somebody goes on to a line now, where nobody was seen.
                return books, asked[at:]
            if order.result is None:
                order.result = _call_next(order.wish, seen, book=book, policy=policy)
    return books, []


def _free(wish: Wish, seen: heads.Seen, *, book: Book) -> Ticket | None:
    """Let a counter be done with the number it has; return whom it was given when the same call was made before."""
    counter, by = seen.counters.get(wish.counter_id), wish.by
    if counter is None or counter.user_id != by.user_id:
        refuse_if(rules.why_not_use(session_at(wish.counter_id), by.user_id))
        raise CounterSession.DoesNotExist(wish.counter_id)
    current = seen.current(wish.counter_id)
    if wish.after is not None and current is not None and current.code != wish.after:
        return current
    is_left = current.code if current is not None and not wish.finishing and wish.after is None else ""
    refuse_if(rules.why_not_call(is_paused=counter.is_paused, current=is_left))
    if current is not None:
        end_service(current, book=book, counter_id=wish.counter_id, by=by)
        counter.current_id = None
    return None


def _call_next(wish: Wish, seen: heads.Seen, *, book: Book, policy: Policy) -> Ticket | None:
    counter, first = seen.counters[wish.counter_id], seen.heads(wish.counter_id)
    choice = rules.choose(
        first, run=counter.run, cap=policy.cap, long_wait_minutes=policy.long_wait_minutes, at=book.at
    )
    if choice is None:
        return None
    ticket = seen.take(choice.head)
    _take_from(ticket.line, ticket, book=book)
    values = _seen(choice, counter, first, cap=policy.cap)
    _call(ticket, wish.counter_id, book=book, by=wish.by, run=choice.run, values=values)
    counter.current_id, counter.run = ticket.pk, choice.run
    return ticket


def pick(ticket_id: int, *, counter_id: int, reason: str, by: Rights, at: datetime) -> Ticket:
    """Call a ticket out of order, with the reason that everybody overtaken may read."""
    centre_id, reason = centre_of(counter_id), clean(reason)
    refuse_if(rules.why_not_work(by, centre_id))
    with acting(centre_id, day=local_day(at), at=at) as book:
        book.lock()
        session = session_at(counter_id)
        refuse_if(rules.why_not_use(session, by.user_id))
        seen = look(book.turn, [counter_id], count=0)
        counter, current = seen.counters[counter_id], seen.current(counter_id)
        refuse_if(rules.why_not_call(is_paused=counter.is_paused, current=current.code if current else ""))
        ticket = book.take_ticket(ticket_id)
        refuse_if(rules.why_not_pick(ticket, reason=reason))
        values = {"basis": Basis.PICKED, "from": ticket.state}
        _call(ticket, counter_id, book=book, by=by, run=counter.run, values=values, reason=reason)
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
    book.set_line(line, paces=paces, called_at=book.at, **{FROM[ticket.rank]: ticket.line_at})


def _seen(choice: Choice, counter: heads.AtCounter, first: Sequence[Head], *, cap: int) -> dict[str, object]:
    """Return what the rule saw, so that the call can be explained and checked later."""
    return {
        "basis": choice.basis,
        "cap": cap,
        "run": counter.run,
        "skills": {str(group): rank for group, rank in counter.skills.items()},
        "heads": [
            [head.ticket_id, head.group_id, head.rank, head.line_at.isoformat(), head.skill] for head in first
        ],
    }
