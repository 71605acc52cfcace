"""Handing results over."""

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.dossiers import actions
from motcua.dossiers.centre import place_of_result, places_of_results
from motcua.dossiers.models import Event
from motcua.dossiers.promising import signers_for
from motcua.dossiers.queries import DossierPage, dossier_page, results_waiting
from motcua.dossiers.returns import to_hand_over
from motcua.dossiers.rules import in_force, why_not_return, why_not_without_apology
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.desk import looking
from motcua.web.desk.clocks import lines
from motcua.web.desk.counter_strip import strip_context
from motcua.web.desk.dossiers_forms import HandOverForm, SearchForm
from motcua.web.desk.finding import remember, remembered
from motcua.web.desk.posts import may_do
from motcua.worktime import queries as worktime


@never_cache
def index(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    rights = organisations.rights_of(request.user.pk, on=clock.local_day(now))
    if request.method == "POST":
        is_search = remember(request, "returns")
        return redirect(reverse("desk:returns") + ("?found" if is_search else ""))
    text = remembered(request, "returns")
    waiting = results_waiting(rights, text=text)
    if text and len(waiting) == 1:
        return redirect("desk:return", waiting[0].number)
    places = places_of_results(waiting)
    context = {
        "lines": lines(waiting, now=now, working_time=worktime.current().working_time, places=places),
        "text": text,
        "search": SearchForm(initial={"q": text}),
        **strip_context(rights, at=now, page="returns"),
        **may_do(rights),
    }
    return render(request, "desk/returns/index.html", context)


@never_cache
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    now = clock.now()
    rights = organisations.rights_of(request.user.pk, on=clock.local_day(now))
    dossier = to_hand_over(number, rights)
    if dossier is None:
        raise Http404
    form = HandOverForm(request.POST or None, dossier=dossier, initial={"receiver": dossier.owner_name})
    if request.method == "POST" and _is_handed_over(form, number, rights=rights, at=now):
        messages.success(
            request,
            _("Đã trả kết quả hồ sơ %(number)s cho %(receiver)s.")
            % {"number": number, "receiver": form.cleaned_data["receiver"]},
        )
        return redirect("desk:returns")
    page = dossier_page(number, rights)
    if page is None:
        raise Http404
    if request.method == "GET":
        looking.record(request, Entry.Verb.VIEWED, number, at=now)
    context = {
        "page": page,
        "form": form,
        "result": _result(page),
        "place": place_of_result(page.events),
        "why_not": _why_not(page, rights),
        "letter": _letter(page, on=clock.local_day(now)),
        **may_do(rights),
    }
    return render(request, "desk/returns/hand_over.html", context)


def _is_handed_over(form: HandOverForm, number: str, *, rights: Rights, at: datetime) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.return_result(
            number,
            receiver=form.cleaned_data["receiver"],
            note=form.cleaned_data["note"],
            by=rights,
            at=at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _why_not(page: DossierPage, rights: Rights) -> str:
    held = page.open_tasks[0] if page.open_tasks else None
    return why_not_return(page.dossier, held, rights, receiver=page.dossier.owner_name)


def _letter(page: DossierPage, *, on: date) -> dict[str, str]:
    """Why a late result stays here, and who has to sign its letter of apology; nothing when it may go."""
    reason = why_not_without_apology(page.dossier, is_required=in_force().apology_required)
    unit_id = page.dossier.unit_id
    return {"reason": reason, "signers": signers_for([unit_id], on=on)[unit_id]} if reason else {}


def _result(page: DossierPage) -> str:
    """Number and sign of the result, as it was issued."""
    issued = [event for event in page.events if event.kind == Event.Kind.RESULT_ISSUED]
    return issued[-1].payload.get("result", "") if issued else ""
