"""Dossiers that wait for a supplement: take it in, or close what nobody completed in time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.dossiers import actions
from motcua.dossiers.centre import date_if_completed_now, last_events, waiting_for_supplement, waiting_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.rules import Kind, Wanted, why_not_close_expired, why_not_receive_supplement
from motcua.dossiers.supplements import lines_of
from motcua.web.desk.acting import Turn, acted, turn_of
from motcua.web.desk.centre_forms import BroughtForm, NoteForm
from motcua.web.desk.posts import may_do
from motcua.web.ui.templatetags.ui import vn_weekday_date


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    turn = turn_of(request)
    waiting = waiting_for_supplement(turn.rights, on=turn.today)
    context = {
        "expired": [one for one in waiting if one.is_expired],
        "waiting": [one for one in waiting if not one.is_expired],
        **may_do(turn.rights),
    }
    return render(request, "desk/centre/supplements.html", context)


@never_cache
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = turn.page(number)
    return _show(turn, page, BroughtForm(wanted=_wanted(page)))


@never_cache
@require_POST
def receive(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = turn.page(number)
    form = BroughtForm(request.POST, wanted=_wanted(page))
    dossier = acted(
        form,
        lambda: actions.receive_supplement(
            number, note=form.cleaned_data["note"], papers=form.papers, by=turn.rights, at=turn.now
        ),
    )
    if dossier is None:
        return _show(turn, page, form)
    if dossier.business == Dossier.Business.REGISTERED:
        messages.success(
            request,
            _("Đã nhận bổ sung hồ sơ %(number)s. Hãy kiểm tra rồi tiếp nhận.") % {"number": number},
        )
        return redirect("desk:online-check", number)
    messages.success(
        request,
        _("Đã nhận bổ sung hồ sơ %(number)s. Ngày hẹn mới: %(moment)s.")
        % {"number": number, "moment": vn_weekday_date(dossier.due_at)},
    )
    return redirect("desk:supplement", number)


@never_cache
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = turn.page(number)
    form = NoteForm(request.POST)
    closed = acted(
        form,
        lambda: actions.close_expired(number, note=form.cleaned_data["note"], by=turn.rights, at=turn.now),
    )
    if closed is None:
        return _show(turn, page, form)
    messages.success(request, _("Đã đóng hồ sơ %(number)s vì quá hạn bổ sung.") % {"number": number})
    return redirect("desk:supplements")


def _wanted(page: DossierPage) -> tuple[Wanted, ...]:
    """The lines of the request that waits."""
    asked = [event for event in page.events if event.kind == Kind.SUPPLEMENT_REQUESTED]
    is_waiting = page.dossier.business == Dossier.Business.WAITING_SUPPLEMENT
    return tuple(Wanted.of(one) for one in asked[-1].payload["wanted"]) if asked and is_waiting else ()


def _show(turn: Turn, page: DossierPage, form: NoteForm) -> HttpResponse:
    dossier = page.dossier
    asked = last_events([dossier], (Kind.SUPPLEMENT_REQUESTED,)).get(dossier.pk)
    context = {
        "page": page,
        "dossier": dossier,
        "form": form,
        "asked": asked,
        "lines": lines_of(asked) if asked else [],
        "waiting": waiting_of(dossier, asked, on=turn.today),
        "is_waiting": dossier.business == Dossier.Business.WAITING_SUPPLEMENT,
        "why_not_receive": why_not_receive_supplement(dossier, turn.rights),
        "why_not_close": why_not_close_expired(dossier, turn.rights, on=turn.today),
        "changed": _changed(page),
        "new_due_at": date_if_completed_now(page, at=turn.now),
        **may_do(turn.rights),
    }
    return render(turn.request, "desk/centre/supplement.html", context)


def _changed(page: DossierPage) -> dict[str, str]:
    """The old and the new date of the last supplement that was taken in."""
    taken = [event for event in page.events if event.kind == Kind.SUPPLEMENT_RECEIVED]
    return taken[-1].payload if taken else {}
