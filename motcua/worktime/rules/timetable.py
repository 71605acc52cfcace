"""A schedule compiled to day-numbered lists, so that every question about time is a look-up.

Days are counted from the first day of the calendar, minutes from midnight. The lists know working days
only, in order; they grow by whole years, when a question first reaches beyond them.
"""

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from threading import Lock

from django.utils.translation import gettext as _

from motcua.base.clock import ZONE
from motcua.base.errors import Refused
from motcua.worktime.rules.definition import DAY, LAST_YEAR, Schedule, Sessions, SpecialDay, day_text

MINUTES = [timedelta(minutes=minute) for minute in range(DAY + 1)]
_NOT_TODAY = -1

# Day and minute of the moment given, then working day and minute of the start, then of the deadline.
Solution = tuple[int, int, int, int, int, int]


class Plan:
    """One set of sessions, with the answer for each minute of a day written down."""

    __slots__ = ("first", "landing", "last", "minutes", "opening", "reached", "sessions", "worked")

    def __init__(self, sessions: Sessions):
        self.sessions = sessions
        self.first, self.last = sessions[0][0], sessions[-1][1]
        # Where a start at this minute is moved to; sessions are half-open, 17:00 sharp is outside.
        self.opening = [_NOT_TODAY] * (DAY + 1)
        # Where a deadline at this minute is written: a closing instant stays, a break ends it.
        self.landing = [self.last] * (DAY + 1)
        # Minutes worked before this minute, and the minute by which so many are worked.
        self.worked = [0] * (DAY + 1)
        self.reached = [self.first]
        self._fill()
        self.minutes = len(self.reached) - 1

    def _fill(self) -> None:
        free_from = 0
        for opens, closes in self.sessions:
            before = len(self.reached) - 1
            self.opening[free_from:closes] = [opens] * (opens - free_from) + list(range(opens, closes))
            landing_from = free_from + 1 if free_from else 0
            self.landing[landing_from : closes + 1] = [opens] * (opens - landing_from) + list(
                range(opens, closes + 1)
            )
            self.worked[opens:] = [before + minute - opens for minute in range(opens, closes)] + [
                before + closes - opens
            ] * (DAY + 1 - closes)
            self.reached += range(opens + 1, closes + 1)
            free_from = closes


class Timetable:
    """The working days of a schedule in order, their plans, and the working minutes before each."""

    def __init__(self, schedule: Schedule):
        self.schedule = schedule
        self.base = schedule.weeks[0].valid_from.toordinal()
        self.last_day = date(LAST_YEAR, 12, 31).toordinal() - self.base
        self._naive_origin = datetime.combine(schedule.weeks[0].valid_from, time())
        self._origin = self._naive_origin.replace(tzinfo=ZONE)
        self.days: list[int] = []
        self.plans: list[Plan] = []
        self.midnights: list[datetime] = []
        # Working minutes before each working day, and one entry more: the minutes of all.
        self.before: list[int] = [0]
        # For each calendar day, the first working day at or after it.
        self.index: list[int] = []
        self._plans: dict[Sessions, Plan] = {}
        self._next_year = schedule.weeks[0].valid_from.year
        self._growing = Lock()

    def place(self, moment: datetime) -> tuple[int, int]:
        """Return the day and the minute of a moment in the centre's zone; seconds are dropped."""
        # One difference gives both, and counts a moment of any other zone right.
        since = moment - (self._naive_origin if moment.tzinfo is None else self._origin)
        if since.days < 0:
            raise Refused(
                _("Lịch làm việc chỉ có từ ngày %(day)s; không tính được cho thời điểm trước đó.")
                % {"day": day_text(self.schedule.weeks[0].valid_from)}
            )
        return since.days, since.seconds // 60

    def start(self, day: int, minute: int) -> tuple[int, int]:
        """Return the working day and the minute at which a clock received then begins to run."""
        number = self.index[day]
        if self.days[number] != day:
            return number, self.plans[number].first
        opening = self.plans[number].opening[minute]
        if opening != _NOT_TODAY:
            return number, opening
        return number + 1, self.plans[number + 1].first

    def elapsed(self, day: int, minute: int) -> int:
        """Return the working minutes from the first day of the calendar to this minute."""
        number = self.index[day]
        if self.days[number] != day:
            return self.before[number]
        return self.before[number] + self.plans[number].worked[minute]

    def after_minutes(self, number: int, minute: int, count: int) -> tuple[int, int]:
        """Return the working day and minute by which `count` more minutes are worked; closings stay closings."""
        if not count:
            return number, minute
        target = self.before[number] + self.plans[number].worked[minute] + count
        number = bisect_left(self.before, target, number) - 1
        return number, self.plans[number].reached[target - self.before[number]]

    def moment(self, number: int, minute: int) -> datetime:
        """Return the moment of a minute of a working day."""
        return self.midnights[number] + MINUTES[minute]

    def date_of(self, day: int) -> date:
        return date.fromordinal(self.base + day)

    def special(self, day: int) -> SpecialDay | None:
        return self.schedule.special_days.get(self.date_of(day))

    def out_of_reach(self) -> Refused:
        return Refused(_("Lịch làm việc chỉ tính được đến hết năm %(year)s.") % {"year": LAST_YEAR})

    def grow(self) -> None:
        """Add the next year to the lists."""
        with self._growing:
            if self._next_year > LAST_YEAR:
                raise self.out_of_reach()
            self._add_year(self._next_year)
            self._next_year += 1

    def _add_year(self, year: int) -> None:
        first = max(date(year, 1, 1).toordinal() - self.base, 0)
        # A reader in another thread may be here: what `index` points at must be there before it.
        index = []
        for day in range(first, date(year, 12, 31).toordinal() - self.base + 1):
            index.append(len(self.days))
            on = self.date_of(day)
            if sessions := self.schedule.sessions_on(on):
                plan = self._plans.get(sessions) or self._plans.setdefault(sessions, Plan(sessions))
                self.plans.append(plan)
                self.midnights.append(datetime(on.year, on.month, on.day, tzinfo=ZONE))
                self.days.append(day)
                self.before.append(self.before[-1] + plan.minutes)
        self.index += index
