"""What somebody does with the own ticket, from the phone or at the help desk."""

from collections.abc import Collection
from datetime import datetime

from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.queueing import rules
from motcua.queueing.actions.common import holding, refuse_if
from motcua.queueing.models import HallEvent, Ticket, Why
from motcua.queueing.queries import is_rated, places, serving_now, setup, views_of
from motcua.queueing.writing import COUNTS

Kind, State = HallEvent.Kind, Ticket.State


def say_late(ticket_id: int, *, minutes: int, at: datetime) -> Ticket:
    """Let go first who is called in so many minutes; whoever stands further back keeps the place."""
    with holding(ticket_id, at=at) as (book, ticket):
        refuse_if(rules.why_not_late(ticket, minutes=minutes))
        of = setup(book.centre_id)
        hall = book.take_lines()
        group_id = book.lines[ticket.line_id].group_id
        count = rules.goes_first(
            minutes,
            group_id=group_id,
            groups=views_of(book.lines.values(), of=of),
            serving=serving_now(hall.serving, of=of),
        )
        behind = places(book.lines[ticket.line_id], ticket.rank, count=count, but=ticket.pk)
        book.put(ticket, line_at=rules.place_behind(behind, own=ticket.line_at))
        book.record(Kind.LATE, ticket=ticket, values={"behind": count, "minutes": minutes})
        return ticket


def leave(ticket_id: int, *, at: datetime) -> Ticket:
    """Leave the line for good."""
    with holding(ticket_id, at=at) as (book, ticket):
        refuse_if(rules.why_not_leave(ticket))
        book.put(ticket, state=State.LEFT, ended_at=at)
        book.record(Kind.LEFT, ticket=ticket)
        return ticket


def rejoin(ticket_id: int, *, at: datetime) -> Ticket:
    """Come back on the same day after being missed or leaving: under the old number, at the end of the line."""
    with holding(ticket_id, at=at) as (book, ticket):
        is_over = ticket.hall.is_over or book.day != local_day(at)
        refuse_if(rules.why_not_rejoin(ticket, is_over=is_over))
        count = sum(getattr(book.lines[ticket.line_id], name) for name in COUNTS.values())
        # An appointment is used up: who comes back stands with the others of the lane.
        rank = rules.rank_of(ticket.lane, None)
        book.put(ticket, state=State.WAITING, rank=rank, line_at=at, ended_at=None, counter_id=None, misses=0)
        book.record(Kind.RETURNED, ticket=ticket, values={"behind": count})
        return ticket


def rate(ticket_id: int, *, stars: int, at: datetime, words: str = "", why: Collection[str] = ()) -> None:
    """Rate the visit, once; `why` are values of Why, others are left out."""
    with holding(ticket_id, at=at) as (book, ticket):
        refuse_if(rules.why_not_rate(ticket, stars=stars, is_rated=is_rated(ticket_id)))
        values: dict[str, object] = {"stars": stars}
        if known := [one for one in Why.values if one in why]:
            values["why"] = known
        said = {"counter_id": ticket.counter_id, "reason": clean(words)[:300], "values": values}
        book.record(Kind.RATED, ticket=ticket, **said)
