"""Doing an act: from the form to the answer, which leads on to the next task."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.dossiers import rules
from motcua.dossiers.models import Dossier, Task
from motcua.dossiers.rules.undoing import RECALL
from motcua.dossiers.signing import UNSIGNED, Signature
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.cases import dossiers, signing, telling, undoing
from motcua.web.cases.acts import Act, ActForm
from motcua.web.cases.dossiers import Refusal
from motcua.web.cases.situation import Situation
from motcua.web.ui.accounts import safe_next

View = Callable[..., HttpResponse]


def view(act: Act) -> View:
    """Return the address that does one act to the dossier of a number."""

    @require_POST
    def acted(request: HttpRequest, number: str) -> HttpResponse:
        rights = organisations.rights_of(request.user.pk, on=clock.today())
        form = act.form(request.POST)
        if not form.is_valid():
            found = dossiers.found_or_404(number, rights)
            return dossiers.shown(request, found, rights, tried=form, status=422)
        signature = signing.signature(request, act.name, [(number, form.cleaned_data.get("task", 0))])
        if isinstance(signature, HttpResponse):
            # Of a dossier out of sight not even a signature is asked.
            dossiers.found_or_404(number, rights)
            return signature
        return answer(act, form, request, number, rights, signature)

    return acted


def answer(
    act: Act,
    form: ActForm,
    request: HttpRequest,
    number: str,
    rights: Rights,
    signature: Signature = UNSIGNED,
) -> HttpResponse:
    """Do it and go on; a form that came twice is done, a refusal says what happened meanwhile."""
    dossier, now = None, clock.now()
    try:
        dossier = signature.under(number, lambda: act.do(number, form, by=rights, at=now), at=now)
    except (Dossier.DoesNotExist, Task.DoesNotExist) as missing:
        raise Http404 from missing
    except Refused as refusal:
        if not act.was_done(number, form, by=rights):
            return _refused(request, rights, number, str(refusal), form)
    messages.success(request, str(act.done) % {"number": number})
    return _gone_on(act, form, request, number, dossier)


def _gone_on(
    act: Act, form: ActForm, request: HttpRequest, number: str, dossier: Dossier | None
) -> HttpResponse:
    then = reverse("cases:dossier", args=[number]) if act.stays else reverse("cases:home")
    response = redirect(safe_next(request, otherwise=then))
    if act.undo == "offer" and dossier is not None:
        by = rules.UNDOING[act.kind].by
        # What was passed on opened a task; what was taken or given is the task of the form.
        task = dossier.last_task if by == RECALL else form.cleaned_data["task"]
        undoing.remember(response, number=number, task=task, by=by)
    elif act.undo == "withdraw":
        undoing.forget(response)
    return response


def _refused(request: HttpRequest, rights: Rights, number: str, reason: str, form: ActForm) -> HttpResponse:
    found = dossiers.found_or_404(number, rights)
    task = form.cleaned_data.get("task")
    refusal = Refusal(
        reason=reason,
        happened=telling.what_became(found, task, reader_id=rights.user_id),
        typed=form.typed,
    )
    return dossiers.shown(request, found, rights, tried=form, refusal=refusal, status=409)


def refused_unread(act: Act, now: Situation, request: HttpRequest) -> HttpResponse | None:
    """Return to the dossier with the reason when an act's own page may not be opened."""
    if not act.concerns(now):
        reason = _("Hồ sơ không còn ở bước này.")
    elif not (reason := act.why_not(now)):
        return None
    messages.warning(request, reason)
    return redirect("cases:dossier", now.dossier.number)
