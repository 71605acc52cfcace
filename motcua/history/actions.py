"""Writing the record."""

from collections.abc import Mapping
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


def record_change(
    *,
    subject: str,
    key: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    at: datetime,
    by: User | None = None,
) -> Entry | None:
    """Add a line that says what was set up anew, each value as it was and as it is; none when nothing changed."""
    told = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    if not told:
        return None
    return record(Entry.Verb.CHANGED, subject=subject, key=key, at=at, by=by, values=told)
