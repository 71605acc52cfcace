"""Which hours can be booked, and how many people in each: arithmetic on one day of one group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from statistics import median

# Minutes from midnight: opens, closes.
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a day for which so many services of a group can be booked; its doors close at `closes_at`."""

    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    places: int


@dataclass(frozen=True, slots=True)
class Service:
    """One thing to be done at a counter: its group, and how many minutes it takes."""

    group_id: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A place that a service takes: in which slot, and how many places the slot has."""

    group_id: int
    starts_at: datetime
    places: int


def parts(skills: Mapping[int, Sequence[int]], group_id: int) -> Fraction:
    """Return how many counters work for a group: one that serves several gives each an equal part of its time.

    `skills` are the groups of each counter on duty.
    """
    return sum((Fraction(1, len(groups)) for groups in skills.values() if group_id in groups), Fraction(0))


# From so many services seen on former days on, what was seen counts and not what was set up.
ENOUGH_SEEN = 9


def usual_minutes(seen: Sequence[float], *, prior: int) -> int:
    """Return how long one service of a group takes, in whole minutes: the median of those seen, if they are enough."""
    return max(ceil(median(seen)) if len(seen) >= ENOUGH_SEEN else prior, 1)


def slots(
    midnight: datetime,
    sessions: Sequence[Stretch],
    *,
    counters: Mapping[int, Fraction],
    minutes: int,
    share: int,
    length: int,
) -> list[Slot]:
    """Return the slots of a day for one group.

    `counters` says for the minute at which a session or a half of the day begins how many counters serve from then
    on. What can be booked is `share` percent of their time, counted up from the opening so that no part of a place
    is lost, and never more than can be served from the beginning of the slot until the doors close.
    """
    found = []
    for opens, closes in sessions:
        work, given = Fraction(0), 0
        for start in range(opens, closes - length + 1, length):
            serving = _serving(counters, start)
            work += serving * length * share / (100 * minutes)
            fits = closes - start >= minutes
            places = min(floor(work) - given, floor(serving * (closes - start) / minutes)) if fits else 0
            given += places
            found.append(_slot(midnight, start, start + length, closes, places))
    return found


def _serving(counters: Mapping[int, Fraction], minute: int) -> Fraction:
    begun = [since for since in counters if since <= minute]
    return counters[max(begun)] if begun else Fraction(0)


def _slot(midnight: datetime, start: int, end: int, closes: int, places: int) -> Slot:
    starts_at, ends_at, closes_at = (midnight + timedelta(minutes=one) for one in (start, end, closes))
    return Slot(starts_at, ends_at, closes_at, places)


def seats(
    start: datetime, services: Sequence[Service], slots_of: Mapping[int, Sequence[Slot]]
) -> list[Seat] | None:
    """Return the places that services one after another take from a moment on, None where they cannot be.

    They cannot when a service would begin in a break or pass the closing of the doors.
    """
    found, begins = [], start
    for service in services:
        ends = begins + timedelta(minutes=service.minutes)
        own = next((one for one in slots_of[service.group_id] if one.starts_at <= begins < one.ends_at), None)
        if own is None or ends > own.closes_at:
            return None
        found.append(Seat(service.group_id, own.starts_at, own.places))
        begins = ends
    return found


def over_at(start: datetime, services: Sequence[Service]) -> datetime:
    """Return when services one after another are over."""
    return start + timedelta(minutes=sum(service.minutes for service in services))


def free_numbers(taken: Sequence[int], *, places: int, wanted: int) -> list[int]:
    """Return the numbers of free places in a slot, the lowest first; none when there are not so many."""
    free = [number for number in range(1, places + 1) if number not in taken]
    return free[:wanted] if len(taken) + wanted <= places and len(free) >= wanted else []


# From which part of its places on a slot is said to be what.
QUIET, FILLING, BUSY, FULL = "quiet", "filling", "busy", "full"


def load(taken: int, places: int) -> str:
    """Return how full a slot is: quiet under a half, busy from three quarters on, full."""
    if taken >= places:
        return FULL
    if 2 * taken < places:
        return QUIET
    return BUSY if 4 * taken >= 3 * places else FILLING
