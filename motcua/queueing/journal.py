"""One act in a hall: lock the hall, take rows in hand, change and record, write everything in one go.

Everything in one hall happens one after another: its row is locked first, so that the order of calls is exactly that
of the rule and events are numbered without a gap. What is locked is short: a read and a write
(docs/decisions/0011).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from time import monotonic
from typing import Any, NoReturn

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.models import Model

from motcua.base.prepared import Prepared, instances
from motcua.base.registers import Shelf
from motcua.base.transactions import early_release, let_go_early
from motcua.base.trips import Trip
from motcua.queueing.models import Hall, Line, Ticket
from motcua.queueing.queries import REGISTER, SEEN, setup
from motcua.queueing.writing import COUNTS, FROM, write_changes, write_tickets

WAITING = Ticket.State.WAITING
_TICKET_COLUMNS = len(Ticket._meta.concrete_fields)
_NOBODY, _NOWHERE = -1, -2


# How long a process relies on what it saw of a hall for estimates: its own acts it knows at once, what other
# processes did within this time changes no wait by a minute.
GLANCE_SECONDS = 0.1
Glance = tuple[Any, list[list[Any]]]


class _Rows:
    """The keys of a hall and of its lines, by group; and what was last seen of it."""

    def __init__(self, hall_id: int, lines: dict[int, int]) -> None:
        self.hall_id = hall_id
        self.lines = lines
        self.groups = {line: group for group, line in lines.items()}
        self._seen: tuple[float, Glance] | None = None

    def glance(self) -> tuple[Glance | None, float]:
        """Return what was seen a moment ago, to be changed at will, and when that was."""
        if self._seen is None or monotonic() > self._seen[0] + GLANCE_SECONDS:
            return None, 0
        seen_at, (serving, rows) = self._seen
        return (serving, [row.copy() for row in rows]), seen_at

    def keep(self, glance: Glance | None, *, seen_at: float) -> None:
        """Keep what a turn left, None when it changed more than it can tell."""
        self._seen = (seen_at, glance) if glance else None


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
    with turn(centre_id, day=day) as one:
        book = Book(one, at=at)
        yield book
        one.take(book)


@contextmanager
def arranging(centre_id: int, *, day: date, at: datetime) -> Iterator["Book"]:
    """Yield the book of a centre's day, locked, in a transaction in which rows may be saved by themselves too."""
    rows = _halls.get((centre_id, day))
    with early_release() as trip:
        one = Turn(rows, trip, centre_id=centre_id, day=day)
        book = Book(one, at=at)
        book.lock()
        yield book
        one.take(book)
        one.write()
    rows.keep(None, seen_at=0)


@contextmanager
def turn(
    centre_id: int, *, day: date, let_go: Callable[[], None] | None = None, is_flushed: bool = True
) -> Iterator["Turn"]:
    """Yield a transaction in the hall of a centre's day for one act or several, written on leaving.

    `let_go` is called when the next turn may begin: what this one did is on its way to the database, which makes the
    next one wait for it. Without `is_flushed` nobody may be told what it did before `flush`.
    """
    rows = _halls.get((centre_id, day))
    try:
        with early_release(sent=let_go, is_flushed=is_flushed) as trip:
            one = Turn(rows, trip, centre_id=centre_id, day=day)
            yield one
            one.write()
    except IntegrityError:
        # Perhaps what is remembered of the hall is of one that is no more: the lock's answer comes with that of the writing.
        _halls.forget()
        raise
    one.leave()


class Turn:
    """A transaction in one hall, in which acts follow one another.

    New tickets wait to be written together, until something is read that they could change; what is written goes in
    one trip, with the commit if nothing is read after it.
    """

    def __init__(self, rows: _Rows, trip: Trip, *, centre_id: int, day: date) -> None:
        self.rows, self.trip = rows, trip
        self.centre_id, self.day = centre_id, day
        self.is_locked = False
        self._new: list[Book] = []
        self._seen: Glance | None = None
        self._seen_at = 0.0
        # The numbers of the first and the last event of changes that were written, where the database told them.
        self.wrote: tuple[int, int] | None = None

    def lock(self) -> None:
        """Lock the hall; what is read after this is what the last one left."""
        self._prepare_to_read()
        self.trip.send()

    def ask(self, *statements: tuple[str, Sequence[Any]]) -> list[list[tuple[Any, ...]]]:
        """Lock the hall and return the rows of each statement with its values, in one trip."""
        self._prepare_to_read()
        found: list[list[tuple[Any, ...]]] = [[] for _statement in statements]
        for (text, values), rows in zip(statements, found, strict=True):
            self.trip.execute(text, values, then=rows.extend)
        self.trip.send()
        return found

    def _prepare_to_read(self) -> None:
        self._lock()
        self.write()

    def glance(self) -> Glance:
        """Return which counters serve and what estimates need of every line, without waiting for the lock.

        What other processes did in the last moment (GLANCE_SECONDS) may be missing.
        """
        if self._seen is None:
            self._seen, self._seen_at = self.rows.glance()
        if self._seen is None:
            self.trip.send()
            self._seen_at = monotonic()
            rows = _glance.rows(self.rows.hall_id)
            if not rows and self.rows.lines:
                self._raise_gone()
            self._seen = rows[0][0] if rows else {}, [list(row[1:]) for row in rows]
        return self._seen

    def leave(self) -> None:
        """Leave what this turn saw and did to the next one of this process, unless it may still be undone."""
        is_lasting = not connections[DEFAULT_DB_ALIAS].in_atomic_block
        self.rows.keep(self._seen if is_lasting else None, seen_at=self._seen_at)

    def take(self, book: "Book") -> None:
        """Take over what an act changed and recorded."""
        if book.new is not None:
            self._new.append(book)
            self._count(book.new)
        else:
            self.take_all([book])

    def take_all(self, books: Sequence["Book"], *, after: int | None = None) -> None:
        """Take over what acts changed and recorded that have no new tickets, to be written together.

        With `after`, the number of the hall's last event when they were decided, they are not written if another one
        came meanwhile; `wrote` is None then. PostgreSQL only.
        """
        events = [event for book in books for event in book.events]
        if not events:
            return
        self._prepare_to_read()
        changed: dict[int, tuple[Model, set[str]]] = {}
        for book in books:
            for key, (row, names) in book.changed.items():
                changed.setdefault(key, (row, set()))[1].update(names)
            book.changed.clear()
            book.events.clear()

        def take(last: int | None) -> None:
            self.wrote = (last - len(events) + 1, last) if last else None

        write_changes(self.trip, list(changed.values()), events, told=self._told, after=after, then=take)
        self._seen = None

    def write(self) -> None:
        """Write the new tickets that wait for it."""
        if not self._new:
            return
        self._lock()
        books, self._new = self._new, []
        tickets = [book.new for book in books if book.new is not None]
        write_tickets(self.trip, tickets, [event for book in books for event in book.events], told=self._told)

    @property
    def _told(self) -> str:
        return f"{self.centre_id} {self.day.isoformat()}"

    def _lock(self) -> None:
        if self.is_locked:
            return
        self.is_locked = True
        # On SQLite a transaction that writes has the database to itself from its beginning.
        if self.trip.vendor == "postgresql":
            text = f"SELECT id{let_go_early()} FROM queueing_hall WHERE id = %s FOR UPDATE"
            self.trip.execute(text, [self.rows.hall_id], then=self._check)

    def _check(self, locked: list[tuple[Any, ...]]) -> None:
        if not locked:
            self._raise_gone()

    def _raise_gone(self) -> NoReturn:
        """The database was emptied, or who began this day's hall rolled it back: it is begun again next time."""
        _halls.forget()
        raise Hall.DoesNotExist(self.rows.hall_id)

    def _count(self, ticket: Ticket) -> None:
        """Let whoever comes next in this turn see that the ticket waits."""
        group_id = self.rows.groups[ticket.line_id]
        for row in self.glance()[1]:
            if row[0] == group_id:
                row[1 + ticket.rank] += 1


class Book:
    """What one act does in a hall: rows in hand, what was changed in them, what happened."""

    def __init__(self, turn: Turn, *, at: datetime, lines: dict[int, Line] | None = None) -> None:
        self.turn, self.at = turn, at
        self.centre_id, self.day = turn.centre_id, turn.day
        self.hall_id, self.line_ids, self.groups = turn.rows.hall_id, turn.rows.lines, turn.rows.groups
        # Those in hand, by key; acts that share what they read share these.
        self.lines: dict[int, Line] = {} if lines is None else lines
        self.new: Ticket | None = None
        self.changed: dict[int, tuple[Model, set[str]]] = {}
        self.events: list[dict[str, Any]] = []

    def lock(self) -> None:
        """Lock the hall; what is read after this is what the last one left."""
        self.turn.lock()

    def ask(self, *statements: tuple[str, Sequence[Any]]) -> list[list[tuple[Any, ...]]]:
        """Lock the hall and return the rows of each statement with its values, in one trip."""
        return self.turn.ask(*statements)

    def glance(self) -> Glance:
        """Return which counters serve and what estimates need of every line, without waiting for the lock."""
        return self.turn.glance()

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
        ticket.line = self.lines.setdefault(line.pk, line)
        return ticket

    def line_of(self, group_id: int) -> Line:
        """Return the line of a group, in hand."""
        line_id = self.line_ids[group_id]
        if line_id not in self.lines:
            self.lines[line_id] = Line.objects.get(pk=line_id)
        return self.lines[line_id]

    def add(self, ticket: Ticket) -> None:
        """Put a new ticket in its line; writing gives it the next number of the line and the key.

        An act that does this records one event, and changes nothing else.
        """
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

    def write(self) -> None:
        """Write what was changed and recorded so far, in an act of many."""
        self.turn.take(self)
        self.turn.lock()

    def _count(self, ticket: Ticket, by: int) -> None:
        if ticket.state != WAITING:
            return
        line, rank = self.lines[ticket.line_id], ticket.rank
        self._set(line, **{COUNTS[rank]: getattr(line, COUNTS[rank]) + by})
        if by > 0 and ticket.line_at < getattr(line, FROM[rank]):
            self._set(line, **{FROM[rank]: ticket.line_at})

    def _set(self, row: Ticket | Line, **values: Any) -> None:
        names = self.changed.setdefault(id(row), (row, set()))[1]
        for name, value in values.items():
            setattr(row, name, value)
            names.add(name)


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
