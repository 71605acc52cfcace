"""Who sits at some counters, whom they have, and who is first in every row they may call: one trip."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from motcua.base.prepared import attributes, instance
from motcua.queueing.models import CounterSession, Line, Ticket
from motcua.queueing.rules import Head

# The rows of a line are read from where its first ticket can be: without that, PostgreSQL steps over every
# ticket called since the last clean-up of the index (docs/decisions/0011).
_COUNTERS = """
SELECT s.counter_id, s.user_id, s.skills, s.paused_at IS NOT NULL, c.id,
  (SELECT e.run FROM queueing_hallevent AS e WHERE e.counter_id = s.counter_id AND e.hall_id = %s
     AND e.kind = 'called' ORDER BY e.seq DESC LIMIT 1),
  {current}
FROM queueing_countersession AS s
LEFT JOIN queueing_ticket AS c ON c.counter_id = s.counter_id AND c.state IN ('called', 'serving')
LEFT JOIN queueing_line AS d ON d.id = c.line_id
WHERE s.counter_id IN ({counters}) AND s.to_at IS NULL
"""
_LINES = "SELECT {columns} FROM queueing_line AS line WHERE line.id IN ({lines})"
_HEADS = """
SELECT {columns}
FROM queueing_line AS line
CROSS JOIN (SELECT 0 AS rank UNION ALL SELECT 1 UNION ALL SELECT 2) AS r
{first}
WHERE line.id IN ({lines})
"""
_FIRST = """
    FROM queueing_ticket AS w
    WHERE w.line_id = line.id AND w.state = 'waiting' AND w.rank = r.rank
      AND w.line_at >= CASE r.rank
        WHEN 0 THEN line.booked_from WHEN 1 THEN line.priority_from ELSE line.ordinary_from END
    ORDER BY w.line_at, w.id LIMIT %s)"""
_JOINS = {
    # PostgreSQL might hash the whole table for the join that SQLite is given, which knows no LATERAL.
    "postgresql": f"CROSS JOIN LATERAL (SELECT w.* {_FIRST} AS ticket",
    "sqlite": f"JOIN queueing_ticket AS ticket ON ticket.id IN (SELECT w.id {_FIRST}",
}
_BEFORE = 6
_HEAD = ("id", "line_id", "rank", "line_at")


@dataclass(slots=True)
class AtCounter:
    """A counter as its session says, the number it has, and how many it called in a row."""

    user_id: int
    # Groups it may call, by how it ranks them.
    skills: dict[int, int]
    is_paused: bool
    # The number it has called or serves.
    current_id: int | None
    run: int


class Seen:
    """Some counters, and so many of the first in every row of their lines.

    Counters follow one another: whom one takes the next does not see. `lines` are the same objects for all of them.
    """

    def __init__(self, lines: Mapping[int, int], *, count: int) -> None:
        self.counters: dict[int, AtCounter] = {}
        self.lines: dict[int, Line] = {}
        self._groups = {line: group for group, line in lines.items()}
        self._using = connections[DEFAULT_DB_ALIAS]
        # Of each row the places and the keys of those that wait, and the columns they came in.
        self._rows: dict[tuple[int, int], list[tuple[datetime, int]]] = {}
        self._found: dict[int, Sequence[Any]] = {}
        self._tickets: dict[int, Ticket] = {}
        self._count = count
        # Rows behind whose last one somebody may wait who was not seen.
        self._cut: set[tuple[int, int]] = set()

    def is_enough(self, count: int) -> bool:
        """Whether so many calls can be decided from this."""
        return all(len(self._rows[kind]) >= count for kind in self._cut)

    def heads(self, counter_id: int) -> tuple[Head, ...]:
        """Return the first of every row that a counter may call."""
        skills = self.counters[counter_id].skills
        return tuple(
            Head(row[0][1], group, rank, row[0][0], skills[group])
            for (group, rank), row in self._rows.items()
            if row and group in skills
        )

    def current(self, counter_id: int) -> Ticket | None:
        """Return the number a counter has, with its line."""
        ticket_id = self.counters[counter_id].current_id
        return None if ticket_id is None else self._ticket(ticket_id)

    def take(self, head: Head) -> Ticket:
        """Take the first of a row out of it, with its line."""
        self._rows[head.group_id, head.rank].pop(0)
        return self._ticket(head.ticket_id)

    def add_counter(self, row: Sequence[Any]) -> None:
        counter_id, user_id, skills, is_paused, current_id, run = row[:_BEFORE]
        ranks = {int(group): rank for group, rank in self._read_one(_skills(), skills).items()}
        if current_id is not None:
            # Perhaps in a line that nobody is called from now.
            line, ticket = (
                row[_BEFORE : _BEFORE + len(attributes(Line))],
                row[_BEFORE + len(attributes(Line)) :],
            )
            self._found[current_id] = ticket
            if line[0] not in self.lines:
                self.add_line(line)
        self.counters[counter_id] = AtCounter(user_id, ranks, bool(is_paused), current_id, run or 0)

    def add_line(self, row: Sequence[Any]) -> None:
        self.lines[row[0]] = instance(Line, self._read(Line, row))

    def add_heads(self, rows: Iterable[Sequence[Any]]) -> None:
        at_id, at_line, at_rank, at_moment = _head_places()
        for row in rows:
            self._found[row[at_id]] = row
            kind = self._groups[row[at_line]], row[at_rank]
            moment = self._read_one(_line_at(), row[at_moment])
            self._rows.setdefault(kind, []).append((moment, row[at_id]))
        for kind, waiting in self._rows.items():
            waiting.sort()
            if len(waiting) == self._count:
                self._cut.add(kind)

    def _ticket(self, ticket_id: int) -> Ticket:
        if ticket_id not in self._tickets:
            ticket = instance(Ticket, self._read(Ticket, self._found[ticket_id]))
            # What `ticket.line = line` does, less its looking up of databases.
            _line().set_cached_value(ticket, self.lines[ticket.line_id])
            self._tickets[ticket_id] = ticket
        return self._tickets[ticket_id]

    def _read(self, model: type[Model], row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for at, field in _converted(model, self._using.vendor):
            values[at] = self._read_one(field, values[at])
        return values

    def _read_one(self, field: Any, value: Any) -> Any:
        column, converters = _converters(field)
        for convert in converters:
            value = convert(value, column, self._using)
        return value


def asking(
    counter_ids: Sequence[int], *, hall_id: int, lines: Mapping[int, int], count: int
) -> list[tuple[str, list[int]]]:
    """Return the statements, with their values, whose rows `seen` reads."""
    # Few texts, so that each is planned early: a counter named twice is found once.
    named = [*counter_ids, *[counter_ids[-1]] * (_rounded(len(counter_ids)) - len(counter_ids))]
    asked = [(_counters(len(named)), [hall_id, *named])]
    if lines:
        asked.append((_whole_lines(len(lines)), [*lines.values()]))
        text = _heads(len(lines), connections[DEFAULT_DB_ALIAS].vendor)
        asked.append((text, [count, *lines.values()]))
    return asked


def seen(found: Sequence[Sequence[Sequence[Any]]], *, lines: Mapping[int, int], count: int) -> Seen:
    """Return the counters, those that are open, and who may be called to them from these lines by group."""
    counters, whole, heads = found if lines else (*found, [], [])
    made = Seen(lines, count=count)
    for row in whole:
        made.add_line(row)
    for row in counters:
        made.add_counter(row)
    made.add_heads(heads)
    return made


def _rounded(count: int) -> int:
    """Return the next power of two."""
    return 1 << (count - 1).bit_length()


@cache
def _counters(count: int) -> str:
    current = ", ".join([*_columns(Line, "d"), *_columns(Ticket, "c")])
    return _COUNTERS.format(current=current, counters=_places(count))


@cache
def _whole_lines(lines: int) -> str:
    return _LINES.format(columns=", ".join(_columns(Line, "line")), lines=_places(lines))


@cache
def _heads(lines: int, vendor: str) -> str:
    columns = ", ".join(_columns(Ticket, "ticket"))
    return _HEADS.format(columns=columns, first=_JOINS[vendor], lines=_places(lines))


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)


@cache
def _head_places() -> list[int]:
    """Return where a row says what a head is."""
    return [attributes(Ticket).index(name) for name in _HEAD]


def _columns(model: type[Model], alias: str) -> list[str]:
    """Return the columns of a row under this name."""
    return [f'{alias}."{field.column}"' for field in model._meta.concrete_fields]


@cache
def _converters(field: Any) -> tuple[Any, tuple[Any, ...]]:
    column = field.get_col(field.model._meta.db_table)
    using = connections[DEFAULT_DB_ALIAS]
    return column, (*using.ops.get_db_converters(column), *column.get_db_converters(using))


@cache
def _converted(model: type[Model], vendor: str) -> list[tuple[int, Any]]:
    """Return the places of the columns that the database gives otherwise than the model holds them."""
    fields = enumerate(model._meta.concrete_fields)
    return [(at, field) for at, field in fields if _converters(field)[1]]


@cache
def _skills() -> Any:
    return CounterSession._meta.get_field("skills")


@cache
def _line() -> Any:
    return Ticket._meta.get_field("line")


@cache
def _line_at() -> Any:
    return Ticket._meta.get_field("line_at")
