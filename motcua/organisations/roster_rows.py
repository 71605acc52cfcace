"""Rows of a roster file: who is on duty where and when, and what is wrong with them."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from motcua.base.days import read_day
from motcua.base.tables import BadRow, Row, Table
from motcua.base.text import clean, fold
from motcua.organisations import queries, rules
from motcua.organisations.models import Session

# Headings that offices use, folded, and what they name.
COLUMNS = {
    "day": ("day", "ngay"),
    "session": ("session", "buoi"),
    "username": ("username", "ten dang nhap"),
    "unit": ("unit", "ma don vi"),
    "place": ("place", "noi truc"),
}
HEADINGS = ("Ngày", "Buổi", "Tên đăng nhập", "Họ và tên", "Mã đơn vị", "Nơi trực")
_MEANING = {heading: column for column, headings in COLUMNS.items() for heading in headings}
_SESSIONS = {
    "sang": Session.MORNING,
    "s": Session.MORNING,
    "morning": Session.MORNING,
    "chieu": Session.AFTERNOON,
    "c": Session.AFTERNOON,
    "afternoon": Session.AFTERNOON,
}
_FIRST, _LAST = date(2020, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Line:
    """A row that can be read, with the headings its columns have in the file."""

    number: int
    unit_id: int
    user_id: int
    day: date
    session: str
    place: str
    columns: dict[str, str]

    @property
    def key(self) -> tuple[int, date, str]:
        return self.user_id, self.day, self.session


def read_roster(table: Table, *, users: dict[str, int]) -> tuple[list[Line], list[BadRow], tuple[str, ...]]:
    """Return the lines of a file, its bad rows and the columns it does not need; `users` are ids by username."""
    columns = {_MEANING[fold(name)]: name for name in table.columns if fold(name) in _MEANING}
    ignored = tuple(name for name in table.columns if fold(name) not in _MEANING)
    if lacking := [HEADINGS_OF[column] for column in COLUMNS if column not in columns]:
        reason = _("Tệp thiếu cột: %(columns)s.") % {"columns": ", ".join(lacking)}
        return [], [BadRow(1, lacking[0], reason)], ignored
    lines: dict[tuple[int, date, str], Line] = {}
    bad: list[BadRow] = []
    for row in table.rows:
        line = _read(row, columns, users)
        if isinstance(line, BadRow):
            bad.append(line)
        elif first := lines.get(line.key):
            reason = _("Người này đã có ở buổi đó, dòng %(number)s.") % {"number": first.number}
            bad.append(BadRow(row.number, columns["session"], reason))
        else:
            lines[line.key] = line
    return list(lines.values()), bad, ignored


HEADINGS_OF = dict(zip(COLUMNS, (*HEADINGS[:3], *HEADINGS[4:]), strict=True))


def _read(row: Row, columns: dict[str, str], users: dict[str, int]) -> Line | BadRow:
    def wrong(column: str, reason: str) -> BadRow:
        return BadRow(row.number, columns[column], reason)

    said = {column: clean(row.cells[name]) for column, name in columns.items()}
    if empty := next((column for column in COLUMNS if not said[column]), None):
        return wrong(empty, _("Ô trống."))
    day = read_day(said["day"], today=_LAST)
    if day is None or not _FIRST <= day <= _LAST:
        return wrong("day", _("Ngày phải viết dạng 24/11/2026."))
    session = _SESSIONS.get(fold(said["session"]))
    if session is None:
        return wrong("session", _("Buổi là sáng hoặc chiều."))
    user_id = users.get(said["username"])
    if user_id is None:
        return wrong("username", _("Không có tài khoản %(name)s.") % {"name": said["username"]})
    unit = queries.tree().by_code(said["unit"])
    if unit is None:
        return wrong("unit", _("Không có đơn vị mã %(code)s.") % {"code": said["unit"]})
    if reason := rules.why_not_place(said["place"]):
        return wrong("place", reason)
    return Line(row.number, unit.id, user_id, day, session, said["place"], columns)
