"""Which years the calendar can be trusted for: the official notice of days off comes late each year."""

from datetime import date

from django.utils.translation import gettext as _

from motcua.worktime.rules.definition import Schedule

# The notice of the next year is usually out by the end of the year; from here on its absence is reported.
_ASKED_FROM_MONTH = 11


def year_notice(schedule: Schedule, year: int) -> str:
    """Return what is missing about the days off of a year, or "" when they are official."""
    closed = [
        special for day, special in schedule.special_days.items() if day.year == year and special.is_closed
    ]
    if not closed:
        return _("Năm %(year)s chưa có lịch nghỉ chính thức") % {"year": year}
    if any(special.is_provisional for special in closed):
        return _("Lịch nghỉ năm %(year)s còn dự kiến, chờ thông báo chính thức") % {"year": year}
    return ""


def missing_notice(schedule: Schedule, today: date) -> str:
    """Return the warning a keeper of the calendar must see today, or ""."""
    years = [today.year, today.year + 1] if today.month >= _ASKED_FROM_MONTH else [today.year]
    return "\n".join(notice for year in years if (notice := year_notice(schedule, year)))
