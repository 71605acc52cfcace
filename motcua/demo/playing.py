"""A day in the demo's hall, lived beside the server in its own time or faster."""

import time
from collections.abc import Callable
from datetime import datetime

from motcua.base import clock
from motcua.demo.hall_day import HallDay


def play(
    *, now: datetime, present: datetime | None, speed: float, seed: int, tell: Callable[[str], None]
) -> HallDay:
    """Live a day: at once what lies before the present, and from there on every act when its time has come."""
    day = HallDay(now.date(), seed=seed, tell=tell)
    present = present or usual(now, day)
    began = time.monotonic()
    for moment in day.moments():
        ahead = (moment - present).total_seconds() / speed - (time.monotonic() - began)
        if moment > present and ahead > 0:
            time.sleep(ahead)
        elif moment <= present:
            began = time.monotonic()
    return day


def usual(now: datetime, day: HallDay) -> datetime:
    """Return the present while the hall is open, else the middle of a morning."""
    is_open = day.sessions[0][0] <= now < day.sessions[-1][1]
    return now if is_open else clock.at(day.day, 10)
