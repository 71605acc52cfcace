"""Transactions that hold their locks no longer than they must."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction


@contextmanager
def early_release() -> Iterator[None]:
    """Be atomic, but let go of the locks before the disk has everything; on leaving it has.

    For transactions that all lock one row: a counter that gives numbers without gaps. Whoever takes the next
    number need not wait for the disk, only for the commit. PostgreSQL writes its log in order, so a power cut
    between commit and flush loses the last numbers together, none before its predecessor, and none of which
    anybody was told: the answer waits for the flush. Inside another transaction it is that one's part.
    """
    using = connections[DEFAULT_DB_ALIAS]
    if using.vendor != "postgresql" or using.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        with using.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        yield
    with using.cursor() as cursor:
        # The smallest thing that is written to the log, and so flushes what stands before it. Reading or
        # taking a transaction's number alone does not.
        cursor.execute("SELECT pg_logical_emit_message(true, 'motcua', '')")


@contextmanager
def one_trip() -> Iterator[None]:
    """Send the statements inside to PostgreSQL together; what is wrong with one is raised on leaving.

    For writing only: an answer that is read inside would be waited for.
    """
    using = connections[DEFAULT_DB_ALIAS]
    if using.vendor != "postgresql":
        yield
        return
    using.ensure_connection()
    with using.wrap_database_errors, using.connection.pipeline():
        yield
