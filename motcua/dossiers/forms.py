"""Official forms of a dossier: what stands on them, as plain values."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

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
