"""Forms 02 to 05 and the notice of a new date: what the applicant is told when a dossier leaves the straight road."""

from dataclasses import dataclass

from motcua.dossiers.forms.common import Applicant, Head, ListedPaper


@dataclass(frozen=True, slots=True)
class Letter:
    """What every letter of a centre to an applicant begins and ends with."""

    head: Head
    applicant: Applicant
    centre: str
    content: str
    procedure_code: str
    contact_phone: str


@dataclass(frozen=True, slots=True)
class SupplementItem:
    """A paper to supply or mend: how many of each kind, what is wrong with it, how to mend it."""

    name: str
    wrong: str
    mend: str
    originals: int = 0
    certified_copies: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class SupplementForm(Letter):
    """Form 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

    # "" for the first request; a further one says who allowed it (NĐ 118/2025 Điều 11: only once).
    ordinal: str
    approver: str
    items: tuple[SupplementItem, ...]
    reason: str
    expires_on: str
    time_after: str
    guide: str


@dataclass(frozen=True, slots=True)
class RefusalForm(Letter):
    """Form 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ."""

    filed_at: str
    reason: str
    guidance: str
    filer_signs: bool
    refuser: str


@dataclass(frozen=True, slots=True)
class LateLeg:
    """An agency's part of a delay."""

    agency: str
    work: str
    late: str


@dataclass(frozen=True, slots=True)
class ApologyForm:
    """Form 04: the apology with a proposed extension; in the set of 2018 with the new date."""

    head: Head
    recipient: str
    recipient_address: str
    phone: str
    centre: str
    agency: str
    field: str
    procedure: str
    received_on: str
    due_at: str
    reason: str
    legs: tuple[LateLeg, ...]
    new_due_at: str
    # The set of 2025 proposes an extension; that of 2018 appoints the date anew.
    proposes: bool
    # Drafted by the system and not yet signed.
    is_draft: bool
    signer_title: str
    signer: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopForm(Letter):
    """Form 05, Thông báo dừng giải quyết hồ sơ (NĐ 118/2025 Điều 21, TT 03/2025 Điều 7)."""

    received_at: str
    asked_on: str
    asked_how: str
    reason: str
    state: str
    stopped_on: str
    papers: tuple[ListedPaper, ...]
    money: str
    signer_title: str
    signer: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewDateForm(Letter):
    """Thông báo điều chỉnh thời gian trả kết quả: a promised date moves before it is missed."""

    received_at: str
    was: str
    new_due_at: str
    reason: str
    # Who apologises; "" where no agency is the cause, as when the working calendar changes.
    apologises: str
    signer_title: str
    signer: str
    recipients: tuple[str, ...]
