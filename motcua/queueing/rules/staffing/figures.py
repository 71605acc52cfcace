"""What the waits of a play come to, by hour and by group."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TypeVar

from motcua.queueing.rules.staffing.values import Day, Played, Wait

K = TypeVar("K", bound=Hashable)
# Nine in ten: what is promised of waits.
SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Figures:
    """Minutes of waiting: half waited at most the median, nine in ten at most the ninetieth, nobody longer."""

    count: int
    median: float
    ninetieth: float
    longest: float
    # The part that waited longer than the limit.
    over: float
    never_called: int


@dataclass(frozen=True, slots=True)
class Report:
    """Days played with one plan; `utilisation` is the part of its open time that each counter worked."""

    total: Figures
    # By the hour in which people stood in line.
    hours: Mapping[int, Figures]
    groups: Mapping[int, Figures]
    left_at_closing: int
    gone: int
    utilisation: Mapping[int, float]
    # Hours of all counters together, a day.
    counter_hours: float


def spare(count: int) -> int:
    """Return how many of so many waits may be longer when nine in ten may not."""
    return floor(count * (1 - SHARE) + 1e-9)


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the shortest time that this part of the waits does not exceed; 0 where there are none."""
    return ordered[ceil(len(ordered) * share - 1e-9) - 1] if ordered else 0


def figures(waits: Iterable[Wait], *, limit: float) -> Figures:
    """Return what waits come to; the limit is in minutes."""
    some = list(waits)
    ordered = sorted(one.seconds / 60 for one in some)
    over = sum(minutes > limit for minutes in ordered)
    return Figures(
        len(ordered),
        percentile(ordered, 0.5),
        percentile(ordered, SHARE),
        ordered[-1] if ordered else 0,
        over / len(ordered) if ordered else 0,
        sum(not one.was_called for one in some),
    )


def report(plays: Sequence[Played], *, limit: float) -> Report:
    """Return what several days played with one plan come to, taken together."""
    waits = [wait for one in plays for wait in one.waits]
    busy, opened = _together(one.busy for one in plays), _together(one.open for one in plays)
    return Report(
        figures(waits, limit=limit),
        _by(waits, hour_of, limit=limit),
        _by(waits, lambda wait: wait.group_id, limit=limit),
        sum(one.left_at_closing for one in plays),
        sum(one.gone for one in plays),
        {one: busy[one] / seconds for one, seconds in sorted(opened.items()) if seconds},
        sum(opened.values()) / 3600 / max(len(plays), 1),
    )


def recorded(day: Day) -> Played:
    """Return the waits of a day as they were, in the same measure."""
    waits = tuple(
        Wait(leg.group_id, since, day.waited(since, max(leg.called, since)))
        for visit in day.visits
        for leg in visit.legs
        if leg.called is not None
        for since in [max(leg.joined, visit.due)]
    )
    standing = sum(
        leg.joined < day.closes and (leg.called is None or leg.called > day.closes)
        for visit in day.visits
        if visit.gone is None
        for leg in visit.legs
    )
    gone = sum(visit.gone is not None for visit in day.visits)
    return Played(waits, standing, gone, {}, {})


def hour_of(wait: Wait) -> int:
    """Return the hour of the day in which somebody stood in line."""
    return int(wait.joined // 3600)


def _by(waits: Iterable[Wait], key: Callable[[Wait], K], *, limit: float) -> dict[K, Figures]:
    found: dict[K, list[Wait]] = defaultdict(list)
    for wait in waits:
        found[key(wait)].append(wait)
    return {one: figures(found[one], limit=limit) for one in sorted(found, key=str)}


def _together(some: Iterable[Mapping[int, float]]) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    for one in some:
        for counter_id, seconds in one.items():
            found[counter_id] += seconds
    return found
