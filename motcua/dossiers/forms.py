"""Official forms of a dossier: what stands on them, as plain values."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from motcua.documents.rules import two_digits
from motcua.worktime.rules import Line

PaperSize = Literal["a5", "a4"]


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A line of the table of papers."""

    name: str
    originals: int
    certified_copies: int
    copies: int
    is_electronic: bool


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (TT 03/2025/TT-VPCP, Phụ lục I).

    The paper is Vietnamese whatever the language of the screen: so are all these texts.
    """

    superior: str
    agency: str
    place_and_date: str
    number: str
    order: str
    site: str
    tracking_address: str
    tracking_qr: str
    filer: str
    filer_address: str
    phone: str
    email: str
    identity: str
    channel: str
    owner: str
    owner_address: str
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


def receipt_values(form: ReceiptForm, *, size: PaperSize) -> dict[str, Any]:
    """Return the values of the receipt's template for a size of paper."""
    return {**asdict(form), "size": size}


_COUNTED = ("counted", "makeup", "partial")


def why_in_short(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return a deadline's explanation in four lines at most: its start, what lies between, its end, its warnings."""
    told = list(lines)
    counted = [line for line in told if line.kind in _COUNTED]
    # Days off after the last day counted are told by the line that moves the end.
    between = [line for line in told if not counted or line.day < counted[-1].day]
    end = [*counted[-1:], *(line for line in told if line.kind == "moved")]
    short = (
        _sentences(line for line in told if line.kind in ("received", "start")),
        _between(between),
        _sentences(end),
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
