"""Form 01 filled from a dossier's rows, for one or for many of one filer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.documents import rules as papers
from motcua.dossiers.forms import JointLine, JointReceiptForm, Kind, ListedPaper, ReceiptForm, why_in_short
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.receipts.heads import (
    applicant,
    head,
    head_of_many,
    moment,
    order_of,
    received_day,
    reception,
    short_moment,
)
from motcua.organisations import queries as organisations

_FIXING = (Event.Kind.RECEIVED, Event.Kind.PROCEDURE_CHANGED)


def why_not_receipt(page: DossierPage) -> str:
    """Return the reason a dossier has no receipt, or ""."""
    return "" if reception(page) else _("Hồ sơ chưa được tiếp nhận nên chưa có giấy hẹn.")


def receipt_form(page: DossierPage, at: datetime | None = None) -> ReceiptForm:
    """Return everything that stands on the receipt of a dossier; its date is that of the reception."""
    dossier, received = page.dossier, reception(page)
    assert received is not None
    return ReceiptForm(
        head=head(dossier, Kind.RECEIPT, on=received_day(dossier), order=order_of(dossier)),
        applicant=applicant(dossier),
        content=dossier.content,
        procedure_code=dossier.procedure.procedure.code,
        papers=listed(page),
        sets=papers.two_digits(dossier.sets),
        time_limit=_time_limit(page),
        received_at=moment(dossier.received_at),
        due_at=papers.official_weekday_moment(clock.local(dossier.promised_at)),
        why=why_in_short(page.why.lines),
        result_channel=str(dossier.get_result_channel_display()),
        fee=dossier.procedure.fee,
        centre_phone=organisations.tree()[dossier.centre_id].phone,
        filer_signs=dossier.channel != Dossier.Channel.ONLINE,
        receiver=received.by.full_name,
    )


def _time_limit(page: DossierPage) -> str:
    """Return the time limit of a dossier: that of its reception, or of the procedure it was corrected to."""
    fixed = [event for event in page.events if event.kind in _FIXING]
    said: dict[str, Any] = fixed[-1].payload
    first = papers.official_span(said["limit"]["amount"], said["limit"]["unit"])
    if "whole" not in said:
        return first
    whole = papers.official_span(said["whole"]["amount"], said["whole"]["unit"])
    return _("%(whole)s; hẹn lần 1: %(first)s") % {"whole": whole, "first": first}


def listed(page: DossierPage) -> tuple[ListedPaper, ...]:
    """Return the papers that were handed in, as tables of forms list them."""
    return tuple(
        ListedPaper(paper.name, paper.originals, paper.certified_copies, paper.copies, paper.is_electronic)
        for paper in page.papers
    )


def why_not_joint_receipt(pages: Sequence[DossierPage]) -> str:
    """Return the reason these dossiers cannot share one receipt, or ""."""
    if reason := next((reason for page in pages if (reason := why_not_receipt(page))), ""):
        return reason
    filers = {(page.dossier.representative_id or page.dossier.owner_id) for page in pages}
    if len(filers) > 1 or len({page.dossier.centre_id for page in pages}) > 1:
        return _("Một giấy tiếp nhận chung chỉ gồm hồ sơ của một người nộp, tại một trung tâm.")
    return ""


def joint_receipt_form(pages: Sequence[DossierPage], at: datetime) -> JointReceiptForm:
    """Return one receipt for many dossiers of one filer, with the list of them."""
    first = pages[0].dossier
    lines = tuple(_joint_line(page) for page in pages)
    received = reception(pages[0])
    assert received is not None
    return JointReceiptForm(
        head=head_of_many(
            Kind.JOINT_RECEIPT,
            unit_id=first.centre_id,
            on=received_day(first),
            received_on=received_day(first),
            is_for_public=True,
        ),
        applicant=applicant(first),
        lines=lines,
        sets=papers.two_digits(sum(page.dossier.sets for page in pages)),
        received_at=moment(min(page.dossier.received_at for page in pages)),
        first_due_at=papers.official_weekday_moment(
            clock.local(min(page.dossier.promised_at for page in pages))
        ),
        result_channel=str(first.get_result_channel_display()),
        centre_phone=organisations.tree()[first.centre_id].phone,
        filer_signs=first.channel != Dossier.Channel.ONLINE,
        receiver=received.by.full_name,
    )


def _joint_line(page: DossierPage) -> JointLine:
    dossier = page.dossier
    return JointLine(
        number=dossier.number,
        content=dossier.content,
        unit=dossier.unit.name,
        received_at=short_moment(dossier.received_at),
        due_at=short_moment(dossier.promised_at),
        time_limit=_time_limit(page),
        sets=papers.two_digits(dossier.sets),
        owner=dossier.owner_name,
    )
