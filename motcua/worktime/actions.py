"""Changes of calendars: every change makes a new version, none is ever edited."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from motcua.base.errors import Refused
from motcua.base.registers import changed
from motcua.base.tables import Table
from motcua.history.actions import record
from motcua.history.models import Entry
from motcua.worktime import rules
from motcua.worktime.models import Calendar, CalendarVersion
from motcua.worktime.queries import REGISTER

DEFAULT_FILE = Path(__file__).parent / "data" / "default.json"


@dataclass(frozen=True, slots=True)
class Imported:
    """The version now in force, whether this import made it, and the days it changed."""

    version: CalendarVersion
    is_new: bool
    added: tuple[date, ...] = ()
    changed: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()


@transaction.atomic
def import_calendar(definition: Mapping[str, Any], *, at: datetime, reason: str = "") -> Imported:
    """Take a calendar file: a new calendar, or a new version where its content differs."""
    schedule = rules.read(definition)
    code, name = _code(definition.get("code")), _name(definition.get("name"))
    calendar, __ = Calendar.objects.select_for_update().get_or_create(code=code, defaults={"name": name})
    if calendar.name != name:
        calendar.name = name
        calendar.save(update_fields=["name"])
    return _new_version(calendar, schedule, at=at, reason=reason)


@transaction.atomic
def import_holidays(table: Table, *, code: str, at: datetime, reason: str = "") -> Imported:
    """Take a list of holidays into a calendar, or refuse it with all its bad rows."""
    calendar = Calendar.objects.select_for_update().filter(code=code).first()
    if not calendar:
        raise Refused(_("Không có lịch làm việc mã %(code)s.") % {"code": rules.shown(code)})
    newest = calendar.versions.latest("number")
    schedule = rules.merge_holidays(rules.read(newest.definition), table)
    return _new_version(calendar, schedule, at=at, reason=reason or _("Nhập danh sách ngày nghỉ"))


def load_default_calendar(*, at: datetime) -> Imported:
    """Take the calendar that comes with the product."""
    return import_calendar(json.loads(DEFAULT_FILE.read_text(encoding="utf-8")), at=at)


def _new_version(calendar: Calendar, schedule: rules.Schedule, *, at: datetime, reason: str) -> Imported:
    newest = calendar.versions.order_by("number").last()
    definition = rules.write(schedule)
    if newest and newest.definition == definition:
        return Imported(newest, is_new=False)
    version = CalendarVersion.objects.create(
        calendar=calendar,
        number=newest.number + 1 if newest else 1,
        definition=definition,
        made_at=at,
        reason=reason,
    )
    record(
        Entry.Verb.IMPORTED,
        subject="calendar",
        key=calendar.code,
        at=at,
        version=version.number,
        reason=reason,
    )
    changed(REGISTER)
    old = rules.read(newest.definition).special_days if newest else {}
    new = schedule.special_days
    return Imported(
        version,
        is_new=True,
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(day for day in new.keys() & old.keys() if new[day] != old[day])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def _code(code: object) -> str:
    try:
        if isinstance(code, str) and len(code) <= 40:
            validate_slug(code)
            return code
    except ValidationError:
        pass
    raise Refused(_("Mã lịch (“code”) chỉ gồm chữ không dấu, số, gạch nối, nhiều nhất 40 ký tự."))


def _name(name: object) -> str:
    if isinstance(name, str) and 0 < len(name.strip()) <= 120:
        return name.strip()
    raise Refused(_("Tên lịch (“name”) phải có, nhiều nhất 120 ký tự."))
