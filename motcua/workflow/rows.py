"""Workflows in the table form of decisions: rows of actor, work and time become steps with a holder.

Decisions name offices in words. The tables below turn the words into a place, a role and a kind of step; the
first keyword of a list that occurs decides. What they cannot read is said in a finding, never guessed silently.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.base.tables import BadRow, Row, Table
from motcua.base.text import clean, fold
from motcua.catalogue.rows import is_code
from motcua.workflow.rules import (
    MINUTES_OF_DAY,
    WARNING,
    Finding,
    Kind,
    Place,
    ProcessDraft,
    Role,
    StepDraft,
    check_model,
    moves_of,
)

COLUMNS = (
    "workflow_id",
    "procedure_code",
    "procedure_name",
    "source",
    "step_no",
    "actor",
    "content",
    "duration_value",
    "duration_unit",
)
_MINUTES = {
    "ngay lam viec": MINUTES_OF_DAY,
    "ngay": MINUTES_OF_DAY,
    "working_day": MINUTES_OF_DAY,
    "gio": 60,
    "gio lam viec": 60,
    "working_hour": 60,
    "phut": 1,
    "phut lam viec": 1,
    "working_minute": 1,
}
# "none": no time of its own; "external": somebody outside works, the clock stands.
_UNCOUNTED, _OUTSIDE = frozenset({"", "none", "khong tinh"}), frozenset({"external", "ben ngoai"})

_BODIES = ("uy ban nhan dan", "ubnd")
_PLACES: tuple[tuple[Place, tuple[str, ...]], ...] = (
    (Place.APPLICANT, ("to chuc, ca nhan", "ca nhan, to chuc", "nguoi su dung dat", "nguoi nop", "cong dan")),
    (Place.TAX, ("co quan thue", "thue tinh", "thue co so", "chi cuc thue")),
    (Place.POLICE, ("cong an",)),
    (
        Place.CENTRE,
        ("trung tam phuc vu hanh chinh cong", "trung tam pvhcc", "ttpvhcc", "bo phan mot cua")
        + ("bo phan tiep nhan", "cong dich vu cong"),
    ),
    # Several bodies, whichever is competent.
    (Place.DIVISION, ("so nn&mt /", "co quan co tham quyen")),
    (
        Place.PROVINCE,
        ("van phong ubnd tinh", "ubnd cap tinh", "ubnd tinh", "phong khoa giao", "phong noi chinh"),
    ),
    (Place.LAND_REGISTRY, ("van phong dkdd", "van phong dang ky dat dai", "vpdkdd", "chi nhanh")),
    (
        Place.AGENCY,
        ("van thu", "lanh dao so", "lanh dao ubnd", "lanh dao uy ban nhan dan", "chu tich")
        + ("nguoi dung dau", "lanh dao trung tam", "lanh dao co so"),
    ),
    (
        Place.DIVISION,
        ("phong", "chuyen vien", "cong chuc", "vien chuc", "nhan vien", "co quan", "so nong nghiep")
        + _BODIES,
    ),
)
# Who acts: the keyword that stands first in the text.
_POSTS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.RECORDS, ("van thu",)),
    (
        Role.HEAD_OF_AGENCY,
        ("lanh dao so", "lanh dao ubnd", "lanh dao uy ban nhan dan", "chu tich", "nguoi dung dau")
        + ("lanh dao trung tam", "lanh dao co so"),
    ),
    (Role.HEAD_OF_DIVISION, ("lanh dao phong", "lanh dao van phong", "truong phong", "chi huy")),
    (
        Role.EXAMINER,
        ("chuyen vien", "cong chuc", "vien chuc", "can bo", "nhan vien", "co quan", "van phong", "vpdkdd")
        + (
            "chi nhanh",
            "so nn&mt",
            "so nong nghiep",
            "phong",
            "bo phan tiep nhan",
            "bo phan mot cua",
            "trung tam",
            "to chuc",
            "he thong",
        )
        + ("cong dich vu cong", "nguoi su dung dat", *_BODIES),
    ),
)
# How the work begins: the one who only does this decides for the body.
_DECIDING = ("ban hanh", "quyet dinh", "cap giay", "ky", "phe duyet")
_CONSULTED = ("niem yet", "nhan xet", "xac nhan hien trang", "cho y kien", "tham gia y kien")
_RETURNING = ("tra ket qua", "trao", "thong bao va tra ket qua")

_NAMES = {
    Kind.RECEIVE: "Tiếp nhận",
    Kind.ASSIGN: "Phân công",
    Kind.EXAMINE: "Thẩm định",
    Kind.CONSULT: "Lấy ý kiến",
    Kind.REVIEW: "Soát xét",
    Kind.SIGN: "Ký duyệt",
    Kind.ISSUE: "Vào số, đóng dấu",
    Kind.RETURN: "Trả kết quả",
}
_OUTSIDE_NAMES = {
    Place.TAX: "Xác định nghĩa vụ tài chính",
    Place.APPLICANT: "Chờ người nộp hồ sơ thực hiện",
}
_PLACE_NAMES = {
    Place.CENTRE: "Trung tâm",
    Place.DIVISION: "phòng chuyên môn",
    Place.AGENCY: "cơ quan giải quyết",
    Place.PROVINCE: "Văn phòng UBND tỉnh",
    Place.LAND_REGISTRY: "Văn phòng đăng ký đất đai",
    Place.TAX: "cơ quan thuế",
    Place.POLICE: "Công an",
    Place.APPLICANT: "người nộp hồ sơ",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a workflow, its cells read."""

    number: int
    step_no: int
    actor: str
    content: str
    minutes: int | None
    stops_clock: bool


class _Wrong(Exception):
    """A cell cannot be read."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def read_workflows(table: Table) -> tuple[list[ProcessDraft], list[BadRow]]:
    """Return the processes of a file, each checked, and the bad rows; a process with a bad row is left out."""
    if lacking := [column for column in COLUMNS if column not in table.columns]:
        return [], [BadRow(1, lacking[0], _("Tệp thiếu cột: %(columns)s.") % {"columns": ", ".join(lacking)})]
    groups: dict[str, list[Row]] = {}
    bad: list[BadRow] = []
    for row in table.rows:
        code = clean(row.cells["workflow_id"])
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", code):
            bad.append(BadRow(row.number, "workflow_id", _("Thiếu mã quy trình hoặc mã không đúng dạng.")))
        else:
            groups.setdefault(code, []).append(row)
    drafts: list[ProcessDraft] = []
    for code, rows in groups.items():
        lines, wrong = _lines(rows)
        bad += wrong
        if not wrong:
            drafts.append(_draft(code, rows[0], lines))
    return drafts, sorted(bad, key=lambda one: one.number)


def _lines(rows: list[Row]) -> tuple[list[_Line], list[BadRow]]:
    lines: list[_Line] = []
    bad: list[BadRow] = []
    seen: dict[int, int] = {}
    for row in rows:
        try:
            line = _line(row, rows[0])
            if before := seen.get(line.step_no):
                raise _Wrong("step_no", _("Số bước đã có ở dòng %(row)s.") % {"row": before})
            seen[line.step_no] = row.number
            lines.append(line)
        except _Wrong as wrong:
            bad.append(BadRow(row.number, wrong.column, wrong.reason))
    return sorted(lines, key=lambda line: line.step_no), bad


def _line(row: Row, first: Row) -> _Line:
    cells = {column: clean(text) for column, text in row.cells.items()}
    if row.is_too_wide:
        raise _Wrong("", _("Dòng có nhiều ô hơn số cột, có thể thừa dấu phân cách."))
    for column in ("procedure_code", "procedure_name", "source", "workflow_total_hours"):
        if _same(cells.get(column, "")) != _same(clean(first.cells.get(column, ""))):
            raise _Wrong(column, _("Khác với dòng %(row)s của cùng quy trình.") % {"row": first.number})
    if cells["procedure_code"] and not is_code(cells["procedure_code"]):
        raise _Wrong("procedure_code", _("Mã thủ tục không đúng dạng."))
    if not cells["procedure_name"]:
        raise _Wrong("procedure_name", _("Thiếu tên quy trình."))
    for column, longest in (("procedure_name", 600), ("source", 200), ("actor", 300), ("content", 20_000)):
        if len(cells[column]) > longest:
            reason = _("Dài %(length)s ký tự, tối đa %(limit)s.")
            raise _Wrong(column, reason % {"length": len(cells[column]), "limit": longest})
    if not cells["actor"] and not cells["content"]:
        raise _Wrong("actor", _("Thiếu người thực hiện và nội dung công việc."))
    if not re.fullmatch(r"\d{1,3}", cells["step_no"]):
        raise _Wrong("step_no", _("Số bước phải là số nguyên dương."))
    minutes, is_outside = _time(cells["duration_value"], cells["duration_unit"])
    stops = is_outside or cells.get("stops_clock", "").lower() in ("yes", "có", "x", "1")
    # Also refuses a total that is no number.
    _total(cells)
    return _Line(row.number, int(cells["step_no"]), cells["actor"], cells["content"], minutes, stops)


def _same(text: str) -> str:
    return re.sub(r"\.0+$", "", text)


def _number(column: str, text: str) -> float:
    if not re.fullmatch(r"-?\d+([.,]\d+)?", text):
        raise _Wrong(column, _("“%(text)s” không phải số.") % {"text": text[:40]})
    number = float(text.replace(",", "."))
    if not 0 <= number <= 10_000:
        raise _Wrong(column, _("Thời gian âm hoặc quá lớn: %(text)s.") % {"text": text})
    return number


def _time(value: str, unit: str) -> tuple[int | None, bool]:
    """Return the working minutes of a step, None when it has no time of its own, and whether it is outside."""
    folded = fold(unit)
    if folded in _UNCOUNTED | _OUTSIDE:
        if value:
            raise _Wrong("duration_unit", _("Có thời gian mà thiếu đơn vị."))
        return None, folded in _OUTSIDE
    if folded not in _MINUTES:
        raise _Wrong("duration_unit", _("Không có đơn vị thời gian “%(text)s”.") % {"text": unit[:40]})
    if not value:
        raise _Wrong("duration_value", _("Có đơn vị mà thiếu thời gian."))
    return round(_number("duration_value", value) * _MINUTES[folded]), False


def _total(cells: dict[str, str]) -> int | None:
    text = cells.get("workflow_total_hours", "")
    return round(_number("workflow_total_hours", text) * 60) if text else None


def _draft(code: str, first: Row, lines: list[_Line]) -> ProcessDraft:
    """Return a process as the table tells it, with what had to be read into it as findings."""
    cells = {column: clean(text) for column, text in first.cells.items()}
    lines, findings = _without_filing(lines)
    steps: list[StepDraft] = []
    for at, line in enumerate(lines):
        step, said = _step(line, at=at, is_last=at == len(lines) - 1)
        steps.append(step)
        findings += said
    if steps and all(step.kind != Kind.RETURN for step in steps):
        steps.append(_added_return(steps[-1]))
        text = gettext_noop("Không có bước trả kết quả; đã thêm khi nhập một bước ở trung tâm tiếp nhận.")
        findings.append(Finding(WARNING, steps[-1].code, text))
    steps = _named(steps)
    total = _total(cells)
    if total is None:
        total = sum(step.budget_minutes or 0 for step in steps)
    return ProcessDraft(
        code=code,
        name=cells["procedure_name"],
        procedure_code=cells["procedure_code"].upper(),
        source=cells["source"],
        total_minutes=total,
        steps=tuple(steps),
        findings=(*findings, *check_model(steps, moves_of(steps), total=total)),
    )


def _without_filing(lines: list[_Line]) -> tuple[list[_Line], list[Finding]]:
    """Leave out the applicant's own filing before the reception: no office holds it."""
    findings: list[Finding] = []
    while len(lines) > 1 and _place(fold(lines[0].actor)) == Place.APPLICANT:
        text = gettext_noop(
            "Bước người dân nộp hồ sơ không phải việc của cơ quan nào, gộp vào bước tiếp nhận."
        )
        findings.append(Finding(WARNING, f"B{lines[0].step_no}", text))
        lines = [replace(lines[1], content=f"{lines[0].content}. {lines[1].content}"), *lines[2:]]
    return lines, findings


def _added_return(last: StepDraft) -> StepDraft:
    number = int(last.code[1:]) + 1
    return StepDraft(
        order=last.order + 1,
        code=f"B{number}",
        name="",
        kind=Kind.RETURN,
        place=Place.CENTRE,
        role=Role.RETURNS,
        content="Trả kết quả cho người nộp hồ sơ (thêm khi nhập)",
    )


def _step(line: _Line, *, at: int, is_last: bool) -> tuple[StepDraft, list[Finding]]:
    code = f"B{line.step_no}"
    findings: list[Finding] = []
    actor, content = line.actor, line.content
    if not _begins_with_post(fold(actor)) and _begins_with_post(fold(content)):
        actor, content = content, actor
        text = gettext_noop("Cột người thực hiện và cột nội dung bị đổi chỗ, đã đọc lại cho đúng.")
        findings.append(Finding(WARNING, code, text))
    who, work = fold(actor), fold(content)
    place, post = _place(who), _post(who)
    if place is None or post is None:
        text = gettext_noop("Không nhận ra người thực hiện “%(actor)s”, giao phòng chuyên môn.")
        findings.append(Finding(WARNING, code, text, {"actor": actor[:80]}))
        place, post = place or Place.DIVISION, post or Role.EXAMINER
    if who.startswith(_BODIES) and work.startswith(_DECIDING):
        post = Role.HEAD_OF_AGENCY
        place = place if place == Place.PROVINCE else Place.AGENCY
    kind = _kind(place, post, work, is_first=at == 0, is_last=is_last, stops_clock=line.stops_clock)
    if kind in (Kind.RECEIVE, Kind.RETURN) and place != Place.CENTRE:
        text = gettext_noop("Việc tiếp nhận, trả kết quả do “%(actor)s” làm, giao trung tâm tiếp nhận.")
        findings.append(Finding(WARNING, code, text, {"actor": actor[:80]}))
        place = Place.CENTRE
    stops_clock = line.stops_clock
    if not stops_clock and line.minutes is None and kind in (Kind.OUTSIDE, Kind.CONSULT):
        # Posting in public and what the applicant must do are outside the time limit (domain.md §3.5).
        stops_clock = True
        text = gettext_noop("Bước không tính thời gian giữa quy trình: dừng tính hạn.")
        findings.append(Finding(WARNING, code, text))
    return StepDraft(
        order=at + 1,
        code=code,
        name="",
        kind=kind,
        place=place,
        role=_role(kind, place, post),
        budget_minutes=line.minutes,
        stops_clock=stops_clock,
        actor=actor,
        content=content,
    ), findings


def _place(actor: str) -> Place | None:
    return next((place for place, words in _PLACES if any(word in actor for word in words)), None)


def _post(actor: str) -> Role | None:
    """Return the role whose keyword stands first: "Công chức …, trình Lãnh đạo phòng" is an examiner."""
    at = [(actor.index(word), -len(word), role) for role, words in _POSTS for word in words if word in actor]
    return min(at, key=lambda one: one[:2])[2] if at else None


def _begins_with_post(text: str) -> bool:
    return any(text.startswith(word) for _role_of, words in _POSTS for word in words)


def _kind(place: Place, post: Role, work: str, *, is_first: bool, is_last: bool, stops_clock: bool) -> Kind:
    if stops_clock or place == Place.APPLICANT:
        return Kind.OUTSIDE
    if is_first and ("tiep nhan" in work or "nhan ho so" in work or place == Place.CENTRE):
        return Kind.RECEIVE
    if is_last and (work.startswith(_RETURNING) or (place == Place.CENTRE and "tra ket qua" in work)):
        return Kind.RETURN
    if post == Role.RECORDS:
        return Kind.ISSUE
    if "phan cong" in work and post != Role.EXAMINER:
        return Kind.ASSIGN
    if post == Role.HEAD_OF_AGENCY:
        return Kind.SIGN
    if post == Role.HEAD_OF_DIVISION:
        return Kind.REVIEW
    return Kind.CONSULT if work.startswith(_CONSULTED) else Kind.EXAMINE


def _role(kind: Kind, place: Place, post: Role) -> Role:
    if place in (Place.TAX, Place.POLICE):
        return Role.PARTNER
    if place in (Place.CENTRE, Place.APPLICANT):
        return Role.RETURNS if kind == Kind.RETURN else Role.RECEPTION
    return post


def _named(steps: Iterable[StepDraft]) -> list[StepDraft]:
    """Name the steps by their kind; several of a kind also by their place, and by how often they come."""
    named = [replace(step, name=_name(step)) for step in steps]
    for add in (lambda step, _nth: _PLACE_NAMES[Place(step.place)], lambda _step, nth: f"lần {nth}"):
        counted = Counter(step.name for step in named)
        met: Counter[str] = Counter()
        for at, step in enumerate(named):
            if counted[step.name] > 1:
                met[step.name] += 1
                named[at] = replace(
                    step, name=f"{step.name} ({add(step, met[step.name])})".replace(") (", ", ")
                )
    return named


def _name(step: StepDraft) -> str:
    if step.kind == Kind.OUTSIDE:
        return _OUTSIDE_NAMES.get(Place(step.place), "Chờ kết quả bên ngoài")
    if step.kind == Kind.CONSULT and fold(step.content).startswith("niem yet"):
        return "Niêm yết công khai"
    return _NAMES[Kind(step.kind)]
