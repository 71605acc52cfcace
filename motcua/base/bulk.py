"""Rows written from plain values, many at once or one at a time, without building a query each time."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, Model

from motcua.base.trips import Trip, asked, one_trip

# Up to so many rows go in one statement.
FEW = 6
# What a database driver takes as it is.
_PLAIN: frozenset[type] = frozenset((int, str, bool, type(None)))
_PLAIN_ON_POSTGRESQL: frozenset[type] = _PLAIN | {date, UUID}


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write many rows from the values of the named columns; their keys are not read back.

    Several times faster than `bulk_create`, which needs an object per row and few rows per statement.
    """
    with one_trip() as trip:
        insert_prepared(trip, model, names, prepared(model, names, rows))


def insert_prepared(
    trip: Trip, model: type[Model], names: Sequence[str], values: Sequence[list[Any]]
) -> None:
    """Write rows that `prepared` made ready."""
    if len(values) > FEW:
        trip.executemany(_insertion(model, tuple(names), 1), values)
    elif values:
        # The few rows of one act in one statement, which the database keeps planned.
        trip.execute(_insertion(model, tuple(names), len(values)), list(chain(*values)))


def upsert_one(
    model: type[Model], names: Sequence[str], row: Sequence[object], *, unique: str, told: Sequence[str]
) -> int:
    """Write one row, or the `told` columns of the row that already has its unique value; return the key."""
    (values,) = prepared(model, names, [row])
    settings = ", ".join(f'"{name}" = excluded."{name}"' for name in told or [unique])
    ((key,),) = asked(
        f'{_insertion(model, tuple(names), 1)} ON CONFLICT ("{unique}") DO UPDATE SET {settings} RETURNING id',
        values,
    )
    return int(key)


def update_one(
    trip: Trip, model: type[Model], names: Sequence[str], row: Sequence[object], *, key: int
) -> None:
    """Write the values of the named columns into the row of this key."""
    (values,) = prepared(model, names, [row])
    trip.execute(_update(model, tuple(names)), [*values, key])


def update_many(
    trip: Trip,
    model: type[Model],
    names: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    keys: Sequence[int],
) -> None:
    """Write the values of the named columns into the rows of these keys, in one go."""
    values = [[*row, key] for row, key in zip(prepared(model, names, rows), keys, strict=True)]
    if values:
        trip.executemany(_update(model, tuple(names)), values)


def prepared(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> list[list[Any]]:
    """Return rows of Python values as the database driver takes them."""
    # The connection itself: `django.db.connection` looks it up again for every value.
    using = connections[DEFAULT_DB_ALIAS]
    kinds = _kinds(model, tuple(names))
    plain = _PLAIN_ON_POSTGRESQL if using.vendor == "postgresql" else _PLAIN
    return [
        [
            value
            if not is_json and (type(value) in plain or isinstance(value, str) or _is_moment(value, plain))
            else field.get_db_prep_save(value, using)
            for (field, is_json), value in zip(kinds, row, strict=True)
        ]
        for row in rows
    ]


def _is_moment(value: object, plain: frozenset[type]) -> bool:
    """Whether a moment with its zone may go as it is; one without is for the field to complain of."""
    return type(value) is datetime and date in plain and value.tzinfo is not None


@cache
def _kinds(model: type[Model], names: tuple[str, ...]) -> list[tuple[Any, bool]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return [(field, isinstance(field, JSONField)) for field in fields]


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    settings = ", ".join(f'"{field.column}" = %s' for field, _is_json in _kinds(model, names))
    return f"UPDATE {_table(model)} SET {settings} WHERE id = %s"


@cache
def _insertion(model: type[Model], names: tuple[str, ...], rows: int) -> str:
    columns = ", ".join(f'"{field.column}"' for field, _is_json in _kinds(model, names))
    marks = f"({', '.join(['%s'] * len(names))})"
    return f"INSERT INTO {_table(model)} ({columns}) VALUES {', '.join([marks] * rows)}"


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'
