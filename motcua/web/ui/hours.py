"""When the centre is open, from its working calendar."""

from dataclasses import dataclass
from datetime import datetime

from motcua.base import clock
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime


@dataclass(frozen=True, slots=True)
class Hours:
    """Today at the centre."""

    is_open: bool
    # (from, to) of each session of today, as 07:30.
    sessions: tuple[tuple[str, str], ...]
    # When the present session ends, or the next one begins.
    closes_at: str
    opens_at: datetime | None
    opens_today: bool


def hours_now() -> Hours:
    """Return today's hours of the centre."""
    return hours(worktime.current().working_time, at=clock.now())


def hours(working_time: WorkingTime, *, at: datetime) -> Hours:
    """Return the hours of the day of a moment, and whether the centre is open at it."""
    sessions = working_time.sessions(at.date())
    is_open = working_time.is_open(at)
    minute = at.hour * 60 + at.minute
    closes = next((end for start, end in sessions if start <= minute < end), 0)
    opens_at = None if is_open else working_time.next_opening(at)
    return Hours(
        is_open=is_open,
        sessions=tuple((_clock(start), _clock(end)) for start, end in sessions),
        closes_at=_clock(closes) if is_open else "",
        opens_at=opens_at,
        opens_today=opens_at is not None and clock.local_day(opens_at) == at.date(),
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
