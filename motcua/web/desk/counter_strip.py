"""What stands beside the counter's pages: the ticket it has, what may be done with it, and who waits."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from motcua.base import clock
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.queueing import queries, rules
from motcua.queueing.models import Counter, CounterSession, Device, Lane, Rank, Ticket
from motcua.queueing.overview import troubled
from motcua.queueing.seats import Seat, free_counters, last_counter, seat, sitting, work_of
from motcua.web.ui.streams import stream_of

Role, State = Position.Role, Ticket.State
# So many of those who wait are shown at once, the rest on demand.
SHOWN = 6
LANES = {
    Lane.ELDERLY: "elder",
    Lane.DISABLED: "hand",
    Lane.PREGNANT: "users",
    Lane.CHILD: "baby",
    Lane.MERIT: "star",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits, as a row of the list."""

    ticket: Ticket
    group: str
    minutes: int
    is_long: bool

    @property
    def lane_icon(self) -> str:
        return "calendar" if self.is_booked else LANES.get(Lane(self.ticket.lane), "")

    @property
    def is_booked(self) -> bool:
        return self.ticket.rank == Rank.BOOKED


@dataclass(frozen=True)
class Strip:
    """The strip of somebody at a counter, or of somebody who may open one."""

    centre_id: int
    at: datetime
    # Changes whenever the strip does.
    tag: str
    seat: Seat | None = None
    waiting: list[Waiting] = field(default_factory=list)
    held: list[Waiting] = field(default_factory=list)
    free: list[Counter] = field(default_factory=list)
    # The roster's, or the one where they sat last.
    proposed: Counter | None = None
    is_on_duty: bool = False
    long_wait: int = 30
    # Kiosks of the hall where somebody waits for help, or that print nothing.
    calls: list[Device] = field(default_factory=list)

    @property
    def stream(self) -> str:
        """Where the page hears that something happened."""
        return stream_of(self.centre_id)

    @property
    def session(self) -> CounterSession | None:
        return self.seat.session if self.seat else None

    @property
    def ticket(self) -> Ticket | None:
        return self.seat.current if self.seat else None

    @property
    def is_paused(self) -> bool:
        return self.session is not None and self.session.paused_at is not None

    @property
    def is_called(self) -> bool:
        return self.ticket is not None and self.ticket.state == State.CALLED

    @property
    def since(self) -> datetime | None:
        """From when the time of the present ticket runs."""
        return self.ticket and (self.ticket.started_at or self.ticket.called_at)

    @property
    def first(self) -> list[Waiting]:
        return self.waiting[:SHOWN]

    @property
    def rest(self) -> list[Waiting]:
        return self.waiting[SHOWN:]

    @property
    def other_lines(self) -> list[queries.LineNow]:
        """Where the present ticket may be sent."""
        if self.seat is None or self.ticket is None:
            return []
        return [line for line in self.seat.lines if line.group.pk != self.ticket.line.group_id]

    @property
    def waiting_for(self) -> list[str]:
        """What else the present ticket is for, after this."""
        groups = queries.setup(self.centre_id).groups
        return [groups[one].name for one in self.ticket.chain] if self.ticket else []

    @property
    def misses_from(self) -> datetime | None:
        """From when it may be said that nobody came."""
        if self.ticket is None or self.ticket.called_at is None:
            return None
        come = queries.setup(self.centre_id).policy.come_minutes
        return self.ticket.called_at + timedelta(minutes=come)

    @property
    def why_not_recall(self) -> str:
        if self.ticket is None or self.session is None:
            return ""
        return rules.why_not_recall(self.ticket, self.session.counter_id)


def centre_of_desk(rights: Rights) -> int | None:
    """Return the centre with a hall where somebody works at the counters."""
    posts = (post.unit_id for post in rights.posts if post.role in (Role.RECEPTION, Role.RETURNS))
    return next((one for one in posts if queries.setup(one).counters), None)


def strip_of(rights: Rights, *, at: datetime, known: str = "") -> Strip | None:
    """Return the strip of somebody, None where there is no hall or where the page's tag says that nothing is new."""
    centre_id = centre_of_desk(rights)
    if centre_id is None:
        return None
    day = clock.local_day(at)
    session = sitting(rights.user_id, day=day)
    if session is not None:
        centre_id = session.counter.centre_id
        seq = queries.last_seq(centre_id, day=day)
        tag = f"{session.pk}-{seq}-{get_language()}"
        return None if tag == known else _at(session, tag=tag, seq=seq, at=at)
    tag = f"closed-{get_language()}"
    if tag == known:
        return None
    free = free_counters(centre_id)
    duty = queries.counter_on_duty(rights.user_id, centre_id=centre_id, at=at)
    if duty is not None and duty in free:
        return Strip(centre_id, at, tag, free=free, proposed=duty, is_on_duty=True)
    last = last_counter(rights.user_id, centre_id=centre_id)
    return Strip(centre_id, at, tag, free=free, proposed=next((one for one in free if one.pk == last), None))


def _at(session: CounterSession, *, tag: str, seq: int, at: datetime) -> Strip:
    centre_id = session.counter.centre_id
    seen, of = seat(session, seq=seq, at=at), queries.setup(centre_id)
    limit = of.policy.long_wait_minutes

    def row(ticket: Ticket) -> Waiting:
        minutes = max(int((at - ticket.arrived_at) / timedelta(minutes=1)), 0)
        return Waiting(ticket, of.groups[ticket.line.group_id].name, minutes, minutes > limit)

    waiting, held = [row(one) for one in seen.waiting], [row(one) for one in seen.held]
    calls = list(troubled(centre_id))
    return Strip(centre_id, at, tag, seen, waiting, held, long_wait=limit, calls=calls)


def strip_context(rights: Rights, *, at: datetime, page: str) -> dict[str, Any]:
    """Return the strip for a page of the counter, with the day's work of whoever sits there."""
    strip = strip_of(rights, at=at)
    if strip is None:
        return {"strip": None}
    context: dict[str, Any] = {"strip": strip, "strip_page": page}
    if strip.session:
        work = work_of(rights.user_id, centre_id=strip.centre_id, day=clock.local_day(at))
        context |= {"work": work, "work_clock": _clock(work.minutes)}
    return context


def _clock(minutes: float | None) -> str:
    """6:12."""
    seconds = round((minutes or 0) * 60)
    return f"{seconds // 60}:{seconds % 60:02d}" if minutes else ""
