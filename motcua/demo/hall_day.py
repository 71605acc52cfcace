"""A day in the province's hall, lived through the real actions: people come, wait, are called and served.

Everything is drawn from the seed: the same seed gives the same people and services. Whoever signs in beside it
and calls a number, or takes one, changes what follows, as in a real hall.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from math import log
from random import Random
from uuid import UUID

from django.db.models import Max

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.demo import halls
from motcua.demo.invented import drawn
from motcua.organisations.models import Unit
from motcua.organisations.queries import calendar_code, rights_of
from motcua.organisations.rules import Rights
from motcua.queueing import actions, queries
from motcua.queueing.models import Counter, HallEvent, Lane, ServiceGroup, Ticket
from motcua.worktime import queries as worktime

# How many come for each group on a usual day.
COMERS = {"A": 62, "B": 120, "C": 34, "D": 26, "E": 58, "G": 30, "H": 70}
# How the day's comers spread over the half hours in which numbers are given; the next to last are few.
_BUSY = {0: 0.7, 1: 1.3, 2: 1.6, 3: 1.6, 4: 1.3, 5: 1.1, 6: 0.9, 7: 0.7}
LANES = {
    Lane.ORDINARY: 86,
    Lane.ELDERLY: 7,
    Lane.CHILD: 3,
    Lane.PREGNANT: 2,
    Lane.DISABLED: 1,
    Lane.MERIT: 1,
}
# Of a hundred people: want two things, do not come when called, go away while waiting, say to be late.
TWO_THINGS, NOT_COMING, GOING, LATE = 5, 4, 1, 1
# One service differs from another by so much (the deviation of its logarithm).
DEVIATION = 0.55
Act = Callable[[datetime], None]


def live_day_before(now: datetime, *, seed: int) -> int:
    """Live the whole of the last day of work before today, and return how many numbers were given."""
    centre = Unit.objects.get(code=halls.CENTRE)
    working_time = worktime.current(calendar_code(centre.pk)).working_time
    today = clock.local_day(now)
    earlier = (today - timedelta(days=back) for back in range(1, 15))
    day = HallDay(next(one for one in earlier if working_time.sessions(one)), seed=seed)
    for _moment in day.moments():
        pass
    return Ticket.objects.filter(hall__centre=centre, hall__day=day.day).count()


@dataclass(frozen=True, slots=True)
class Seat:
    """A counter and who sits at it today."""

    counter: Counter
    official: User
    rights: Rights


class HallDay:
    """One day of the province's hall, act by act; `tell` is given a line for every ticket and call."""

    def __init__(self, day: date, *, seed: int, tell: Callable[[str], None] = lambda text: None) -> None:
        self.day, self.tell = day, tell
        self.random = Random(f"hall {seed} {day}")
        self.centre = Unit.objects.get(code=halls.CENTRE)
        self.setup = queries.setup(self.centre.pk)
        self.groups = {group.letter: group for group in self.setup.groups.values()}
        working_time = worktime.current(calendar_code(self.centre.pk)).working_time
        # A day off is played like a usual one: the demo is looked at on any day.
        sessions = working_time.sessions(day) or ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
        self.sessions = [(self._moment(opens), self._moment(closes)) for opens, closes in sessions]
        self.order = count()
        self.acts: list[tuple[datetime, int, Act]] = []
        # A play that was stopped goes on from its last event.
        begun_at = self._last_event_at()
        for moment, group in self._comers():
            come = self._come(group)
            if begun_at is None or moment > begun_at:
                self._at(moment, come)
        for seat in self._seats():
            moment = self.sessions[0][0] - timedelta(minutes=self.random.uniform(1, 8))
            self._at(max(moment, begun_at or moment), self._sit_down(seat))

    def moments(self) -> Iterator[datetime]:
        """Yield the moment of every act before it is done; whoever plays the day waits for it, or does not."""
        while self.acts:
            moment, _order, act = heapq.heappop(self.acts)
            yield moment
            try:
                act(moment)
            except Refused as refusal:
                # The hall is full, or somebody beside the play was quicker.
                self.tell(f"{moment:%H:%M} {refusal}")

    def _seated(self, seat: Seat, act: Act) -> Act:
        """Return an act of an official who, when it is refused, looks a minute later how things are at the counter."""

        def guarded(at: datetime) -> None:
            try:
                act(at)
            except Refused as refusal:
                self.tell(f"{at:%H:%M} {refusal}")
                if at < self.sessions[-1][1]:
                    self._at(at + timedelta(minutes=1), self._sit_down(seat))

        return guarded

    def _last_event_at(self) -> datetime | None:
        events = HallEvent.objects.filter(hall__centre=self.centre, hall__day=self.day)
        return events.aggregate(last=Max("at"))["last"]

    def _moment(self, minutes: int) -> datetime:
        return clock.at(self.day, minutes // 60, minutes % 60)

    def _at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self.acts, (moment, next(self.order), act))

    def _later(self, moment: datetime, low: float, high: float) -> datetime:
        return moment + timedelta(seconds=self.random.uniform(low, high))

    def _comers(self) -> Iterator[tuple[datetime, ServiceGroup]]:
        """Yield who comes when: by half hours, more of them in the morning."""
        halves = [
            opens + timedelta(minutes=30 * half)
            for opens, closes in self.sessions
            for half in range(int((closes - opens).total_seconds() // 1800))
        ]
        shares = {half: _BUSY.get(at, 1.0) for at, half in enumerate(halves)}
        shares[halves[-1]] = 0.3
        for letter, many in COMERS.items():
            for _comer in range(many):
                half = drawn(self.random, shares)
                yield half + timedelta(seconds=self.random.uniform(0, 1800)), self.groups[letter]

    def _seats(self) -> list[Seat]:
        counters = {counter.number: counter for counter in self.setup.counters.values()}
        return [
            Seat(counters[number], official, rights_of(official.pk, on=self.day))
            for number, official in sorted(halls.officials().items())
        ]

    def _come(self, group: ServiceGroup) -> Act:
        lane = drawn(self.random, LANES)
        chain = [self.groups["H"].pk] if group.letter != "H" and self._in(TWO_THINGS) else []
        key = UUID(int=self.random.getrandbits(128), version=4)
        goes, is_late = self._in(GOING), self._in(LATE)

        def act(at: datetime) -> None:
            issued = actions.issue(
                self.centre.pk, group_id=group.pk, request_key=key, at=at, lane=lane, chain=chain
            )
            ticket, said = issued.ticket, issued.estimate
            wait = f", chờ {said.low}–{said.high} phút" if said else ""
            self.tell(f"{at:%H:%M} {ticket.code} {group.name}{wait}")
            if goes:
                self._at(self._later(at, 300, 1200), lambda at: self._go(ticket, at))
            elif is_late:
                self._at(self._later(at, 60, 600), lambda at: self._say_late(ticket, at))

        return act

    def _in(self, percent: float) -> bool:
        return self.random.random() * 100 < percent

    def _go(self, ticket: Ticket, at: datetime) -> None:
        actions.leave(ticket.pk, at=at)

    def _say_late(self, ticket: Ticket, at: datetime) -> None:
        actions.say_late(ticket.pk, minutes=self.random.choice((5, 10, 15)), at=at)

    def _sit_down(self, seat: Seat) -> Act:
        def act(at: datetime) -> None:
            session = queries.session_of(seat.official.pk)
            if session is None:
                actions.open_counter(seat.counter.pk, by=seat.rights, at=at)
            elif session.paused_at is not None:
                actions.unpause_counter(seat.counter.pk, by=seat.rights, at=at)
            current = queries.current_at(seat.counter.pk)
            if current is not None:
                # The play was stopped in the middle of a service and goes on now.
                self._at(self._later(at, 60, 300), self._finish(seat, current))
            else:
                self._at(max(at, self.sessions[0][0]), self._call(seat))

        return self._seated(seat, act)

    def _call(self, seat: Seat) -> Act:
        def act(at: datetime) -> None:
            if self._is_over(seat, at):
                return
            ticket = actions.call_next(seat.counter.pk, by=seat.rights, at=at)
            if ticket is None:
                self._at(self._later(at, 20, 60), self._call(seat))
                return
            self.tell(f"{at:%H:%M} {ticket.code} → quầy {seat.counter}")
            if self._in(NOT_COMING):
                self._at(self._later(at, 40, 60), self._recall(seat, ticket))
            else:
                self._at(self._later(at, 10, 45), self._start(seat, ticket))

        return self._seated(seat, act)

    def _recall(self, seat: Seat, ticket: Ticket) -> Act:
        def act(at: datetime) -> None:
            actions.recall(ticket.pk, counter_id=seat.counter.pk, by=seat.rights, at=at)
            patience = timedelta(minutes=self.setup.policy.come_minutes)
            called_at = ticket.called_at or at
            self._at(max(called_at + patience, at) + timedelta(seconds=10), self._miss(seat, ticket))

        return self._seated(seat, act)

    def _miss(self, seat: Seat, ticket: Ticket) -> Act:
        def act(at: datetime) -> None:
            self._at(self._later(at, 5, 20), self._call(seat))
            actions.miss(ticket.pk, counter_id=seat.counter.pk, by=seat.rights, at=at)

        return act

    def _start(self, seat: Seat, ticket: Ticket) -> Act:
        def act(at: datetime) -> None:
            actions.start(ticket.pk, counter_id=seat.counter.pk, by=seat.rights, at=at)
            usual = self.setup.groups[ticket.line.group_id].minutes
            # The median is what is usual; the mean lies above it, as in every hall.
            minutes = self.random.lognormvariate(log(usual * 0.85), DEVIATION)
            self._at(at + timedelta(minutes=min(minutes, usual * 4)), self._finish(seat, ticket))

        return self._seated(seat, act)

    def _finish(self, seat: Seat, ticket: Ticket) -> Act:
        def act(at: datetime) -> None:
            self._at(self._later(at, 10, 50), self._call(seat))
            actions.finish(ticket.pk, counter_id=seat.counter.pk, by=seat.rights, at=at)

        return act

    def _is_over(self, seat: Seat, at: datetime) -> bool:
        """Pause for the break, and go home when the last session is over and nobody waits."""
        if any(opens <= at < closes for opens, closes in self.sessions):
            return False
        later = [opens for opens, _closes in self.sessions if opens > at]
        if later and at >= self.sessions[0][1]:
            reason = "Nghỉ trưa"
            actions.pause_counter(seat.counter.pk, reason=reason, by=seat.rights, at=at, back_at=later[0])
            self._at(later[0], self._sit_down(seat))
            return True
        is_late = at >= self.sessions[-1][1] + timedelta(hours=1)
        if not later and (is_late or not self._is_awaited(seat)):
            actions.close_counter(seat.counter.pk, by=seat.rights, at=at)
            return True
        return False

    def _is_awaited(self, seat: Seat) -> bool:
        served = self.setup.skills[seat.counter.pk]
        return bool(queries.waiting(self.centre.pk, day=self.day, group_ids=list(served)))
