"""A process as a value: its steps and moves, what is wrong with it, a template for any time limit, its drawing."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext as _

from motcua.catalogue.models import TimeLimit
from motcua.organisations.models import Position
from motcua.workflow.models import Step, Transition
from motcua.worktime.rules import span_text

Kind = Step.Kind
Place = Step.Place
Role = Position.Role
Action = Transition.Action
ERROR, WARNING = "error", "warning"
MINUTES_OF_DAY = 8 * 60


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step before it has a row."""

    order: int
    code: str
    name: str
    kind: str
    place: str
    role: str
    budget_minutes: int | None = None
    stops_clock: bool = False
    actor: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A transition between two steps, named by their codes."""

    action: str
    name: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the model checker says of a process; kept untranslated, read in the reader's language."""

    level: str
    step: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return gettext(self.text) % self.values

    def as_json(self) -> dict[str, Any]:
        return {"level": self.level, "step": self.step, "text": self.text, "values": dict(self.values)}


@dataclass(frozen=True, slots=True)
class ProcessDraft:
    """A whole process before it has rows."""

    code: str
    name: str
    procedure_code: str
    source: str
    total_minutes: int
    steps: tuple[StepDraft, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def moves(self) -> tuple[Move, ...]:
        return moves_of(self.steps)

    @property
    def has_errors(self) -> bool:
        return any(one.level == ERROR for one in self.findings)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as pages and rules need it."""

    id: int
    order: int
    code: str
    name: str
    kind: str
    place: str
    role: str
    budget_minutes: int | None
    stops_clock: bool
    actor: str = ""
    content: str = ""

    @property
    def budget(self) -> str:
        return duration(self.budget_minutes)


@dataclass(frozen=True, slots=True)
class Definition:
    """A process version in memory: the steps in order, and where one may go from each."""

    version_id: int
    code: str
    name: str
    total_minutes: int
    steps: tuple[StepView, ...]
    forward: Mapping[int, tuple[int, ...]]
    # The earliest step first; the last one is the step just before.
    back: Mapping[int, tuple[int, ...]]

    def step(self, step_id: int) -> StepView:
        return next(step for step in self.steps if step.id == step_id)


def digest(draft: ProcessDraft) -> str:
    """Return the fingerprint of a process: what is said, not what the checker thinks of it."""
    said = asdict(replace(draft, findings=()))
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# What passing a dossier on to a step of a kind is called.
_PASSING = {
    Kind.RECEIVE: "Chuyển tiếp nhận",
    Kind.ASSIGN: "Chuyển phân công",
    Kind.EXAMINE: "Chuyển thẩm định",
    Kind.CONSULT: "Gửi lấy ý kiến",
    Kind.REVIEW: "Trình soát xét",
    Kind.SIGN: "Trình ký",
    Kind.ISSUE: "Chuyển văn thư",
    Kind.OUTSIDE: "Chuyển cơ quan ngoài",
    Kind.RETURN: "Phát hành kết quả",
}
_SENDING_BACK = "Trả lại để sửa"


def moves_of(steps: Sequence[StepDraft]) -> tuple[Move, ...]:
    """Return the moves of a chain: on to the next step, back to any earlier one that an office holds.

    What is outside cannot be sent back to, and a result that waits for the applicant is not worked on again.
    """
    moves: list[Move] = []
    for at, step in enumerate(steps):
        if at + 1 < len(steps):
            target = steps[at + 1]
            moves.append(Move(Action.FORWARD, _PASSING[Kind(target.kind)], step.code, target.code))
        if step.kind != Kind.RETURN:
            moves += [
                Move(Action.SEND_BACK, _SENDING_BACK, step.code, earlier.code)
                for earlier in steps[:at]
                if earlier.kind != Kind.OUTSIDE
            ]
    return tuple(moves)


# Which roles a place has people for (domain.md §2.3).
HOLDERS: dict[str, frozenset[str]] = {
    Place.CENTRE: frozenset({Role.RECEPTION, Role.RETURNS, Role.DIRECTOR}),
    Place.DIVISION: frozenset({Role.HEAD_OF_DIVISION, Role.EXAMINER}),
    Place.AGENCY: frozenset({Role.HEAD_OF_AGENCY, Role.RECORDS, Role.EXAMINER}),
    Place.PROVINCE: frozenset({Role.EXAMINER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_AGENCY, Role.RECORDS}),
    Place.LAND_REGISTRY: frozenset({Role.EXAMINER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_AGENCY, Role.RECORDS}),
    Place.TAX: frozenset({Role.PARTNER}),
    Place.POLICE: frozenset({Role.PARTNER}),
    # The applicant has no desk: reception watches over what it waits for.
    Place.APPLICANT: frozenset({Role.RECEPTION}),
}


def check_model(steps: Sequence[StepDraft], moves: Iterable[Move], *, total: int) -> list[Finding]:
    """Return what is wrong with a process: errors keep it a draft, warnings are told."""
    if not steps:
        return [Finding(ERROR, "", gettext_noop("Quy trình không có bước nào."))]
    forward: dict[str, list[str]] = {}
    for move in moves:
        if move.action == Action.FORWARD:
            forward.setdefault(move.source, []).append(move.target)
    return [
        *_wrong_ends(steps),
        *_wrong_codes(steps),
        *_wrong_roads(steps, forward),
        *_wrong_holders(steps),
        *_wrong_sum(steps, total),
    ]


def _wrong_ends(steps: Sequence[StepDraft]) -> list[Finding]:
    found = []
    if steps[0].kind != Kind.RECEIVE:
        found.append(
            Finding(ERROR, steps[0].code, gettext_noop("Bước đầu tiên không phải là bước tiếp nhận."))
        )
    if all(step.kind != Kind.RETURN for step in steps):
        found.append(Finding(ERROR, "", gettext_noop("Không có bước trả kết quả.")))
    return found


def _wrong_codes(steps: Sequence[StepDraft]) -> list[Finding]:
    counted = Counter(step.code for step in steps)
    return [
        Finding(ERROR, code, gettext_noop("Hai bước cùng mã."))
        for code, number in counted.items()
        if number > 1
    ]


def _wrong_roads(steps: Sequence[StepDraft], forward: Mapping[str, Sequence[str]]) -> list[Finding]:
    """Find steps no dossier comes to, and steps from which it never comes to the return of the result."""
    backward: dict[str, list[str]] = {}
    for source, targets in forward.items():
        for target in targets:
            backward.setdefault(target, []).append(source)
    reached = _walk({steps[0].code}, forward)
    ending = _walk({step.code for step in steps if step.kind == Kind.RETURN}, backward)
    found = [
        Finding(ERROR, step.code, gettext_noop("Không có đường nào đến bước này."))
        for step in steps
        if step.code not in reached
    ]
    return found + [
        Finding(ERROR, step.code, gettext_noop("Bước cụt: từ đây không đến được bước trả kết quả."))
        for step in steps
        if step.code not in ending
    ]


def _walk(start: set[str], roads: Mapping[str, Sequence[str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for target in roads.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _wrong_holders(steps: Sequence[StepDraft]) -> list[Finding]:
    return [
        Finding(
            ERROR, step.code, gettext_noop("Không ai giữ được bước này: nơi thực hiện không có vai trò đó.")
        )
        for step in steps
        if step.role not in HOLDERS.get(step.place, frozenset())
    ]


def _wrong_sum(steps: Sequence[StepDraft], total: int) -> list[Finding]:
    """Real decisions do not always add up: told, not refused (domain.md §3.1)."""
    counted = sum(step.budget_minutes or 0 for step in steps)
    if counted == total:
        return []
    text = gettext_noop("Các bước cộng lại %(sum)s giờ, quy trình công bố %(total)s giờ.")
    return [Finding(WARNING, "", text, {"sum": _hours(counted), "total": _hours(total)})]


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}".replace(".", ",")


def duration(minutes: int | None) -> str:
    """Return working minutes as people read them: 2 ngày, 4 giờ, 30 phút."""
    if minutes is None:
        return _("không tính thời gian")
    days, rest = divmod(minutes, MINUTES_OF_DAY)
    said = []
    if days:
        said.append(ngettext("%(count)s ngày làm việc", "%(count)s ngày làm việc", days) % {"count": days})
    if rest or not days:
        said.append(span_text(rest))
    return " ".join(said)


def working_minutes(amount: int, unit: str) -> int:
    """Return about how much working time a limit holds; calendar days count five in seven."""
    if unit == TimeLimit.Unit.WORKING_MINUTE:
        return amount
    if unit == TimeLimit.Unit.WORKING_HOUR:
        return amount * 60
    if unit == TimeLimit.Unit.CALENDAR_DAY:
        return max(amount * 5 // 7, 1) * MINUTES_OF_DAY
    return max(amount, 1) * MINUTES_OF_DAY


# Kind, place, role and share of the time in parts of a hundred; the examination takes what is left.
_LONG = (
    (Kind.RECEIVE, "Tiếp nhận", Place.CENTRE, Role.RECEPTION, 5),
    (Kind.ASSIGN, "Phân công", Place.DIVISION, Role.HEAD_OF_DIVISION, 5),
    (Kind.EXAMINE, "Thẩm định", Place.DIVISION, Role.EXAMINER, None),
    (Kind.REVIEW, "Soát xét", Place.DIVISION, Role.HEAD_OF_DIVISION, 10),
    (Kind.SIGN, "Ký duyệt", Place.AGENCY, Role.HEAD_OF_AGENCY, 10),
    (Kind.ISSUE, "Vào số, đóng dấu", Place.AGENCY, Role.RECORDS, 5),
)
_SHORT = (
    (Kind.RECEIVE, "Tiếp nhận", Place.CENTRE, Role.RECEPTION, 15),
    (Kind.EXAMINE, "Thẩm định", Place.DIVISION, Role.EXAMINER, None),
    (Kind.SIGN, "Ký duyệt", Place.AGENCY, Role.HEAD_OF_AGENCY, 25),
)


def default_steps(total: int) -> tuple[StepDraft, ...]:
    """Return the template for a time limit: its budgets are rounded to half hours and add up to it exactly."""
    shape = _LONG if total > MINUTES_OF_DAY else _SHORT
    parts = [None if share is None else _part(total, share) for *_rest, share in shape]
    rest = total - sum(part or 0 for part in parts)
    steps = [
        StepDraft(at, f"B{at}", name, kind, place, role, rest if part is None else part)
        for at, ((kind, name, place, role, _share), part) in enumerate(zip(shape, parts, strict=True), 1)
    ]
    last = len(steps) + 1
    steps.append(StepDraft(last, f"B{last}", "Trả kết quả", Kind.RETURN, Place.CENTRE, Role.RETURNS))
    return tuple(steps)


def _part(total: int, share: int) -> int:
    exact = total * share // 100
    return max(round(exact / 30) * 30, 30) if total >= 240 else exact


def default_draft(*, code: str, name: str, amount: int, unit: str) -> ProcessDraft:
    """Return the template process of a procedure that has none of its own yet."""
    total = working_minutes(amount, unit)
    steps = default_steps(total)
    found = Finding(
        WARNING, "", gettext_noop("Quy trình mẫu chia theo thời hạn, chưa được cơ quan nào phê duyệt.")
    )
    return ProcessDraft(
        code=f"QTM-{code}"[:40],
        name=name,
        procedure_code=code,
        source="Quy trình mẫu của phần mềm, chưa được phê duyệt",
        total_minutes=total,
        steps=steps,
        findings=(found, *check_model(steps, moves_of(steps), total=total)),
    )


# The drawing: boxes in rows of four, left to right, the next row under the first.
COLUMNS, BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, EDGE = 4, 216, 116, 36, 44, 8
_LINE_LETTERS = 23


@dataclass(frozen=True, slots=True)
class Box:
    """A step as it is drawn."""

    step: StepView
    x: int
    y: int
    # The name in lines that fit the box.
    lines: tuple[str, ...]
    state: str

    @property
    def is_current(self) -> bool:
        return self.state == "current"

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def text_lines(self) -> list[tuple[int, str]]:
        """The lines of the name with their height in the box."""
        return [(47 + 18 * at, line) for at, line in enumerate(self.lines)]

    @property
    def width(self) -> int:
        return BOX_WIDTH

    @property
    def height(self) -> int:
        return BOX_HEIGHT

    @property
    def place(self) -> str:
        return str(Place(self.step.place).label)

    @property
    def role(self) -> str:
        return str(Role(self.step.role).label)


@dataclass(frozen=True, slots=True)
class Diagram:
    """A process drawn: the boxes in order and the lines between them."""

    name: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]

    @property
    def current(self) -> list[Box]:
        return [box for box in self.boxes if box.is_current]


def diagram(
    definition: Definition, current: Collection[int] = frozenset(), done: Collection[int] = frozenset()
) -> Diagram:
    """Return the drawing of a process, with the steps a dossier is at and has passed."""
    boxes = tuple(
        Box(
            step,
            EDGE + at % COLUMNS * (BOX_WIDTH + GAP_X),
            EDGE + at // COLUMNS * (BOX_HEIGHT + GAP_Y),
            _lines(step.name),
            "current" if step.id in current else "done" if step.id in done else "next",
        )
        for at, step in enumerate(definition.steps)
    )
    rows = -(-len(boxes) // COLUMNS)
    columns = min(len(boxes), COLUMNS)
    by_id = {box.step.id: box for box in boxes}
    return Diagram(
        name=definition.name,
        width=2 * EDGE + columns * BOX_WIDTH + max(columns - 1, 0) * GAP_X,
        height=2 * EDGE + rows * BOX_HEIGHT + max(rows - 1, 0) * GAP_Y,
        boxes=boxes,
        lines=tuple(
            _line(by_id[source], by_id[target])
            for source, targets in definition.forward.items()
            for target in targets
        ),
    )


def _line(source: Box, target: Box) -> str:
    """Return the path from one box to another: straight on in a row, around the corner to the next."""
    if source.y == target.y:
        middle = source.y + BOX_HEIGHT // 2
        return f"M{source.x + BOX_WIDTH} {middle}H{target.x - 7}"
    out, into = source.x + BOX_WIDTH // 2, target.x + BOX_WIDTH // 2
    between = target.y - GAP_Y // 2
    return f"M{out} {source.y + BOX_HEIGHT}V{between}H{into}V{target.y - 7}"


def _lines(name: str) -> tuple[str, ...]:
    """Break a name into at most two lines that fit a box; the whole name is in the list beside."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= _LINE_LETTERS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines) if len(lines) <= 2 else (lines[0], lines[1].rstrip(",(") + "…")
