"""Rows written from plain values, many at once or one at a time, without building a query each time."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, Model

# Up to so many rows go in one statement.
FEW = 6
# What a database driver takes as it is.
_PLAIN = frozenset((int, str, bool, type(None)))


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write many rows from the values of the named columns; their keys are not read back.

    Several times faster than `bulk_create`, which needs an object per row and few rows per statement.
    """
    insert_prepared(model, names, prepared(model, names, rows))


def insert_prepared(model: type[Model], names: Sequence[str], values: Sequence[list[Any]]) -> None:
    """Write rows that `prepared` made ready."""
    if not values:
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        if len(values) > FEW:
            cursor.executemany(_insertion(model, tuple(names), 1), values)
        else:
            # The few rows of one act in one statement, which the database keeps planned.
            cursor.execute(_insertion(model, tuple(names), len(values)), list(chain(*values)))


def reserved_keys(model: type[Model], count: int) -> list[int]:
    """Return keys for so many new rows; none where the database gives keys only with the rows.

    With its key known, a row and those that point to it are written in one trip.
    """
    using = connections[DEFAULT_DB_ALIAS]
    if not count or using.vendor != "postgresql":
        return []
    with using.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [_table(model), count],
        )
        return [key for (key,) in cursor.fetchall()]


def upsert_one(
    model: type[Model], names: Sequence[str], row: Sequence[object], *, unique: str, told: Sequence[str]
) -> int:
    """Write one row, or the `told` columns of the row that already has its unique value; return the key."""
    (values,) = prepared(model, names, [row])
    settings = ", ".join(f'"{name}" = excluded."{name}"' for name in told or [unique])
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            f'{_insertion(model, tuple(names), 1)} ON CONFLICT ("{unique}") '
            f"DO UPDATE SET {settings} RETURNING id",
            values,
        )
        return int(cursor.fetchone()[0])


def update_one(model: type[Model], names: Sequence[str], row: Sequence[object], *, key: int) -> None:
    """Write the values of the named columns into the row of this key."""
    (values,) = prepared(model, names, [row])
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            f"UPDATE {_table(model)} SET {_settings(model, tuple(names))} WHERE id = %s", [*values, key]
        )


def update_many(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]], *, keys: Sequence[int]
) -> None:
    """Write the values of the named columns into the rows of these keys, in one go."""
    values = [[*row, key] for row, key in zip(prepared(model, names, rows), keys, strict=True)]
    if not values:
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(
            f"UPDATE {_table(model)} SET {_settings(model, tuple(names))} WHERE id = %s", values
        )


def prepared(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> list[list[Any]]:
    """Return rows of Python values as the database driver takes them."""
    # The connection itself: `django.db.connection` looks it up again for every value.
    using = connections[DEFAULT_DB_ALIAS]
    kinds = _kinds(model, tuple(names))
    return [
        [
            value
            if not is_json and (type(value) in _PLAIN or isinstance(value, str))
            else field.get_db_prep_save(value, using)
            for (field, is_json), value in zip(kinds, row, strict=True)
        ]
        for row in rows
    ]


@cache
def _kinds(model: type[Model], names: tuple[str, ...]) -> list[tuple[Any, bool]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return [(field, isinstance(field, JSONField)) for field in fields]


@cache
def _settings(model: type[Model], names: tuple[str, ...]) -> str:
    return ", ".join(f'"{field.column}" = %s' for field, _is_json in _kinds(model, names))


@cache
def _insertion(model: type[Model], names: tuple[str, ...], rows: int) -> str:
    columns = ", ".join(f'"{field.column}"' for field, _is_json in _kinds(model, names))
    marks = f"({', '.join(['%s'] * len(names))})"
    return f"INSERT INTO {_table(model)} ({columns}) VALUES {', '.join([marks] * rows)}"


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'
