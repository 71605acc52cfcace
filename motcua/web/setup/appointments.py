"""What a centre lets people book, and what that comes to on the next working day."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.appointments import actions, queries
from motcua.appointments.models import Policy
from motcua.base import clock
from motcua.web.setup.hall import centre_here
from motcua.web.setup.hall_forms import CountField

# So far back goes the count of who came.
LATELY = timedelta(days=30)


class PolicyForm(forms.Form):
    """What a centre decides about appointments."""

    is_open = forms.BooleanField(label=gettext_lazy("Nhận đặt lịch hẹn"), required=False)
    share = CountField(
        label=gettext_lazy("Phần công suất dành cho hẹn (%)"),
        low=1,
        high=100,
        help_text=gettext_lazy("Phần còn lại dành cho người đến không hẹn"),
    )
    slot_minutes = CountField(
        label=gettext_lazy("Một khung giờ (phút)"),
        low=5,
        high=240,
        help_text=gettext_lazy("Lịch đã đặt không đổi khi sửa số này"),
    )
    ahead_days = CountField(label=gettext_lazy("Đặt trước tối đa (ngày)"), low=1, high=90)
    lead_minutes = CountField(
        label=gettext_lazy("Đặt trước ít nhất (phút)"),
        low=0,
        high=2880,
        help_text=gettext_lazy("Cán bộ đặt giúp thì được đặt sát giờ hơn"),
    )
    cancel_minutes = CountField(
        label=gettext_lazy("Đổi, hủy trước giờ hẹn (phút)"),
        low=0,
        high=2880,
        help_text=gettext_lazy("Sau đó chỉ cán bộ đổi, hủy được"),
    )
    grace_minutes = CountField(
        label=gettext_lazy("Đến muộn vẫn giữ chỗ (phút)"),
        low=0,
        high=60,
        help_text=gettext_lazy("Muộn hơn thì xếp hàng thường"),
    )
    early_minutes = CountField(label=gettext_lazy("Báo đến sớm tối đa (phút)"), low=0, high=600)
    hold_minutes = CountField(
        label=gettext_lazy("Giữ chỗ cho người chờ (phút)"),
        low=5,
        high=480,
        help_text=gettext_lazy("Tính theo giờ làm việc; không trả lời thì mời người tiếp theo"),
    )
    most_per_phone = CountField(label=gettext_lazy("Số lịch hẹn mỗi số điện thoại"), low=1, high=20)

    @classmethod
    def values_of(cls, policy: Policy) -> dict[str, Any]:
        return {name: getattr(policy, name) for name in cls.base_fields}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    centre, centres = centre_here(request)
    if centre is None:
        return render(request, "setup/appointments/index.html", {"centre": None})
    form = PolicyForm(request.POST or None, initial=PolicyForm.values_of(queries.policy(centre.id)))
    if form.is_valid():
        actions.define_policy(centre.id, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, _("Đã lưu cách đặt lịch hẹn."))
        return redirect(f"{reverse('setup:appointments')}?centre={centre.code}")
    today = clock.today()
    day = queries.next_working_day(centre.id, today=today)
    page = {
        "centre": centre,
        "centres": centres,
        "form": form,
        "day": day,
        "offered": queries.offered_on(centre.id, day, today=today),
        "kept": queries.kept(centre.id, first=today - LATELY, last=today),
    }
    return render(request, "setup/appointments/index.html", page, status=422 if form.errors else 200)
