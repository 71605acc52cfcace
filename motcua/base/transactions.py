"""Transactions that hold their locks no longer than they must."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from motcua.base.trips import simply


class _Release(threading.local):
    """What this thread is in: a transaction that may let go early, and whether its lock said so."""

    is_offered = False
    is_taken = False


_release = _Release()


@contextmanager
def early_release() -> Iterator[None]:
    """Be atomic, but let go of the locks before the disk has everything; on leaving it has.

    For transactions that all lock one row: a counter that gives numbers without gaps. Whoever takes the next
    number need not wait for the disk, only for the commit. The statement that takes this lock asks for it with
    `let_go_early`. PostgreSQL writes its log in order, so a power cut between commit and flush loses the last
    numbers together, none before its predecessor, and none of which anybody was told: the answer waits for the
    flush. Inside another transaction it is that one's part.
    """
    using = connections[DEFAULT_DB_ALIAS]
    if using.vendor != "postgresql" or using.in_atomic_block:
        with transaction.atomic():
            yield
        return
    _release.is_offered, _release.is_taken = True, False
    try:
        with transaction.atomic():
            yield
            if _release.is_taken:
                # In one trip with the commit the smallest thing that is written to the log, and so flushes what
                # stands before it. Reading or taking a transaction's number alone does not.
                simply("COMMIT; SELECT pg_logical_emit_message(true, 'motcua', '')")
    finally:
        _release.is_offered = False


def let_go_early() -> str:
    """Return what the statement that takes the lock adds to the columns it reads; nothing outside `early_release`."""
    if not _release.is_offered:
        return ""
    _release.is_taken = True
    return ", set_config('synchronous_commit', 'off', true)"
