"""Hương Trà's published half-year told dossier by dossier: when each came in, was due, was resolved.

The table (data/huong_tra_2021_h1.csv) gives numbers only. Here they become 5,970 courses whose dates, by the
engine of deadlines itself, count up to the table again.
"""

import csv
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from random import Random

from motcua.base import clock
from motcua.demo.invented import drawn
from motcua.worktime.rules import WorkingTime

DATA = Path(__file__).parent / "data"
FIRST_DAY, CUT_OFF = date(2021, 1, 1), date(2021, 6, 18)
# Fewer people come late in the week, most on Monday.
_BY_WEEKDAY = (1.25, 1.1, 1.0, 0.95, 0.85)
# "In the day" means today for what came in before 15:00.
_SAFE_HOUR = 14 * 60


class Fate(StrEnum):
    """What the published table says of a dossier on 18/06/2021."""

    ON_TIME = "on_time"
    LATE = "late"
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Published:
    """One row of the published table."""

    field: str
    received: int
    on_time: int
    late: int
    in_time: int
    overdue: int

    @property
    def withdrawn(self) -> int:
        """What the table received and shows nowhere else: 2 of Chứng thực and 1 of Đất đai."""
        return self.received - self.on_time - self.late - self.in_time - self.overdue


@dataclass(frozen=True, slots=True)
class Kind:
    """A procedure of 2021: its limit and how many dossiers of the half-year were of it."""

    code: str
    field: str
    amount: int
    unit: str
    dossiers: int
    online_level: int
    papers: tuple[str, ...]

    @property
    def is_same_day(self) -> bool:
        return self.unit == "same_day"


@dataclass(frozen=True, slots=True)
class Course:
    """One dossier of the half-year from its reception to its end."""

    kind: Kind
    fate: Fate
    received_at: datetime
    # The result, or the withdrawal.
    ended_at: datetime
    returned_at: datetime | None


def published() -> list[Published]:
    """Return the rows of the published table."""
    with (DATA / "huong_tra_2021_h1.csv").open(encoding="utf-8", newline="") as file:
        return [
            Published(
                row["field_vi"],
                int(row["received_total"]),
                int(row["resolved_on_time"]),
                int(row["resolved_late"]),
                int(row["pending_in_time"]),
                int(row["pending_overdue"]),
            )
            for row in csv.DictReader(file)
        ]


def kinds() -> list[Kind]:
    """Return the procedures of 2021 with their share of the half-year."""
    with (DATA / "huong_tra_procedures.csv").open(encoding="utf-8", newline="") as file:
        return [
            Kind(
                row["code"],
                row["field"],
                int(row["time_limit_value"] or 1),
                row["time_limit_unit"],
                int(row["dossiers"]),
                int(row["online_level"]),
                tuple(name.strip() for name in row["handed_in"].split(";")),
            )
            for row in csv.DictReader(file)
        ]


def courses(random: Random, working_time: WorkingTime) -> list[Course]:
    """Return every dossier of the half-year in the order of reception."""
    teller = _Teller(random, working_time)
    by_field: dict[str, list[Kind]] = {}
    for kind in kinds():
        by_field.setdefault(kind.field, []).append(kind)
    told = [
        teller.course(kind, fate)
        for row in published()
        for kind, fate in _fates(random, row, by_field[row.field])
    ]
    return sorted(told, key=lambda course: course.received_at)


def _fates(random: Random, row: Published, kinds_of_field: list[Kind]) -> Iterator[tuple[Kind, Fate]]:
    """Yield the procedure and the fate of every dossier of a field, in the numbers of its row."""
    left = Counter({kind: kind.dossiers for kind in kinds_of_field})
    # The longer a procedure takes, the more of its dossiers are still open; hardly any done in a day is.
    patience = {kind: 0.01 if kind.is_same_day else float(kind.amount) for kind in kinds_of_field}
    haste = {kind: 0.3 if kind.is_same_day else 1.0 for kind in kinds_of_field}
    for fate, wanted, weights in (
        (Fate.IN_TIME, row.in_time, patience),
        (Fate.OVERDUE, row.overdue, patience),
        (Fate.WITHDRAWN, row.withdrawn, patience),
        (Fate.LATE, row.late, haste),
    ):
        for _turn in range(wanted):
            kind = drawn(random, {kind: count * weights[kind] for kind, count in left.items()})
            left[kind] -= 1
            yield kind, fate
    for kind, count in left.items():
        yield from ((kind, Fate.ON_TIME) for _turn in range(count))


class _Teller:
    """Finds the days and hours of a course that make its fate true."""

    def __init__(self, random: Random, working_time: WorkingTime) -> None:
        self.random = random
        self.working_time = working_time
        span = [FIRST_DAY + timedelta(days=number) for number in range(240)]
        # Working days, those after the cut-off too: what was open then was resolved later.
        self.days = [day for day in span if working_time.is_working_day(day)]
        self.cut = bisect_right(self.days, CUT_OFF)
        self.weights = [_BY_WEEKDAY[min(day.weekday(), 4)] for day in self.days]
        self.due_days: dict[tuple[int, str], list[date]] = {}

    def course(self, kind: Kind, fate: Fate) -> Course:
        """Return a course that the cut-off finds in this fate."""
        received_at, due_at = self._reception(kind, fate)
        if fate == Fate.WITHDRAWN:
            until = min(due_at, self._at(CUT_OFF, 0.8))
            return Course(kind, fate, received_at, self._between(received_at, until), None)
        resolved_at = self._resolution(fate, received_at, due_at)
        return Course(kind, fate, received_at, resolved_at, self._return(resolved_at))

    def _reception(self, kind: Kind, fate: Fate) -> tuple[datetime, datetime]:
        first, last = self._window(kind, fate)
        while True:
            number = self.random.choices(range(first, last), self.weights[first:last])[0]
            received_at = self._office_hour(
                self.days[number], before=_SAFE_HOUR if kind.is_same_day else None
            )
            due_at = self.working_time.due(received_at, kind.amount, kind.unit)
            if self._fits(fate, due_on=clock.local_day(due_at)):
                return received_at, due_at

    def _window(self, kind: Kind, fate: Fate) -> tuple[int, int]:
        """Return the range of reception days, as positions, whose due day suits the fate."""
        due_days = self._due_days(kind)
        if fate == Fate.ON_TIME:
            return 0, bisect_right(due_days, CUT_OFF)
        if fate == Fate.IN_TIME:
            return bisect_left(due_days, CUT_OFF), self.cut
        last = bisect_left(due_days, CUT_OFF)
        # What is overdue on the day of a report has seldom been so for long.
        first = bisect_left(due_days, CUT_OFF - timedelta(days=45)) if fate == Fate.OVERDUE else 0
        return first, last

    def _due_days(self, kind: Kind) -> list[date]:
        key = (kind.amount, kind.unit)
        if key not in self.due_days:
            self.due_days[key] = [
                clock.local_day(self.working_time.due(clock.at(day, 9), kind.amount, kind.unit))
                for day in self.days[: self.cut]
            ]
        return self.due_days[key]

    def _fits(self, fate: Fate, *, due_on: date) -> bool:
        if fate == Fate.ON_TIME:
            return due_on <= CUT_OFF
        if fate == Fate.IN_TIME:
            return due_on >= CUT_OFF
        return due_on < CUT_OFF or fate == Fate.WITHDRAWN

    def _resolution(self, fate: Fate, received_at: datetime, due_at: datetime) -> datetime:
        due_on = clock.local_day(due_at)
        if fate == Fate.ON_TIME or (fate == Fate.IN_TIME and due_on > CUT_OFF):
            # The published table has one column "đúng hạn": a result on the very day counts so everywhere.
            opening = self._at(due_on, 0.0)
            return self._between(max(opening, received_at), due_at)
        number = bisect_left(self.days, due_on)
        if fate == Fate.LATE:
            late_days = min(1 + int(self.random.expovariate(1 / 3)), self.cut - 1 - number)
            return self._office_hour(self.days[number + late_days])
        return self._office_hour(self.days[self.cut + self.random.randrange(25)])

    def _return(self, resolved_at: datetime) -> datetime:
        """Most people fetch their result the same day or the next, some after weeks."""
        soon = self.random.random() < 0.6
        minutes = self.random.randrange(10, 240) if soon else int(self.random.expovariate(1 / 1200)) + 240
        return self._inside(self.working_time.add_minutes(resolved_at, minutes))

    def _between(self, start: datetime, until: datetime) -> datetime:
        """Return a working moment after the first two thirds of a span, its end at the latest."""
        minutes = self.working_time.minutes_between(start, until)
        share = self.random.uniform(0.35, 1.0)
        return self._inside(self.working_time.add_minutes(start, int(minutes * share)))

    def _inside(self, moment: datetime) -> datetime:
        """A closing instant belongs to no session: the minute before it does."""
        return moment if self.working_time.is_open(moment) else moment - timedelta(minutes=1)

    def _office_hour(self, day: date, *, before: int | None = None) -> datetime:
        """Return a moment of a working day, in the morning rather than in the afternoon."""
        sessions = self.working_time.sessions(day)
        opens, closes = self.random.choices(sessions, [3, 2][: len(sessions)])[0]
        if before is not None and opens >= before:
            opens, closes = sessions[0]
        minute = self.random.randrange(opens + 5, min(closes, before or closes) - 10)
        return clock.at(day, minute // 60, minute % 60) + timedelta(seconds=self.random.randrange(60))

    def _at(self, day: date, share: float) -> datetime:
        opens = self.working_time.sessions(day)[0][0]
        closes = self.working_time.sessions(day)[-1][1]
        minute = int(opens + (closes - opens) * share)
        return clock.at(day, minute // 60, minute % 60)
