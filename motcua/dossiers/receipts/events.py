"""Forms 02 to 05 and the notice of a new date of a dossier as its events tell them: what was decided, by whom and when."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.base.text import official
from motcua.dossiers.forms import (
    ApologyForm,
    LateLeg,
    ListedPaper,
    NewDateForm,
    RefusalForm,
    StopForm,
    SupplementForm,
    SupplementItem,
)
from motcua.dossiers.models import Event
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.receipts.letters import (
    apology_form,
    new_date_form,
    refusal_form,
    stop_form,
    supplement_form,
)
from motcua.dossiers.receipts.reception import listed
from motcua.dossiers.rules import Wanted
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.workflow.rules import duration

Kind = Event.Kind
_NEW_DATE = (Kind.APOLOGY_SIGNED, Kind.EXTENDED, Kind.APOLOGY_DRAFTED)
_REFUSED = (Kind.REFUSED, Kind.EXPIRED)


def why_not_supplement(page: DossierPage) -> str:
    """Return the reason there is no form 02, or ""."""
    return "" if _last(page, Kind.SUPPLEMENT_REQUESTED) else _("Hồ sơ chưa có yêu cầu bổ sung nào.")


def supplement_of(page: DossierPage, at: datetime) -> SupplementForm:
    """Return form 02 of the last request for supplement."""
    event, dossier = _last(page, Kind.SUPPLEMENT_REQUESTED), page.dossier
    assert event is not None
    said = event.payload
    requests = [one for one in page.events if one.kind == Kind.SUPPLEMENT_REQUESTED]
    same_phase = [one for one in requests if one.payload["phase"] == said["phase"]]
    approval = _last(page, Kind.SUPPLEMENT_APPROVED)
    return supplement_form(
        dossier,
        items=[_item(one, page) for one in said["wanted"]],
        reason=event.note,
        at=event.at,
        guide=event.by.full_name,
        expires_on=date.fromisoformat(said["wait_until"]),
        policy="intake" if said["phase"] == "intake" else dossier.procedure.after_supplement,
        ordinal=len(same_phase),
        approver=approval.by.full_name if approval else "",
    )


def _item(wanted: dict[str, Any], page: DossierPage) -> SupplementItem:
    """A line of the request; what was handed in tells how many are to be handed in again."""
    paper = next((one for one in page.papers if one.order == wanted["paper"]), None)
    counts = (paper.originals, paper.certified_copies, paper.copies) if paper else (0, 0, 0)
    line = Wanted.of(wanted)
    # On paper in Vietnamese, whatever language the page is in.
    wrong = f"{line.wrong} ({official(line.mark)})" if line.mark else line.wrong
    return SupplementItem(line.name, wrong, line.mend, *counts)


def why_not_refusal(page: DossierPage) -> str:
    """Return the reason there is no form 03, or ""."""
    return "" if _last(page, *_REFUSED) else _("Hồ sơ không bị từ chối tiếp nhận.")


def refusal_of(page: DossierPage, at: datetime) -> RefusalForm:
    """Return form 03 of the refusal, or of the closing because the supplement never came."""
    event = _last(page, *_REFUSED)
    assert event is not None
    expired = "Đã hết thời hạn bổ sung, hoàn thiện hồ sơ mà Ông/Bà chưa bổ sung."
    reason = event.note if event.kind == Kind.REFUSED else f"{expired} {event.note}".strip()
    return refusal_form(page.dossier, reason=reason, at=event.at, refuser=event.by.full_name)


def why_not_apology(page: DossierPage) -> str:
    """Return the reason there is no form 04, or ""."""
    return "" if _last(page, *_NEW_DATE) else _("Hồ sơ chưa có văn bản xin lỗi, gia hạn nào.")


def apology_of(page: DossierPage, at: datetime) -> ApologyForm:
    """Return form 04 of the letter that was signed, of the extension granted, or of the draft that waits."""
    event, dossier = _last(page, *_NEW_DATE), page.dossier
    assert event is not None
    drafted = _last(page, Kind.APOLOGY_DRAFTED)
    is_signed = event.kind == Kind.APOLOGY_SIGNED
    legs = drafted.payload["legs"] if drafted and event.kind != Kind.EXTENDED else []
    was = event.payload.get("was")
    return apology_form(
        dossier,
        reason=event.payload.get("reason", event.note),
        due_at=datetime.fromisoformat(was) if was else dossier.promised_at,
        new_due_at=datetime.fromisoformat(event.payload["extended_to"]),
        at=event.at,
        signer=event.by.full_name if is_signed else "",
        signer_title=_title(event) if is_signed else "Thủ trưởng cơ quan",
        legs=_legs(legs),
        is_draft=event.kind == Kind.APOLOGY_DRAFTED,
    )


def _legs(late: Iterable[dict[str, Any]]) -> list[LateLeg]:
    tree = organisations.tree()
    return [LateLeg(tree[leg["unit"]].name, leg["step"], duration(leg["minutes"])) for leg in late]


def _title(event: Event) -> str:
    """Return the title by which somebody signed, of that day."""
    posts = organisations.rights_of(event.by_id, on=local_day(event.at)).posts
    titles = [post.title for post in posts if post.role == Position.Role.HEAD_OF_AGENCY]
    return titles[0] if titles else "Thủ trưởng cơ quan"


def why_not_stop(page: DossierPage) -> str:
    """Return the reason there is no form 05, or ""."""
    return "" if _last(page, Kind.WITHDRAWN) else _("Người nộp chưa yêu cầu dừng giải quyết hồ sơ này.")


def stop_of(page: DossierPage, at: datetime) -> StopForm:
    """Return form 05: the applicant asked for it, the papers go back."""
    event = _last(page, Kind.WITHDRAWN)
    assert event is not None
    return stop_form(
        page.dossier,
        asked_on=local_day(event.at),
        reason=event.note,
        at=event.at,
        signer="",
        signer_title="Thủ trưởng đơn vị",
        returned=[paper for paper in listed(page) if _is_of_paper(paper)],
    )


def why_not_new_date(page: DossierPage) -> str:
    """Return the reason there is no notice of a new date, or ""."""
    return "" if _moved(page) else _("Ngày hẹn trả của hồ sơ chưa được điều chỉnh.")


def new_date_of(page: DossierPage, at: datetime) -> NewDateForm:
    """Return the notice of the last extension granted or calendar change that moved the promised day."""
    event = _moved(page)
    assert event is not None
    said = event.payload
    is_extension = event.kind == Kind.EXTENDED
    if is_extension:
        reason = said["reason"]
    else:
        reason = f"lịch làm việc thay đổi theo {event.note}" if event.note else "lịch làm việc thay đổi"
    return new_date_form(
        page.dossier,
        was=datetime.fromisoformat(said["was"]),
        new_due_at=datetime.fromisoformat(said["extended_to" if is_extension else "due_at"]),
        reason=reason,
        at=event.at,
        is_by_agency=is_extension,
    )


def _moved(page: DossierPage) -> Event | None:
    """The last event that moved the promised day without a letter of its own; form 04 answers for a missed one."""
    return next(
        (
            event
            for event in reversed(page.events)
            if event.kind == Kind.EXTENDED or (event.kind == Kind.RECALENDARED and event.payload["letter"])
        ),
        None,
    )


def _is_of_paper(paper: ListedPaper) -> bool:
    return bool(paper.originals or paper.certified_copies or paper.copies)


def _last(page: DossierPage, *kinds: str) -> Event | None:
    return next((event for event in reversed(page.events) if event.kind in kinds), None)
