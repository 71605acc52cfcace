"""What the next two hours of a line bring, if people go on coming and being served as they do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

STEP, STEPS = 30, 4
# Arrivals of the last so many minutes count twice against those of the whole day.
LATELY = 60
# No pace is read from less than this.
LEAST = 15


@dataclass(frozen=True, slots=True)
class Flow:
    """A line as it is: who waits, how many come in an hour, minutes of one service, how many counters work for it."""

    waiting: int
    per_hour: float
    minutes: float
    counters: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """The end of one half hour to come: who came in it, who waits then, and how long whoever comes then waits."""

    at: datetime
    coming: int
    waiting: int
    # None where no counter serves the line.
    wait: int | None


def per_hour(arrivals: Sequence[datetime], *, since: datetime, at: datetime) -> float:
    """Return how many come in an hour: the last hour counts twice, the whole day since numbers are given once."""
    day = max((at - since) / timedelta(hours=1), LEAST / 60)
    lately = min(day, LATELY / 60)
    recent = sum(at - moment < timedelta(hours=lately) for moment in arrivals) / lately
    return (2 * recent + len(arrivals) / day) / 3


def forecast(flow: Flow, *, at: datetime, open_minutes: Sequence[int]) -> list[Ahead]:
    """Return the half hours to come; `open_minutes` are those in which the doors are open, half hour by half hour."""
    waiting, told = float(flow.waiting), []
    for step, minutes in enumerate(open_minutes, start=1):
        coming = flow.per_hour * minutes / 60
        waiting = max(waiting + coming - minutes * flow.counters / flow.minutes, 0.0)
        wait = round(waiting * flow.minutes / flow.counters) if flow.counters else None
        told.append(Ahead(at + timedelta(minutes=STEP * step), round(coming), round(waiting), wait))
    return told


def counters_needed(flow: Flow, *, open_minutes: Sequence[int], limit: int) -> int:
    """Return how many counters keep the wait under a limit until the end of the half hours to come."""
    come = sum(flow.per_hour * minutes / 60 for minutes in open_minutes)
    work = (flow.waiting + come) * flow.minutes
    # Whoever comes last may still wait as long as the limit.
    return ceil(work / (sum(open_minutes) + limit)) if work else 0


def shares(work: Mapping[int, float], serving: Mapping[int, Collection[int]]) -> dict[int, float]:
    """Return how many counters work for each line: one that serves several gives each its part of the work."""
    found = dict.fromkeys(work, 0.0)
    for skills in serving.values():
        own = {group: work[group] for group in skills if group in work}
        total = sum(own.values())
        for group, minutes in own.items():
            found[group] += minutes / total if total else 1 / len(own)
    return found
