"""Dossiers filed online: check, then receive, refuse, or ask for what is missing."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base.text import official
from motcua.catalogue.offers import offer
from motcua.dossiers import actions
from motcua.dossiers.centre import filed_online
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.roads import missing_papers
from motcua.dossiers.rules import Role
from motcua.dossiers.supplements import sheets
from motcua.web.desk.acting import Turn, acted, turn_of
from motcua.web.desk.centre_forms import NoteForm, RefusalForm, SupplementForm
from motcua.web.desk.clocks import lines
from motcua.web.desk.posts import may_do
from motcua.web.ui.deadlines import chip
from motcua.web.ui.faults import FAULTS
from motcua.web.ui.marking import RECTANGLES
from motcua.worktime import queries as worktime


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    turn = turn_of(request)
    context = {
        "lines": lines(filed_online(turn.rights), now=turn.now, working_time=worktime.current().working_time),
        **may_do(turn.rights),
    }
    return render(request, "desk/centre/online.html", context)


@dataclass(frozen=True, slots=True)
class Forms:
    """The three answers to a dossier that was filed."""

    accept: NoteForm
    refuse: RefusalForm
    supplement: SupplementForm


@never_cache
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = turn.page(number)
    return _show(turn, page, _fresh(page))


@never_cache
@require_POST
def accept(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = turn.page(number)
    forms = replace(_fresh(page), accept=NoteForm(request.POST))
    if acted(forms.accept, lambda: actions.accept(number, by=turn.rights, at=turn.now)) is None:
        return _show(turn, page, forms)
    messages.success(request, _("Đã tiếp nhận hồ sơ %(number)s.") % {"number": number})
    return redirect("desk:received", number)


@never_cache
@require_POST
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = turn.page(number)
    form = RefusalForm(request.POST)
    refused = acted(
        form,
        lambda: actions.refuse(number, reason=form.cleaned_data["reason"], by=turn.rights, at=turn.now),
    )
    if refused is None:
        return _show(turn, page, replace(_fresh(page), refuse=form))
    messages.success(
        request,
        _("Đã từ chối tiếp nhận hồ sơ %(number)s. Người nộp đọc được lý do.") % {"number": number},
    )
    return redirect("desk:dossier", number)


@never_cache
@require_POST
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = turn.page(number)
    form = _supplement_form(page, request.POST)
    task = next((task.number for task in page.open_tasks if task.asked_by is None), 1)
    asked = acted(
        form,
        lambda: actions.request_supplement(
            number,
            task=task,
            wanted=form.wanted,
            note=form.cleaned_data["note"],
            by=turn.rights,
            at=turn.now,
        ),
    )
    if asked is None:
        return _show(turn, page, replace(_fresh(page), supplement=form))
    messages.success(request, _("Đã yêu cầu bổ sung hồ sơ %(number)s.") % {"number": number})
    return redirect("desk:supplement", number)


def _fresh(page: DossierPage) -> Forms:
    return Forms(NoteForm(), RefusalForm(), _supplement_form(page))


def _supplement_form(page: DossierPage, sent: QueryDict | None = None) -> SupplementForm:
    return SupplementForm(sent, papers=page.papers, missing=_missing(page), sheets=sheets(page.dossier.pk))


def _missing(page: DossierPage) -> list[str]:
    """What the case needs and nobody filed."""
    case = offer(page.dossier.procedure_id).case(page.dossier.case_id)
    given = {paper.required_id for paper in page.papers if paper.required_id}
    return [paper.name for paper in missing_papers(case, given=given)] if case else []


def _show(turn: Turn, page: DossierPage, forms: Forms) -> HttpResponse:
    dossier = page.dossier
    is_waiting = dossier.business == Dossier.Business.REGISTERED
    context = {
        "page": page,
        "dossier": dossier,
        "forms": forms,
        "missing": _missing(page),
        "faults": [official(wrong) for wrong, _mend in FAULTS.values()],
        "places": RECTANGLES,
        "is_waiting": is_waiting,
        "may_ask": is_waiting and not dossier.intake_requests,
        "may_act": bool(turn.rights.post_for(dossier.centre_id, Role.RECEPTION)),
        "chip": chip(dossier.due_at, now=turn.now, working_time=worktime.current().working_time),
        **may_do(turn.rights),
    }
    return render(turn.request, "desk/centre/check.html", context)
