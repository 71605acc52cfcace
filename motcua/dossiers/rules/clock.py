"""The clock of a dossier: dates after a pause, the phases it went through, where its time went.

Nothing here reads the database or the time: working times and events come in as values, so that an action
that writes a date, the page that explains it and `motcua verify` ask the same functions.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.dossiers.models import Event
from motcua.dossiers.rules.facts import Fact
from motcua.dossiers.rules.law import Law
from motcua.worktime.rules import WorkingTime

Kind = Event.Kind
CalendarOf = Callable[[int], WorkingTime]

PAUSING = frozenset({Kind.SUPPLEMENT_REQUESTED, Kind.PAYMENT_REQUESTED, Kind.SUSPENDED})
RESUMING = frozenset({Kind.SUPPLEMENT_RECEIVED, Kind.PAID, Kind.RESUMED})
ENDING = frozenset({Kind.RESULT_ISSUED, Kind.WITHDRAWN, Kind.STOPPED, Kind.REFUSED, Kind.EXPIRED})


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit with the calendar version that counts it."""

    amount: int
    unit: str
    calendar: int

    def payload(self) -> dict[str, Any]:
        return {"amount": self.amount, "unit": self.unit, "calendar": self.calendar}

    @classmethod
    def of(cls, payload: dict[str, Any]) -> "Limit":
        return cls(payload["amount"], payload["unit"], payload["calendar"])


def due_after_pause(
    policy: str,
    *,
    limit: Limit,
    phase_minutes: int,
    paused_at: datetime,
    at: datetime,
    due_at: datetime,
    working_time: WorkingTime,
) -> datetime:
    """Return the deadline once a pause is over.

    `restart`: the whole limit from now on. `phase`: the time of the steps still to be made from now on.
    `shift`: what was left when the clock stopped; days of the calendar are shifted by days. A deadline that
    was missed before the pause stays missed.
    """
    if policy == "restart":
        return working_time.due(at, limit.amount, limit.unit)
    if policy == "phase" and phase_minutes:
        return working_time.add_minutes(at, phase_minutes)
    if limit.unit == "calendar_day":
        waited = (at.date() - paused_at.date()).days
        return working_time.due(due_at, waited, "calendar_day")
    left = working_time.minutes_between(paused_at, due_at)
    return working_time.add_minutes(at, left) if left >= 0 else due_at


def task_due_after_pause(
    due_at: datetime, *, paused_at: datetime, at: datetime, working_time: WorkingTime
) -> datetime:
    """Return a step's deadline once a pause is over: what was left of it runs on."""
    left = working_time.minutes_between(paused_at, due_at)
    return working_time.add_minutes(at, left) if left >= 0 else due_at


@dataclass(slots=True)
class Phase:
    """A stretch in which the clock ran towards one date, or stood still for one cause."""

    since: datetime
    until: datetime | None
    # "" while it runs; else the kind of event that stopped it.
    stopped_by: str
    # The date it runs towards.
    due_at: datetime
    # The event that began it.
    fact: Fact

    @property
    def is_running(self) -> bool:
        return not self.stopped_by


@dataclass(slots=True)
class Clock:
    """The clock of a dossier, folded from its events."""

    phases: list[Phase] = field(default_factory=list)
    limit: Limit | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_paused(self) -> bool:
        return self.ended_at is None and bool(self.phases) and not self.phases[-1].is_running


def replay(facts: Iterable[Fact], *, calendar_of: CalendarOf, as_of: datetime | None = None) -> Clock:
    """Return the clock that a dossier's events make, every date computed anew from its inputs."""
    clock = Clock()
    told: list[Fact] = []
    for fact in facts:
        if as_of is not None and fact.at > as_of:
            break
        if fact.kind == Kind.RECALENDARED:
            _recalendar(clock, fact, told, calendar_of(fact.payload["calendar"]))
        else:
            _turn(clock, fact, calendar_of)
            told.append(fact)
    return clock


def _recalendar(clock: Clock, fact: Fact, told: Sequence[Fact], working_time: WorkingTime) -> None:
    """Count everything anew by another version: it differs from the old one in days to come only."""
    again = replay(told, calendar_of=lambda _version: working_time)
    assert again.limit is not None
    assert again.due_at is not None
    clock.limit = Limit(again.limit.amount, again.limit.unit, fact.payload["calendar"])
    _begin(clock, fact, again.due_at, stopped_by=clock.phases[-1].stopped_by)


def _turn(clock: Clock, fact: Fact, calendar_of: CalendarOf) -> None:
    payload = fact.payload
    if fact.kind in (Kind.REGISTERED, Kind.RECEIVED):
        clock.limit = Limit.of(payload["limit"])
        due = calendar_of(clock.limit.calendar).due(fact.at, clock.limit.amount, clock.limit.unit)
        _begin(clock, fact, due)
    elif fact.kind == Kind.PROCEDURE_CHANGED:
        assert clock.limit is not None
        clock.limit = Limit.of(payload["limit"])
        counted_from = datetime.fromisoformat(payload["counted_from"])
        due = calendar_of(clock.limit.calendar).due(counted_from, clock.limit.amount, clock.limit.unit)
        _begin(clock, fact, due, stopped_by=clock.phases[-1].stopped_by)
    elif fact.kind in PAUSING or payload.get("pauses"):
        assert clock.due_at is not None
        _begin(clock, fact, clock.due_at, stopped_by=fact.kind)
    elif fact.kind in RESUMING or "policy" in payload:
        _begin(clock, fact, _resumed(clock, fact, calendar_of))
    elif fact.kind in (Kind.EXTENDED, Kind.APOLOGY_SIGNED) and payload["counts"] and not clock.is_paused:
        _begin(clock, fact, datetime.fromisoformat(payload["extended_to"]))
    elif fact.kind in ENDING:
        clock.phases[-1].until = clock.ended_at = fact.at


def _resumed(clock: Clock, fact: Fact, calendar_of: CalendarOf) -> datetime:
    pause = clock.phases[-1]
    assert clock.limit is not None
    paused_at = next(phase.since for phase in reversed(clock.phases) if phase.fact.kind != Kind.RECALENDARED)
    return due_after_pause(
        fact.payload["policy"],
        limit=clock.limit,
        phase_minutes=fact.payload.get("phase_minutes", 0),
        paused_at=paused_at,
        at=fact.at,
        due_at=pause.due_at,
        working_time=calendar_of(clock.limit.calendar),
    )


def _begin(clock: Clock, fact: Fact, due_at: datetime, *, stopped_by: str = "") -> None:
    if clock.phases:
        clock.phases[-1].until = fact.at
    clock.phases.append(Phase(fact.at, None, stopped_by, due_at, fact))
    clock.due_at = due_at


@dataclass(frozen=True, slots=True)
class Basis:
    """What the running date is counted from: a moment, and the minutes of a phase where not the whole limit."""

    counted_from: datetime
    phase_minutes: int = 0
    # A shift after a pause, or a date that was set: it is not counted from the moment alone.
    is_shifted: bool = False


def basis(facts: Iterable[Fact]) -> Basis:
    """Return what the running date is counted from: the reception, the last restart, or the phase after a payment."""
    found: Basis | None = None
    for fact in facts:
        policy = fact.payload.get("policy")
        if fact.kind in (Kind.REGISTERED, Kind.RECEIVED) or policy == "restart":
            found = Basis(fact.at)
        elif fact.kind == Kind.PROCEDURE_CHANGED:
            found = Basis(datetime.fromisoformat(fact.payload["counted_from"]))
        elif policy == "phase" and fact.payload["phase_minutes"]:
            found = Basis(fact.at, fact.payload["phase_minutes"])
        elif policy or (fact.kind in (Kind.EXTENDED, Kind.APOLOGY_SIGNED) and fact.payload["counts"]):
            assert found is not None
            found = Basis(found.counted_from, found.phase_minutes, is_shifted=True)
    assert found is not None
    return found


def after_supplement(policy: str, facts: Iterable[Fact], *, law: Law) -> tuple[str, int]:
    """Return how the time runs after a supplement, and the minutes of the phase where only that restarts.

    "Tính lại từ đầu" (NĐ 297/2025 Điều 6) is said of the date that runs: after the proof of payment a land
    dossier has a promised date with a time of its own (Đồng Tháp QĐ 138/2025 Điều 5 khoản 3).
    """
    minutes = basis(facts).phase_minutes
    return ("phase", minutes) if policy == "restart" and minutes and law.restart_phase else (policy, 0)


# To whom a stretch of time belongs.
APPLICANT, OUTSIDE = "applicant", "outside"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time between two events, and whose it is: a unit, the applicant, or an outside cause."""

    since: datetime
    until: datetime
    unit_id: int | None
    cause: str
    is_electronic: bool

    @property
    def seconds(self) -> int:
        return int((self.until - self.since).total_seconds())


def spans(facts: Sequence[Fact], *, until: datetime) -> list[Span]:
    """Return where the time of a dossier went, from its first event to its end or `until`.

    The spans follow one another without gap or overlap, so that their sums equal the whole. While the clock
    is stopped the time is the applicant's (supplement, payment) or an outside cause's; else it is the unit's
    that holds the step.
    """
    found: list[Span] = []
    unit_id: int | None = None
    cause, is_electronic, since = "", False, None
    for fact in facts:
        if fact.at > until:
            break
        if since is not None and fact.at > since:
            found.append(Span(since, fact.at, None if cause else unit_id, cause, is_electronic))
        since = fact.at if since is None or fact.at > since else since
        if fact.kind in ENDING:
            return found
        unit_id = fact.payload["opens"]["unit"] if "opens" in fact.payload else unit_id
        cause = _cause(fact, cause)
        is_electronic = fact.payload.get("custody", "") == "no_paper" or (
            is_electronic and "custody" not in fact.payload
        )
    if since is not None and until > since:
        found.append(Span(since, until, None if cause else unit_id, cause, is_electronic))
    return found


def _cause(fact: Fact, before: str) -> str:
    if fact.kind in (Kind.SUPPLEMENT_REQUESTED, Kind.PAYMENT_REQUESTED):
        return APPLICANT
    if fact.kind == Kind.SUSPENDED or fact.payload.get("pauses"):
        return OUTSIDE
    if fact.kind in RESUMING or "policy" in fact.payload:
        return ""
    return before
