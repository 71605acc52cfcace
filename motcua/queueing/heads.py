"""Who sits at a counter, whom it has, and the first of every row it may call: one trip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from motcua.queueing.models import CounterSession, Line, Ticket
from motcua.queueing.rules import Head

# The rows of a line are read from where its first ticket can be: without that, PostgreSQL steps over every
# ticket called since the last clean-up of the index (docs/decisions/0011).
_COUNTER = """
SELECT s.user_id, s.skills, s.paused_at IS NOT NULL, c.id, c.letter, c.number,
  (SELECT e.run FROM queueing_hallevent AS e WHERE e.counter_id = s.counter_id AND e.hall_id = %s
     AND e.kind = 'called' ORDER BY e.seq DESC LIMIT 1),
  {current}
FROM queueing_countersession AS s
LEFT JOIN queueing_ticket AS c ON c.counter_id = s.counter_id AND c.state IN ('called', 'serving')
LEFT JOIN queueing_line AS d ON d.id = c.line_id
WHERE s.counter_id = %s AND s.to_at IS NULL
"""
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
    ORDER BY w.line_at, w.id LIMIT 1)"""
_JOINS = {
    # PostgreSQL might hash the whole table for the join that SQLite is given, which knows no LATERAL.
    "postgresql": f"CROSS JOIN LATERAL (SELECT w.* {_FIRST} AS ticket",
    "sqlite": f"JOIN queueing_ticket AS ticket ON ticket.id = (SELECT w.id {_FIRST}",
}
_BEFORE = 7
Ask = Callable[..., list[list[tuple[Any, ...]]]]
_HEAD = ("id", "line_id", "rank", "line_at")


@dataclass(frozen=True, slots=True)
class AtCounter:
    """A counter as its session says, the number it has, how many it called in a row, and whom it may call."""

    user_id: int
    skills: dict[int, int]
    is_paused: bool
    # The number it has called or serves.
    current_id: int | None
    current: str
    run: int
    heads: tuple[Head, ...]
    # The columns of the line and the ticket of each head, and of the number it has.
    rows: dict[int, Sequence[Any]]

    def taken(self, ticket_id: int) -> tuple[Ticket, Line]:
        """Return the ticket of a head, or the number the counter has, with its line."""
        row = self.rows[ticket_id]
        lines = len(_names(Line))
        line = Line.from_db(DEFAULT_DB_ALIAS, _names(Line), _read(Line, row[:lines]))
        ticket = Ticket.from_db(DEFAULT_DB_ALIAS, _names(Ticket), _read(Ticket, row[lines:]))
        ticket.line = line
        return ticket, line


def at_counter(counter_id: int, *, hall_id: int, lines: dict[int, int], ask: Ask) -> AtCounter | None:
    """Return who may be called to a counter from these lines by group, None when the counter is not open.

    `ask` answers statements, each with its values, with the rows of each.
    """
    asked = [(_counter(), [hall_id, counter_id])]
    if lines:
        asked.append((_first(len(lines), connections[DEFAULT_DB_ALIAS].vendor), [*lines.values()]))
    found, *firsts = ask(*asked)
    if not found:
        return None
    user_id, skills, is_paused, current_id, letter, number, run = found[0][:_BEFORE]
    ranks = {int(group): rank for group, rank in _read_one(_skills(), skills).items()}
    groups = {line: group for group, line in lines.items()}
    rows: dict[int, Sequence[Any]] = {}
    if current_id is not None:
        rows[current_id] = found[0][_BEFORE:]
    heads = []
    for row in chain.from_iterable(firsts):
        ticket_id, line_id, rank, line_at = (row[place] for place in _places())
        if groups[line_id] in ranks:
            rows[ticket_id] = row
            moment = _read_one(_line_at(), line_at)
            heads.append(Head(ticket_id, groups[line_id], rank, moment, ranks[groups[line_id]]))
    current = f"{letter}{number:03d}" if letter else ""
    return AtCounter(user_id, ranks, bool(is_paused), current_id, current, run or 0, tuple(heads), rows)


@cache
def _counter() -> str:
    return _COUNTER.format(current=", ".join(_columns("d", "c")))


@cache
def _first(lines: int, vendor: str) -> str:
    columns = ", ".join(_columns("line", "ticket"))
    return _HEADS.format(columns=columns, first=_JOINS[vendor], lines=", ".join(["%s"] * lines))


@cache
def _places() -> list[int]:
    """Return where a row says what a head is."""
    return [len(_names(Line)) + _names(Ticket).index(name) for name in _HEAD]


def _columns(line: str, ticket: str) -> list[str]:
    """Return the columns of a line and a ticket under these names."""
    return [
        f'{alias}."{field.column}"'
        for alias, model in ((line, Line), (ticket, Ticket))
        for field in model._meta.concrete_fields
    ]


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _converters(field: Any) -> tuple[Any, tuple[Any, ...]]:
    column = field.get_col(field.model._meta.db_table)
    using = connections[DEFAULT_DB_ALIAS]
    return column, (*using.ops.get_db_converters(column), *column.get_db_converters(using))


def _read_one(field: Any, value: Any) -> Any:
    column, converters = _converters(field)
    for convert in converters:
        value = convert(value, column, connections[DEFAULT_DB_ALIAS])
    return value


def _read(model: type[Model], row: Sequence[Any]) -> list[Any]:
    values = list(row)
    for at, field in _converted(model, connections[DEFAULT_DB_ALIAS].vendor):
        values[at] = _read_one(field, values[at])
    return values


@cache
def _converted(model: type[Model], vendor: str) -> list[tuple[int, Any]]:
    """Return the places of the columns that the database gives otherwise than the model holds them."""
    fields = enumerate(model._meta.concrete_fields)
    return [(at, field) for at, field in fields if _converters(field)[1]]


@cache
def _skills() -> Any:
    return CounterSession._meta.get_field("skills")


@cache
def _line_at() -> Any:
    return Ticket._meta.get_field("line_at")
