"""How many failed attempts are borne before somebody must wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
# Four digits are 10,000 guesses: five tries in a quarter of an hour make a number take a fortnight.
PER_KEY = 5
# Several people behind one address of an office or a village share it.
PER_ADDRESS = 10


def next_try_at(failures: Iterable[datetime], *, limit: int) -> datetime | None:
    """Return when the next attempt is free, given the failures of the last window; None when it is now."""
    latest = sorted(failures)[-limit:]
    return latest[0] + WINDOW if len(latest) == limit else None
