"""Deadlines: from when, how much, in which unit, until when, and why.

The units are those of docs/time.md. Every answer comes from `_solve`, so that a date and its explanation
can never differ.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from math import isnan
from typing import Any, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.base.errors import Refused
from motcua.worktime.rules.definition import Schedule, Sessions, read, shown
from motcua.worktime.rules.explain import Due, Explainer
from motcua.worktime.rules.timetable import Solution, Timetable

UNITS = ("working_day", "working_hour", "working_minute", "calendar_day", "same_day")
# Of 101 published procedures that name an hour, 92 say "sau 15 giờ".
CUTOFF = time(15)
# Ten years, with the days off at their end; a longer term is a typing error, or no deadline at all.
LONGEST_DAYS = 3660

_SCALE: dict[str, int] = {unit: 60 if unit == "working_hour" else 1 for unit in UNITS}

T = TypeVar("T")


def compile_calendar(definition: dict[str, Any]) -> "WorkingTime":
    """Return the working time a calendar file describes, or refuse the file with all its faults."""
    return WorkingTime(read(definition))


def whole_count(amount: object, unit: str) -> int:
    """Return an amount in whole days, or in whole minutes for hours, or refuse it."""
    if unit not in UNITS:
        known = {"unit": shown(unit), "units": ", ".join(UNITS)}
        raise Refused(_("Không có đơn vị %(unit)s; dùng một trong: %(units)s.") % known)
    is_nan = isinstance(amount, float) and isnan(amount)
    if isinstance(amount, bool) or not isinstance(amount, int | float) or is_nan:
        raise Refused(_("Thời hạn phải là một số; gặp %(amount)s.") % {"amount": shown(amount)})
    if amount < 0:
        raise Refused(_("Thời hạn không được âm; gặp %(amount)s.") % {"amount": shown(amount)})
    if amount > LONGEST_DAYS * 24 * 60:
        raise _too_long()
    count = amount * _SCALE[unit]
    if count != int(count):
        raise Refused(_("Thời hạn phải là số nguyên; gặp %(amount)s.") % {"amount": shown(amount)})
    if unit in ("working_day", "calendar_day") and count > LONGEST_DAYS:
        raise _too_long()
    return int(count)


class WorkingTime:
    """One version of a calendar, ready to answer; may be shared between threads."""

    def __init__(self, schedule: Schedule):
        self.schedule = schedule
        self._table = Timetable(schedule)
        self._explainers: dict[str | None, Explainer] = {}

    @property
    def nominal_day_minutes(self) -> int:
        """How many minutes one day is worth when a step budget in days is spent in hours."""
        return self.schedule.nominal_day_minutes

    def due(self, start: datetime, amount: float, unit: str, *, cutoff: time = CUTOFF) -> datetime:
        """Return the moment by which an amount of time, counted from `start`, is over."""
        solution = self._solve(start, amount, unit, cutoff)
        return self._table.moment(solution[4], solution[5])

    def explain(self, start: datetime, amount: float, unit: str, *, cutoff: time = CUTOFF) -> Due:
        """Return the same moment with the lines that lead to it, in the language of the reader."""
        solution = self._solve(start, amount, unit, cutoff)
        return self._explainer().due(solution, unit, amount, cutoff)

    def explain_all(
        self, cases: Iterable[tuple[datetime, float, str]], *, cutoff: time = CUTOFF
    ) -> Iterator[Due]:
        """Return the explained deadlines of many cases; the language is asked once, not for each."""
        explainer = self._explainer()
        for start, amount, unit in cases:
            yield explainer.due(self._solve(start, amount, unit, cutoff), unit, amount, cutoff)

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """Return the moment by which so many working minutes are over."""
        return self.due(start, minutes, "working_minute")

    def minutes_between(self, since: datetime, until: datetime) -> int:
        """Return the working minutes from one moment to another, negative when `until` is the earlier."""
        return self._elapsed(until) - self._elapsed(since)

    def working_days_between(self, since: date, until: date) -> int:
        """Return the working days after `since`, up to and with `until`, negative when it is the earlier."""
        return self._working_days_before(until) - self._working_days_before(since)

    def next_opening(self, moment: datetime) -> datetime:
        """Return the moment itself when it is inside a session, else when the next one opens."""
        return self.due(moment, 0, "working_minute")

    def is_open(self, moment: datetime) -> bool:
        """Say whether a moment is inside a session; the closing instant is outside."""
        day, minute = self._table.place(moment)
        number, opening = self._reaching(day, lambda: self._table.start(day, minute))
        return self._table.days[number] == day and opening == minute

    def is_working_day(self, day: date) -> bool:
        """Say whether any session is held on a day."""
        return bool(self.sessions(day))

    def sessions(self, day: date) -> Sessions:
        """Return the sessions of a day as pairs of minutes, exceptions counted in."""
        return self.schedule.sessions_on(day)

    def _explainer(self) -> Explainer:
        language = get_language()
        explainer = self._explainers.get(language)
        return explainer or self._explainers.setdefault(language, Explainer(self._table))

    def _elapsed(self, moment: datetime) -> int:
        day, minute = self._table.place(moment)
        return self._reaching(day, lambda: self._table.elapsed(day, minute))

    def _working_days_before(self, day: date) -> int:
        number = self._table.place(datetime.combine(day, time()))[0]
        return self._reaching(number, lambda: self._table.index[number + 1])

    def _reaching(self, day: int, question: Callable[[], T]) -> T:
        while True:
            try:
                return question()
            except IndexError:
                self._grow_for(day)

    def _solve(self, start: datetime, amount: float, unit: str, cutoff: time) -> Solution:
        # Nearly every amount is a small whole number; asking that here saves a call per deadline.
        if type(amount) is int and 0 <= amount <= LONGEST_DAYS and unit in _SCALE:
            count = amount * _SCALE[unit]
        else:
            count = whole_count(amount, unit)
        day, minute = self._table.place(start)
        while True:
            try:
                return self._solution(day, minute, count, unit, cutoff)
            except IndexError:
                self._grow_for(day)

    def _solution(self, day: int, minute: int, count: int, unit: str, cutoff: time) -> Solution:
        table = self._table
        first, opened = table.start(day, minute)
        if unit == "working_day":
            last = first + count
            plan = table.plans[last]
            until = opened if plan is table.plans[first] else plan.landing[opened]
        elif unit == "working_hour" or unit == "working_minute":
            last, until = table.after_minutes(first, opened, count)
        elif unit == "calendar_day":
            last = table.index[table.days[first] + count]
            until = table.plans[last].landing[opened]
        else:
            # The cut-off is about receiving: what came in before this day opened is not late for it.
            is_late = table.days[first] == day and minute >= cutoff.hour * 60 + cutoff.minute
            last = first + is_late
            until = table.plans[last].last
        if table.days[last] - day > LONGEST_DAYS:
            raise _too_long()
        return day, minute, first, opened, last, until

    def _grow_for(self, day: int) -> None:
        if day > self._table.last_day:
            raise self._table.out_of_reach()
        # Lists that already reach ten years beyond the start cannot be what was missing.
        if len(self._table.index) > day + LONGEST_DAYS + 1:
            raise _too_long()
        self._table.grow()


def _too_long() -> Refused:
    return Refused(_("Thời hạn dài quá 10 năm, không tính."))
