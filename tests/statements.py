"""Counting the SQL statements of a piece of work, as the budgets of docs/architecture.md count them."""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Beginning and ending a transaction is no statement of the work; tests add savepoints of their own.
_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def at_most(count):
    """Fail, naming every statement, when the work inside takes more than `count`."""
    with CaptureQueriesContext(connection) as captured:
        yield
    told = [query["sql"] for query in captured.captured_queries]
    statements = [sql for sql in told if not sql.startswith(_TRANSACTION)]
    assert len(statements) <= count, "\n".join([f"{len(statements)} statements:", *statements])
