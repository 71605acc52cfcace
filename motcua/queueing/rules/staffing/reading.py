"""A recorded day as values: from what happened in the hall to who came, for what, and how long it took."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from motcua.base.clock import at as clock_at
from motcua.base.clock import local_day
from motcua.queueing.models import HallEvent
from motcua.queueing.rules.order import rank_of
from motcua.queueing.rules.staffing.values import Day, Leg, Seat, Span, Visit

Kind = HallEvent.Kind
# A counter that calls nobody for so long though somebody waits for it is not there.
AWAY_SECONDS = 15 * 60
_FREES = (Kind.FINISHED, Kind.MISSED, Kind.HELD, Kind.TRANSFERRED, Kind.OPENED, Kind.UNPAUSED)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a hall, as far as a play needs it."""

    kind: str
    at: datetime
    ticket_id: int | None
    group_id: int | None
    counter_id: int | None
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Came:
    """A ticket: how it stands in the line from its coming on."""

    ticket_id: int
    lane: str
    arrived_at: datetime
    appointment_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sat:
    """Somebody sat at a counter, with the groups that were served there then."""

    counter_id: int
    skills: Mapping[int, int]
    from_at: datetime
    to_at: datetime | None


def read(
    day: date,
    *,
    events: Sequence[Happened],
    tickets: Iterable[Came],
    sittings: Iterable[Sat],
    sessions: tuple[Span, ...],
    usual: Mapping[int, float],
    until: datetime,
) -> Day:
    """Return a day from its record; `until` is the moment up to which it is known."""
    midnight = clock_at(day)
    of_ticket: dict[int, list[Happened]] = defaultdict(list)
    of_counter: dict[int, list[Happened]] = defaultdict(list)
    for one in events:
        if one.ticket_id is not None:
            of_ticket[one.ticket_id].append(one)
        if one.counter_id is not None:
            of_counter[one.counter_id].append(one)
    visits = [visit for one in tickets for visit in _Story(one, midnight).visits(of_ticket[one.ticket_id])]
    joined = {
        (visit.key, leg.called): leg.joined
        for visit in visits
        for leg in visit.legs
        if leg.called is not None
    }
    seats: list[Seat] = []
    reactions: dict[int, tuple[float, ...]] = {}
    known = (until - midnight).total_seconds()
    for counter_id, some in _by_counter(sittings).items():
        told = list(_reactions(of_counter[counter_id], joined, midnight, opens=sessions[0][0]))
        reactions[counter_id] = tuple(until - since for since, until in told if until - since <= AWAY_SECONDS)
        away = [span for span in told if span[1] - span[0] > AWAY_SECONDS]
        seats += _seats(some, of_counter[counter_id], away, midnight, opens=sessions[0][0], known=known)
    ordered = tuple(sorted(visits, key=lambda visit: (visit.came, visit.key)))
    return Day(day, midnight, sessions, ordered, tuple(seats), reactions, usual)


class _Story:
    """Reads the events of one ticket in their order; whoever comes back after the end comes as somebody new."""

    def __init__(self, ticket: Came, midnight: datetime) -> None:
        self.ticket, self.midnight = ticket, midnight
        self.found: list[Visit] = []
        self.legs: list[Leg] = []
        self.leg: Leg | None = None
        self.called: float | None = None
        self.freed = 0.0
        self.misses = 0

    def visits(self, events: Iterable[Happened]) -> list[Visit]:
        for one in events:
            self._read(one)
        self._end()
        # Whoever was picked from among those that had ended has no coming of its own.
        return [visit for visit in self.found if visit.legs]

    def _read(self, one: Happened) -> None:
        second = (one.at - self.midnight).total_seconds()
        is_today = local_day(one.at) == self.midnight.date()
        match one.kind:
            case Kind.ISSUED:
                booked = self.ticket.appointment_at
                place, rank = booked or self.ticket.arrived_at, rank_of(self.ticket.lane, booked)
                due = (booked - self.midnight).total_seconds() if booked else 0
                self._begin(Visit(self.ticket.ticket_id, second, rank, place, (), due=due), one)
            case Kind.CALLED:
                self._call(one, second)
            case Kind.MISSED:
                self._miss(second)
            case Kind.RETURNED if self.leg is None:
                self._end()
                self._begin(
                    Visit(self.ticket.ticket_id, second, rank_of(self.ticket.lane, None), one.at, ()), one
                )
            case Kind.HELD | Kind.FINISHED:
                self._serve(second if is_today else None)
            case Kind.RESUMED:
                self._join(one, second)
            case Kind.TRANSFERRED:
                self._serve(second)
                self._join(one, second)
            case Kind.LATE:
                self.found[-1] = replace(
                    self.found[-1], late=(second - self.found[-1].came, int(str(one.values["behind"])))
                )
            case Kind.LEFT if is_today:
                self.found[-1] = replace(self.found[-1], gone=second - self.found[-1].came)
                self._end()

    def _begin(self, visit: Visit, one: Happened) -> None:
        self.found.append(visit)
        self.misses = 0
        self._join(one, visit.came)

    def _join(self, one: Happened, second: float) -> None:
        assert one.group_id is not None
        after = second - self.freed if self.legs else 0
        self.leg = Leg(one.group_id, None, after=after, joined=second)

    def _call(self, one: Happened, second: float) -> None:
        if self.leg is None:
            # By hand, from among those set aside or gone.
            self._join(one, second)
        assert self.leg is not None
        self.called = second
        if self.leg.called is None:
            self.leg = replace(self.leg, called=second)

    def _miss(self, second: float) -> None:
        if self.leg is None or self.called is None:
            return
        self.leg = replace(self.leg, missed=(*self.leg.missed, second - self.called))
        self.called = None
        self.misses += 1
        if self.misses > 1:
            self._end()

    def _serve(self, second: float | None) -> None:
        if self.leg is None or self.called is None:
            return
        if second is not None:
            self.leg = replace(self.leg, seconds=second - self.called)
            self.freed = second
        self.legs.append(self.leg)
        self.leg, self.called = None, None

    def _end(self) -> None:
        if self.leg is not None:
            self.legs.append(self.leg)
        if self.legs and self.found:
            self.found[-1] = replace(self.found[-1], legs=tuple(self.legs))
        self.legs, self.leg, self.called = [], None, None


def _by_counter(sittings: Iterable[Sat]) -> dict[int, list[Sat]]:
    found: dict[int, list[Sat]] = defaultdict(list)
    for one in sorted(sittings, key=lambda one: one.from_at):
        found[one.counter_id].append(one)
    return found


def _reactions(
    events: Iterable[Happened], joined: Mapping[tuple[int, float], float], midnight: datetime, *, opens: float
) -> Iterator[Span]:
    """Yield for each call since when the counter could have called, and when it did."""
    freed: float = 0
    for one in events:
        second = (one.at - midnight).total_seconds()
        if one.kind in _FREES:
            freed = second
        elif one.kind == Kind.CALLED and one.ticket_id is not None:
            came = joined.get((one.ticket_id, second), 0)
            yield min(max(freed, came, opens), second), second


def _seats(
    sittings: Iterable[Sat],
    events: Iterable[Happened],
    away: Sequence[Span],
    midnight: datetime,
    *,
    opens: float,
    known: float,
) -> Iterator[Seat]:
    """Yield where somebody sat and served, without pauses; never before the doors open."""
    seconds = [((one.at - midnight).total_seconds(), one.kind) for one in events]
    worked = max((second for second, kind in seconds if second <= known), default=opens)
    for one in sittings:
        since = max((one.from_at - midnight).total_seconds(), opens)
        # A counter that nobody closed ended with the last thing it did.
        until = (one.to_at - midnight).total_seconds() if one.to_at else known
        until = min(until, known) if until <= known else max(worked, since)
        pauses = list(_pauses(seconds, since, until))
        spans = tuple(_without((since, until), [*pauses, *away]))
        if spans:
            yield Seat(one.counter_id, one.skills, spans)


def _pauses(seconds: Iterable[tuple[float, str]], since: float, until: float) -> Iterator[Span]:
    begun: float | None = None
    for second, kind in seconds:
        if kind == Kind.PAUSED and since <= second <= until:
            begun = second
        elif kind in (Kind.UNPAUSED, Kind.CLOSED) and begun is not None:
            yield begun, second
            begun = None
    if begun is not None:
        yield begun, until


def _without(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    since, until = span
    for begins, ends in sorted(holes):
        if begins > since:
            yield since, min(begins, until)
        since = max(since, min(ends, until))
        if since >= until:
            return
    if since < until:
        yield since, until
