"""Form 01: what is received and when the result is promised, for one dossier or for many of one filer."""

from collections.abc import Iterable
from dataclasses import dataclass

from motcua.documents.rules import two_digits
from motcua.dossiers.forms.common import Applicant, Head, ListedPaper
from motcua.worktime.rules import Line


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (TT 03/2025/TT-VPCP, Phụ lục I)."""

    head: Head
    applicant: Applicant
    content: str
    procedure_code: str
    papers: tuple[ListedPaper, ...]
    sets: str
    time_limit: str
    received_at: str
    due_at: str
    why: tuple[str, ...]
    result_channel: str
    fee: str
    centre_phone: str
    filer_signs: bool
    receiver: str


@dataclass(frozen=True, slots=True)
class JointLine:
    """A dossier in the list of a receipt for many."""

    number: str
    content: str
    unit: str
    received_at: str
    due_at: str
    time_limit: str
    sets: str
    owner: str


@dataclass(frozen=True, slots=True)
class JointReceiptForm:
    """One receipt for many dossiers of one filer, with the list "Biên bản giao nhận hồ sơ"."""

    head: Head
    applicant: Applicant
    lines: tuple[JointLine, ...]
    sets: str
    received_at: str
    first_due_at: str
    result_channel: str
    centre_phone: str
    filer_signs: bool
    receiver: str


_COUNTED = ("counted", "makeup", "partial")


# Where the clock stopped, went on, or a later date was promised.
_TURNING = ("paused", "resumed", "extended")


def why_in_short(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return a deadline's explanation in a few lines: its start, its turns, what lies between, its end, its warnings."""
    told = list(lines)
    days = [at for at, line in enumerate(told) if line.kind in _COUNTED]
    turns = [at for at, line in enumerate(told) if line.kind in _TURNING]
    first_turn = turns[0] if turns else len(told)
    last = told[days[-1]] if days else None
    # Days off after the last day counted are told by the line that moves the end.
    between = [line for line in told if last is None or line.day < last.day]
    end = [*([last] if last else []), *(line for line in told if line.kind == "moved")]
    # A new beginning is told by its turn, not a second time as a start.
    start = [line for line in told[:first_turn] if line.kind in ("received", "start")]
    short = (
        _sentences(start),
        *(told[at].text for at in turns if days and at < days[0]),
        _between(between),
        _sentences(end),
        *(told[at].text for at in turns if not days or at > days[0]),
        _sentences(line for line in told if line.kind == "warning"),
    )
    return tuple(text for text in short if text)


def _between(lines: list[Line]) -> str:
    weekly = sum(line.kind == "weekly_off" for line in lines)
    parts = [f"{two_digits(weekly)} ngày nghỉ hằng tuần"] if weekly else []
    if holidays := _days(lines, "holiday"):
        parts.append(f"ngày nghỉ lễ, nghỉ bù {holidays}")
    said = [f"Không tính {', '.join(parts)}"] if parts else []
    if makeup := _days(lines, "makeup"):
        said.append(f"Tính cả ngày làm bù {makeup}")
    return ". ".join(said)


def _days(lines: list[Line], kind: str) -> str:
    return ", ".join(f"{line.day:%d/%m/%Y}" for line in lines if line.kind == kind)


def _sentences(lines: Iterable[Line]) -> str:
    return ". ".join(line.text for line in lines)
