"""What every connection to PostgreSQL is told when it opens."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.datetime import TimestamptzLoader


class MomentLoader(TimestamptzLoader):
    """Reads moments with the interpreter's own reader of ISO 8601: a page of fifty lines has two hundred of them.

    Django's connections speak UTC, so that every moment comes as one of UTC. What is no moment of the
    calendar (`infinity`, years before Christ) is left to the driver.
    """

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            return _moment(bytes(data))
        except ValueError:
            return super().load(data).replace(tzinfo=UTC)


@lru_cache(maxsize=4096)
def _moment(written: bytes) -> datetime:
    # A dossier read with its steps brings its own moments once for each of them.
    return datetime.fromisoformat(written.decode())


def read_moments_quickly(connection: BaseDatabaseWrapper, **_more: Any) -> None:
    """Let a new connection read its moments with MomentLoader, when it is one to PostgreSQL that speaks UTC."""
    if connection.vendor == "postgresql" and connection.timezone is UTC:
        connection.connection.adapters.register_loader("timestamptz", MomentLoader)
