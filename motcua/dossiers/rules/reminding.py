"""When a step is running out of its time, and who is to be told."""

from datetime import datetime

from motcua.base.clock import local_day
from motcua.dossiers.models import Reminder
from motcua.worktime.rules import WorkingTime

Level = Reminder.Level
# From the first to the last; only the highest that is reached is told.
ORDER = (Level.HALF, Level.MOST, Level.BREACH, Level.AFTER)


def reminder_level(*, opened_at: datetime, due_at: datetime, at: datetime, working_time: WorkingTime) -> str:
    """Return the reminder a step has reached: half or 80 % of its working time, its breach, a day after; or ""."""
    if at > due_at:
        later = working_time.working_days_between(local_day(due_at), local_day(at))
        return (Level.AFTER if later > 0 else Level.BREACH).value
    whole = working_time.minutes_between(opened_at, due_at)
    passed = working_time.minutes_between(opened_at, at)
    if whole <= 0 or passed * 2 < whole:
        return ""
    return (Level.MOST if passed * 5 >= whole * 4 else Level.HALF).value


def is_told_above(level: str) -> bool:
    """Say whether a reminder goes past the holder: a breach to the head, a day later to the head of the agency."""
    return level in (Level.BREACH, Level.AFTER)
