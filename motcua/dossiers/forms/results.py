"""Papers of practice about results: given to the applicant, handed over to the centre."""

from dataclasses import dataclass

from motcua.dossiers.forms.common import Head


@dataclass(frozen=True, slots=True)
class ListedResult:
    """A result that is given: its kind, its number and sign, what it says."""

    kind: str
    sign: str
    about: str


@dataclass(frozen=True, slots=True)
class TakenPaper:
    """An original that the applicant leaves when the result is given."""

    name: str
    count: str


@dataclass(frozen=True, slots=True)
class ResultForm:
    """Giấy biên nhận trả kết quả."""

    head: Head
    procedure: str
    procedure_code: str
    owner: str
    giver: str
    giver_phone: str
    receiver: str
    receiver_phone: str
    results: tuple[ListedResult, ...]
    returned_at: str
    taken: tuple[TakenPaper, ...]
    note: str


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """A result in a hand-over slip."""

    number: str
    content: str
    result: str
    owner: str
    address: str
    has_fee: bool
    by_post: bool


@dataclass(frozen=True, slots=True)
class HandOverForm:
    """Phiếu bàn giao kết quả giải quyết thủ tục hành chính."""

    head: Head
    giver_unit: str
    taker_unit: str
    lines: tuple[HandOverLine, ...]
    moment: str
    giver: str
    taker: str
