"""Requests for supplement for machines: asked once and complete, taken in at the centre."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from motcua.api.door import Session, Wrong
from motcua.api.dossiers import NO, Kind, Number, done, rights_in
from motcua.api.dossiers_schemas import (
    BroughtSent,
    MarkSent,
    Standing,
    SupplementSent,
    TakenInSent,
    WantedSent,
)
from motcua.base import clock
from motcua.dossiers import actions, queries
from motcua.dossiers.actions import Mended
from motcua.dossiers.rules import Wanted
from motcua.dossiers.rules.marks import PLACES, Mark, why_not_mark
from motcua.dossiers.supplements import Sheet, sheets
from motcua.organisations.rules import Rights

router = Router(tags=["dossiers"], auth=Session())


@router.post("/dossiers/{number}/request-supplement", response={200: Standing, **NO})
def request_supplement(request: HttpRequest, number: Number, sent: SupplementSent) -> Any:
    """Ask the applicant for everything that is missing or wrong, marked on the page if need be; the clock stops."""
    by, at = rights_in(request), clock.now()
    wanted = _wanted(sent.wanted, number, by)
    return done(
        number,
        by,
        lambda: actions.request_supplement(
            number, task=sent.task, wanted=wanted, by=by, at=at, note=sent.note
        ),
        kind=Kind.SUPPLEMENT_REQUESTED,
        payload__task=sent.task,
        payload__wanted=[one.said for one in wanted],
    )


def _wanted(sent: list[WantedSent], number: str, by: Rights) -> list[Wanted]:
    """The lines as they are asked for; only one with a mark needs the copies of the papers."""
    pages = _sheets(number, by) if any(one.mark for one in sent) else {}
    wanted: list[Wanted] = []
    faults: dict[str, str] = {}
    for place, one in enumerate(sent):
        mark = None
        if one.mark is not None:
            mark, wrong = _mark(one.mark, pages.get(one.paper or 0, []))
            faults |= {f"wanted.{place}.mark{field}": reason for field, reason in wrong.items()}
        wanted.append(Wanted(one.name, one.wrong, one.mend, one.paper, mark))
    if faults:
        raise Wrong(faults)
    return wanted


def _sheets(number: str, by: Rights) -> dict[int, list[Sheet]]:
    dossier = queries.visible_to(by).filter(number=number).first()
    if dossier is None:
        raise Http404
    return sheets(dossier.pk)


def _mark(sent: MarkSent, pages: list[Sheet]) -> tuple[Mark | None, dict[str, str]]:
    """The mark on the page that was named, and what is wrong with it by the field."""
    sheet = next((one for one in pages if one.number == sent.page), None)
    if sheet is None:
        return None, {".page": _("Bản quét của giấy tờ này không có trang %(page)s.") % {"page": sent.page}}
    drawn = (sent.left, sent.top, sent.width, sent.height)
    if sent.place is not None and any(drawn):
        return None, {".place": _("Chỉ gửi một trong hai: tên chỗ, hoặc hình chữ nhật.")}
    mark = sheet.marked(*(PLACES[sent.place][1] if sent.place is not None else drawn))
    reason = why_not_mark(mark)
    return mark, {"": reason} if reason else {}


@router.post("/dossiers/{number}/receive-supplement", response={200: Standing, **NO})
def receive_supplement(request: HttpRequest, number: Number, sent: TakenInSent) -> Any:
    """Take in what was asked for, counted line by line; the clock starts anew or goes on."""
    by, at = rights_in(request), clock.now()
    papers = _brought(sent.papers)
    return done(
        number,
        by,
        lambda: actions.receive_supplement(number, by=by, at=at, note=sent.note, papers=papers),
        kind=Kind.SUPPLEMENT_RECEIVED,
    )


def _brought(sent: list[BroughtSent]) -> list[Mended]:
    lines = [one.line for one in sent]
    faults = {
        f"papers.{place}.line": _("Dòng này đã có ở trên.")
        for place, line in enumerate(lines)
        if line in lines[:place]
    }
    if faults:
        raise Wrong(faults)
    return [
        Mended(
            one.line,
            originals=one.originals,
            certified_copies=one.certified_copies,
            copies=one.copies,
        )
        for one in sent
    ]
