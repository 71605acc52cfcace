"""Form 06 and the processing history: where a dossier has been, with whom, and for how long."""

from dataclasses import dataclass

from motcua.dossiers.forms.common import Head


@dataclass(frozen=True, slots=True)
class Leg:
    """A hand-over: who gave, who took, and how the giver's part was done in its time."""

    giver_unit: str
    taker_unit: str
    work: str
    moment: str
    giver: str
    taker: str
    timing: str
    note: str


@dataclass(frozen=True, slots=True)
class ControlForm:
    """Form 06, Phiếu kiểm soát quá trình giải quyết hồ sơ."""

    head: Head
    owner: str
    procedure: str
    received_at: str
    due_at: str
    unit: str
    partners: str
    legs: tuple[Leg, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to a dossier."""

    moment: str
    person: str
    unit: str
    act: str
    note: str
    receiver: str
    due_at: str


@dataclass(frozen=True, slots=True)
class HistoryForm:
    """Quá trình xử lý hồ sơ."""

    head: Head
    owner: str
    procedure: str
    received_at: str
    due_at: str
    lines: tuple[HistoryLine, ...]
