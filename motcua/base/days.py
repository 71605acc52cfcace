"""Days as people write them."""

import re
from datetime import date

_PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})")


def read_day(text: str, *, today: date) -> date | None:
    """Return the day that 13/9/1989, 1-9-89, 010989 or 1989-09-13 means, or None when it means none.

    Two digits of a year are of this century unless that lies ahead.
    """
    typed = text.strip()
    try:
        return date.fromisoformat(typed) if re.fullmatch(r"\d{4}-\d\d-\d\d", typed) else _read(typed, today)
    except ValueError:
        return None


def _read(typed: str, today: date) -> date | None:
    match = _PARTS.fullmatch(typed) or _RUN.fullmatch(typed)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    if len(match[3]) == 2:
        year += today.year // 100 * 100
        if year > today.year:
            year -= 100
    return date(year, month, day)
