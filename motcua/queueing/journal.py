"""One act in a hall: lock the hall, take rows in hand, change and record, write everything in one go.

Everything in one hall happens one after another: its row is locked first, so that the order of calls is exactly that
of the rule and events are numbered without a gap. What is locked is short: a read and a write
(docs/decisions/0011).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model

from motcua.base.bulk import prepared
from motcua.base.prepared import Prepared, instances
from motcua.base.registers import Shelf
from motcua.base.transactions import early_release, let_go_early
from motcua.queueing.models import Hall, HallEvent, Line, Rank, Ticket
from motcua.queueing.queries import REGISTER, SEEN, setup

# What every change of a hall tells on PostgreSQL: its centre, its day and the number of its last event.
CHANNEL = "motcua_hall"
WAITING = Ticket.State.WAITING
COUNTS = {
    Rank.BOOKED: "waiting_booked",
    Rank.PRIORITY: "waiting_priority",
    Rank.ORDINARY: "waiting_ordinary",
}
FROM = {Rank.BOOKED: "booked_from", Rank.PRIORITY: "priority_from", Rank.ORDINARY: "ordinary_from"}
_EVENT = (
    "ticket_id",
    "hall_id",
    "kind",
    "at",
    "group_id",
    "counter_id",
    "by_id",
    "reason",
    "run",
    "values",
)
_TICKET = tuple(one.attname for one in Ticket._meta.concrete_fields if not one.primary_key)
_UNNUMBERED = tuple(name for name in _TICKET if name != "number")
_TICKET_COLUMNS = len(_TICKET) + 1
_NOBODY, _NOWHERE = -1, -2


class _Rows:
    """The keys of a hall and of its lines, by group."""

    def __init__(self, hall_id: int, lines: dict[int, int]) -> None:
        self.hall_id = hall_id
        self.lines = lines
        self.groups = {line: group for group, line in lines.items()}


def _make(key: tuple[int, date]) -> _Rows:
    centre_id, day = key
    with transaction.atomic():
        hall, _is_new = Hall.objects.get_or_create(centre_id=centre_id, day=day)
        groups = setup(centre_id).groups
        Line.objects.bulk_create(
            [Line(hall=hall, group_id=group_id) for group_id in groups], ignore_conflicts=True
        )
    return _Rows(hall.pk, dict(Line.objects.filter(hall=hall).values_list("group_id", "pk")))


_halls: Shelf[tuple[int, date], _Rows] = Shelf(REGISTER, _make)


@contextmanager
def acting(centre_id: int, *, day: date, at: datetime) -> Iterator["Book"]:
    """Yield the book of a centre's day; the hall is locked by what is read first, or else by the writing.

    What was changed and recorded is written on leaving. Inside, rows are read and the book is written to; whoever
    saves a row by itself takes `arranging`.
    """
    rows = _halls.get((centre_id, day))
    using = connections[DEFAULT_DB_ALIAS]
    if using.vendor != "postgresql" or using.in_atomic_block:
        with arranging(centre_id, day=day, at=at) as book:
            yield book
        return
    using.ensure_connection()
    turn = _Turn(using)
    book = Book(rows, centre_id=centre_id, day=day, at=at, turn=turn)
    try:
        yield book
        book.write()
    except BaseException:
        turn.end("ROLLBACK")
        raise
    # Whoever waits for the hall waits for the commit only, the answer for the disk as well (decision 0010).
    turn.end("COMMIT; SELECT pg_logical_emit_message(true, 'motcua', '')")


@contextmanager
def arranging(centre_id: int, *, day: date, at: datetime) -> Iterator["Book"]:
    """Yield the book of a centre's day, locked, in a transaction in which rows may be saved by themselves too."""
    rows = _halls.get((centre_id, day))
    with early_release():
        book = Book(rows, centre_id=centre_id, day=day, at=at)
        book.lock()
        yield book
        book.write()


class _Turn:
    """A transaction of its own on PostgreSQL, begun with the lock and ended in one trip each.

    Django's takes four trips more, all but one of them while the others wait.
    """

    def __init__(self, using: Any) -> None:
        self.using = using
        self.is_begun = False

    def lock(self, hall_id: int) -> bool:
        self.is_begun = True
        self._execute(
            "BEGIN; SELECT id, set_config('synchronous_commit', 'off', true) "
            f"FROM queueing_hall WHERE id = {hall_id:d} FOR UPDATE"
        )
        self.cursor.nextset()
        return self.cursor.fetchone() is not None

    def end(self, how: str) -> None:
        if self.is_begun:
            self.is_begun = False
            self._execute(how)

    def _execute(self, statements: str) -> None:
        with self.using.wrap_database_errors:
            self.cursor = self.using.connection.cursor()
            self.cursor.execute(statements, prepare=False)


def _lock(hall_id: int) -> bool:
    using = connections[DEFAULT_DB_ALIAS]
    # On SQLite a transaction that writes has the database to itself from its beginning.
    if using.vendor != "postgresql":
        return True
    with using.cursor() as cursor:
        cursor.execute(f"SELECT id{let_go_early()} FROM queueing_hall WHERE id = %s FOR UPDATE", [hall_id])
        return cursor.fetchone() is not None


class Book:
    """A locked hall: rows in hand, what was changed in them, what happened."""

    def __init__(
        self, rows: _Rows, *, centre_id: int, day: date, at: datetime, turn: _Turn | None = None
    ) -> None:
        self.turn = turn
        self.hall_id = rows.hall_id
        self.line_ids = rows.lines
        self.groups = rows.groups
        self.centre_id, self.day, self.at = centre_id, day, at
        self.lines: dict[int, Line] = {}
        self.new: Ticket | None = None
        self.changed: dict[int, tuple[Model, set[str]]] = {}
        self.events: list[dict[str, Any]] = []
        # The number of the last event, once written.
        self.seq = 0
        self.is_locked = False

    def lock(self) -> None:
        """Lock the hall; what is read after this is what the last one left."""
        if self.is_locked:
            return
        self.is_locked = True
        if not (self.turn.lock(self.hall_id) if self.turn else _lock(self.hall_id)):
            # The database was emptied, or who began this day's hall rolled it back.
            _halls.forget()
            raise Hall.DoesNotExist(self.hall_id)

    def glance(self) -> tuple[Any, list[tuple[Any, ...]]]:
        """Return which counters serve and what estimates need of every line, without waiting for the lock."""
        rows = _glance.rows(self.hall_id)
        return rows[0][0] if rows else {}, [row[1:] for row in rows]

    def take_lines(self) -> Hall:
        """Take every line of the hall in hand and return the hall."""
        self.lock()
        rows = _all_lines.rows(self.hall_id)
        for line in instances(Line, rows):
            self.lines[line.pk] = line
        (hall,) = instances(Hall, rows[:1], start=len(Line._meta.concrete_fields))
        return hall

    def take_ticket(self, ticket_id: int) -> Ticket:
        """Return a ticket of this hall with its line and counter in hand."""
        self.lock()
        rows = _one_ticket.rows(ticket_id, self.hall_id)
        if not rows:
            raise Ticket.DoesNotExist(ticket_id)
        (ticket,) = instances(Ticket, rows)
        (line,) = instances(Line, rows, start=_TICKET_COLUMNS)
        line = self.lines.setdefault(line.pk, line)
        ticket.line = line
        return self.hold(ticket, line)

    def hold(self, ticket: Ticket, line: Line) -> Ticket:
        """Take a ticket and its line in hand."""
        self.lines.setdefault(line.pk, line)
        return ticket

    def line_of(self, group_id: int) -> Line:
        """Return the line of a group, in hand."""
        line_id = self.line_ids[group_id]
        if line_id not in self.lines:
            self.lines[line_id] = Line.objects.get(pk=line_id)
        return self.lines[line_id]

    def add(self, ticket: Ticket) -> None:
        """Put a new ticket in its line; writing gives it the next number of the line."""
        self.new = ticket

    def put(self, ticket: Ticket, **values: Any) -> None:
        """Change a ticket; the lines it leaves or enters are kept right."""
        self._count(ticket, -1)
        self._set(ticket, **values)
        self._count(ticket, +1)

    def set_line(self, line: Line, **values: Any) -> None:
        """Change a line in hand."""
        self._set(line, **values)

    def record(self, kind: str, *, ticket: Ticket | None = None, **said: Any) -> None:
        """Record what happened."""
        group_id = self.groups[ticket.line_id] if ticket else None
        ticket_id = ticket.pk if ticket else None
        fact = {"kind": kind, "at": self.at, "hall_id": self.hall_id, "ticket_id": ticket_id, "run": None}
        fact |= {"group_id": group_id, "counter_id": None, "by_id": None, "reason": "", "values": {}}
        self.events.append(fact | said)

    def _count(self, ticket: Ticket, by: int) -> None:
        if ticket.state != WAITING:
            return
        line, rank = self.lines[ticket.line_id], Rank(ticket.rank)
        self._set(line, **{COUNTS[rank]: getattr(line, COUNTS[rank]) + by})
        if by > 0 and ticket.line_at < getattr(line, FROM[rank]):
            self._set(line, **{FROM[rank]: ticket.line_at})

    def _set(self, row: Ticket | Line, **values: Any) -> None:
        names = self.changed.setdefault(id(row), (row, set()))[1]
        for name, value in values.items():
            setattr(row, name, value)
            names.add(name)

    def write(self) -> None:
        """Write what was changed and recorded; PostgreSQL takes it as one statement."""
        if not self.events:
            return
        self.lock()
        using = connections[DEFAULT_DB_ALIAS]
        updates = [_update(row, tuple(sorted(names))) for row, names in self.changed.values()]
        with using.cursor() as cursor:
            if using.vendor == "postgresql":
                self._write_at_once(cursor, updates)
            else:
                self._write_singly(cursor, updates)
        if self.new is not None:
            self.new._state.adding, self.new._state.db = False, DEFAULT_DB_ALIAS
        self.changed.clear()
        self.events.clear()

    def _write_at_once(self, cursor: Any, updates: Sequence[tuple[str, list[Any]]]) -> None:
        parts = [
            # One after the other: a counter must be free of one ticket before it has the next.
            (f"u{at} AS ({text}{f' AND EXISTS (SELECT FROM u{at - 1})' if at else ''} RETURNING id)", values)
            for at, (text, values) in enumerate(updates)
        ]
        ticket, number = "%s", "NULL"
        if self.new is not None:
            counted, place = _counting(self.new)
            text, values = _insertion(self.new, number="(SELECT last FROM l)")
            parts = [(f"l AS ({counted})", place), (f"n AS ({text} RETURNING id, number)", values), *parts]
            ticket, number = "coalesce(%s, (SELECT id FROM n))", "(SELECT number FROM n)"
        events, said = self._events(ticket)
        head = f"WITH {', '.join(text for text, _values in parts)} " if parts else ""
        told = f"pg_notify('{CHANNEL}', '{self.centre_id} {self.day.isoformat()} ' || seq)"
        cursor.execute(
            f"{head}{events} RETURNING seq, ticket_id, {number}, {told}",
            [*chain.from_iterable(values for _text, values in parts), *said],
        )
        rows = cursor.fetchall()
        self.seq = max(row[0] for row in rows)
        if self.new is not None:
            self.new.pk, self.new.number = rows[0][1:3]

    def _write_singly(self, cursor: Any, updates: Sequence[tuple[str, list[Any]]]) -> None:
        if self.new is not None:
            cursor.execute(*_counting(self.new))
            (self.new.number,) = cursor.fetchone()
            text, values = _insertion(self.new, number="%s")
            cursor.execute(f"{text} RETURNING id", values)
            (self.new.pk,) = cursor.fetchone()
            for event in self.events:
                event["ticket_id"] = self.new.pk
        for text, values in updates:
            cursor.execute(text, values)
        events, said = self._events("%s")
        cursor.execute(f"{events} RETURNING seq", said)
        self.seq = max(row[0] for row in cursor.fetchall())

    def _events(self, ticket: str) -> tuple[str, list[Any]]:
        """Return the statement that writes the events under the next numbers of the hall."""
        last = "(SELECT coalesce(max(seq), 0) FROM queueing_hallevent WHERE hall_id = %s)"
        marks = ", ".join(
            f"({last} + {at}, {ticket}, {', '.join(['%s'] * (len(_EVENT) - 1))})"
            for at in range(1, len(self.events) + 1)
        )
        rows = prepared(HallEvent, _EVENT, ([event[name] for name in _EVENT] for event in self.events))
        columns = ", ".join(f'"{_column(HallEvent, name)}"' for name in _EVENT)
        text = f'INSERT INTO queueing_hallevent ("seq", {columns}) VALUES {marks}'
        return text, list(chain.from_iterable([self.hall_id, *row] for row in rows))


_all_lines = Prepared(
    lambda: Line.objects.filter(hall=_NOBODY).select_related("hall").order_by("pk"), stand_ins=(_NOBODY,)
)
_glance = Prepared(
    lambda: Line.objects.filter(hall=_NOBODY).order_by("pk").values_list("hall__serving", *SEEN),
    stand_ins=(_NOBODY,),
)
_one_ticket = Prepared(
    lambda: Ticket.objects.filter(pk=_NOBODY, hall=_NOWHERE).select_related("line"),
    stand_ins=(_NOBODY, _NOWHERE),
)


@cache
def _column(model: type[Model], name: str) -> str:
    column: Any = model._meta.get_field(name)
    return str(column.column)


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> str:
    settings = ", ".join(f'"{_column(model, name)}" = %s' for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {settings} WHERE id = %s'


def _update(row: Model, names: tuple[str, ...]) -> tuple[str, list[Any]]:
    (values,) = prepared(type(row), names, [[getattr(row, name) for name in names]])
    return _updating(type(row), names), [*values, row.pk]


def _counting(ticket: Ticket) -> tuple[str, list[Any]]:
    """Return the statement that counts a new ticket in its line and gives the number."""
    rank = Rank(ticket.rank)
    count, mark = COUNTS[rank], FROM[rank]
    (values,) = prepared(Ticket, ("line_at", "line_at"), [(ticket.line_at, ticket.line_at)])
    text = (
        f"UPDATE queueing_line SET last = last + 1, {count} = {count} + 1, "
        f"{mark} = CASE WHEN {mark} > %s THEN %s ELSE {mark} END WHERE id = %s RETURNING last"
    )
    return text, [*values, ticket.line_id]


@cache
def _inserting(number: str) -> str:
    columns = ", ".join(f'"{_column(Ticket, name)}"' for name in _TICKET)
    marks = ", ".join(number if name == "number" else "%s" for name in _TICKET)
    return f"INSERT INTO queueing_ticket ({columns}) VALUES ({marks})"


def _insertion(ticket: Ticket, *, number: str) -> tuple[str, list[Any]]:
    names = _TICKET if number == "%s" else _UNNUMBERED
    (values,) = prepared(Ticket, names, [[getattr(ticket, name) for name in names]])
    return _inserting(number), values
