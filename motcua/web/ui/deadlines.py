"""A clock as people read it: state and words, from moments and the working calendar."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.base import clock
from motcua.web.ui.templatetags.ui import minutes_words
from motcua.worktime.rules import WorkingTime

# Under this many working minutes left a clock says "soon" (ux.md §4.2).
SOON_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Chip:
    """What `{% deadline_chip %}` shows."""

    state: str
    words: str


def chip(
    due_at: datetime, *, now: datetime, working_time: WorkingTime, soon_minutes: int = SOON_MINUTES
) -> Chip:
    """Return a running clock: how much is left or over, in working days, else in hours and minutes."""
    minutes = working_time.minutes_between(now, due_at)
    if due_at < now:
        return Chip("overdue", over_words(due_at, now=now, working_time=working_time))
    return Chip(
        "soon" if minutes < soon_minutes else "in_time",
        left_words(due_at, now=now, working_time=working_time),
    )


def left_words(due_at: datetime, *, now: datetime, working_time: WorkingTime) -> str:
    """Còn 2 ngày làm việc; Còn 1 giờ 49 phút."""
    days = working_time.working_days_between(clock.local_day(now), clock.local_day(due_at))
    minutes = working_time.minutes_between(now, due_at)
    if days and minutes >= working_time.nominal_day_minutes:
        return ngettext("Còn %(count)s ngày làm việc", "Còn %(count)s ngày làm việc", days) % {"count": days}
    return _("Còn %(span)s") % {"span": minutes_words(minutes)}


def over_words(due_at: datetime, *, now: datetime, working_time: WorkingTime) -> str:
    """Quá 3 ngày làm việc; Quá 2 giờ 41 phút."""
    days = working_time.working_days_between(clock.local_day(due_at), clock.local_day(now))
    minutes = working_time.minutes_between(due_at, now)
    if days and minutes >= working_time.nominal_day_minutes:
        return ngettext("Quá %(count)s ngày làm việc", "Quá %(count)s ngày làm việc", days) % {"count": days}
    return _("Quá %(span)s") % {"span": minutes_words(minutes)}
