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
    """A query whose shape never changes; `build` makes it with stand-ins for its parameters."""

    def __init__(self, build: Callable[[], QuerySet[Any]]) -> None:
        self.build = build
        self.statement = ""
        self.converters: Any = None
        self.compiler: Any = None

    def rows(self, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return the rows as Python values, in the order of the query's columns."""
        using = connections[DEFAULT_DB_ALIAS]
        if not self.statement:
            self._compile()
        with using.cursor() as cursor:
            cursor.execute(self.statement, parameters)
            found = cursor.fetchall()
        if self.converters:
            return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]
        return found

    @staticmethod
    def adapted(moment: datetime) -> Any:
        """Return a moment as the database driver takes it."""
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(moment)

    def _compile(self) -> None:
        compiler = self.build().query.get_compiler(DEFAULT_DB_ALIAS)
        statement, _stand_ins = compiler.as_sql()
        self.converters = compiler.get_converters(
            [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        )
        self.compiler, self.statement = compiler, statement


def instances(model: type[Model], rows: Sequence[Sequence[Any]], *, start: int = 0) -> list[Any]:
    """Return model instances from whole rows whose columns of this model begin at `start`."""
    names = [field.attname for field in model._meta.concrete_fields]
    end = start + len(names)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row[start:end]) for row in rows]
