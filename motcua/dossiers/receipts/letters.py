"""Forms 02 to 05 and the notice of a new date from a dossier and the plain values of what was decided: an event's payload is enough."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from motcua.base import clock
from motcua.documents import rules as papers
from motcua.dossiers.forms import (
    ApologyForm,
    Applicant,
    Head,
    Kind,
    LateLeg,
    ListedPaper,
    NewDateForm,
    RefusalForm,
    StopForm,
    SupplementForm,
    SupplementItem,
)
from motcua.dossiers.forms.kinds import SETS
from motcua.dossiers.models import Dossier
from motcua.dossiers.receipts.heads import applicant, head, moment, received_day
from motcua.organisations import queries as organisations

# What becomes of the time after a supplement, by the policy of the procedure version (domain.md §3.5).
TIME_AFTER = {
    "restart": "Thời hạn giải quyết được tính lại từ đầu kể từ khi nhận đủ hồ sơ.",
    "intake": "Thời hạn giải quyết được tính từ khi hồ sơ đầy đủ và được tiếp nhận.",
    "shift": "Thời gian chờ bổ sung không tính vào thời hạn giải quyết; ngày hẹn trả kết quả lùi tương ứng.",
}


class _Opening(TypedDict):
    """The fields of `Letter`."""

    head: Head
    applicant: Applicant
    centre: str
    content: str
    procedure_code: str
    contact_phone: str


def _opening(dossier: Dossier, kind: Kind, *, at: datetime, unit_id: int | None, order: str) -> _Opening:
    centre = organisations.tree()[dossier.centre_id]
    return {
        "head": head(dossier, kind, on=clock.local_day(at), unit_id=unit_id, order=order),
        "applicant": applicant(dossier),
        "centre": centre.name,
        "content": dossier.content,
        "procedure_code": dossier.procedure.procedure.code,
        "contact_phone": centre.phone,
    }


class _Closing(TypedDict):
    """Who signs a letter, and who gets a copy."""

    signer_title: str
    signer: str
    recipients: tuple[str, ...]


def _closing(signer_title: str, signer: str, *, copy_to: str) -> _Closing:
    return {
        "signer_title": signer_title,
        "signer": signer,
        "recipients": ("Như trên;", f"{copy_to};", "Lưu: VT, hồ sơ."),
    }


def supplement_form(
    dossier: Dossier,
    *,
    items: Iterable[SupplementItem],
    reason: str,
    at: datetime,
    guide: str,
    expires_on: date | None = None,
    policy: str = "restart",
    ordinal: int = 1,
    approver: str = "",
    order: str = "",
    unit_id: int | None = None,
) -> SupplementForm:
    """Return form 02: one complete request that says paper by paper what is wrong and how to mend it."""
    return SupplementForm(
        **_opening(dossier, Kind.SUPPLEMENT, at=at, unit_id=unit_id, order=order),
        ordinal=papers.two_digits(ordinal) if ordinal > 1 else "",
        approver=approver,
        items=tuple(items),
        reason=reason,
        expires_on=f"{expires_on:%d/%m/%Y}" if expires_on else "",
        time_after=TIME_AFTER.get(policy, ""),
        guide=guide,
    )


def refusal_form(
    dossier: Dossier,
    *,
    reason: str,
    at: datetime,
    refuser: str,
    guidance: str = "",
    order: str = "",
    unit_id: int | None = None,
) -> RefusalForm:
    """Return form 03: why a dossier is not received, and what the applicant can do instead."""
    return RefusalForm(
        **_opening(dossier, Kind.REFUSAL, at=at, unit_id=unit_id, order=order),
        filed_at=moment(dossier.received_at),
        reason=reason,
        guidance=guidance,
        filer_signs=dossier.channel != Dossier.Channel.ONLINE,
        refuser=refuser,
    )


def apology_form(
    dossier: Dossier,
    *,
    reason: str,
    due_at: datetime,
    new_due_at: datetime,
    at: datetime,
    signer: str,
    signer_title: str,
    legs: Iterable[LateLeg] = (),
    is_draft: bool = False,
    order: str = "",
    unit_id: int | None = None,
) -> ApologyForm:
    """Return form 04 of the authority: its apology, the causes by leg, the date missed and the new one."""
    tree = organisations.tree()
    agency = tree[unit_id] if unit_id else tree.agency_of(dossier.unit_id)
    centre = tree[dossier.centre_id]
    who = applicant(dossier)
    received_on = received_day(dossier)
    return ApologyForm(
        head=head(dossier, Kind.APOLOGY, on=clock.local_day(at), unit_id=agency.id, order=order),
        recipient=who.filer,
        recipient_address=who.filer_address,
        phone=who.phone,
        centre=centre.name,
        agency=agency.name,
        field=dossier.procedure.field.name,
        procedure=dossier.procedure.name,
        received_on=papers.official_date(received_on),
        due_at=moment(due_at),
        reason=reason,
        legs=tuple(legs),
        new_due_at=papers.official_weekday_moment(clock.local(new_due_at)),
        proposes=received_on >= SETS[-1][0],
        is_draft=is_draft,
        **_closing(signer_title, signer, copy_to=centre.name),
    )


def stop_form(
    dossier: Dossier,
    *,
    asked_on: date,
    at: datetime,
    signer: str,
    signer_title: str,
    asked_how: str = "",
    state: str = "",
    reason: str = "",
    returned: Iterable[ListedPaper] = (),
    money: str = "",
    order: str = "",
    unit_id: int | None = None,
) -> StopForm:
    """Return form 05: resolution stops because the applicant asked for it (NĐ 118/2025 Điều 21)."""
    return StopForm(
        **_opening(dossier, Kind.STOP, at=at, unit_id=unit_id, order=order),
        received_at=moment(dossier.received_at),
        asked_on=f"{asked_on:%d/%m/%Y}",
        asked_how=asked_how,
        reason=reason,
        state=state or "chưa có quyết định hoặc kết quả giải quyết",
        stopped_on=papers.official_date(clock.local_day(at)),
        papers=tuple(returned),
        money=money,
        **_closing(signer_title, signer, copy_to=dossier.unit.name),
    )


def new_date_form(
    dossier: Dossier,
    *,
    was: datetime,
    new_due_at: datetime,
    reason: str,
    at: datetime,
    is_by_agency: bool,
    signer: str = "",
    signer_title: str = "Thủ trưởng đơn vị",
    order: str = "",
    unit_id: int | None = None,
) -> NewDateForm:
    """Return the notice that the promised date moves: old date, new one, why; an apology where an agency asked."""
    return NewDateForm(
        **_opening(dossier, Kind.NEW_DATE, at=at, unit_id=unit_id, order=order),
        received_at=moment(dossier.received_at),
        was=papers.official_weekday_moment(clock.local(was)),
        new_due_at=papers.official_weekday_moment(clock.local(new_due_at)),
        reason=reason,
        apologises=organisations.tree().agency_of(dossier.unit_id).name if is_by_agency else "",
        **_closing(signer_title, signer, copy_to=dossier.unit.name),
    )
