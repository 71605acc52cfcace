"""Rows written in bulk from plain values."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, Model

# What a database driver takes as it is.
_PLAIN = frozenset((int, str, bool, type(None)))


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write many rows from the values of the named columns; their keys are not read back.

    Several times faster than `bulk_create`, which needs an object per row and few rows per statement.
    """
    # The connection itself: `django.db.connection` looks it up again for every value.
    using = connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    kinds = [(field, isinstance(field, JSONField)) for field in fields]
    values = [
        [
            value if type(value) in _PLAIN and not is_json else field.get_db_prep_save(value, using)
            for (field, is_json), value in zip(kinds, row, strict=True)
        ]
        for row in rows
    ]
    if not values:
        return
    quote = using.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with using.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})", values)
