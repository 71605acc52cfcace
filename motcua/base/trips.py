"""Statements that go to the database together, and on PostgreSQL beneath the driver's cursors.

A cursor costs the processor more than most of our statements cost the database. What is asked or written thousands
of times with other values is therefore planned once in the life of a connection, and sent by the driver's own libpq:
same connection, same transaction, same errors as everything that Django sends (docs/decisions/0016).
"""

import select
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

Row = tuple[Any, ...]
Then = Callable[[list[Row]], None]
MANY = 500
# PostgreSQL plans a statement anew for its first uses, then keeps a plan, and so it does with what checks its foreign
# keys. Of a table that is nearly empty then, as of a new office or a new hall, it would read everything, and go on so
# when the table has grown; all that is planned here goes from key to key.
PLANNING_USES = 10
_KEYS_ONLY = (
    b"SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), "
    b"set_config('enable_mergejoin', 'off', true)"
)
_FAILED = pq.ExecStatus.FATAL_ERROR
_SYNC = pq.ExecStatus.PIPELINE_SYNC
_IDLE = pq.TransactionStatus.IDLE


class Trip:
    """Statements in their order, sent when the trip ends; elsewhere than on PostgreSQL each at once.

    `vendor` is the kind of database they go to: "postgresql" or "sqlite".
    """

    def __init__(self, using: BaseDatabaseWrapper) -> None:
        self._using = using
        self.vendor: str = using.vendor
        self._wire = _wire(using)
        self._waiting: list[tuple[str, Sequence[Any], Then | None]] = []

    def execute(self, text: str, values: Sequence[Any] = (), *, then: Then | None = None) -> None:
        """Add a statement whose values, marked %s, all stand where a column or a cast tells their type.

        `then` is given the rows of its answer, once everything that was sent with it went well.
        """
        if self._wire is None:
            rows = _executed(self._using, text, values)
            if then:
                then(rows)
            return
        self._waiting.append((text, values, then))

    def executemany(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add a statement for each of many rows."""
        if self._wire is None:
            with self._using.cursor() as cursor:
                cursor.executemany(text, rows)
            return
        for values in rows:
            self._waiting.append((text, values, None))
            # A thousand answers that nobody reads would fill the way back.
            if len(self._waiting) >= MANY:
                self.send()

    @property
    def is_waiting(self) -> bool:
        """Whether something was not sent yet."""
        return bool(self._waiting)

    def ask(self, text: str, values: Sequence[Any]) -> list[Row]:
        """Send what waits and this statement; return the rows of this one."""
        found: list[Row] = []
        self.execute(text, values, then=found.extend)
        self.send()
        return found

    def send(self, *, sent: Callable[[], None] | None = None) -> None:
        """Send what waits; `sent` is called when it is on its way, before its answers have come."""
        waiting, self._waiting = self._waiting, []
        if not waiting or self._wire is None:
            return
        statements = [(text, values) for text, values, _then in waiting]
        answers = self._wire.ask(self._using, statements, sent=sent)
        for (_text, _values, then), rows in zip(waiting, answers, strict=True):
            if then:
                then(rows)


@contextmanager
def one_trip() -> Iterator[Trip]:
    """Yield a trip and send it on leaving; what is wrong with a statement is raised then."""
    trip = Trip(connections[DEFAULT_DB_ALIAS])
    yield trip
    trip.send()


def asked(text: str, values: Sequence[Any], *, has_typed_places: bool = True) -> list[Row]:
    """Send one statement and return its rows.

    Without typed places, as in a query of Django's own making, a value has the type of its Python class.
    """
    using = connections[DEFAULT_DB_ALIAS]
    wire = _wire(using)
    if wire is None:
        return _executed(using, text, values)
    return wire.ask(using, [(text, values)], has_typed_places=has_typed_places)[0]


def _executed(using: BaseDatabaseWrapper, text: str, values: Sequence[Any]) -> list[Row]:
    with using.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else []


class _Wire:
    """What is kept beside one connection to PostgreSQL: which statements it has planned.

    The driver drops prepared statements when it rolls back, but only when it has prepared some itself: ours has
    its `prepare_threshold` at None (settings).
    """

    def __init__(self, connection: "Connection[Any]") -> None:
        self.connection = connection
        self.libpq = connection.pgconn
        self.planned: dict[tuple[str, tuple[int, ...]], _Planned] = {}
        self.writer = Transformer(connection)
        self.reading, self.both = select.poll(), select.poll()
        self.reading.register(self.libpq.socket, select.POLLIN)
        self.both.register(self.libpq.socket, select.POLLIN | select.POLLOUT)

    def ask(
        self,
        using: BaseDatabaseWrapper,
        statements: Sequence[tuple[str, Sequence[Any]]],
        *,
        has_typed_places: bool = True,
        sent: Callable[[], None] | None = None,
    ) -> list[list[Row]]:
        using.validate_no_broken_transaction()
        if using.queries_logged:
            # Rows of one statement count as one, as with `executemany`.
            texts = groupby(text for text, _values in statements)
            using.queries_log.extend({"sql": text, "time": "0.000"} for text, _rows in texts)
        with using.wrap_database_errors:
            ready = [self._ready(text, values, has_typed_places) for text, values in statements]
            # Each counts its use, also behind one that is new.
            is_planning = sum(planned.is_planning() for planned, _values in ready) > 0
            # Django promised a transaction and leaves its beginning to whoever speaks first.
            begins = not using.autocommit and self.libpq.transaction_status == _IDLE
            if len(ready) == 1 and not (begins or is_planning or sent):
                results = [self._single(*ready[0])]
            else:
                results = self._several(ready, begins=begins, is_planning=is_planning, sent=sent)
            told = zip(ready, results, strict=True)
            return [planned.rows(result) for (planned, _values), result in told]

    def _ready(
        self, text: str, values: Sequence[Any], has_typed_places: bool
    ) -> tuple["_Planned", Sequence[Any]]:
        sent = self.writer.dump_sequence(values, [PyFormat.TEXT] * len(values))
        key = text, () if has_typed_places else self.writer.types or ()
        planned = self.planned.get(key)
        if planned is None:
            planned = _Planned(f"motcua_{len(self.planned)}", text, key[1], self.connection)
            self.planned[key] = planned
        return planned, sent

    def _single(self, planned: "_Planned", values: Sequence[Any]) -> Any:
        with self._whole():
            self.libpq.send_query_prepared(planned.name, values)
            self._flush()
            (result,) = iter(self._next, None)
        return _checked(result)

    def _several(
        self,
        ready: Sequence[tuple["_Planned", Sequence[Any]]],
        *,
        begins: bool,
        is_planning: bool,
        sent: Callable[[], None] | None,
    ) -> list[Any]:
        # What is true once a result has come; an answer makes nothing true.
        expected: list[Callable[[], None] | None] = []
        with self._whole():
            self.libpq.enter_pipeline_mode()
            if begins:
                self.libpq.send_query_params(b"BEGIN", None)
            if is_planning:
                # Until the end of the transaction, or of this trip where there is none.
                self.libpq.send_query_params(_KEYS_ONLY, None)
            for planned, values in ready:
                if not planned.is_known and planned.know not in expected:
                    self.libpq.send_prepare(planned.name, planned.statement, planned.types)
                    expected.append(planned.know)
                self.libpq.send_query_prepared(planned.name, values)
                expected.append(None)
            self.libpq.pipeline_sync()
            self._flush()
            if sent:
                sent()
            results = self._until_sync()
            self.libpq.exit_pipeline_mode()
        answers: list[Any] = []
        # What came before a statement that went wrong is true all the same: the server keeps plans through a rollback.
        before = begins + is_planning
        for result in results[:before]:
            _checked(result)
        for become_true, result in zip(expected, results[before:], strict=True):
            _checked(result)
            if become_true is None:
                answers.append(result)
            else:
                become_true()
        return answers

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Close a connection whose talk broke off in the middle: what comes next would read the wrong answers."""
        try:
            yield
        except BaseException:
            self.connection.close()
            raise

    def _until_sync(self) -> list[Any]:
        results: list[Any] = []
        while True:
            result = self._next()
            # None stands between the results of one statement and of the next.
            if result is None:
                continue
            if result.status == _SYNC:
                return results
            results.append(result)

    def _next(self) -> Any:
        """Return the next result of what was sent when it has come; other threads work meanwhile."""
        libpq = self.libpq
        while libpq.is_busy():
            self.reading.poll()
            libpq.consume_input()
        return libpq.get_result()

    def _flush(self) -> None:
        while self.libpq.flush():
            # As long as the server writes it may not read.
            self.both.poll()
            self.libpq.consume_input()


class _Planned:
    """A statement that a connection keeps planned, and how its answers are read."""

    def __init__(self, name: str, text: str, types: tuple[int, ...], connection: "Connection[Any]") -> None:
        self.name = name.encode()
        first, *others = text.split("%s")
        numbered = first + "".join(f"${place}{part}" for place, part in enumerate(others, start=1))
        self.statement = numbered.replace("%%", "%").encode()
        self.types = types
        self.is_known = False
        self.uses = 0
        self.reader = Transformer(connection)
        self.has_read = False

    def is_planning(self) -> bool:
        """Count a use; say whether PostgreSQL may still choose how it goes about the statement."""
        self.uses += 1
        return self.uses <= PLANNING_USES or not self.is_known

    def know(self) -> None:
        self.is_known = True

    def rows(self, result: Any) -> list[Row]:
        if not result.nfields:
            return []
        # The columns of a planned statement stay what they are, and so do their readers.
        self.reader.set_pgresult(result, set_loaders=not self.has_read)
        self.has_read = True
        return self.reader.load_rows(0, result.ntuples, tuple)


_wires: WeakKeyDictionary[BaseDatabaseWrapper, _Wire] = WeakKeyDictionary()


def _wire(using: BaseDatabaseWrapper) -> _Wire | None:
    """Return the wire of the open connection, None where the database is not PostgreSQL."""
    if using.vendor != "postgresql":
        return None
    using.ensure_connection()
    wire = _wires.get(using)
    if wire is None or wire.connection is not using.connection:
        wire = _wires[using] = _Wire(using.connection)
    return wire


def _checked(result: Any) -> Any:
    if result.status == _FAILED:
        raise error_from_result(result)
    return result
