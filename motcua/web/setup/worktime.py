"""The working calendar of a year: usual hours, days off, make-up days, and what is not official yet."""

from calendar import Calendar as Months
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.base import clock
from motcua.web.ui.templatetags.ui import WEEKDAYS
from motcua.worktime import queries
from motcua.worktime.models import Calendar
from motcua.worktime.rules import Schedule, SpecialDay, missing_notice, year_notice

CLOSED, WORKING, MADE_UP, OFF, PROVISIONAL = "closed", "working", "made_up", "off", "provisional"


@dataclass(frozen=True)
class Cell:
    """A day in the sheet of its month."""

    day: date
    kind: str
    name: str
    is_today: bool


@dataclass(frozen=True)
class Sheet:
    """A month: its weeks, days of other months left empty."""

    first: date
    weeks: list[list[Cell | None]]


@require_GET
def year(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    calendars = list(Calendar.objects.order_by("code"))
    code = request.GET.get("calendar", "") or "default"
    if code not in [calendar.code for calendar in calendars]:
        raise Http404
    asked = _year(request.GET.get("year", ""), today)
    schedule = queries.current(code).working_time.schedule
    first = schedule.weeks[0].valid_from.year
    return render(
        request,
        "setup/worktime/year.html",
        {
            "calendars": calendars,
            "code": code,
            "year": asked,
            "years": range(max(first, today.year - 5), today.year + 2),
            "warning": missing_notice(schedule, today),
            "notice": year_notice(schedule, asked),
            "weekdays": [(label, _hours(schedule, at, asked)) for at, label in enumerate(WEEKDAYS)],
            "special_days": [
                (special, _kind(schedule, special.day))
                for day, special in sorted(schedule.special_days.items())
                if day.year == asked
            ],
            "sheets": [_sheet(schedule, asked, month, today) for month in range(1, 13)],
        },
    )


def _year(text: str, today: date) -> int:
    if text and not (text.isdecimal() and 1976 <= int(text) <= 2199):
        raise Http404
    return int(text) if text else today.year


def _hours(schedule: Schedule, weekday: int, year: int) -> str:
    week = schedule.week_of(date(year, 12, 31))
    return sessions_text(week.sessions[weekday]) if week else ""


def sessions_text(sessions: tuple[tuple[int, int], ...]) -> str:
    """Return sessions as people read them: 07:00–11:30, 13:30–17:00."""
    return ", ".join(
        f"{opens // 60:02}:{opens % 60:02}–{closes // 60:02}:{closes % 60:02}" for opens, closes in sessions
    )


def _sheet(schedule: Schedule, year: int, month: int, today: date) -> Sheet:
    return Sheet(
        date(year, month, 1),
        [
            [_cell(schedule, day, today) if day.month == month else None for day in week]
            for week in Months().monthdatescalendar(year, month)
        ],
    )


def _cell(schedule: Schedule, day: date, today: date) -> Cell:
    special = schedule.special_days.get(day)
    return Cell(day, _kind(schedule, day), special.name if special else "", day == today)


def _kind(schedule: Schedule, day: date) -> str:
    special: SpecialDay | None = schedule.special_days.get(day)
    if special is None:
        return WORKING if schedule.usual_sessions(day) else OFF
    if special.is_provisional:
        return PROVISIONAL
    return CLOSED if special.is_closed else MADE_UP
