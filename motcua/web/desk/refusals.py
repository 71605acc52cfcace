"""Refusing at the counter what cannot be received: it gets a number, so that form 03 has one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.dossiers import actions
from motcua.dossiers.actions import Intake
from motcua.web.desk.acting import Turn, acted, turn_of
from motcua.web.desk.centre_forms import RefusalForm
from motcua.web.desk.intake_forms import IntakeForm
from motcua.web.desk.intake_page import IntakePage, intake_page, typed_in
from motcua.web.desk.posts import may_do

# What the page that asks for the reason does not carry on.
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "do", "reason"})


@never_cache
@require_POST
def refuse(request: HttpRequest) -> HttpResponse:
    """The intake form as it was filled in: first the reason is asked for, then the dossier is refused."""
    turn = turn_of(request)
    typed = typed_in(request)
    page = intake_page(typed, rights=turn.rights, at=turn.now, is_judged=True)
    form = RefusalForm(request.POST if "reason" in request.POST else None)
    if page.form.is_valid() and form.is_bound:
        refused = acted(
            form,
            lambda: actions.refuse_at_counter(
                _intake(page.form), reason=form.cleaned_data["reason"], by=turn.rights, at=turn.now
            ),
        )
        if refused is not None:
            messages.success(
                request, _("Đã từ chối tiếp nhận hồ sơ %(number)s.") % {"number": refused.number}
            )
            return redirect("desk:dossier", refused.number)
    return _show(turn, page, form)


def _show(turn: Turn, page: IntakePage, form: RefusalForm) -> HttpResponse:
    kept = [
        (name, value)
        for name, values in turn.request.POST.lists()
        if name not in _NOT_KEPT
        for value in values
    ]
    context = {"page": page, "form": form, "kept": kept, **may_do(turn.rights)}
    return render(turn.request, "desk/centre/refuse.html", context)


def _intake(form: IntakeForm) -> Intake:
    """What the form says; the papers are given back, so none is recorded."""
    values = form.cleaned_data
    return Intake(
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
    )
