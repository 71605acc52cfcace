"""The intake screen and what it leads to."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.dossiers import actions
from motcua.dossiers.actions import Intake
from motcua.dossiers.day import centre_day
from motcua.dossiers.intakes import why_not_receive_again
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import visible_to
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.people.models import Person
from motcua.queueing.actions import note_dossier
from motcua.queueing.seats import sitting
from motcua.web.desk.counter_strip import strip_context
from motcua.web.desk.intake_page import (
    IntakePage,
    asked_for,
    bring_on,
    centres_of,
    choices,
    fresh,
    intake_page,
    typed_in,
)


@never_cache
def serve(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    rights = organisations.rights_of(request.user.pk, on=clock.local_day(now))
    if request.method != "POST":
        strip = strip_context(rights, at=now, page="serve")
        typed = fresh(rights, person=_same_person(request, rights))
        if strip["strip"] and strip["strip"].ticket:
            typed |= asked_for(strip["strip"].ticket, rights=rights, at=now)
        return _show(request, intake_page(typed, rights=rights, at=now), rights, strip)
    typed = typed_in(request)
    notes = bring_on(typed, request=request, at=now)
    is_judged = typed.get("do") == "receive"
    page = intake_page(typed, rights=rights, at=now, is_judged=is_judged)
    page.notes += notes
    dossier = _received(page, rights=rights, at=now) if is_judged else None
    if dossier is None:
        strip = {} if _is_part(request) else strip_context(rights, at=now, page="serve")
        return _show(request, page, rights, strip)
    if dossier.received_at == now:
        messages.success(request, _("Đã tiếp nhận hồ sơ %(number)s.") % {"number": dossier.number})
        _note_in_visit(request, dossier.number, rights=rights, at=now)
    else:
        messages.info(
            request,
            _("Biểu mẫu được gửi hai lần: hồ sơ %(number)s đã tiếp nhận từ trước, không tạo hồ sơ thứ hai.")
            % {"number": dossier.number},
        )
    return redirect("desk:received", dossier.number)


def _received(page: IntakePage, *, rights: Rights, at: datetime) -> Dossier | None:
    """The dossier that the form makes, or None with the reasons on the form."""
    form, papers = page.form, page.papers
    is_right = form.is_valid()
    if papers is None or not papers.is_valid() or not is_right:
        return None
    values = form.cleaned_data
    intake = Intake(
        request_key=values["request_key"],
        centre_id=values["centre"],
        version_id=values["version"],
        case_id=values["case"],
        owner=form.owner,
        representative=form.representative,
        content=values["content"],
        phone=values["phone"],
        channel=values["channel"],
        result_channel=values["result_channel"],
        sets=values["sets"],
        papers=papers.papers(),
    )
    try:
        dossier = actions.receive(intake, by=rights, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if reason := why_not_receive_again(dossier, intake):
        # Somebody went back in the browser and filled the sent form in again for another person.
        form.add_error(None, reason)
        return None
    return dossier


def _note_in_visit(request: HttpRequest, number: str, *, rights: Rights, at: datetime) -> None:
    """The dossier belongs to the visit whose number stood beside the form; without one nothing is asked."""
    ticket = request.POST.get("ticket", "")
    if not ticket.isdecimal() or len(ticket) > 18:
        return
    session = sitting(rights.user_id, day=clock.local_day(at))
    if session is None:
        return
    try:
        note_dossier(int(ticket), number=number, counter_id=session.counter_id, by=rights, at=at)
    except Refused as refusal:
        messages.warning(request, str(refusal))


def _is_part(request: HttpRequest) -> bool:
    """Whether the script of the page asks for the form alone, to swap the parts that changed."""
    return request.headers.get("X-Part") == "form"


def _show(request: HttpRequest, page: IntakePage, rights: Rights, strip: dict[str, Any]) -> HttpResponse:
    if _is_part(request):
        return render(request, "desk/intake/_form.html", {"page": page, "form": page.form})
    today = clock.today()
    day = centre_day(rights, on=today, last=6)
    context = {"page": page, "form": page.form, "day": day, "today": today, **strip}
    return render(request, "desk/intake/serve.html", context)


def _same_person(request: HttpRequest, rights: Rights) -> Person | None:
    """The owner of the dossier that the address names: "one more for this person"."""
    number = request.GET.get("same", "")
    found = visible_to(rights).filter(number=number).select_related("owner").first() if number else None
    return found.owner if found else None


@require_GET
@never_cache
def procedures(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    rights = organisations.rights_of(request.user.pk, on=clock.local_day(now))
    mine = [centre_id for centre_id, _name in centres_of(rights)]
    asked = request.GET.get("centre", "")
    centre_id = next((one for one in mine if str(one) == asked), mine[0])
    query = request.GET.get("q", "")[:200]
    hits = choices(query, centre_id=centre_id, rights=rights, at=now)
    return render(request, "desk/intake/_choices.html", {"hits": hits, "query": query})
