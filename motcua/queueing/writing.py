"""The statements that write what was done in a hall."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from motcua.base.bulk import prepared
from motcua.base.trips import Trip
from motcua.queueing.models import AT_COUNTER, HallEvent, Line, Rank, Ticket

# What every change of a hall tells on PostgreSQL: its centre, its day and the number of its last event.
CHANNEL = "motcua_hall"
_TELLING = f"pg_notify('{CHANNEL}', %s::text || ' ' || seq)"
_TELL = f"pg_notify('{CHANNEL}', %s::text || ' ' || max(seq))"
_LAST = "(SELECT coalesce(max(seq), 0) FROM queueing_hallevent WHERE hall_id = %s)"
COUNTS: dict[int, str] = {
    Rank.BOOKED: "waiting_booked",
    Rank.PRIORITY: "waiting_priority",
    Rank.ORDINARY: "waiting_ordinary",
}
FROM: dict[int, str] = {
    Rank.BOOKED: "booked_from",
    Rank.PRIORITY: "priority_from",
    Rank.ORDINARY: "ordinary_from",
}
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
_TOKEN = _UNNUMBERED.index("token")
Change = tuple[Model, Iterable[str]]
Statement = tuple[str, list[Any]]
Event = dict[str, Any]
# Rows that are changed alike: their table, their columns, and whether they are tickets at a counter.
_Kind = tuple[type[Model], tuple[str, ...], bool]


def write_changes(
    trip: Trip,
    changes: Sequence[Change],
    events: Sequence[Event],
    *,
    told: str,
    after: int | None = None,
    then: Callable[[int | None], None] | None = None,
) -> None:
    """Write changed rows and what happened; on PostgreSQL in one statement that tells everybody who listens.

    There `then` is given the number of the hall's last event now. With `after` nothing is written, and `then` given
    None, unless that was the number of the last event before.
    """
    # A counter must be free of one ticket before it has the next.
    changes = sorted(changes, key=lambda change: _is_at_counter(change[0]))
    if trip.vendor == "postgresql":
        is_bound = after is not None
        text, said = _changing(changes, is_bound=is_bound)
        documents = [{"n": at, **event} for at, event in enumerate(events, start=1)]
        last = [events[0]["hall_id"], after] if is_bound else [events[0]["hall_id"]]
        values = [*last, *said, _document(documents), told]

        def take(rows: list[tuple[Any, ...]]) -> None:
            if then:
                then(rows[0][0])

        trip.execute(f"WITH {_following(is_bound=is_bound)}{text}{_telling()}", values, then=take)
        return
    for row, names in changes:
        trip.execute(*_update(row, tuple(sorted(names))))
    trip.execute(*_recording(events))


def _is_at_counter(row: Model) -> bool:
    return isinstance(row, Ticket) and row.state in AT_COUNTER


@cache
def _following(*, is_bound: bool) -> str:
    """Return the part of a statement that reads after which event it writes, nothing if it is bound to another one."""
    only = " WHERE seq = %s::int" if is_bound else ""
    return f"l AS (SELECT seq FROM (SELECT {_LAST} AS seq) AS last{only}), "


def _changing(changes: Sequence[Change], *, is_bound: bool) -> Statement:
    """Return the parts of a statement that changes rows, in one document each for those of the same columns.

    Its text does not hang on how many rows there are, so it is planned once.
    """
    groups: dict[_Kind, list[Model]] = {}
    every_line = {name for row, names in changes if isinstance(row, Line) for name in names}
    for row, names in changes:
        columns = every_line if isinstance(row, Line) else names
        groups.setdefault((type(row), tuple(sorted(columns)), _is_at_counter(row)), []).append(row)
    said = [
        _document(
            [{"id": row.pk, **{_column(model, name): getattr(row, name) for name in names}} for row in rows]
        )
        for (model, names, _is_called), rows in groups.items()
    ]
    return _updating_many(tuple(groups), is_bound=is_bound), said


@cache
def _updating_many(kinds: tuple[_Kind, ...], *, is_bound: bool) -> str:
    leaving = [at for at, (model, _names, is_called) in enumerate(kinds) if model is Ticket and not is_called]
    parts = []
    for at, (model, names, is_called) in enumerate(kinds):
        settings = ", ".join(f'"{_column(model, name)}" = v."{_column(model, name)}"' for name in names)
        # Parts of a statement follow one another only where one reads what another wrote.
        first = [f"(SELECT count(*) AS n FROM c{one}) AS l{one}" for one in leaving if is_called]
        after = "".join(f" AND l{one}.n > 0" for one in leaving if is_called)
        rows = ", ".join([*(["l"] if is_bound else []), _recordset(model, ("id", *names)), *first])
        parts.append(
            f'c{at} AS (UPDATE "{model._meta.db_table}" AS t SET {settings} FROM {rows} '
            f"WHERE t.id = v.id{after} RETURNING t.id), "
        )
    return "".join(parts)


@cache
def _telling() -> str:
    columns = ", ".join(f'"{_column(HallEvent, name)}"' for name in _EVENT)
    said = ", ".join(f'v."{_column(HallEvent, name)}"' for name in _EVENT)
    return (
        f'e AS (INSERT INTO queueing_hallevent ("seq", {columns}) SELECT l.seq + v.n, {said} '
        f"FROM l, {_recordset(HallEvent, _EVENT, 'n integer')} RETURNING seq) "
        f"SELECT max(seq), CASE WHEN count(*) > 0 THEN {_TELL} END FROM e"
    )


def _recordset(model: type[Model], names: Sequence[str], *more: str) -> str:
    """Return rows `v` of these columns, read from one document."""
    using = connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    # The key of a row is a number like any other here, not one that gives itself.
    kinds = (
        f'"{one.column}" {one.rel_db_type(using) if one.primary_key else one.db_type(using)}'
        for one in fields
    )
    return f"json_to_recordset(%s::json) AS v({', '.join([*kinds, *more])})"


def _document(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(rows).decode()


def write_tickets(trip: Trip, tickets: Sequence[Ticket], events: Sequence[Event], *, told: str) -> None:
    """Number new tickets after the last of their lines, write them and an event of each; all know their keys then."""
    if trip.vendor == "postgresql":
        _write_at_once(trip, tickets, events, told=told)
    else:
        for ticket, event in zip(tickets, events, strict=True):
            _write_one(trip, ticket, event)
    for ticket in tickets:
        ticket._state.adding, ticket._state.db = False, DEFAULT_DB_ALIAS


def _write_at_once(trip: Trip, tickets: Sequence[Ticket], events: Sequence[Event], *, told: str) -> None:
    counted, lines = _counted(tickets)
    # A number is the last of its line less those that come after it.
    after = dict.fromkeys(lines, 0)
    places = []
    for ticket in reversed(tickets):
        places.append((ticket.line_id, after[ticket.line_id]))
        after[ticket.line_id] += 1
    rows = prepared(Ticket, _UNNUMBERED, ([getattr(one, name) for name in _UNNUMBERED] for one in tickets))
    said = prepared(HallEvent, _EVENT[1:], ([event[name] for name in _EVENT[1:]] for event in events))
    values: list[Any] = [*counted]
    for row, place in zip(rows, reversed(places), strict=True):
        values += [*place, *row]
    values.append(events[0]["hall_id"])
    for row, event in zip(rows, said, strict=True):
        values += [row[_TOKEN], *event]

    def take(written: list[tuple[Any, ...]]) -> None:
        for ticket, found in zip(tickets, sorted(written), strict=True):
            ticket.pk, ticket.number = found[1:3]

    trip.execute(f"{_issuing(len(lines), len(tickets))} {_TELLING}", [*values, told], then=take)


def _counted(tickets: Sequence[Ticket]) -> tuple[list[Any], list[int]]:
    """Return, line by line, how many of each row come to it and from where on they wait."""
    lines: dict[int, list[Any]] = {}
    for ticket in tickets:
        row = lines.setdefault(ticket.line_id, [ticket.line_id, 0, 0, 0, 0, None, None, None])
        row[1] += 1
        row[2 + ticket.rank] += 1
        first = row[5 + ticket.rank]
        row[5 + ticket.rank] = ticket.line_at if first is None else min(first, ticket.line_at)
    return list(chain.from_iterable(lines.values())), list(lines)


@cache
def _issuing(lines: int, tickets: int) -> str:
    """Return the statement that numbers so many tickets of so many lines; what it returns begins with seq."""
    kinds = ("bigint", *["int"] * 4, *["timestamptz"] * 3)
    line = f"({', '.join(f'%s::{kind}' for kind in kinds)})"
    columns = ", ".join(f'"{_column(Ticket, name)}"' for name in ("number", *_UNNUMBERED))
    ticket = f"((SELECT last FROM l WHERE l.id = %s) - %s, {', '.join(['%s'] * len(_UNNUMBERED))})"
    said = ", ".join(f'"{_column(HallEvent, name)}"' for name in _EVENT)
    events = ", ".join(
        f"((SELECT seq FROM e) + {at}, (SELECT id FROM n WHERE token = %s), "
        f"{', '.join(['%s'] * (len(_EVENT) - 1))})"
        for at in range(1, tickets + 1)
    )
    return (
        f"WITH v (id, all_of, booked, priority, ordinary, b, p, o) AS (VALUES {', '.join([line] * lines)}), "
        "l AS (UPDATE queueing_line AS t SET last = t.last + v.all_of, "
        "waiting_booked = t.waiting_booked + v.booked, waiting_priority = t.waiting_priority + v.priority, "
        "waiting_ordinary = t.waiting_ordinary + v.ordinary, booked_from = least(t.booked_from, v.b), "
        "priority_from = least(t.priority_from, v.p), ordinary_from = least(t.ordinary_from, v.o) "
        "FROM v WHERE t.id = v.id RETURNING t.id, t.last), "
        f"n AS (INSERT INTO queueing_ticket ({columns}) VALUES {', '.join([ticket] * tickets)} "
        "RETURNING id, token, number), "
        "e AS (SELECT coalesce(max(seq), 0) AS seq FROM queueing_hallevent WHERE hall_id = %s) "
        f'INSERT INTO queueing_hallevent ("seq", {said}) VALUES {events} '
        "RETURNING seq, ticket_id, (SELECT n.number FROM n WHERE n.id = ticket_id),"
    )


def _write_one(trip: Trip, ticket: Ticket, event: Event) -> None:
    rank = ticket.rank
    count, mark = COUNTS[rank], FROM[rank]
    (place,) = prepared(Ticket, ("line_at", "line_at"), [(ticket.line_at, ticket.line_at)])
    ((ticket.number,),) = trip.ask(
        f"UPDATE queueing_line SET last = last + 1, {count} = {count} + 1, "
        f"{mark} = CASE WHEN {mark} > %s THEN %s ELSE {mark} END WHERE id = %s RETURNING last",
        [*place, ticket.line_id],
    )
    (row,) = prepared(Ticket, _TICKET, [[getattr(ticket, name) for name in _TICKET]])
    columns = ", ".join(f'"{_column(Ticket, name)}"' for name in _TICKET)
    marks = ", ".join(["%s"] * len(_TICKET))
    ((ticket.pk,),) = trip.ask(f"INSERT INTO queueing_ticket ({columns}) VALUES ({marks}) RETURNING id", row)
    trip.execute(*_recording([event | {"ticket_id": ticket.pk}]))


def _recording(events: Sequence[Event]) -> Statement:
    """Return the statement that writes events under the next numbers of the hall."""
    marks = ", ".join(
        f"({_LAST} + {at}, {', '.join(['%s'] * len(_EVENT))})" for at in range(1, len(events) + 1)
    )
    rows = prepared(HallEvent, _EVENT, ([event[name] for name in _EVENT] for event in events))
    columns = ", ".join(f'"{_column(HallEvent, name)}"' for name in _EVENT)
    text = f'INSERT INTO queueing_hallevent ("seq", {columns}) VALUES {marks}'
    return text, list(chain.from_iterable([events[0]["hall_id"], *row] for row in rows))


@cache
def _column(model: type[Model], name: str) -> str:
    column: Any = model._meta.get_field(name)
    return str(column.column)


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> str:
    settings = ", ".join(f'"{_column(model, name)}" = %s' for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {settings} WHERE id = %s'


def _update(row: Model, names: tuple[str, ...]) -> Statement:
    (values,) = prepared(type(row), names, [[getattr(row, name) for name in names]])
    return _updating(type(row), names), [*values, row.pk]
