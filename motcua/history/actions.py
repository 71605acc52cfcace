"""Writing the record."""

from datetime import datetime
from typing import Any

from motcua.accounts.models import User
from motcua.history.models import Entry


def record(
    verb: Entry.Verb,
    *,
    subject: str,
    key: str,
    at: datetime,
    by: User | None = None,
    address: str | None = None,
    **details: Any,
) -> Entry:
    """Add one line to the record."""
    return Entry.objects.create(
        at=at, actor=by, verb=verb, subject=subject, key=key, address=address or None, details=details
    )
