"""A hall as whoever directs it sees it: counters, lines, the two hours to come, what needs an eye."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, Q, QuerySet

from motcua.base.clock import at as clock_at
from motcua.base.clock import local_day
from motcua.organisations.queries import calendar_code
from motcua.queueing.models import Device, HallEvent, Ticket
from motcua.queueing.queries import Board, CounterNow, LineNow, Setup, board, setup
from motcua.queueing.rules.forecast import (
    STEP,
    STEPS,
    Ahead,
    Flow,
    counters_needed,
    forecast,
    per_hour,
    shares,
)
from motcua.queueing.rules.watching import Alert, Machine, Place, Row, alerts
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime

Kind, State = HallEvent.Kind, Ticket.State
# After these a counter has nobody, until it calls again.
_FREES = (Kind.FINISHED, Kind.MISSED, Kind.HELD, Kind.TRANSFERRED, Kind.UNPAUSED, Kind.OPENED)


@dataclass(frozen=True, slots=True)
class CounterView:
    """A counter and since when it is as it is."""

    now: CounterNow
    since: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class LineView:
    """A line with who waits longest, the half hours to come, and how many counters it needs for them."""

    now: LineNow
    first_at: datetime | None
    ahead: list[Ahead]
    counters: float
    needed: int
    # From when on the wait is over the limit.
    late_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A hall at a moment."""

    seq: int
    counters: list[CounterView]
    lines: list[LineView]
    alerts: list[Alert]
    limit: int
    # Kiosks where somebody waits for help or that print nothing.
    machines: list[Device]

    @property
    def waiting(self) -> int:
        return sum(line.now.waiting for line in self.lines)

    @property
    def open_counters(self) -> int:
        return sum(one.now.session is not None for one in self.counters)

    @property
    def first_at(self) -> datetime | None:
        return min((line.first_at for line in self.lines if line.first_at), default=None)


def overview(centre_id: int, *, at: datetime) -> Overview:
    """Return a hall as it is now and what comes."""
    of, seen, day = setup(centre_id), board(centre_id, at=at, calls=0), local_day(at)
    limit = of.policy.long_wait_minutes
    counters = _counters(seen, of, centre_id=centre_id, day=day)
    lines = _lines(seen, of, centre_id=centre_id, at=at)
    machines = list(troubled(centre_id))
    found = alerts(
        [_place(one) for one in counters],
        [Row(one.now.group.pk, one.now.waiting, one.first_at, one.now.counters) for one in lines],
        wait_limit=limit,
        come_minutes=of.policy.come_minutes,
        machines=[Machine(one.pk, one.help_at, one.fault_at) for one in machines],
        at=at,
    )
    return Overview(seen.seq, counters, lines, found, limit, machines)


def troubled(centre_id: int) -> QuerySet[Device]:
    """Return the kiosks of a centre where somebody waits for help or that print nothing."""
    needs = Q(help_at__isnull=False) | Q(fault_at__isnull=False)
    return Device.objects.filter(needs, centre=centre_id, revoked_at=None).order_by("name", "pk")


def _counters(seen: Board, of: Setup, *, centre_id: int, day: date) -> list[CounterView]:
    freed = dict(
        HallEvent.objects.filter(
            hall__centre=centre_id, hall__day=day, kind__in=_FREES, counter__isnull=False
        )
        .values_list("counter")
        .annotate(last=Max("at"))
    )
    waiting = Tally({line.group.pk: line.waiting for line in seen.lines})
    return [
        CounterView(
            one, _since(one, freed.get(one.counter.pk)), sum(waiting[group] for group in _served(one, of))
        )
        for one in seen.counters
    ]


def _served(one: CounterNow, of: Setup) -> list[int]:
    """The groups of a counter: those of who sits there, else those it could serve."""
    return [int(group) for group in one.session.skills] if one.session else list(of.skills[one.counter.pk])


def _since(one: CounterNow, freed_at: datetime | None) -> datetime | None:
    if one.session is None:
        return None
    if one.session.paused_at:
        return one.session.paused_at
    if one.ticket is not None:
        return one.ticket.started_at or one.ticket.called_at
    return max(freed_at or one.session.from_at, one.session.from_at)


def _place(one: CounterView) -> Place:
    ticket, session = one.now.ticket, one.now.session
    return Place(
        one.now.counter.pk,
        one.now.is_serving,
        one.since,
        code=ticket.code if ticket else "",
        called_at=ticket.called_at if ticket else None,
        is_started=ticket is not None and ticket.state == State.SERVING,
        waiting=one.waiting,
        help_at=session.help_at if session else None,
    )


def _lines(seen: Board, of: Setup, *, centre_id: int, at: datetime) -> list[LineView]:
    day = local_day(at)
    tickets = Ticket.objects.filter(hall__centre=centre_id, hall__day=day)
    waiting = tickets.filter(state=State.WAITING).values_list("line__group")
    first = dict(waiting.annotate(first=Min("arrived_at")))
    came: dict[str, list[datetime]] = defaultdict(list)
    for letter, moment in tickets.values_list("letter", "arrived_at"):
        came[letter].append(moment)
    working_time = worktime.current(calendar_code(centre_id)).working_time
    since = _begins_at(working_time, day, early=of.policy.early_minutes)
    rates = {group: per_hour(came[one.letter], since=since, at=at) for group, one in of.groups.items()}
    minutes = [_open_minutes(working_time, at, step) for step in range(STEPS)]
    working = _working(seen, of, rates)
    return [_line(line, first.get(line.group.pk), of, rates, working, minutes, at=at) for line in seen.lines]


def _begins_at(working_time: WorkingTime, day: date, *, early: int) -> datetime:
    sessions = working_time.sessions(day)
    opens = sessions[0][0] if sessions else 0
    return clock_at(day) + timedelta(minutes=opens - early)


def _open_minutes(working_time: WorkingTime, at: datetime, step: int) -> int:
    begins = at + timedelta(minutes=STEP * step)
    return working_time.minutes_between(begins, begins + timedelta(minutes=STEP))


def _working(seen: Board, of: Setup, rates: Mapping[int, float]) -> dict[int, float]:
    work = {line.group.pk: (line.waiting + rates[line.group.pk]) * line.group.minutes for line in seen.lines}
    serving = {one.counter.pk: _served(one, of) for one in seen.counters if one.is_serving}
    return shares(work, serving)


def _line(
    line: LineNow,
    first_at: datetime | None,
    of: Setup,
    rates: Mapping[int, float],
    working: Mapping[int, float],
    minutes: Sequence[int],
    *,
    at: datetime,
) -> LineView:
    group_id, limit = line.group.pk, of.policy.long_wait_minutes
    flow = Flow(line.waiting, rates[group_id], line.group.minutes, working[group_id])
    ahead = forecast(flow, at=at, open_minutes=minutes)
    late = (one.at for one in ahead if one.waiting and (one.wait is None or one.wait > limit))
    needed = counters_needed(flow, open_minutes=minutes, limit=limit)
    return LineView(line, first_at, ahead, flow.counters, needed, next(late, None))
