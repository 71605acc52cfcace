"""The last weeks of Hồng Lạc up to this moment: dossiers in every state that can be reached."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import cycle
from random import Random
from uuid import UUID

from motcua.base import clock
from motcua.catalogue.models import RequiredPaper, TimeLimit
from motcua.catalogue.offers import CaseOffer, offer
from motcua.catalogue.queries import in_force
from motcua.demo.hong_lac import ADDRESSES
from motcua.demo.invented import Population, drawn
from motcua.demo.travel import Guide, Plan, Staff, road
from motcua.dossiers.actions import Intake, PaperIn
from motcua.dossiers.models import Dossier
from motcua.dossiers.roads import is_needed
from motcua.organisations.models import Unit
from motcua.workflow.queries import process_for
from motcua.workflow.rules import StepView
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime

# How far back dossiers were received.
DAYS_BACK = 45
TRIES = 300


class State(StrEnum):
    """Where a dossier stands today."""

    FRESH = "fresh"
    AT_WORK = "at_work"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    OUTSIDE = "outside"
    WAITING = "waiting"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    WITHDRAWN = "withdrawn"


# Of a hundred dossiers of the last weeks.
SHARES = {
    State.EARLY: 38,
    State.AT_WORK: 24,
    State.ON_TIME: 10,
    State.WAITING: 8,
    State.FRESH: 5,
    State.DUE_TODAY: 5,
    State.OUTSIDE: 4,
    State.OVERDUE: 3,
    State.LATE: 2,
    State.WITHDRAWN: 1,
}
# What each centre receives, the commonest first. The first of the province's centre is seen whole by the
# demo accounts, at every step; the others bring linked, outside and same-day procedures.
PROCEDURES = {
    "hong-lac": (
        "1.001612",
        "1.013831",
        "1.001806",
        "1.013814",
        "2.000720",
        "1.012783",
        "2.000908",
        "1.012784",
    )
    + ("1.008603", "2.000815", "1.011443", "1.013225", "2.000620", "1.013934"),
    "lac-hong": (
        "2.000815",
        "1.001193",
        "1.001612",
        "2.000908",
        "1.013978",
        "1.004873",
        "1.012812",
        "3.000527",
    ),
    "ngoc-lam": ("2.000815", "1.000894", "1.001266", "1.013831", "1.012994", "1.000656"),
    "hai-yen": ("1.001193", "2.000815", "1.001612", "1.004944", "1.012783"),
}
# Who applies for these is often a business.
_OF_BUSINESSES = {"1.001806": 1.0, "1.013225": 0.2, "1.008603": 0.9, "2.000620": 0.3, "1.013934": 0.9}
_SIZES = {"hong-lac": 0.58, "lac-hong": 0.24, "ngoc-lam": 0.1, "hai-yen": 0.08}
_CHANNELS = {Dossier.Channel.DIRECT: 50, Dossier.Channel.ONLINE: 45, Dossier.Channel.POST: 5}
_RESULT_CHANNELS = {
    Dossier.ResultChannel.COUNTER: 65,
    Dossier.ResultChannel.ONLINE: 25,
    Dossier.ResultChannel.POST: 10,
}


@dataclass(frozen=True, slots=True)
class Service:
    """A procedure as one centre receives it: its version, case, limit and road."""

    centre_id: int
    code: str
    version_id: int
    case: CaseOffer
    limit: TimeLimit
    steps: tuple[StepView, ...]

    @property
    def outside(self) -> int | None:
        """The position of the step that somebody outside holds, if there is one."""
        return next((at for at, step in enumerate(self.steps) if step.stops_clock), None)


def services(centre: Unit, *, today: date) -> list[Service]:
    """Return what a centre receives in the demo: every procedure of its list that has limit and process."""
    found: list[Service] = []
    for code in PROCEDURES[centre.code]:
        version = in_force(code, on=today)
        process = process_for(version.procedure_id) if version else None
        if version is None or process is None:
            continue
        case = offer(version.pk).cases[0]
        # A limit of one channel only would leave the other channels without a date.
        if limit := case.limits.get(TimeLimit.Channel.ANY):
            found.append(Service(centre.pk, code, version.pk, case, limit, tuple(road(process))))
    return found


@dataclass(frozen=True, slots=True)
class Lived:
    """How many dossiers there are, who planned and led them, and the ones that were asked for besides."""

    count: int
    planner: "Planner"
    guide: Guide
    besides: list[Dossier]


def live(
    units: dict[str, Unit],
    *,
    count: int,
    seed: int,
    now: datetime,
    tell: Callable[[str], None],
    besides: Callable[["Planner"], list[Plan]] = lambda planner: [],
) -> Lived:
    """Live the last weeks of the province's centres; `besides` asks for dossiers that have a story of their own."""
    random = Random(f"hồng lạc {seed}")
    working_time = worktime.current().working_time
    planner = Planner(random, working_time, now=now)
    plans: list[Plan] = []
    for code, share in _SIZES.items():
        offered = services(units[code], today=clock.local_day(now))
        plans += planner.plans(offered, count=max(int(count * share), 4), is_whole=code == "hong-lac")
    asked_for = besides(planner)
    guide = Guide(random, Staff.on_duty(random), working_time)
    # Numbers follow the order of reception.
    led = {
        id(plan): guide.lead(plan) for plan in sorted([*plans, *asked_for], key=lambda plan: plan.received_at)
    }
    guide.write()
    tell(f"  Hồng Lạc today: {len(led):,} dossiers")
    return Lived(len(led), planner, guide, [led[id(plan)] for plan in asked_for])


class Planner:
    """Finds receptions and moments that bring dossiers into the wanted states by now."""

    def __init__(
        self, random: Random, working_time: WorkingTime, *, now: datetime, days_back: int = DAYS_BACK
    ) -> None:
        self.random = random
        self.working_time = working_time
        self.people = Population(random, province="099", addresses=ADDRESSES)
        self.present = self._last_working_moment(now)
        self.today = clock.local_day(self.present)
        # On a day off, what is due today is due on the next day the desks are open.
        self.due_day = clock.local_day(working_time.next_opening(now))
        span = (self.today - timedelta(days=number) for number in range(days_back))
        self.days = [day for day in span if working_time.is_working_day(day)]

    def plans(self, offered: list[Service], *, count: int, is_whole: bool) -> Iterator[Plan]:
        """Yield plans: first every state and step that can be reached, then the usual mix."""
        wanted = list(self._every_state(offered)) if is_whole else []
        yield from filter(None, (self.plan(service, state, at) for service, state, at in wanted))
        made = len(wanted)
        turn = cycle(offered)
        with_outside = [service for service in offered if service.outside is not None]
        while made < count:
            state = drawn(self.random, SHARES)
            # The commonest procedures come in more often than the rest.
            service = self.random.choice(offered[:3]) if self.random.random() < 0.5 else next(turn)
            if state == State.OUTSIDE and with_outside:
                service = self.random.choice(with_outside)
            if plan := self.plan(service, state):
                made += 1
                yield plan

    def _every_state(self, offered: list[Service]) -> Iterator[tuple[Service, State, int | None]]:
        first = offered[0]
        for state in State:
            if state != State.OUTSIDE:
                yield first, state, 1 if state in (State.DUE_TODAY, State.OVERDUE) else None
        for service in offered[:4]:
            for at in range(len(service.steps)):
                yield service, State.OUTSIDE if at == service.outside else State.AT_WORK, at

    def plan(self, service: Service, state: State, stops_at: int | None = None) -> Plan | None:
        """Return a plan that ends in this state now, or None where the procedure cannot be in it."""
        if state in (State.WAITING, State.EARLY, State.ON_TIME, State.LATE):
            return self._ended(service, state)
        if state == State.OUTSIDE:
            stops_at = service.outside
            if stops_at is None:
                return None
        return self._open(service, state, stops_at)

    def _open(self, service: Service, state: State, stops_at: int | None) -> Plan | None:
        received_at = self._received(service, state)
        if received_at is None:
            return None
        if stops_at is None:
            stops_at = 0 if state == State.FRESH else self._any_step(service)
        # The last act lies some hours back: somebody works on it, or nobody has looked yet.
        worked_until = self._share(received_at, self.present, self.random.uniform(0.55, 0.98))
        return Plan(
            self._intake(service),
            received_at,
            worked_until=worked_until,
            stops_at=stops_at,
            is_taken_there=state not in (State.FRESH, State.WITHDRAWN) and self.random.random() < 0.6,
            withdrawn_at=self.present if state == State.WITHDRAWN else None,
            troubles=12,
        )

    def _any_step(self, service: Service) -> int:
        """Most dossiers lie with the examiner, in the middle of the road."""
        times = {
            at: step.budget_minutes or 60 for at, step in enumerate(service.steps) if not step.stops_clock
        }
        return drawn(self.random, times)

    def _ended(self, service: Service, state: State) -> Plan | None:
        received_at = self._received(service, state)
        if received_at is None:
            return None
        resolved_at = self._resolved(state, received_at, self._due(service, received_at))
        returned_at = self._later(resolved_at, self.random.randrange(20, 900))
        return Plan(
            self._intake(service),
            received_at,
            worked_until=resolved_at,
            returned_at=None if state == State.WAITING else min(returned_at, self.present),
            troubles=8,
        )

    def _resolved(self, state: State, received_at: datetime, due_at: datetime) -> datetime:
        if state == State.EARLY:
            end = min(due_at, self.present)
            return self._share(received_at, end, self.random.uniform(0.35, 0.75))
        if state == State.ON_TIME:
            opening = clock.at(clock.local_day(due_at), 7)
            return self._share(max(opening, received_at), due_at, self.random.uniform(0.3, 1.0))
        if state == State.LATE:
            return min(self._later(due_at, self.random.randrange(500, 1200)), self.present)
        return self._share(received_at, self.present, self.random.uniform(0.8, 1.0))

    def _received(self, service: Service, state: State) -> datetime | None:
        """Return a reception from which this state can be reached now, None where there is none."""
        for _try in range(TRIES):
            if state == State.FRESH:
                received_at = self._share(
                    clock.at(self.today, 7), self.present, self.random.uniform(0.5, 1.0)
                )
            else:
                received_at = self._office_hour(self.random.choice(self.days))
            if self._suits(service, state, received_at):
                return received_at
        return None

    def _suits(self, service: Service, state: State, received_at: datetime) -> bool:
        worked = self.working_time.minutes_between(received_at, self.present)
        if worked < (0 if state == State.FRESH else 90):
            return False
        due_on = clock.local_day(self._due(service, received_at))
        received_on, today = clock.local_day(received_at), self.today
        due_day = self.due_day
        recent = self.working_time.working_days_between(due_on, today)
        return {
            State.FRESH: due_on >= due_day,
            State.AT_WORK: due_on > due_day,
            State.OUTSIDE: due_on > due_day,
            State.WITHDRAWN: due_on >= due_day,
            State.DUE_TODAY: due_on == due_day,
            State.OVERDUE: 1 <= recent <= 5,
            State.WAITING: due_on >= today,
            # A day at least between, or early is not early.
            State.EARLY: due_on > received_on and due_on <= today,
            State.ON_TIME: due_on < today,
            State.LATE: recent >= 4,
        }[state]

    def intake_online(self, service: Service) -> Intake:
        """Return what somebody files online."""
        return self._intake(service, channel=Dossier.Channel.ONLINE)

    def _intake(self, service: Service, *, channel: str = "") -> Intake:
        channel = channel or drawn(self.random, _CHANNELS)
        result_channel = drawn(self.random, _RESULT_CHANNELS)
        is_online = channel == Dossier.Channel.ONLINE
        return Intake(
            request_key=UUID(int=self.random.getrandbits(128), version=4),
            centre_id=service.centre_id,
            version_id=service.version_id,
            case_id=service.case.case.pk,
            owner=self.people.applicant(business_share=_OF_BUSINESSES.get(service.code, 0.0)),
            representative=self.people.applicant() if self.random.random() < 0.08 else None,
            channel=channel,
            result_channel=result_channel,
            papers=_papers(service.case, is_online=is_online),
        )

    def _due(self, service: Service, received_at: datetime) -> datetime:
        return self.working_time.due(received_at, service.limit.amount, service.limit.unit)

    def _office_hour(self, day: date) -> datetime:
        opens, closes = self.random.choice(self.working_time.sessions(day))
        minute = self.random.randrange(opens, closes)
        return clock.at(day, minute // 60, minute % 60) + timedelta(seconds=self.random.randrange(60))

    def _later(self, moment: datetime, minutes: int) -> datetime:
        later = self.working_time.add_minutes(moment, minutes)
        return later if self.working_time.is_open(later) else later - timedelta(minutes=1)

    def _share(self, start: datetime, until: datetime, share: float) -> datetime:
        minutes = self.working_time.minutes_between(start, until)
        return max(start, self._later(start, int(minutes * share)))

    def _last_working_moment(self, now: datetime) -> datetime:
        """Return now, or outside working hours the last minute somebody was still at work."""
        if self.working_time.is_open(now):
            return now
        day = clock.local_day(now)
        minute_now = now.hour * 60 + now.minute
        while True:
            ended = [closes for _opens, closes in self.working_time.sessions(day) if closes <= minute_now]
            if ended:
                return clock.at(day, (ended[-1] - 1) // 60, (ended[-1] - 1) % 60)
            day, minute_now = day - timedelta(days=1), 24 * 60


def _papers(case: CaseOffer, *, is_online: bool) -> tuple[PaperIn, ...]:
    needed = [paper for paper in case.papers if is_needed(paper)]
    if not needed:
        return (PaperIn("Đơn đề nghị theo mẫu", originals=0 if is_online else 1, is_electronic=is_online),)
    return tuple(_handed_in(paper, is_online=is_online) for paper in needed)


def _handed_in(paper: RequiredPaper, *, is_online: bool) -> PaperIn:
    if is_online:
        return PaperIn(paper.name, required=paper, is_electronic=True)
    originals = paper.originals or (0 if paper.copies else 1)
    return PaperIn(paper.name, required=paper, originals=originals, copies=paper.copies)
