"""A day played again with some counters: who is called next is the hall's own rule (`rules.order`)."""

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import cycle
from random import Random
from typing import Any

from simpy import Environment, Event

from motcua.queueing.models import Rank
from motcua.queueing.rules.order import Choice, Head, choose, place_behind
from motcua.queueing.rules.staffing.values import Day, Leg, Played, Seat, Terms, Visit, Wait

# Nobody is waited for longer than this when a day does not tell how fast counters call.
REACTION = 20.0
Steps = Generator[Event, Any, None]


def drawn(day: Day, *, seed: int, run: int = 0) -> Day:
    """Return a day whose every service has a length.

    Run 0 is the day as it was; only what it does not tell is drawn, from its other services of the group. Further
    runs draw every service anew.
    """
    random = Random(f"{seed} {run} {day.day}")
    pools = _pools(day)

    def told(leg: Leg) -> Leg:
        length = random.choice(pools[leg.group_id])
        return replace(leg, seconds=length if run or leg.seconds is None else leg.seconds)

    visits = tuple(replace(one, legs=tuple(told(leg) for leg in one.legs)) for one in day.visits)
    return replace(day, visits=visits)


def _pools(day: Day) -> dict[int, list[float]]:
    found: dict[int, list[float]] = defaultdict(list)
    for visit in day.visits:
        for leg in visit.legs:
            found[leg.group_id] += [] if leg.seconds is None else [leg.seconds]
    return {group: some or [day.usual.get(group, 600.0)] for group, some in found.items()}


def play(
    day: Day, seats: Iterable[Seat], *, terms: Terms, enough: Callable[[Wait], bool] = lambda wait: False
) -> Played:
    """Return what comes of a day whose services are known (`drawn`) when these counters serve.

    It stops as soon as `enough` says so of a wait.
    """
    return _Hall(day, seats, terms, enough).play()


class _Guest:
    """Somebody in the hall, and where in the visit."""

    __slots__ = ("called", "is_waiting", "joined", "leg", "misses", "place", "tries", "visit")

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.place: datetime = visit.place
        self.leg = 0
        self.misses = 0
        # Calls to this line, of which the first ended the wait.
        self.tries = 0
        self.joined = 0.0
        self.is_waiting = False

    @property
    def now(self) -> Leg:
        return self.visit.legs[self.leg]


Row = list[tuple[datetime, int, _Guest]]


class _Hall:
    def __init__(self, day: Day, seats: Iterable[Seat], terms: Terms, enough: Callable[[Wait], bool]) -> None:
        self.day, self.terms, self.enough = day, terms, enough
        self.env = Environment()
        self.seats = list(seats)
        self.rows: dict[int, tuple[Row, Row, Row]] = defaultdict(lambda: ([], [], []))
        self.idle: dict[int, tuple[Seat, Event]] = {}
        self.waits: list[Wait] = []
        self.is_over = self.env.event()
        self.is_enough = False
        self.left_at_closing = self.gone = 0
        self.busy: dict[int, float] = {seat.counter_id: 0.0 for seat in self.seats}
        self.open: dict[int, float] = dict(self.busy)
        self.runs: dict[int, int] = {}
        pool = sorted(one for some in day.reactions.values() for one in some) or [REACTION]
        usual = pool[len(pool) // 2]
        self.reactions = {
            seat.counter_id: cycle(day.reactions.get(seat.counter_id) or (usual,)) for seat in self.seats
        }

    def play(self) -> Played:
        counters = [self.env.process(self._serve(seat)) for seat in self.seats]
        others = [self.env.process(self._come()), self.env.process(self._close())]
        self.env.process(self._end([*counters, *others]))
        self.env.run(until=self.is_over)
        if not self.is_enough:
            self._never_called()
        return Played(
            tuple(self.waits),
            self.left_at_closing,
            self.gone,
            self.busy,
            self.open,
            is_whole=not self.is_enough,
        )

    def _come(self) -> Steps:
        for visit in self.day.visits:
            if visit.came > self.env.now:
                yield self.env.timeout(visit.came - self.env.now)
            guest = _Guest(visit)
            self._join(guest)
            if visit.gone is not None:
                self.env.process(self._go(guest, visit.gone))
            if visit.late is not None:
                self.env.process(self._say_late(guest, *visit.late))

    def _close(self) -> Steps:
        yield self.env.timeout(self.day.closes)
        self.left_at_closing = sum(len(row) for rows in self.rows.values() for row in rows)

    def _end(self, awaited: Sequence[Event]) -> Steps:
        yield self.env.all_of(awaited)
        self._stop()

    def _go(self, guest: _Guest, after: float) -> Steps:
        yield self.env.timeout(after)
        if guest.is_waiting:
            self._take(guest)
            self.gone += 1

    def _say_late(self, guest: _Guest, after: float, behind: int) -> Steps:
        yield self.env.timeout(after)
        if guest.is_waiting:
            self._take(guest)
            self._stand_behind(guest, behind)

    def _join(self, guest: _Guest) -> None:
        """Stand in the line of the present leg, and let who serves it know."""
        guest.joined = self.env.now
        self._stand(guest)

    def _stand(self, guest: _Guest) -> None:
        guest.is_waiting = True
        group_id = guest.now.group_id
        insort(self.rows[group_id][guest.visit.rank], (guest.place, guest.visit.key, guest))
        for counter_id, (seat, bell) in list(self.idle.items()):
            if group_id in seat.skills:
                del self.idle[counter_id]
                bell.succeed()

    def _take(self, guest: _Guest) -> None:
        guest.is_waiting = False
        row = self.rows[guest.now.group_id][guest.visit.rank]
        row.remove((guest.place, guest.visit.key, guest))

    def _stand_behind(self, guest: _Guest, count: int) -> None:
        row = self.rows[guest.now.group_id][guest.visit.rank]
        guest.place = place_behind([place for place, _key, _guest in row[:count]], own=guest.place)
        self._stand(guest)

    def _serve(self, seat: Seat) -> Steps:
        reactions = self.reactions[seat.counter_id]
        for since, until in seat.spans:
            self.runs.setdefault(seat.counter_id, 0)
            if since > self.env.now:
                yield self.env.timeout(since - self.env.now)
            began, reaction = self.env.now, next(reactions)
            while self._is_there(seat, until):
                if not self._is_awaited(seat):
                    yield from self._wait(seat, until)
                    continue
                yield self.env.timeout(reaction)
                if not self._is_there(seat, until):
                    break
                choice = self._choose(seat)
                if choice is not None:
                    yield from self._work(seat, choice)
                    reaction = next(reactions)
            self.open[seat.counter_id] += max(self.env.now, until) - began

    def _is_there(self, seat: Seat, until: float) -> bool:
        if self.env.now < until:
            return True
        is_last = until == seat.spans[-1][1]
        return is_last and self.env.now < seat.stays_until and self._is_awaited(seat)

    def _is_awaited(self, seat: Seat) -> bool:
        return any(row for group in seat.skills for row in self.rows[group])

    def _wait(self, seat: Seat, until: float) -> Steps:
        bell = self.env.event()
        self.idle[seat.counter_id] = (seat, bell)
        yield bell | self.env.timeout(until - self.env.now)
        self.idle.pop(seat.counter_id, None)

    def _choose(self, seat: Seat) -> Choice | None:
        heads = [
            Head(row[0][1], group, rank, row[0][0], skill)
            for group, skill in seat.skills.items()
            for rank, row in enumerate(self.rows[group])
            if row
        ]
        choice = choose(
            heads,
            run=self.runs[seat.counter_id],
            cap=self.terms.cap,
            long_wait_minutes=self.terms.long_wait_minutes,
            at=self.day.moment(self.env.now),
        )
        if choice is not None:
            self.runs[seat.counter_id] = choice.run
        return choice

    def _work(self, seat: Seat, choice: Choice) -> Steps:
        _place, _key, guest = self.rows[choice.head.group_id][Rank(choice.head.rank)][0]
        self._take(guest)
        leg = guest.now
        if not guest.tries:
            self._tell(guest, was_called=True)
        guest.tries += 1
        in_vain = guest.tries <= len(leg.missed)
        length = leg.missed[guest.tries - 1] if in_vain else leg.seconds or 0
        self.busy[seat.counter_id] += length
        yield self.env.timeout(length)
        if in_vain:
            self._miss(guest)
        else:
            self._send_on(guest)

    def _miss(self, guest: _Guest) -> None:
        guest.misses += 1
        if guest.misses == 1:
            self._stand_behind(guest, self.terms.return_behind)

    def _send_on(self, guest: _Guest) -> None:
        guest.leg, guest.tries = guest.leg + 1, 0
        if guest.leg == len(guest.visit.legs):
            return
        if guest.now.after > 0:
            self.env.process(self._come_back(guest))
        else:
            self._join(guest)

    def _come_back(self, guest: _Guest) -> Steps:
        yield self.env.timeout(guest.now.after)
        self._join(guest)

    def _tell(self, guest: _Guest, *, was_called: bool) -> None:
        since = max(guest.joined, guest.visit.due)
        seconds = self.day.waited(since, max(self.env.now, since))
        wait = Wait(guest.now.group_id, since, seconds, was_called=was_called)
        self.waits.append(wait)
        if self.enough(wait):
            self.is_enough = True
            self._stop()

    def _stop(self) -> None:
        if not self.is_over.triggered:
            self.is_over.succeed()

    def _never_called(self) -> None:
        rows: Sequence[Row] = [row for rows in self.rows.values() for row in rows]
        for _place, _key, guest in (one for row in rows for one in row):
            if not guest.tries:
                self._tell(guest, was_called=False)
