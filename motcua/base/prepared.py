"""Queries compiled once: the statement is kept, only its parameters change.

Compiling a query with joins costs the processor more than running it; the few on the hot paths are compiled
the first time they are asked for.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet


class Prepared:
    """A query whose shape never changes.

    `build` makes it with the stand-ins as its parameters; each must be a value that no constant of the query equals.
    """

    def __init__(self, build: Callable[[], QuerySet[Any]], *, stand_ins: Sequence[object]) -> None:
        self.build, self.stand_ins = build, stand_ins
        self.places: list[list[int]] = []
        self.parameters: list[Any] = []
        self.statement = ""
        self.converters: Any = None
        self.compiler: Any = None

    def rows(self, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows for these values in place of the stand-ins, as Python values column by column."""
        using = connections[DEFAULT_DB_ALIAS]
        if not self.statement:
            self._compile()
        parameters = list(self.parameters)
        for places, value in zip(self.places, values, strict=True):
            for place in places:
                parameters[place] = adapted(value)
        with using.cursor() as cursor:
            cursor.execute(self.statement, parameters)
            found = cursor.fetchall()
        if self.converters:
            return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]
        return found

    def _compile(self) -> None:
        compiler = self.build().query.get_compiler(DEFAULT_DB_ALIAS)
        statement, parameters = compiler.as_sql()
        self.parameters = list(parameters)
        self.places = [
            [place for place, held in enumerate(self.parameters) if held == adapted(value)]
            for value in self.stand_ins
        ]
        self.converters = compiler.get_converters(
            [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        )
        self.compiler, self.statement = compiler, statement


def adapted(value: object) -> Any:
    """Return a value as the database driver takes it."""
    if isinstance(value, datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    return value


def instances(model: type[Model], rows: Sequence[Sequence[Any]], *, start: int = 0) -> list[Any]:
    """Return model instances from whole rows whose columns of this model begin at `start`."""
    names = [field.attname for field in model._meta.concrete_fields]
    end = start + len(names)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row[start:end]) for row in rows]
