"""Transactions that hold their locks no longer than they must."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from motcua.base.trips import Trip, asked


class _Release(threading.local):
    """What this thread is in: a transaction that may let go early, and whether its lock said so."""

    is_offered = False
    is_taken = False


_release = _Release()


# Django, which commits after this, finds nothing left to commit.
_COMMIT = "COMMIT"
# The smallest thing that is written to the log: what stands before it is on the disk with it. Reading or taking a
# transaction's number alone does not.
_FLUSH = "SELECT pg_logical_emit_message(true, 'motcua', '')"


@contextmanager
def early_release(*, sent: Callable[[], None] | None = None, is_flushed: bool = True) -> Iterator[Trip]:
    """Be atomic; what is put into the yielded trip and not sent before goes to the database with the commit.

    An act that takes a lock everybody waits for, a counter that gives numbers without gaps, lets go of it before the
    disk has everything; on leaving it has. Whoever takes the next number need not wait for the disk, only for the
    commit. The statement that takes such a lock asks for it with `let_go_early`; without one the commit itself waits
    for the disk. PostgreSQL writes its log in order, so a power cut between commit and flush loses the last
    numbers together, none before its predecessor, and none of which anybody was told: the answer waits for the
    flush. Inside another transaction it is that one's part.

    `sent` is called when all of it is on its way, the commit too, and whoever takes the lock next has only the database
    to wait for; perhaps it is refused yet. If nothing was locked, or on SQLite, nobody calls it.

    Without `is_flushed` it is only committed on leaving, and nobody may be told of it before `flush`.
    """
    using = connections[DEFAULT_DB_ALIAS]
    if using.vendor != "postgresql" or using.in_atomic_block:
        with transaction.atomic():
            yield (trip := Trip(using))
            trip.send()
        return
    _release.is_offered, _release.is_taken = True, False
    try:
        with transaction.atomic():
            yield (trip := Trip(using))
            if _release.is_taken:
                _commit(trip, sent, is_flushed=is_flushed)
            elif trip.is_waiting:
                trip.execute(_COMMIT)
                trip.send()
    finally:
        _release.is_offered = False


def _commit(trip: Trip, sent: Callable[[], None] | None, *, is_flushed: bool) -> None:
    trip.execute(_COMMIT)
    if is_flushed:
        trip.execute(_FLUSH)
    trip.send(sent=sent)


def flush() -> None:
    """Return when everything committed so far is on the disk, whichever connection committed it."""
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        asked(_FLUSH, [])


def let_go_early() -> str:
    """Return what the statement that takes the lock adds to the columns it reads; nothing outside `early_release`."""
    if not _release.is_offered:
        return ""
    _release.is_taken = True
    return ", set_config('synchronous_commit', 'off', true)"
