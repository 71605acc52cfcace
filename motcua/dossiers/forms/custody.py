"""Papers of practice about paper: the slip of a batch, the labels of originals."""

from dataclasses import dataclass

from motcua.dossiers.forms.common import Head


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """An original in a batch."""

    code: str
    name: str
    kind: str
    owner: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CustodySlip:
    """Phiếu bàn giao hồ sơ giấy: both sides sign it."""

    head: Head
    # What the receiver scans; an SVG.
    code: str
    number: str
    giver_unit: str
    taker_unit: str
    lines: tuple[CustodyLine, ...]
    left: str
    giver: str
    arrived: str
    taker: str


@dataclass(frozen=True, slots=True)
class Label:
    """The label of an original, stuck on its back or its cover."""

    code: str
    # An SVG of the code.
    qr: str
    name: str
    kind: str
