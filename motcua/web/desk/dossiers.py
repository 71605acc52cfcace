"""Dossiers as the counter sees them: the day, the search, one dossier, its receipt."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.dossiers import actions
from motcua.dossiers import messages as said
from motcua.dossiers.centre import counts, place_of_result
from motcua.dossiers.day import centre_day
from motcua.dossiers.forms import Kind
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.queries import DossierPage, dossier_page, find
from motcua.dossiers.receipts import available
from motcua.dossiers.rules import (
    why_not_change_procedure,
    why_not_confirm_result,
    why_not_correct,
    why_not_return,
    why_not_withdraw,
)
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.desk import looking
from motcua.web.desk.centre_forms import CorrectionForm
from motcua.web.desk.clocks import Line, chip_of, lines
from motcua.web.desk.counter_strip import strip_context
from motcua.web.desk.dossiers_forms import SearchForm, WithdrawForm
from motcua.web.desk.finding import remember, remembered
from motcua.web.desk.posts import may_do
from motcua.web.ui import exchange
from motcua.worktime import queries as worktime


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    rights = _rights(request, now)
    day = centre_day(rights, on=clock.local_day(now))
    context = {
        "day": day,
        "today": clock.local_day(now),
        "lines": _lines(day.last, rights, now=now),
        "search": SearchForm(),
        "counts": counts(rights, at=now),
        **strip_context(rights, at=now, page="home"),
        **may_do(rights),
    }
    return render(request, "desk/home.html", context)


@never_cache
def index(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    if request.method == "POST":
        is_search = remember(request, "dossiers")
        return redirect(reverse("desk:dossiers") + ("?found" if is_search else ""))
    text = remembered(request, "dossiers")
    rights = _rights(request, now)
    found = find(rights, text=text)
    context = {
        "lines": _lines(found, rights, now=now),
        "text": text,
        "search": SearchForm(initial={"q": text}),
        **may_do(rights),
    }
    return render(request, "desk/dossiers/index.html", context)


@never_cache
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    now = clock.now()
    rights = _rights(request, now)
    page = _page(number, rights)
    looking.record(request, Entry.Verb.VIEWED, number, at=now)
    return _show(request, page, WithdrawForm(), rights=rights, now=now)


@never_cache
@require_safe
def received(request: HttpRequest, number: str) -> HttpResponse:
    now = clock.now()
    rights = _rights(request, now)
    page = _page(number, rights)
    looking.record(request, Entry.Verb.VIEWED, number, at=now)
    strip = strip_context(rights, at=now, page="received")
    if strip["strip"] and not strip["strip"].session:
        strip = {}
    context = {"page": page, "dossier": page.dossier, **strip, **may_do(rights)}
    return render(request, "desk/dossiers/received.html", context)


@never_cache
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    now = clock.now()
    rights = _rights(request, now)
    page = _page(number, rights)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(number, reason=form.cleaned_data["reason"], by=rights, at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Đã rút hồ sơ %(number)s theo yêu cầu của người nộp.") % {"number": number}
            )
            return redirect("desk:dossier", number)
    return _show(request, page, form, rights=rights, now=now)


def _show(
    request: HttpRequest, page: DossierPage, form: WithdrawForm, *, rights: Rights, now: datetime
) -> HttpResponse:
    dossier = page.dossier
    held = page.open_tasks[0] if page.open_tasks else None
    context = {
        "page": page,
        "dossier": dossier,
        "form": form,
        "chip": chip_of(dossier, now=now, working_time=worktime.current().working_time),
        # A stand-in for the reason to come: only what forbids the withdrawal itself is asked here.
        "why_not_withdraw": why_not_withdraw(dossier, rights, reason="…"),
        "correction": CorrectionForm(),
        "is_closed": not why_not_correct(dossier, may=True, text="…"),
        "corrections": [event for event in page.events if event.kind == Event.Kind.CORRECTED],
        # Stand-ins for the choice and the reason to come.
        "may_change_procedure": not why_not_change_procedure(dossier, rights, version_id=0, reason="…"),
        "place": place_of_result(page.events),
        "may_confirm_result": not why_not_confirm_result(dossier, rights),
        "may_hand_over": not why_not_return(dossier, held, rights, receiver=dossier.owner_name),
        "exchange": exchange.shown(dossier, rights, door="desk", at=now),
        # The receipt has buttons of its own, one for each size.
        "printable": [kind for kind in available(page) if kind != Kind.RECEIPT],
        **may_do(rights),
    }
    return render(request, "desk/dossiers/show.html", context)


def _lines(dossiers: list[Dossier], rights: Rights, *, now: datetime) -> list[Line]:
    unread = said.unread(rights.user_id, [dossier.number for dossier in dossiers])
    return lines(dossiers, now=now, working_time=worktime.current().working_time, unread=unread)


def _page(number: str, rights: Rights) -> DossierPage:
    page = dossier_page(number, rights)
    if page is None:
        raise Http404
    return page


def _rights(request: HttpRequest, now: datetime) -> Rights:
    return organisations.rights_of(request.user.pk, on=clock.local_day(now))
