"""Calendars as every process holds them in memory, and their files."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.base.errors import Refused
from motcua.base.registers import Register
from motcua.worktime import rules
from motcua.worktime.models import Calendar, CalendarVersion
from motcua.worktime.rules import WorkingTime

REGISTER = "calendars"


@dataclass(frozen=True, slots=True)
class Current:
    """The version of a calendar now in force, compiled."""

    version_id: int
    working_time: WorkingTime


@dataclass
class _Calendars:
    newest: dict[str, int]
    compiled: dict[int, WorkingTime] = field(default_factory=dict)


def _load() -> _Calendars:
    rows = CalendarVersion.objects.order_by("number").values_list("calendar__code", "pk")
    return _Calendars(newest=dict(rows))


_register: Register[_Calendars] = Register(REGISTER, _load)


def current(code: str = "default") -> Current:
    """Return the newest version of a calendar."""
    version_id = _newest(code)
    return Current(version_id, of_version(version_id))


def of_version(version_id: int) -> WorkingTime:
    """Return the working time of one version, whatever came after it."""
    calendars = _register.get()
    working_time = calendars.compiled.get(version_id)
    if working_time is None:
        definition = CalendarVersion.objects.values_list("definition", flat=True).get(pk=version_id)
        working_time = calendars.compiled[version_id] = rules.compile_calendar(definition)
    return working_time


def export_definition(code: str) -> dict[str, Any]:
    """Return a calendar as the file that `import_calendar` takes."""
    version_id = _newest(code)
    name = Calendar.objects.values_list("name", flat=True).get(code=code)
    # Written anew, not as stored: PostgreSQL keeps JSON, not the order of its keys.
    return {"code": code, "name": name, **rules.write(of_version(version_id).schedule)}


def missing_notice(code: str, today: date) -> str:
    """Return the warning that the official days off of a year are missing or provisional, or ""."""
    return rules.missing_notice(current(code).working_time.schedule, today)


def _newest(code: str) -> int:
    version_id = _register.get().newest.get(code) if isinstance(code, str) else None
    if version_id is None:
        raise Refused(_("Không có lịch làm việc mã %(code)s.") % {"code": rules.shown(code)})
    return version_id
