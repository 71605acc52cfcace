"""What the screen of one counter shows: whom it has, who waits for it, the lines beside, the day's work."""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import mean

from django.db.models import Q

from motcua.base.clock import local_day
from motcua.queueing.models import AT_COUNTER, Counter, CounterSession, HallEvent, ServiceGroup, Ticket
from motcua.queueing.queries import LineNow, lines_now, session_of, setup

Kind, State = HallEvent.Kind, Ticket.State


@dataclass(frozen=True, slots=True)
class Seat:
    """A counter as its official sees it; `waiting` are those it may call, in the order of rows and places."""

    session: CounterSession
    current: Ticket | None
    group: ServiceGroup | None
    waiting: list[Ticket]
    held: list[Ticket]
    lines: list[LineNow]
    seq: int

    @property
    def served(self) -> list[LineNow]:
        """The lines this counter serves, its first skill first."""
        skills = self.session.skills
        own = [line for line in self.lines if str(line.group.pk) in skills]
        return sorted(own, key=lambda line: skills[str(line.group.pk)])


def sitting(user_id: int, *, day: date) -> CounterSession | None:
    """Return where somebody serves on this day; a counter left open on a former day is none."""
    session = session_of(user_id)
    return session if session and local_day(session.from_at) == day else None


def seat(session: CounterSession, *, seq: int, at: datetime) -> Seat:
    """Return what a counter's screen shows now; `seq` was read before, so that nothing after it is missed."""
    centre_id, day = session.counter.centre_id, local_day(at)
    groups = setup(centre_id).groups
    mine = Q(state__in=AT_COUNTER, counter=session.counter_id)
    theirs = Q(state__in=(State.WAITING, State.HELD), line__group__in=[int(one) for one in session.skills])
    rows = Ticket.objects.filter(mine | theirs, hall__centre=centre_id, hall__day=day)
    tickets = list(rows.select_related("line", "counter", "procedure").order_by("rank", "line_at", "pk"))
    current = next((one for one in tickets if one.state in AT_COUNTER), None)
    return Seat(
        session,
        current,
        groups[current.line.group_id] if current else None,
        [one for one in tickets if one.state == State.WAITING],
        [one for one in tickets if one.state == State.HELD],
        lines_now(centre_id, at=at),
        seq,
    )


def free_counters(centre_id: int) -> list[Counter]:
    """Return the counters of a centre that are in use and where nobody sits."""
    taken = set(
        CounterSession.objects.filter(counter__centre=centre_id, to_at=None).values_list("counter", flat=True)
    )
    return [one for one in setup(centre_id).counters.values() if one.is_kept and one.pk not in taken]


def last_counter(user_id: int, *, centre_id: int) -> int | None:
    """Return the key of the counter where somebody sat last."""
    sat = CounterSession.objects.filter(user=user_id, counter__centre=centre_id).order_by("-from_at")
    return sat.values_list("counter", flat=True).first()


@dataclass(frozen=True, slots=True)
class Work:
    """What an official did on a day: visits, minutes of one, and the stars given, None without any."""

    visits: int
    minutes: float | None
    stars: float | None


def work_of(user_id: int, *, centre_id: int, day: date) -> Work:
    """Return what an official did in a hall on a day."""
    found = list(
        HallEvent.objects.filter(hall__centre=centre_id, hall__day=day)
        .filter(Q(kind=Kind.FINISHED, by=user_id) | Q(kind=Kind.RATED))
        .values_list("kind", "ticket_id", "values")
    )
    served = [(ticket, values) for kind, ticket, values in found if kind == Kind.FINISHED]
    minutes = [values["minutes"] for _ticket, values in served if "minutes" in values]
    own = {ticket for ticket, _values in served}
    stars = [values["stars"] for kind, ticket, values in found if kind == Kind.RATED and ticket in own]
    return Work(len(served), mean(minutes) if minutes else None, mean(stars) if stars else None)
