"""The arithmetic of deadlines on values it is given: `compile_calendar` once, then ask."""

from motcua.worktime.rules.definition import Schedule, SpecialDay, read, shown, write
from motcua.worktime.rules.engine import CUTOFF, UNITS, WorkingTime, compile_calendar
from motcua.worktime.rules.explain import Due, Line, span_text
from motcua.worktime.rules.holidays import BadRows, merge_holidays
from motcua.worktime.rules.notice import missing_notice, year_notice

__all__ = [
    "CUTOFF",
    "UNITS",
    "BadRows",
    "Due",
    "Line",
    "Schedule",
    "SpecialDay",
    "WorkingTime",
    "compile_calendar",
    "merge_holidays",
    "missing_notice",
    "read",
    "shown",
    "span_text",
    "write",
    "year_notice",
]
