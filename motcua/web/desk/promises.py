"""Those who run a centre: later dates asked for, late results without a letter, who apologises and who does not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.promising import apology_compliance, extensions_asked, late_without_letter
from motcua.dossiers.rules import in_force
from motcua.web.desk.acting import Turn, acted, turn_of
from motcua.web.desk.centre_forms import ExtensionForm, GroundForm
from motcua.web.desk.posts import may_do
from motcua.web.desk.printing_forms import RegisterForm
from motcua.web.ui.templatetags.ui import vn_weekday_date


@never_cache
@require_safe
def extensions(request: HttpRequest) -> HttpResponse:
    return _extensions(turn_of(request))


def _extensions(
    turn: Turn, *, wrong: str = "", form: ExtensionForm | GroundForm | None = None
) -> HttpResponse:
    context = {
        "asked": extensions_asked(turn.rights),
        "most": in_force().extensions,
        "notice_days": in_force().extension_notice_days,
        "wrong": wrong,
        "wrong_form": form,
        "grant": ExtensionForm(auto_id=False),
        "refuse": GroundForm(auto_id=False),
        **may_do(turn.rights),
    }
    return render(turn.request, "desk/centre/extensions.html", context)


@never_cache
@require_POST
def grant(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    turn.page(number)
    form = ExtensionForm(request.POST)
    granted = acted(
        form,
        lambda: actions.extend(number, override=form.cleaned_data["override"], by=turn.rights, at=turn.now),
    )
    if granted is None:
        return _extensions(turn, wrong=number, form=form)
    messages.success(
        request,
        _("Đã gia hạn hồ sơ %(number)s. Ngày hẹn mới: %(moment)s.")
        % {"number": number, "moment": vn_weekday_date(granted.promised_at)},
    )
    return redirect("desk:extensions")


@never_cache
@require_POST
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    turn.page(number)
    form = GroundForm(request.POST)
    refused = acted(
        form,
        lambda: actions.refuse_extension(
            number, reason=form.cleaned_data["reason"], by=turn.rights, at=turn.now
        ),
    )
    if refused is None:
        return _extensions(turn, wrong=number, form=form)
    messages.success(request, _("Không gia hạn hồ sơ %(number)s: ngày hẹn giữ nguyên.") % {"number": number})
    return redirect("desk:extensions")


@never_cache
@require_safe
def apologies(request: HttpRequest) -> HttpResponse:
    return _apologies(turn_of(request))


def _apologies(turn: Turn, *, wrong: str = "", form: GroundForm | None = None) -> HttpResponse:
    start, to = turn.today.replace(day=1), turn.today
    period = RegisterForm(turn.request.GET or None, today=turn.today)
    if period.is_bound and period.is_valid():
        start, to = period.cleaned_data["start"], period.cleaned_data["to"]
    context = {
        "late": late_without_letter(turn.rights, on=turn.today),
        "lines": apology_compliance(turn.rights, start=start, to=to),
        "period": period,
        "start": start,
        "to": to,
        "wrong": wrong,
        "wrong_form": form,
        "waive": GroundForm(auto_id=False),
        **may_do(turn.rights),
    }
    return render(turn.request, "desk/centre/apologies.html", context)


@never_cache
@require_POST
def waive(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    turn.page(number)
    form = GroundForm(request.POST)
    waived: Dossier | None = acted(
        form,
        lambda: actions.waive_apology(
            number, reason=form.cleaned_data["reason"], by=turn.rights, at=turn.now
        ),
    )
    if waived is None:
        return _apologies(turn, wrong=number, form=form)
    messages.success(
        request,
        _("Hồ sơ %(number)s được trả không có văn bản xin lỗi; lý do đã ghi lại.") % {"number": number},
    )
    return redirect("desk:apologies")
