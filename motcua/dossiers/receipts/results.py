"""Papers about results, from dossiers that have one."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.dossiers.forms import HandOverForm, HandOverLine, Kind, ListedResult, ResultForm
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.receipts.heads import head, head_of_many, moment, received_day
from motcua.organisations import queries as organisations


def why_not_result(page: DossierPage) -> str:
    """Return the reason there is no result to give a receipt for, or ""."""
    return "" if _last(page, Event.Kind.RESULT_ISSUED) else _("Hồ sơ chưa có kết quả.")


def result_form(page: DossierPage, at: datetime) -> ResultForm:
    """Return the result receipt; before the hand-over the receiver and the day are left to be written."""
    dossier = page.dossier
    issued = _last(page, Event.Kind.RESULT_ISSUED)
    assert issued is not None
    returned = _last(page, Event.Kind.RETURNED)
    return ResultForm(
        head=head(dossier, Kind.RESULT, on=clock.local_day(returned.at if returned else at)),
        procedure=dossier.procedure.name,
        procedure_code=dossier.procedure.procedure.code,
        owner=dossier.owner_name,
        giver=returned.by.full_name if returned else "",
        giver_phone=organisations.tree()[dossier.centre_id].phone,
        receiver=returned.payload.get("receiver", "") if returned else "",
        receiver_phone=dossier.phone if returned and _is_owner(returned, dossier) else "",
        results=(ListedResult("Văn bản kết quả", issued.payload.get("result", ""), dossier.content),),
        returned_at=moment(returned.at) if returned else "",
        taken=(),
        note=returned.note if returned else "",
    )


def _is_owner(returned: Event, dossier: Dossier) -> bool:
    return returned.payload.get("receiver", "") == dossier.owner_name


def why_not_hand_over(pages: Sequence[DossierPage]) -> str:
    """Return the reason these results cannot be on one slip, or ""."""
    if reason := next((reason for page in pages if (reason := why_not_result(page))), ""):
        return reason
    if len({page.dossier.centre_id for page in pages}) > 1:
        return _("Một phiếu bàn giao chỉ gồm kết quả của một trung tâm.")
    return ""


def hand_over_form(pages: Sequence[DossierPage], at: datetime) -> HandOverForm:
    """Return the slip by which an authority hands results over to the centre; both sign it."""
    tree = organisations.tree()
    first = pages[0].dossier
    agency = tree.agency_of(first.unit_id)
    issuers = {event.by.full_name for page in pages if (event := _last(page, Event.Kind.RESULT_ISSUED))}
    return HandOverForm(
        head=head_of_many(
            Kind.HAND_OVER,
            unit_id=agency.id,
            on=clock.local_day(at),
            received_on=max(received_day(page.dossier) for page in pages),
        ),
        giver_unit=agency.name,
        taker_unit=tree[first.centre_id].name,
        lines=tuple(_hand_over_line(page) for page in pages),
        moment=moment(at),
        giver=issuers.pop() if len(issuers) == 1 else "",
        taker="",
    )


def _hand_over_line(page: DossierPage) -> HandOverLine:
    dossier = page.dossier
    issued = _last(page, Event.Kind.RESULT_ISSUED)
    return HandOverLine(
        number=dossier.number,
        content=dossier.content,
        result=issued.payload.get("result", "") if issued else "",
        owner=dossier.owner_name,
        address=dossier.owner_address,
        has_fee=bool(dossier.procedure.fee),
        by_post=dossier.result_channel == Dossier.ResultChannel.POST,
    )


def _last(page: DossierPage, kind: str) -> Event | None:
    return next((event for event in reversed(page.events) if event.kind == kind), None)
