"""Acts of one process in one hall that come at the same time share a turn: one lock, one commit, one wait for the disk.

Whoever finds nobody at work leads: it takes all that wait, does them in one transaction, tells each its result, and hands
the lead to the first that came meanwhile. Nobody waits longer for this than for the lock alone; the more come at once,
the less each costs (docs/decisions/0015).
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Generic, TypeVar, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections
from django.utils import translation

from motcua.base.errors import Refused
from motcua.queueing.journal import Book, Turn, turn

W = TypeVar("W")
T = TypeVar("T")
# More in one transaction would let the first of them wait for the last.
MOST = 16


class Asked(Generic[W, T]):
    """One act that waits for its turn: what is wished for, when, and in the end what came of it."""

    def __init__(self, wish: W, do: "Doing[W, T]", at: datetime) -> None:
        self.wish, self.do, self.at = wish, do, at
        # Reasons are told in the language of whoever asked; None as long as that is who does the work.
        self.language: str | None = None
        self.result: T | None = None
        self.error: BaseException | None = None
        self.leads = False
        self._told = threading.Lock()
        self._told.acquire()

    def wait(self) -> None:
        self._told.acquire()

    def tell(self) -> None:
        self._told.release()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Speak the language of whoever asked; a refusal, before anything was changed, is this act's own matter."""
        try:
            if self.language is None:
                yield
            else:
                with translation.override(self.language):
                    yield
        except Refused as refusal:
            self.error = refusal

    def result_or_error(self) -> T:
        if self.error is not None:
            raise self.error
        return cast(T, self.result)


# Does acts of one kind in a turn.
Doing = Callable[[Turn, Sequence[Asked[W, T]]], None]


def one_by_one(one: Turn, asked: Sequence[Asked[Callable[[Book], T], T]]) -> None:
    """Do acts that share no more than the turn, each in a book of its own."""
    for order in asked:
        with order.answering():
            book = Book(one, at=order.at)
            order.result = order.wish(book)
            one.take(book)


class _Queue:
    """Who waits to act in one hall."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: deque[Asked[Any, Any]] = deque()
        self.is_led = False

    def join(self, order: Asked[Any, Any]) -> bool:
        """Line up; return whether there is nobody to wait for."""
        with self.lock:
            if self.is_led:
                order.language = translation.get_language()
                self.waiting.append(order)
                return False
            self.is_led = True
            return True

    def gathered(self, order: Asked[Any, Any]) -> list[Asked[Any, Any]]:
        """Return what the leader does at once, its own act first."""
        with self.lock:
            more = [self.waiting.popleft() for _one in range(min(len(self.waiting), MOST - 1))]
        return [order, *more]

    def hand_on(self) -> None:
        """Let the first that came meanwhile lead."""
        with self.lock:
            if not self.waiting:
                self.is_led = False
                return
            following = self.waiting.popleft()
        following.leads = True
        following.tell()


class Lead:
    """Who leads hands on once: when its turn is on its way to the database, at the latest at the end."""

    def __init__(self, hand_on: Callable[[], None]) -> None:
        self._hand_on = hand_on
        self.has_handed_on = False

    def hand_on(self) -> None:
        if not self.has_handed_on:
            self._hand_on()
        self.has_handed_on = True


_queues: dict[tuple[int, date], _Queue] = {}


def together(centre_id: int, *, day: date, order: Asked[W, T]) -> T:
    """Do an act in the hall of a centre's day, with those that others want at this moment; return its result.

    It may be done again from its beginning, by itself, when something is wrong with one of those beside it.
    A refusal is raised here.
    """
    if connections[DEFAULT_DB_ALIAS].in_atomic_block:
        # A part of a greater transaction is nobody else's.
        with turn(centre_id, day=day) as one:
            order.do(one, [order])
        return order.result_or_error()
    queue = _queues.get((centre_id, day)) or _begun(centre_id, day)
    if not queue.join(order):
        order.wait()
        if not order.leads:
            return order.result_or_error()
    orders = queue.gathered(order)
    lead = Lead(queue.hand_on)
    try:
        # A process of one thread has nobody to hand on to.
        do_all(orders, centre_id, day, lead=lead if settings.THREADS > 1 else None)
    finally:
        lead.hand_on()
        for other in orders[1:]:
            other.tell()
    return order.result_or_error()


def _begun(centre_id: int, day: date) -> _Queue:
    # Of a centre one day is kept. Should somebody still act in a former one, two lead in it: the hall's lock
    # lets them follow one another all the same.
    for key in [key for key in _queues if key[0] == centre_id]:
        _queues.pop(key, None)
    return _queues.setdefault((centre_id, day), _Queue())


def do_all(
    orders: Sequence[Asked[Any, Any]],
    centre_id: int,
    day: date,
    *,
    lead: Lead | None = None,
    is_flushed: bool = True,
) -> None:
    """Do acts in one turn; each has its result or its error afterwards.

    Without `is_flushed` nobody may be told before `flush`.
    """
    try:
        let_go = lead.hand_on if lead else None
        with turn(centre_id, day=day, let_go=let_go, is_flushed=is_flushed) as one:
            # Numbers first: they are written in the trip in which calls read.
            kinds = sorted(dict.fromkeys(order.do for order in orders), key=lambda do: do is not one_by_one)
            for do in kinds:
                do(one, [order for order in orders if order.do == do])
    except BaseException as error:  # noqa: BLE001 - raised by whoever asked
        if len(orders) == 1 or not isinstance(error, Exception) or _is_perhaps_done(error, lead):
            for order in orders:
                order.error = error
            return
        # Nothing was written: each by itself, so that whoever is to blame is alone.
        for order in orders:
            order.error = None
            do_all([order], centre_id, day)


def _is_perhaps_done(error: Exception, lead: Lead | None) -> bool:
    """Whether a turn may have been committed: it was sent, and the database did not refuse it.

    What was committed is not done twice, even when nobody knows whether the disk has it.
    """
    is_refused = isinstance(error, DatabaseError) and not isinstance(error, OperationalError)
    return lead is not None and lead.has_handed_on and not is_refused
