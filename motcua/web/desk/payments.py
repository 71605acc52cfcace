"""Dossiers whose applicant has to pay, and the proof that somebody paid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.dossiers import actions
from motcua.dossiers.centre import date_if_taken_now, last_events, money_due, money_due_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Kind, in_force, why_not_record_payment
from motcua.web.desk.acting import Turn, acted, turn_of
from motcua.web.desk.centre_forms import PaymentForm
from motcua.web.desk.posts import may_do
from motcua.web.ui.templatetags.ui import vn_weekday_date


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    turn = turn_of(request)
    context = {"due": money_due(turn.rights), **may_do(turn.rights)}
    return render(request, "desk/centre/payments.html", context)


@never_cache
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One dossier that waits for money; the proof is recorded here."""
    turn = turn_of(request)
    page = turn.page(number)
    form = PaymentForm(request.POST or None)
    if request.method == "POST" and (paid := acted(form, lambda: _record(form, number, turn))):
        messages.success(
            request,
            _("Đã ghi chứng từ của hồ sơ %(number)s. Ngày hẹn mới: %(moment)s.")
            % {"number": number, "moment": vn_weekday_date(paid.due_at)},
        )
        return redirect("desk:payments")
    held = next((task for task in page.open_tasks if task.asked_by is None), None)
    asked = last_events([page.dossier], (Kind.PAYMENT_REQUESTED,)).get(page.dossier.pk)
    context = {
        "page": page,
        "dossier": page.dossier,
        "form": form,
        "due": money_due_of(page.dossier, asked),
        "new_due_at": date_if_taken_now(page, policy=in_force().after_payment, at=turn.now),
        # A stand-in for the proof to come: only what forbids recording itself is asked here.
        "why_not": why_not_record_payment(page.dossier, held, turn.rights, proof="…"),
        **may_do(turn.rights),
    }
    return render(request, "desk/centre/payment.html", context)


def _record(form: PaymentForm, number: str, turn: Turn) -> Dossier:
    said = form.cleaned_data
    return actions.record_payment(number, proof=said["proof"], note=said["note"], by=turn.rights, at=turn.now)
