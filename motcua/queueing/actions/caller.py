"""Calls of one hall turn after turn, each decided from what the last one left while nobody else acts there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic

from django.db import DEFAULT_DB_ALIAS, connections

from motcua.organisations.rules import Rights
from motcua.queueing import heads
from motcua.queueing.actions.calling import Call, call_all, calling, decide, look
from motcua.queueing.journal import Turn, turn
from motcua.queueing.turns import do_all

# So many of every line are read once nobody else acts in the hall: the next turns will call them.
DEPTH = 24
# What changes who may be called is an event of its hall, but for the night, which ends all counters. Should anything
# else not be one, it is seen after so long.
SECONDS = 1.0


@dataclass(slots=True)
class _Known:
    """What a turn left: true as long as its last event is the last of the hall."""

    seen: heads.Seen
    last: int
    until: float

    def is_enough(self, orders: Sequence[Call]) -> bool:
        """Whether these calls can be decided from this alone."""
        return (
            monotonic() < self.until
            and self.seen.is_enough(len(orders))
            and all(order.wish.counter_id in self.seen.counters for order in orders)
        )


class Caller:
    """Makes the calls of one hall and day that one thread brings to it. PostgreSQL only.

    What a turn read and decided, the next one relies on. What that decides is written only if no event came
    between, which the statement that writes makes sure of; otherwise it is decided anew from what is read then. So every
    call is decided from all that happened before it, and whoever acts beside this need not tell it.
    """

    def __init__(self, centre_id: int, day: date) -> None:
        self.centre_id, self.day = centre_id, day
        self._known: _Known | None = None
        # The turn that read last, and what it saw.
        self._turn: Turn | None = None
        self._seen: heads.Seen | None = None
        # The last event of the last turn; whether the one before that was ours too; who called since that is so.
        self._last = 0
        self._is_alone = False
        self._counters: set[int] = set()

    def calling(self, counter_id: int, *, by: Rights, at: datetime, after: str) -> Call:
        """Return the call of a counter that is done with this number, or with none, for `do_all`."""
        return calling(counter_id, by=by, at=at, after=after, do=self._read)

    def do_all(self, orders: Sequence[Call]) -> None:
        """Make calls in one turn; each has its result or its error then. Nobody may be told before `flush`."""
        if self._follow(orders):
            return
        for order in orders:
            order.result = order.error = None
        self._begin(orders)

    def _follow(self, orders: Sequence[Call]) -> bool:
        """Decide from what the last turn left; return whether it was still so, and all is written."""
        known, self._known = self._known, None
        if known is None or not known.is_enough(orders):
            return False
        try:
            with turn(self.centre_id, day=self.day, is_flushed=False) as one:
                books, left = decide(orders, known.seen, turn=one)
                if left:
                    return False
                one.take_all(books, after=known.last)
        except Exception:  # noqa: BLE001 - those who asked are told what is wrong when it is tried in the usual way
            connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()
            return False
        # A turn that changes nothing writes nothing either, and nobody says whether all was still so.
        self._is_alone = one.wrote is not None
        if one.wrote is None:
            return False
        self._last = known.last = one.wrote[1]
        self._known = known
        return True

    def _begin(self, orders: Sequence[Call]) -> None:
        """Decide from what is read now, and keep what is left if nobody else acted since the last turn."""
        self._turn = self._seen = None
        do_all(orders, self.centre_id, self.day, is_flushed=False)
        if self._turn is None or self._turn.wrote is None:
            return
        first, last = self._turn.wrote
        self._is_alone = first == self._last + 1
        self._last = last
        if self._seen is not None and self._is_alone:
            self._known = _Known(self._seen, last, monotonic() + SECONDS)

    def _read(self, one: Turn, asked: Sequence[Call]) -> None:
        """Call as `call_all`; whoever is alone reads what the next turns need too."""
        counters = {order.wish.counter_id for order in asked}
        count = len(asked)
        if self._is_alone:
            counters |= self._counters
            count = max(count, DEPTH)
        seen = look(one, counters, count=count)
        books, left = decide(asked, seen, turn=one)
        one.take_all(books)
        self._turn, self._seen, self._counters = one, None if left else seen, {*seen.counters}
        call_all(one, left)
