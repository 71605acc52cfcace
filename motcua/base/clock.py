"""The clock of the centre: every local day is computed in the centre's zone, never in UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return this moment in the centre's zone; only doors and commands call it."""
    return timezone.now().astimezone(ZONE)


def today() -> date:
    """Return the centre's calendar day of this moment."""
    return now().date()


def local(moment: datetime) -> datetime:
    """Return the same moment in the centre's zone."""
    return moment.astimezone(ZONE)


def local_day(moment: datetime) -> date:
    """Return the centre's calendar day of a moment."""
    return moment.astimezone(ZONE).date()


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment of a day in the centre's zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
