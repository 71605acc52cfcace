"""Acts of one process in one hall that come at the same time share a turn: one lock, one commit, one wait for the disk.

For acts whose writing alone needs the lock, as the giving of numbers; calls would keep the other processes waiting.

Whoever finds nobody at work leads: it takes all that wait, does them in their order in one transaction, tells each its
result, and hands the lead to the first that came meanwhile. Nobody waits longer for this than for the lock alone; the more
come at once, the less each costs (docs/decisions/0015).
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.utils import translation

from motcua.queueing.journal import Book, Turn, acting, turn

T = TypeVar("T")
Act = Callable[[Book], T]
# More in one transaction would let the first of them wait for the last.
MOST = 16


class _Order:
    """One act that waits for its turn."""

    def __init__(self, act: Act[Any], at: datetime) -> None:
        self.act, self.at = act, at
        # Reasons are told in the language of whoever asked, whoever does the work.
        self.language = translation.get_language()
        self.result: Any = None
        self.error: BaseException | None = None
        self.leads = False
        self._told = threading.Lock()
        self._told.acquire()

    def wait(self) -> None:
        self._told.acquire()

    def tell(self) -> None:
        self._told.release()

    def result_or_error(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.result

    def do(self, one: Turn) -> None:
        """Do the act in a turn; what it raises is its own matter, but an error of the database is everybody's."""
        book = Book(one, at=self.at)
        try:
            if translation.get_language() == self.language:
                self.result = self.act(book)
            else:
                with translation.override(self.language):
                    self.result = self.act(book)
            one.take(book)
        except Error:
            raise
        except Exception as error:  # noqa: BLE001 - raised by whoever asked
            self.error = error


class _Queue:
    """Who waits to act in one hall."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: deque[_Order] = deque()
        self.is_led = False

    def join(self, order: _Order) -> bool:
        """Line up; return whether there is nobody to wait for."""
        with self.lock:
            if self.is_led:
                self.waiting.append(order)
                return False
            self.is_led = True
            return True

    def gathered(self, order: _Order) -> list[_Order]:
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


class _Lead:
    """Who leads hands on once: as soon as the next turn may begin, at the latest at the end."""

    def __init__(self, queue: _Queue | None) -> None:
        self.queue = queue
        self.has_handed_on = False

    def hand_on(self) -> None:
        if not self.has_handed_on and self.queue is not None:
            self.queue.hand_on()
        self.has_handed_on = True


_queues: dict[tuple[int, date], _Queue] = {}


def together(centre_id: int, *, day: date, at: datetime, act: Act[T]) -> T:
    """Do an act in the hall of a centre's day, with those that others want at this moment; return its result.

    The act is given a book; it may be done again from its beginning, on a book of its own, when the database says no
    to one of those beside it. What it raises is raised here.
    """
    if connections[DEFAULT_DB_ALIAS].in_atomic_block:
        # A part of a greater transaction is nobody else's.
        with acting(centre_id, day=day, at=at) as book:
            return act(book)
    queue = _queues.get((centre_id, day)) or _begun(centre_id, day)
    order = _Order(act, at)
    if not queue.join(order):
        order.wait()
        if not order.leads:
            return cast(T, order.result_or_error())
    orders = queue.gathered(order)
    lead = _Lead(queue)
    try:
        _do(orders, centre_id, day, lead=lead)
    finally:
        lead.hand_on()
        for one in orders[1:]:
            one.tell()
    return cast(T, order.result_or_error())


def _begun(centre_id: int, day: date) -> _Queue:
    # Of a centre one day is kept. Should somebody still act in a former one, two lead in it: the hall's lock
    # lets them follow one another all the same.
    for key in [key for key in _queues if key[0] == centre_id]:
        _queues.pop(key, None)
    return _queues.setdefault((centre_id, day), _Queue())


def _do(orders: Sequence[_Order], centre_id: int, day: date, *, lead: _Lead | None = None) -> None:
    lead = lead or _Lead(None)
    try:
        # A process of one thread has nobody to hand on to.
        with turn(centre_id, day=day, let_go=lead.hand_on if settings.THREADS > 1 else None) as one:
            for order in orders:
                order.do(one)
    except BaseException as error:  # noqa: BLE001 - raised by whoever asked
        # What was committed is not done twice, even when nobody knows whether the disk has it.
        if len(orders) == 1 or lead.has_handed_on or not isinstance(error, Error):
            for order in orders:
                order.error = error
            return
        # Nothing was written: each by itself, so that whoever is to blame is alone.
        for order in orders:
            order.error = None
            _do([order], centre_id, day)
