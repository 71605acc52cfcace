"""Rows of a procedure file: what they say of each procedure, and what is wrong with them."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.base.tables import BadRow, Row, Table
from motcua.base.text import clean, fold
from motcua.catalogue.models import Case, ProcedureVersion, RequiredPaper, TimeLimit
from motcua.catalogue.rules import Competent, Limit, Paper, Said, field_name

Unit, Channel, Online, Verified = (
    TimeLimit.Unit,
    TimeLimit.Channel,
    ProcedureVersion.OnlineLevel,
    ProcedureVersion.Verified,
)

# Headings that offices use, folded, and the part of a procedure they name.
COLUMNS = {
    "code": ("code", "procedure_code", "ma", "ma tthc", "ma thu tuc"),
    "name": ("name", "procedure_name", "ten", "ten tthc", "ten thu tuc"),
    "field": ("field", "huong_tra_field", "linh vuc"),
    "level": ("level", "cap thuc hien"),
    "agency": ("agency", "deciding_agency", "co quan thuc hien"),
    "case": ("case", "truong hop"),
    "channel": ("channel", "hinh thuc nop"),
    "limit_text": ("time_limit_text", "thoi han"),
    "limit_value": ("time_limit_value", "so thoi han"),
    "limit_unit": ("time_limit_unit", "don vi thoi han"),
    "fee": ("fee", "fee_text", "phi, le phi"),
    "online_level": ("online_level", "muc do truc tuyen"),
    "audience": ("audience", "doi tuong thuc hien"),
    "sequence": ("sequence", "trinh tu thuc hien"),
    "conditions": ("conditions", "yeu cau, dieu kien"),
    "forms": ("forms", "mau don, to khai"),
    "legal_basis": ("legal_basis", "can cu phap ly"),
    "result": ("result", "ket qua thuc hien"),
    "sets": ("sets", "so luong ho so"),
    "decision": ("decision", "quyet dinh cong bo"),
    "source": ("source", "nguon"),
    "verified": ("verified", "doi chieu"),
    "repealed_on": ("repealed_on", "ngay bai bo"),
    "successor": ("successor", "thu tuc thay the"),
    "paper": ("paper", "giay to"),
    "kind": ("kind", "loai giay to"),
    "originals": ("originals", "ban chinh"),
    "copies": ("copies", "ban sao"),
    "electronic_form": ("electronic_form", "bieu mau dien tu"),
    "optional": ("optional", "khong bat buoc"),
    "note": ("note", "ghi chu"),
}
_MEANING = {heading: column for column, headings in COLUMNS.items() for heading in headings}
# Parts kept on the version itself, as the file gives them.
TEXTS: tuple[str, ...] = (
    "level",
    "agency",
    "audience",
    "sequence",
    "conditions",
    "forms",
    "legal_basis",
    "fee",
) + ("result", "decision", "source", "verified", "online_level", "sets")
# A file of these columns alone is a list: it knows a procedure by name, not in substance.
LIST_COLUMNS = frozenset({"code", "name", "field", "level", "source"})

# National codes (domain.md §5.2), locally published ones with the province's suffix, linked procedures.
_CODE = re.compile(r"\d\.\d{6}(\.H\d{2})?|LT\.[A-Z0-9]+([.-][A-Z0-9]+)*", re.ASCII)
# Letters of Vietnamese that were written as UTF-8 and read as Windows-1252.
_BROKEN = re.compile(
    "\ufffd|á[º»][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]"
    "|[ÃÂÄÆ][\u0080-\u00bf\u2010-\u203a\u20ac\u2122]|[\x00-\x08\x0e-\x1f]"
)
_UNITS = {
    "working_day": Unit.WORKING_DAY,
    "ngay lam viec": Unit.WORKING_DAY,
    "working_hour": Unit.WORKING_HOUR,
    "gio lam viec": Unit.WORKING_HOUR,
    "gio": Unit.WORKING_HOUR,
    "working_minute": Unit.WORKING_MINUTE,
    "phut lam viec": Unit.WORKING_MINUTE,
    "phut": Unit.WORKING_MINUTE,
    "calendar_day": Unit.CALENDAR_DAY,
    "ngay": Unit.CALENDAR_DAY,
    "same_day": Unit.SAME_DAY,
    "same_day_cutoff_15h": Unit.SAME_DAY,
    "trong ngay": Unit.SAME_DAY,
}
# Ten years in each unit; longer is a slip of the pen.
_LONGEST = {
    Unit.WORKING_DAY: 2_500,
    Unit.WORKING_HOUR: 20_000,
    Unit.WORKING_MINUTE: 1_200_000,
    Unit.CALENDAR_DAY: 3_650,
    Unit.SAME_DAY: 1,
}
_CHANNELS = {
    "": Channel.ANY,
    "direct": Channel.DIRECT,
    "truc tiep": Channel.DIRECT,
    "nop truc tiep": Channel.DIRECT,
    "online": Channel.ONLINE,
    "truc tuyen": Channel.ONLINE,
    "nop truc tuyen": Channel.ONLINE,
    "post": Channel.POST,
    "buu chinh": Channel.POST,
    "qua dich vu buu chinh cong ich": Channel.POST,
}
_ONLINE = {
    "khong": Online.INFORMATION,
    "cung cap thong tin truc tuyen": Online.INFORMATION,
    "1": Online.INFORMATION,
    "2": Online.INFORMATION,
    "mot phan": Online.PARTIAL,
    "truc tuyen mot phan": Online.PARTIAL,
    "3": Online.PARTIAL,
    "toan trinh": Online.FULL,
    "truc tuyen toan trinh": Online.FULL,
    "4": Online.FULL,
}
_LEVELS = {
    "cap bo": "Cấp Bộ",
    "trung uong": "Cấp Bộ",
    "cap tinh": "Cấp tỉnh",
    "cap huyen": "Cấp huyện",
    "cap xa": "Cấp xã",
    "co quan khac": "Cơ quan khác",
}
_VERIFIED = {
    "yes": Verified.YES,
    "code only": Verified.CODE_ONLY,
    # Code and fee were seen in a source, the time limit was not.
    "code+fee": Verified.CODE_ONLY,
    "no": Verified.NO,
}
_KINDS = {
    "form": RequiredPaper.Kind.FORM,
    "to khai": RequiredPaper.Kind.FORM,
    "paper": RequiredPaper.Kind.PAPER,
    "giay to": RequiredPaper.Kind.PAPER,
    "shown": RequiredPaper.Kind.SHOWN,
    "xuat trinh": RequiredPaper.Kind.SHOWN,
    "state_data": RequiredPaper.Kind.STATE_DATA,
    "du lieu nha nuoc": RequiredPaper.Kind.STATE_DATA,
}
_YES_NO = {"": False, "no": False, "khong": False, "0": False, "yes": True, "co": True, "1": True, "x": True}


class _Wrong(Exception):
    """A cell cannot be read."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def meaning(columns: Iterable[str]) -> dict[str, str]:
    """Return what the headings of a file mean: known part → heading."""
    found: dict[str, str] = {}
    for heading in columns:
        column = _MEANING.get(heading.lower()) or _MEANING.get(fold(heading))
        if column:
            found.setdefault(column, heading)
    return found


def read_procedures(table: Table) -> tuple[list[Said], list[BadRow]]:
    """Return what each good row says of its procedure, and the bad rows."""
    return _Reader(table).read()


class _Reader:
    """Reads the rows of one file and remembers which code stood where."""

    def __init__(self, table: Table) -> None:
        self.rows = table.rows
        self.headings = meaning(table.columns)
        self.said: dict[str, Said] = {}
        self.seen: dict[tuple[str, ...], int] = {}
        self.bad: list[BadRow] = []

    def read(self) -> tuple[list[Said], list[BadRow]]:
        for row in self.rows:
            try:
                self._take(row)
            except _Wrong as wrong:
                heading = self.headings.get(wrong.column, wrong.column)
                self.bad.append(BadRow(row.number, heading, wrong.reason))
        return list(self.said.values()), self.bad

    def _take(self, row: Row) -> None:
        cells = {column: clean(row.cells[heading]) for column, heading in self.headings.items()}
        _check_text(row, cells)
        code = _code(cells.get("code", ""), is_number=self.headings.get("code") in row.numeric)
        if "name" in self.headings and not cells["name"] and "paper" not in self.headings:
            raise _Wrong("name", _("Thiếu tên thủ tục."))
        values = _values(cells)
        limit, paper = _limit(cells), _paper(cells)
        if "paper" in self.headings and paper is None:
            raise _Wrong("paper", _("Thiếu tên giấy tờ."))
        self._once(row, code, cells)
        case = cells.get("case", "")
        said = self.said.get(code)
        if said is None:
            said = Said(
                code,
                row.number,
                values,
                names_cases="case" in self.headings,
                repealed_on=_day(cells.get("repealed_on", "")),
                successor=cells.get("successor", ""),
            )
            self.said[code] = said
        else:
            _same_or_wrong(said, values)
        if limit:
            said.limits[case] = (*said.limits.get(case, ()), limit)
        if paper:
            said.papers[case] = (*said.papers.get(case, ()), paper)

    def _once(self, row: Row, code: str, cells: dict[str, str]) -> None:
        """Refuse a second row for the same procedure, case, channel and paper."""
        key = (code, *(fold(cells.get(column, "")) for column in ("case", "channel", "paper")))
        if before := self.seen.get(key):
            raise _Wrong("code", _("Mã %(code)s đã có ở dòng %(row)s.") % {"code": code, "row": before})
        self.seen[key] = row.number


def _check_text(row: Row, cells: dict[str, str]) -> None:
    if row.is_too_wide:
        raise _Wrong("", _("Dòng có nhiều ô hơn số cột, có thể thừa dấu phân cách."))
    for column, text in cells.items():
        if _BROKEN.search(text):
            raise _Wrong(
                column, _("Chữ bị hỏng mã, hãy lưu tệp lại bằng UTF-8: “%(text)s”.") % {"text": text[:40]}
            )
        longest = _LENGTHS.get(column)
        if longest and len(text) > longest:
            raise _Wrong(
                column,
                _("Dài %(length)s ký tự, tối đa %(limit)s.") % {"length": len(text), "limit": longest},
            )


def _length(model: type, name: str) -> int:
    return model._meta.get_field(name).max_length or 20_000  # type: ignore[attr-defined]


_LENGTHS = {
    **{
        name: _length(ProcedureVersion, name)
        for name in ("name", "level", "agency", "audience", "sequence", "conditions", "forms", "legal_basis")
        + ("fee", "result", "decision", "source")
    },
    "field": 200,
    "case": _length(Case, "name"),
    "limit_text": _length(TimeLimit, "text"),
    "paper": _length(RequiredPaper, "name"),
    "note": _length(RequiredPaper, "note"),
}


def _code(text: str, *, is_number: bool) -> str:
    if not text:
        raise _Wrong("code", _("Thiếu mã thủ tục."))
    if is_number:
        # A spreadsheet keeps 2.000620 as a number and shows 2.00062.
        text = f"{float(text):.6f}"
    text = text.upper()
    if not _CODE.fullmatch(text) or len(text) > 40:
        raise _Wrong(
            "code",
            _("Mã “%(code)s” không đúng dạng, ví dụ đúng: 1.001193 hoặc 1.001193.H19.") % {"code": text[:40]},
        )
    return text


def _values(cells: dict[str, str]) -> dict[str, Any]:
    """Return the parts kept on the version that the row gives, each as the database keeps it."""
    values: dict[str, Any] = {}
    for column in ("name", "field", *TEXTS):
        if text := cells.get(column, ""):
            values[column] = _READERS.get(column, str)(text)
    return values


def _among(table: dict[str, Any], column: str, text: str, reason: str) -> Any:
    try:
        return table[fold(text)]
    except KeyError:
        raise _Wrong(column, reason % {"text": text[:60]}) from None


def _level(text: str) -> str:
    reason = _("Không có cấp thực hiện “%(text)s”.")
    return "; ".join(
        _among(_LEVELS, "level", part.strip(), reason) for part in text.split(";") if part.strip()
    )


def _online_level(text: str) -> int:
    return int(_among(_ONLINE, "online_level", text, _("Không có mức độ trực tuyến “%(text)s”.")))


def _verified(text: str) -> str:
    return str(_among(_VERIFIED, "verified", text, _("Cột đối chiếu chỉ nhận yes, code only, no.")))


def _sets(text: str) -> int:
    return _whole("sets", text, longest=20)


_READERS: dict[str, Any] = {
    "field": field_name,
    "level": _level,
    "online_level": _online_level,
    "verified": _verified,
    "sets": _sets,
}


def _whole(column: str, text: str, *, longest: int) -> int:
    if not re.fullmatch(r"-?\d+", text):
        raise _Wrong(column, _("“%(text)s” không phải số nguyên.") % {"text": text[:40]})
    if (number := int(text)) < 0:
        raise _Wrong(column, _("Số âm: %(text)s.") % {"text": text})
    if number > longest:
        raise _Wrong(column, _("Số %(text)s lớn quá %(limit)s.") % {"text": text, "limit": longest})
    return number


def _limit(cells: dict[str, str]) -> Limit | None:
    value, unit_text = cells.get("limit_value", ""), cells.get("limit_unit", "")
    text = cells.get("limit_text", "")
    channel = _among(_CHANNELS, "channel", cells.get("channel", ""), _("Không có hình thức nộp “%(text)s”."))
    if not value and not unit_text:
        return None
    if not unit_text:
        raise _Wrong("limit_unit", _("Thời hạn có số mà thiếu đơn vị."))
    unit = _among(_UNITS, "limit_unit", unit_text, _("Không có đơn vị thời hạn “%(text)s”."))
    if unit == Unit.SAME_DAY:
        return Limit(str(channel), 1, str(unit), text)
    if not value:
        raise _Wrong("limit_value", _("Thời hạn có đơn vị mà thiếu số."))
    amount = _whole("limit_value", value, longest=_LONGEST[unit])
    if amount == 0:
        if not fold(text).startswith("trong ngay"):
            raise _Wrong("limit_value", _("Thời hạn bằng 0: trong ngày thì ghi đơn vị same_day."))
        amount, unit = 1, Unit.SAME_DAY
    return Limit(str(channel), amount, str(unit), text)


def _paper(cells: dict[str, str]) -> Paper | None:
    if not cells.get("paper"):
        return None
    kind = _among(_KINDS, "kind", cells.get("kind") or "paper", _("Không có loại giấy tờ “%(text)s”."))
    yes_no = _("Chỉ ghi yes hoặc no.")
    return Paper(
        name=cells["paper"],
        kind=str(kind),
        originals=_whole("originals", cells.get("originals") or "0", longest=50),
        copies=_whole("copies", cells.get("copies") or "0", longest=50),
        is_electronic_form=_among(_YES_NO, "electronic_form", cells.get("electronic_form", ""), yes_no),
        is_optional=_among(_YES_NO, "optional", cells.get("optional", ""), yes_no),
        note=cells.get("note", ""),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    for pattern, order in ((r"(\d{4})-(\d\d?)-(\d\d?)", (1, 2, 3)), (r"(\d\d?)/(\d\d?)/(\d{4})", (3, 2, 1))):
        if found := re.fullmatch(pattern, text):
            try:
                return date(*(int(found[at]) for at in order))
            except ValueError:
                break
    raise _Wrong(
        "repealed_on", _("“%(text)s” không phải ngày có thật, ví dụ 19/05/2026.") % {"text": text[:20]}
    )


def _same_or_wrong(said: Said, values: dict[str, Any]) -> None:
    """Refuse a further row of a procedure that contradicts its first one."""
    for column, value in values.items():
        if said.values.setdefault(column, value) != value:
            raise _Wrong(column, _("Khác với dòng %(row)s của cùng thủ tục.") % {"row": said.number})


def is_code(text: str) -> bool:
    """Whether a text has the form of a procedure code."""
    return bool(_CODE.fullmatch(text.upper()))


def read_competences(table: Table) -> tuple[list[Competent], list[BadRow]]:
    """Return the competences of a file (centre, field or procedure, unit), and the bad rows."""
    headings = {
        "centre": next((one for one in table.columns if one in ("centre_code", "centre")), ""),
        "subject": next((one for one in table.columns if one in ("subject", "field", "code")), ""),
        "unit": next((one for one in table.columns if one in ("unit_code", "unit")), ""),
    }
    if lacking := [part for part, heading in headings.items() if not heading]:
        return [], [BadRow(1, lacking[0], _("Tệp thiếu cột: centre_code, subject, unit_code."))]
    found: list[Competent] = []
    bad: list[BadRow] = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        cells = {part: clean(row.cells[heading]) for part, heading in headings.items()}
        key = (cells["centre"], fold(cells["subject"]))
        if empty := next((part for part, text in cells.items() if not text), ""):
            bad.append(BadRow(row.number, headings[empty], _("Ô trống.")))
        elif key in seen:
            reason = _("Đã khai ở dòng %(row)s.") % {"row": seen[key]}
            bad.append(BadRow(row.number, headings["subject"], reason))
        else:
            seen[key] = row.number
            found.append(Competent(row.number, **cells))
    return found, bad
