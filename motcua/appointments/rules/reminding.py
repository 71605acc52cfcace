"""When somebody is reminded of a booking: in the hours of the centre, on the working day before and two hours before."""

from datetime import datetime, timedelta

from motcua.base.clock import at as clock_at
from motcua.base.clock import local, local_day
from motcua.worktime.rules import WorkingTime

HOURS_BEFORE = timedelta(hours=2)
# A reminder that comes later than this helps nobody.
SHORTEST = timedelta(minutes=30)
_MOST_DAYS = 15


def day_before(starts_at: datetime, *, booked_at: datetime, working_time: WorkingTime) -> datetime | None:
    """Return when the reminder of the day before is due, None when the booking was made after that.

    The same hour of the last working day before, or the last half hour of it where its doors close earlier.
    """
    moment = local(starts_at)
    for days in range(1, _MOST_DAYS):
        day = moment.date() - timedelta(days=days)
        if sessions := working_time.sessions(day):
            minute = moment.hour * 60 + moment.minute
            minute = max(min(minute, sessions[-1][1] - 30), sessions[0][0])
            due = clock_at(day) + timedelta(minutes=minute)
            return due if due > booked_at else None
    return None


def hours_before(starts_at: datetime, *, booked_at: datetime, working_time: WorkingTime) -> datetime | None:
    """Return when the reminder of two hours before is due: not before the doors open, nor within the last half hour."""
    sessions = working_time.sessions(local_day(starts_at))
    opens = clock_at(local_day(starts_at)) + timedelta(minutes=sessions[0][0] if sessions else 0)
    due = max(starts_at - HOURS_BEFORE, opens)
    return due if booked_at < due <= starts_at - SHORTEST else None
