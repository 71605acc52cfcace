"""Form 07: the register of dossiers."""

from dataclasses import dataclass

from motcua.dossiers.forms.common import Head


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A dossier in the register."""

    number: str
    procedure: str
    sets: str
    owner: str
    address: str
    phone: str
    unit: str
    received_on: str
    due_on: str
    resolved_on: str
    returned_on: str
    result_channel: str
    note: str


@dataclass(frozen=True, slots=True)
class RegisterForm:
    """Form 07, Sổ theo dõi hồ sơ."""

    head: Head
    period: str
    lines: tuple[RegisterLine, ...]
