"""The list of public holidays and swapped days, as published, made into exceptions of a calendar."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from motcua.base.errors import Refused
from motcua.base.tables import Row, Table
from motcua.worktime.rules.definition import (
    FIRST_YEAR,
    LAST_YEAR,
    Schedule,
    Sessions,
    SpecialDay,
    day_text,
    shown,
)

COLUMNS = ("date", "name", "kind", "status", "swap_with", "basis")
_KINDS = ("holiday", "substitute", "swap_off", "swap_work")
_MATE = {"swap_off": "swap_work", "swap_work": "swap_off"}


class BadRows(Refused):
    """Rows of a file that cannot be taken, each with its number in the file and the reason."""

    def __init__(self, rows: list[tuple[int, str]]):
        self.rows = rows
        lines = [
            _("Dòng %(number)s: %(reason)s") % {"number": number, "reason": reason} for number, reason in rows
        ]
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True)
class _Holiday:
    number: int
    day: date
    kind: str
    swap_with: date | None
    special: SpecialDay


def merge_holidays(schedule: Schedule, table: Table) -> Schedule:
    """Return the schedule with the days of a holiday file in it, or refuse the file with all its bad rows.

    A day of the file replaces what the calendar said of that day. Provisional days between the first and
    the last day of the file that are no longer in it give way: the notice has come.
    """
    if missing := [column for column in COLUMNS if column not in table.columns]:
        raise Refused(_("Tệp ngày nghỉ thiếu cột %(columns)s.") % {"columns": ", ".join(missing)})
    if not table.rows:
        raise Refused(_("Tệp ngày nghỉ không có dòng nào."))
    read_rows, faults = _read_rows(schedule, table)
    if faults:
        raise BadRows(sorted(faults))
    first, last = min(read_rows), max(read_rows)
    kept = {
        day: special
        for day, special in schedule.special_days.items()
        if not (special.is_provisional and first <= day <= last)
    }
    specials = kept | {day: row.special for day, row in read_rows.items()}
    return replace(schedule, special_days=dict(sorted(specials.items())))


def _read_rows(schedule: Schedule, table: Table) -> tuple[dict[date, _Holiday], list[tuple[int, str]]]:
    read_rows: dict[date, _Holiday] = {}
    faults: list[tuple[int, str]] = []
    for row in table.rows:
        try:
            holiday = _read_row(schedule, row)
            if twin := read_rows.get(holiday.day):
                raise Refused(_("trùng ngày với dòng %(number)s") % {"number": twin.number})
        except Refused as refusal:
            faults.append((row.number, str(refusal)))
        else:
            read_rows[holiday.day] = holiday
    known = read_rows.keys() | schedule.special_days.keys()
    for holiday in read_rows.values():
        if reason := _why_not_swap(holiday, read_rows, known):
            faults.append((holiday.number, reason))
    return read_rows, faults


def _read_row(schedule: Schedule, row: Row) -> _Holiday:
    texts = row.cells
    if row.is_too_wide:
        raise Refused(_("thừa ô: có dấu phân cách không nằm trong dấu nháy kép"))
    day = _day(texts["date"])
    if texts["kind"] not in _KINDS:
        known = {"kind": shown(texts["kind"]), "kinds": ", ".join(_KINDS)}
        raise Refused(_("“kind” là %(kind)s; dùng một trong: %(kinds)s") % known)
    if not texts["name"]:
        raise Refused(_("thiếu tên ngày nghỉ"))
    is_swap = texts["kind"] in _MATE
    if bool(texts["swap_with"]) != is_swap:
        raise Refused(_("ngày hoán đổi phải có “swap_with”, ngày khác để trống"))
    swap_with = _day(texts["swap_with"]) if is_swap else None
    sessions: Sessions = ()
    if swap_with and texts["kind"] == "swap_work":
        # The sessions of the day it replaces, in the week in force when it is worked.
        week = schedule.week_of(day) or schedule.weeks[0]
        sessions = week.sessions[swap_with.weekday()]
        if not sessions:
            raise Refused(_("%(day)s vốn không làm việc, không thể làm bù") % {"day": day_text(swap_with)})
    special = SpecialDay(day, sessions, texts["name"], texts["basis"], texts["status"])
    return _Holiday(row.number, day, texts["kind"], swap_with, special)


def _why_not_swap(holiday: _Holiday, read_rows: Mapping[date, _Holiday], known: Collection[date]) -> str:
    if not holiday.swap_with:
        return ""
    if holiday.swap_with not in known:
        return _("không thấy ngày hoán đổi %(day)s") % {"day": day_text(holiday.swap_with)}
    mate = read_rows.get(holiday.swap_with)
    if mate and (mate.kind != _MATE[holiday.kind] or mate.swap_with != holiday.day):
        return _("không khớp với ngày hoán đổi ở dòng %(number)s") % {"number": mate.number}
    return ""


def _day(text: str) -> date:
    day = None
    with suppress(ValueError):
        day = date.fromisoformat(text)
    if not day or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(_("ngày phải viết dạng 2026-11-24; gặp %(value)s") % {"value": shown(text)})
    return day
