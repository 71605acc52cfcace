"""How long somebody will wait: a range that is meant to hold four times in five."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, sqrt
from statistics import mean, median

from motcua.queueing.models import Rank

# The last services of a line that count, and how many of them are worth more than the general experience.
RECENT, ENOUGH = 9, 3
# The last paces of a line that count, how many are trusted, how far, and the longest that is no break.
PACES, TRUSTED, TRUST, LONGEST_PACE = 8, 4, 0.7, 30
# How much one service differs from another, as a part of its length; and how wrong the whole may be.
SPREAD, DRIFT = 0.6, 0.12
# Four of five lie within so many standard deviations on either side.
FOUR_OF_FIVE = 1.28
# What is left of the services under way when somebody comes, as a part of one.
REST = 0.7

# Counter → group → rank of the counters that serve.
Serving = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Group:
    """What is known of one line: who waits in its three rows, and how long one service takes."""

    group_id: int
    booked: int
    priority: int
    ordinary: int
    minutes: float
    # Minutes from call to call, as seen.
    paces: tuple[float, ...] = ()

    @property
    def work(self) -> float:
        """Minutes of service that wait, with somebody who comes now."""
        return (self.booked + self.priority + self.ordinary) * self.minutes


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many go first, and the minutes of waiting from and to; `pause` of them the doors may be closed."""

    ahead: int
    low: int
    high: int
    pause: int = 0

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def service_minutes(recent: Sequence[float], *, prior: float) -> float:
    """Return how long one service takes: the median of the last ones, what is usual until there are enough."""
    return max(median(recent[-RECENT:]) if len(recent) >= ENOUGH else prior, 0.5)


def estimate(
    group_id: int, rank: int, *, groups: Sequence[Group], serving: Serving, cap: int
) -> Estimate | None:
    """Return the wait of somebody who comes now, in minutes of service; None where no counter serves the group."""
    by_id = {group.group_id: group for group in groups}
    own = by_id[group_id]
    counters = _counters(own, by_id, serving)
    if not counters:
        return None
    ahead = _ahead(own, rank, cap)
    step = _step(own, counters)
    middle = (ahead + REST) * step if ahead else REST * step / 2
    deviation = SPREAD * step * sqrt(ahead + 1) + DRIFT * middle
    low, high = middle - FOUR_OF_FIVE * deviation, middle + FOUR_OF_FIVE * deviation
    return Estimate(ahead, max(floor(low), 0), max(ceil(high), 1))


def goes_first(minutes: float, *, group_id: int, groups: Sequence[Group], serving: Serving) -> int:
    """Return how many tickets of a line are called in so many minutes, at least one."""
    by_id = {group.group_id: group for group in groups}
    counters = _counters(by_id[group_id], by_id, serving) or 1
    return max(ceil(minutes / _step(by_id[group_id], counters)), 1)


def paced(paces: Sequence[float], since: datetime | None, *, at: datetime, waited: bool) -> list[float]:
    """Return the paces of a line after one more call; a call after a break, or when nobody waited, tells none."""
    minutes = (at - since) / timedelta(minutes=1) if since else LONGEST_PACE
    if not waited or not 0 <= minutes < LONGEST_PACE:
        return list(paces)
    return [*paces, round(minutes, 2)][-PACES:]


def _step(own: Group, counters: float) -> float:
    """Return the minutes from one call of a line to the next: as computed, and as seen of late."""
    computed = own.minutes / counters
    if len(own.paces) < TRUSTED:
        return computed
    return TRUST * mean(own.paces) + (1 - TRUST) * computed


def _counters(own: Group, groups: Mapping[int, Group], serving: Serving) -> float:
    """Return how many counters work for a line; one that serves several gives each its part of what waits."""
    found = 0.0
    for skills in serving.values():
        if own.group_id in skills:
            work = {one: groups[one].work for one in skills if one in groups}
            work[own.group_id] += own.minutes
            found += work[own.group_id] / sum(work.values())
    return found


def _ahead(own: Group, rank: int, cap: int) -> int:
    first = own.booked + own.priority
    if rank == Rank.ORDINARY:
        return own.ordinary + min(first, cap * (own.ordinary + 1))
    ahead = own.booked if rank == Rank.BOOKED else first
    return ahead + min(own.ordinary, ceil(ahead / cap))
