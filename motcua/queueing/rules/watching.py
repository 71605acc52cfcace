"""What in a hall needs somebody's eye now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A counter that has had nobody for so long while people wait for it.
IDLE_MINUTES = 3


class Need(StrEnum):
    """What is wrong, the most urgent first."""

    HELP = "help"
    FAULT = "fault"
    WAIT = "wait"
    UNANSWERED = "unanswered"
    IDLE = "idle"
    UNSERVED = "unserved"


@dataclass(frozen=True, slots=True)
class Place:
    """A counter at a moment: since when it is so, the ticket it has, how many wait for what it serves."""

    counter_id: int
    is_serving: bool
    since: datetime | None
    code: str = ""
    called_at: datetime | None = None
    is_started: bool = False
    waiting: int = 0
    help_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line at a moment: who waits, the longest since when, how many counters serve it."""

    group_id: int
    waiting: int
    first_at: datetime | None
    counters: int


@dataclass(frozen=True, slots=True)
class Machine:
    """A kiosk at a moment: since when somebody waits there for help, or its printer prints nothing."""

    device_id: int
    help_at: datetime | None
    fault_at: datetime | None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look after, of a counter, a group or a kiosk, for so many minutes."""

    need: Need
    minutes: int
    counter_id: int | None = None
    group_id: int | None = None
    code: str = ""
    device_id: int | None = None


def alerts(
    places: Iterable[Place],
    rows: Iterable[Row],
    *,
    wait_limit: int,
    come_minutes: int,
    at: datetime,
    machines: Iterable[Machine] = (),
) -> list[Alert]:
    """Return what needs an eye, by urgency and then by how long."""
    found = [
        *_of_places(places, come_minutes=come_minutes, at=at),
        *_of_rows(rows, limit=wait_limit, at=at),
        *_of_machines(machines, at=at),
    ]
    order = list(Need)
    return sorted(found, key=lambda one: (order.index(one.need), -one.minutes))


def _of_places(places: Iterable[Place], *, come_minutes: int, at: datetime) -> Iterator[Alert]:
    for place in places:
        if place.help_at is not None:
            yield Alert(Need.HELP, minutes(place.help_at, at), place.counter_id)
        if place.called_at is not None and not place.is_started:
            passed = minutes(place.called_at, at)
            if passed > come_minutes:
                yield Alert(Need.UNANSWERED, passed, place.counter_id, code=place.code)
        elif place.is_serving and not place.code and place.waiting and place.since is not None:
            passed = minutes(place.since, at)
            if passed >= IDLE_MINUTES:
                yield Alert(Need.IDLE, passed, place.counter_id)


def _of_rows(rows: Iterable[Row], *, limit: int, at: datetime) -> Iterator[Alert]:
    for row in rows:
        passed = minutes(row.first_at, at) if row.first_at else 0
        if row.waiting and not row.counters:
            yield Alert(Need.UNSERVED, passed, group_id=row.group_id)
        elif row.waiting and passed > limit:
            yield Alert(Need.WAIT, passed, group_id=row.group_id)


def _of_machines(machines: Iterable[Machine], *, at: datetime) -> Iterator[Alert]:
    for one in machines:
        if one.help_at is not None:
            yield Alert(Need.HELP, minutes(one.help_at, at), device_id=one.device_id)
        if one.fault_at is not None:
            yield Alert(Need.FAULT, minutes(one.fault_at, at), device_id=one.device_id)


def minutes(since: datetime, at: datetime) -> int:
    """Return the whole minutes that have passed."""
    return max(int((at - since) / timedelta(minutes=1)), 0)
