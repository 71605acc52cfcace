"""Who is called next, among those at the head of each row (docs/decisions/0011)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.queueing.models import Lane, Rank


class Basis(StrEnum):
    """Why a ticket was called and no other."""

    BOOKED = "booked"
    PRIORITY = "priority"
    # The cap was reached: the ordinary ticket that came first has its turn.
    TURN = "turn"
    ARRIVAL = "arrival"
    # By hand, with a reason.
    PICKED = "picked"


@dataclass(frozen=True, slots=True)
class Head:
    """The first of one row of one line; `skill` is how the counter ranks the line, the lower the sooner."""

    ticket_id: int
    group_id: int
    rank: int
    line_at: datetime
    skill: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket to call, why, and how many the counter has then called in a row before ordinary ones."""

    head: Head
    basis: Basis
    run: int


def rank_of(lane: str, appointment_at: datetime | None) -> Rank:
    """Return the row a ticket stands in."""
    if appointment_at is not None:
        return Rank.BOOKED
    return Rank.ORDINARY if lane == Lane.ORDINARY else Rank.PRIORITY


def choose(
    heads: Sequence[Head], *, run: int, cap: int, long_wait_minutes: int, at: datetime
) -> Choice | None:
    """Return who a counter calls next, or None when nobody waits.

    Due appointments, then priority lanes, then arrival; but after `cap` in a row of the former two the
    ordinary ticket that came first, if one waits. Within a row the counter's first skill goes first, unless
    somebody has waited long. An appointment that is not due yet comes only where nobody else waits.
    """

    def order(head: Head) -> tuple[int, int, datetime, int]:
        has_waited_long = at - head.line_at >= timedelta(minutes=long_wait_minutes)
        return head.rank, 0 if has_waited_long else head.skill, head.line_at, head.ticket_id

    ordinary = [head for head in heads if head.rank == Rank.ORDINARY]
    early = [head for head in heads if head.rank == Rank.BOOKED and head.line_at > at]
    first = [head for head in heads if head.rank != Rank.ORDINARY and head not in early]
    if first and not (ordinary and run >= cap):
        head = min(first, key=order)
        basis = Basis.BOOKED if head.rank == Rank.BOOKED else Basis.PRIORITY
        return Choice(head, basis, run + 1 if ordinary else 0)
    if ordinary:
        return Choice(min(ordinary, key=order), Basis.TURN if first else Basis.ARRIVAL, 0)
    if early:
        return Choice(min(early, key=order), Basis.BOOKED, 0)
    return None


def place_behind(places: Sequence[datetime], *, own: datetime) -> datetime:
    """Return the place right behind the last of these, or the own one where that is later."""
    return max([own, *(place + timedelta(microseconds=1) for place in places)])
