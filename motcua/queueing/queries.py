"""Reads of the hall: its setup from memory, estimates, lines, counters, the board, what changed."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Count, Exists, OuterRef

from motcua.base.clock import at as clock_at
from motcua.base.clock import local, local_day
from motcua.base.registers import Register, Shelf
from motcua.notifications import channels
from motcua.notifications.models import Channel
from motcua.organisations.models import Session
from motcua.organisations.queries import calendar_code, roster
from motcua.queueing import rules
from motcua.queueing.models import (
    AT_COUNTER,
    Counter,
    CounterSession,
    Hall,
    HallEvent,
    Line,
    Policy,
    Rank,
    ServiceGroup,
    Ticket,
)
from motcua.queueing.rules import Estimate, Group, Serving, service_minutes
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime

REGISTER = "queueing"
Kind, State = HallEvent.Kind, Ticket.State
# So many visits are proposed to be rated.
LAST = 6


@dataclass(frozen=True)
class Setup:
    """What a centre's hall is made of: its policy, groups and counters by id, and the skills of each counter."""

    policy: Policy
    groups: dict[int, ServiceGroup]
    counters: dict[int, Counter]
    # Counter → group → rank.
    skills: dict[int, dict[int, int]]


def _load(centre_id: int) -> Setup:
    policy = Policy.objects.filter(centre=centre_id).first() or Policy(centre_id=centre_id)
    groups = {group.pk: group for group in ServiceGroup.objects.filter(centre=centre_id)}
    counters = Counter.objects.filter(centre=centre_id).prefetch_related("skills")
    skills = {one.pk: {skill.group_id: skill.rank for skill in one.skills.all()} for one in counters}
    return Setup(policy, groups, {one.pk: one for one in counters}, skills)


_setups: Shelf[int, Setup] = Shelf(REGISTER, _load)


def setup(centre_id: int) -> Setup:
    """Return what a centre's hall is made of, from memory."""
    return _setups.get(centre_id)


def _load_places() -> dict[int, int]:
    return dict(Counter.objects.values_list("pk", "centre_id"))


_places: Register[dict[int, int]] = Register(REGISTER, _load_places)


def centre_of(counter_id: int) -> int:
    """Return the centre a counter stands in."""
    return _places.get()[counter_id]


def _load_centres() -> list[int]:
    groups = ServiceGroup.objects.filter(is_open=True)
    return list(groups.order_by("centre__name").values_list("centre", flat=True).distinct())


_centres: Register[list[int]] = Register(REGISTER, _load_centres)


def centres() -> list[int]:
    """Return the centres whose hall gives numbers, by name."""
    return _centres.get()


def group_for(centre_id: int, *, procedure_id: int, field_id: int) -> ServiceGroup | None:
    """Return the group that serves a procedure in a centre: by itself, or else by its field."""
    served = _served.get(centre_id)
    group_id = served.get(("procedure", procedure_id)) or served.get(("field", field_id))
    return setup(centre_id).groups[group_id] if group_id else None


def _load_served(centre_id: int) -> dict[tuple[str, int], int]:
    procedures = ServiceGroup.procedures.through.objects.filter(servicegroup__centre=centre_id)
    fields = ServiceGroup.fields.through.objects.filter(servicegroup__centre=centre_id)
    return {
        **{("procedure", one): group for one, group in procedures.values_list("procedure", "servicegroup")},
        **{("field", one): group for one, group in fields.values_list("field", "servicegroup")},
    }


_served: Shelf[int, dict[tuple[str, int], int]] = Shelf(REGISTER, _load_served)


# What estimates need of a line.
SEEN = ("group_id", "waiting_booked", "waiting_priority", "waiting_ordinary", "recent", "paces")


def view_of(row: Sequence[Any], *, of: Setup) -> Group:
    """Return what estimates need of a line from its columns SEEN."""
    group_id, booked, priority, ordinary, recent, paces = row
    minutes = service_minutes(recent, prior=of.groups[group_id].minutes)
    return Group(group_id, booked, priority, ordinary, minutes, tuple(paces))


def views_of(lines: Iterable[Line], *, of: Setup) -> list[Group]:
    """Return what estimates need of lines: who waits in their rows, and how long one service takes."""
    return [view_of([getattr(line, name) for name in SEEN], of=of) for line in lines]


def serving_now(told: Mapping[str, Mapping[str, int]], *, of: Setup) -> Serving:
    """Return the counters that serve, as the hall keeps them, and of groups that none serves those that could."""
    serving = {
        int(counter): {int(group): rank for group, rank in skills.items()} for counter, skills in told.items()
    }
    served = {group for skills in serving.values() for group in skills}
    if len(served) == len(of.groups):
        return serving
    idle = {
        counter: {group: rank for group, rank in skills.items() if group not in served}
        for counter, skills in of.skills.items()
        if counter not in serving and of.counters[counter].is_kept
    }
    return {**serving, **{counter: skills for counter, skills in idle.items() if skills}}


def by_the_clock(
    found: Estimate, *, centre_id: int, at: datetime, booked_at: datetime | None = None
) -> Estimate:
    """Return an estimate in minutes of the clock: a break before the turn counts too, closing ends nobody's wait.

    Who comes before the hour that was booked may be called at once where nobody else waits, or after the hour.
    """
    if booked_at is not None and booked_at > at:
        until = ceil((booked_at - at) / timedelta(minutes=1))
        return replace(found, high=until + found.high)
    working_time = worktime.current(calendar_code(centre_id)).working_time
    if not (left := _minutes_left(working_time, at)):
        return found

    def clocked(minutes: int) -> int:
        worked = min(minutes, left)
        return ceil((working_time.add_minutes(at, worked) - at).total_seconds() / 60) + minutes - worked

    high = clocked(found.high)
    return replace(found, low=clocked(found.low), high=high, pause=high - found.high)


def _minutes_left(working_time: WorkingTime, at: datetime) -> int:
    """Return the working minutes until the doors close today."""
    return working_time.minutes_between(at, clock_at(local_day(at) + timedelta(days=1)))


def why_not_issue(
    group: ServiceGroup, *, of: Setup, found: Estimate | None, minutes: float, at: datetime
) -> str:
    """Return the reason no number of a group is given now, or ""; the estimate is in minutes of service."""
    working_time = worktime.current(calendar_code(group.centre_id)).working_time
    needed = (found.middle if found else 0) + minutes
    return rules.why_not_issue(
        group,
        at=at,
        opens_at=working_time.next_opening(at),
        early_minutes=of.policy.early_minutes,
        minutes_left=_minutes_left(working_time, at),
        needed_minutes=needed if of.policy.is_bounded else 0,
    )


def places(line: Line, rank: int, *, count: int, but: int = 0) -> list[datetime]:
    """Return the places of the first so many who wait in a row of a line."""
    waiting = Ticket.objects.filter(line=line, rank=rank, state=State.WAITING).exclude(pk=but)
    return list(waiting.order_by("line_at", "pk").values_list("line_at", flat=True)[:count])


def session_of(user_id: int) -> CounterSession | None:
    """Return the counter somebody serves at now."""
    open_now = CounterSession.objects.filter(user=user_id, to_at=None)
    return open_now.select_related("counter", "user").first()


def current_at(counter_id: int) -> Ticket | None:
    """Return the ticket a counter has called or serves."""
    return Ticket.objects.filter(counter=counter_id, state__in=AT_COUNTER).first()


def is_rated(ticket_id: int) -> bool:
    """Say whether a visit was rated."""
    return HallEvent.objects.filter(ticket=ticket_id, kind=HallEvent.Kind.RATED).exists()


def counter_on_duty(user_id: int, *, centre_id: int, at: datetime) -> Counter | None:
    """Return the counter the roster names for somebody now: its place says the number, as in “Quầy 05”."""
    moment = local(at)
    session = Session.MORNING if moment.hour < 12 else Session.AFTERNOON
    for duty in roster(centre_id, first=moment.date(), last=moment.date()):
        if duty.user_id == user_id and duty.session == session:
            return counter_named(centre_id, duty.place)
    return None


def counter_named(centre_id: int, place: str) -> Counter | None:
    """Return the counter that the place of a duty names by its number, as “Quầy 05” does."""
    number = re.search(r"\d+", place)
    counters = setup(centre_id).counters.values()
    return next((one for one in counters if number and one.number == int(number.group())), None)


def can_text(centre_id: int) -> bool:
    """Say whether numbers of a centre can be sent by SMS: there is a gateway, and the centre wants it."""
    return Channel.SMS in channels.set_up() and setup(centre_id).policy.texts_numbers


def ticket_by_token(token: str) -> Ticket | None:
    """Return the ticket that a phone follows."""
    return Ticket.objects.select_related("hall", "line", "counter").filter(token=token).first()


def to_rate(centre_id: int, *, at: datetime, within: timedelta = timedelta(minutes=30)) -> list[Ticket]:
    """Return the visits that ended a short while ago and that nobody rated, the last first."""
    ended = Ticket.objects.filter(hall__centre=centre_id, hall__day=local_day(at), state=State.FINISHED)
    rated = HallEvent.objects.filter(ticket=OuterRef("pk"), kind=Kind.RATED)
    rows = ended.filter(~Exists(rated), ended_at__gt=at - within, ended_at__lte=at)
    return list(rows.order_by("-ended_at", "-pk")[:LAST])


def waiting(centre_id: int, *, day: date, group_ids: Collection[int] = ()) -> list[Ticket]:
    """Return who waits or is held in some lines, or all, in the order of the places."""
    rows = Ticket.objects.filter(
        hall__centre=centre_id, hall__day=day, state__in=(State.WAITING, State.HELD)
    ).select_related("line", "counter")
    if group_ids:
        rows = rows.filter(line__group__in=group_ids)
    return list(rows.order_by("line_at", "pk"))


@dataclass(frozen=True, slots=True)
class LineNow:
    """One line as kiosk, board and portal show it; `why_not` is why no number is given."""

    group: ServiceGroup
    waiting: int
    waiting_first: int
    counters: int
    estimate: Estimate | None
    why_not: str


def lines_now(centre_id: int, *, at: datetime) -> list[LineNow]:
    """Return every group of a centre with who waits and how long an ordinary newcomer would."""
    of = setup(centre_id)
    found = {
        line.group_id: line
        for line in Line.objects.filter(hall__centre=centre_id, hall__day=local_day(at)).select_related(
            "hall"
        )
    }
    hall = next((line.hall for line in found.values()), Hall(centre_id=centre_id, day=local_day(at)))
    lines = [found.get(group_id) or Line(hall=hall, group_id=group_id) for group_id in of.groups]
    return _lines_now(lines, hall, of=of, at=at)


def _lines_now(lines: Sequence[Line], hall: Hall, *, of: Setup, at: datetime) -> list[LineNow]:
    groups, serving = views_of(lines, of=of), serving_now(hall.serving, of=of)
    told = []
    for line, view in zip(lines, groups, strict=True):
        group = of.groups[line.group_id]
        found = rules.estimate(group.pk, Rank.ORDINARY, groups=groups, serving=serving, cap=of.policy.cap)
        reason = why_not_issue(group, of=of, found=found, minutes=view.minutes, at=at)
        clock = by_the_clock(found, centre_id=group.centre_id, at=at) if found else None
        first = line.waiting_booked + line.waiting_priority
        open_now = sum(str(group.pk) in skills for skills in hall.serving.values())
        told.append(LineNow(group, first + line.waiting_ordinary, first, open_now, clock, reason))
    return told


@dataclass(frozen=True, slots=True)
class CounterNow:
    """One counter as the board and the supervisor see it."""

    counter: Counter
    session: CounterSession | None
    ticket: Ticket | None

    @property
    def is_serving(self) -> bool:
        return self.session is not None and self.session.paused_at is None


@dataclass(frozen=True, slots=True)
class Board:
    """A hall at a moment: `seq` is the number of the last event it has seen."""

    seq: int
    lines: list[LineNow]
    counters: list[CounterNow]
    # The last calls, the newest first.
    calls: list[HallEvent]


def board(centre_id: int, *, at: datetime, calls: int = 8) -> Board:
    """Return what the boards of a hall show now."""
    of = setup(centre_id)
    day = local_day(at)
    events = HallEvent.objects.filter(hall__centre=centre_id, hall__day=day)
    last = events.order_by("-seq").values_list("seq", flat=True).first()
    at_counters = Ticket.objects.filter(
        hall__centre=centre_id, state__in=AT_COUNTER, counter__isnull=False
    ).select_related("line")
    tickets = {ticket.counter_id: ticket for ticket in at_counters}
    sessions = CounterSession.objects.filter(counter__centre=centre_id, to_at=None).select_related("user")
    sitting = {session.counter_id: session for session in sessions}
    called = events.filter(kind__in=(Kind.CALLED, Kind.RECALLED)).select_related("ticket", "counter")
    return Board(
        last or 0,
        lines_now(centre_id, at=at),
        [
            CounterNow(counter, sitting.get(counter.pk), tickets.get(counter.pk))
            for counter in of.counters.values()
            if counter.is_kept
        ],
        list(called.order_by("-seq")[:calls]),
    )


def last_seq(centre_id: int, *, day: date) -> int:
    """Return the number of the last event of a hall, 0 before the first: what a stream asks for every second."""
    rows = HallEvent.objects.filter(hall__centre=centre_id, hall__day=day)
    return rows.order_by("-seq").values_list("seq", flat=True).first() or 0


def changes_since(centre_id: int, *, day: date, seq: int, limit: int = 200) -> list[HallEvent]:
    """Return what happened in a hall after an event, in order; numbers have no gap, so nothing is missed."""
    rows = HallEvent.objects.filter(hall__centre=centre_id, hall__day=day, seq__gt=seq)
    return list(rows.select_related("ticket", "counter", "group").order_by("seq")[:limit])


@dataclass(frozen=True, slots=True)
class Standing:
    """A ticket as its phone page shows it: how many go first, and minutes from now."""

    ticket: Ticket
    group: ServiceGroup
    ahead: int
    estimate: Estimate | None


def standing(ticket: Ticket, *, at: datetime) -> Standing:
    """Return where a ticket stands now; who has been called or has left has nobody ahead."""
    centre_id = ticket.hall.centre_id
    of = setup(centre_id)
    lines = list(Line.objects.filter(hall=ticket.hall_id).select_related("hall"))
    own = next(line for line in lines if line.pk == ticket.line_id)
    group = of.groups[own.group_id]
    if ticket.state != State.WAITING:
        return Standing(ticket, group, 0, None)
    before = dict(
        Ticket.objects.filter(line=own, state=State.WAITING, line_at__lt=ticket.line_at)
        .values_list("rank")
        .annotate(count=Count("pk"))
    )
    if ticket.rank != Rank.ORDINARY:
        before[Rank.BOOKED] = before.get(Rank.BOOKED, 0)
    else:
        # All of the rows before the ordinary one go first, as far as the cap lets them.
        before |= {Rank.BOOKED: own.waiting_booked, Rank.PRIORITY: own.waiting_priority}
    views = [
        replace(
            view,
            booked=before.get(Rank.BOOKED, 0),
            priority=before.get(Rank.PRIORITY, 0),
            ordinary=before.get(Rank.ORDINARY, 0),
        )
        if view.group_id == own.group_id
        else view
        for view in views_of(lines, of=of)
    ]
    found = rules.estimate(
        own.group_id,
        ticket.rank,
        groups=views,
        serving=serving_now(own.hall.serving, of=of),
        cap=of.policy.cap,
    )
    booked_at = ticket.appointment_at
    clock = by_the_clock(found, centre_id=centre_id, at=at, booked_at=booked_at) if found else None
    return Standing(ticket, group, found.ahead if found else sum(before.values()), clock)
