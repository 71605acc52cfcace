"""Kiosks and boards of the halls: let in by the code they show, shut out at once."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.organisations.rules import Manager
from motcua.queueing import devices as hall
from motcua.queueing import queries
from motcua.queueing.models import Device, Screen
from motcua.web.setup import cards
from motcua.web.setup.organisations import manager_of, unit_choices


class DeviceForm(forms.Form):
    """The code on the screen, and what the device is to be."""

    code = forms.CharField(
        label=gettext_lazy("Mã trên màn hình"),
        max_length=9,
        help_text=gettext_lazy("Sáu chữ số, hiện trên máy ở địa chỉ /kiosk hoặc /board"),
        error_messages={"required": gettext_lazy("Hãy gõ mã đang hiện trên máy")},
        widget=forms.TextInput(attrs={"class": "num", "inputmode": "numeric", "autocomplete": "off"}),
    )
    centre = forms.TypedChoiceField(label=gettext_lazy("Trung tâm"), coerce=int)
    name = forms.CharField(
        label=gettext_lazy("Tên thiết bị"),
        max_length=60,
        help_text=gettext_lazy("Để nhận ra máy, ví dụ: Cột cạnh cửa ra vào"),
        error_messages={"required": gettext_lazy("Hãy đặt tên cho máy")},
    )
    screen = forms.ChoiceField(label=gettext_lazy("Máy hiện gì"), choices=Screen.choices)
    zone = forms.ChoiceField(label=gettext_lazy("Khu vực, nếu là bảng của một khu"), required=False)
    counter = forms.ChoiceField(label=gettext_lazy("Quầy, nếu là bảng của một quầy"), required=False)
    has_printer = forms.BooleanField(label=gettext_lazy("Máy lấy số có máy in phiếu 80 mm"), required=False)
    helper_url = forms.CharField(
        label=gettext_lazy("Chương trình in trên máy lấy số, nếu có"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Ví dụ http://127.0.0.1:9101; để trống thì trình duyệt tự in"),
        widget=forms.TextInput(attrs={"class": "num", "inputmode": "url", "autocomplete": "off"}),
    )
    speaks = forms.BooleanField(
        label=gettext_lazy("Bảng đọc gọi số thành tiếng (trong cùng một chỗ chỉ một bảng đọc)"),
        required=False,
    )

    def __init__(self, *args: object, centres: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.counters = {
            str(one.pk): one for centre, _name in centres for one in queries.setup(centre).counters.values()
        }
        zones = sorted({one.zone for one in self.counters.values() if one.zone})
        names = dict(centres)
        many = len(centres) > 1
        self.fields["centre"].choices = centres
        self.fields["zone"].choices = [("", "–"), *((zone, zone) for zone in zones)]
        self.fields["counter"].choices = [
            ("", "–"),
            *(
                (key, f"{one}, {names[one.centre_id]}" if many else str(one))
                for key, one in self.counters.items()
            ),
        ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    manager = manager_of(request)
    centres = unit_choices(hall.managed_centres(manager))
    form = DeviceForm(request.POST or None, centres=centres)
    if form.is_valid() and _let_in(request, form, manager):
        return redirect("setup:devices")
    page = {
        "form": form,
        "devices": hall.devices({centre for centre, _name in centres}),
        "public_url": settings.PUBLIC_URL,
        "has_centres": bool(centres),
        **cards.shown(centres),
    }
    return render(request, "setup/devices.html", page, status=422 if form.errors else 200)


def _let_in(request: HttpRequest, form: DeviceForm, manager: Manager) -> bool:
    typed = dict(form.cleaned_data)
    counter = form.counters.get(typed.pop("counter"))
    try:
        device = hall.let_in(
            typed.pop("code"),
            centre_id=typed.pop("centre"),
            counter=counter,
            **typed,
            by=manager,
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    messages.success(request, _("Đã nhận thiết bị %(name)s.") % {"name": device.name})
    return True


@require_POST
def printing(request: HttpRequest, device: int) -> HttpResponse:
    """Say how a kiosk prints."""
    manager = manager_of(request)
    found = get_object_or_404(Device, pk=device)
    if hall.why_not_manage(manager, found.centre_id):
        raise Http404
    how = request.POST.get("how", "")
    helper_url = request.POST.get("helper_url", "")[:80] if how == "helper" else ""
    try:
        if how == "helper" and not helper_url.strip():
            raise Refused(_("Ghi địa chỉ của chương trình in."))
        hall.set_printing(
            found.pk,
            has_printer=how in ("browser", "helper"),
            helper_url=helper_url,
            by=manager,
            at=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đổi cách in của %(name)s.") % {"name": found.name})
    return redirect("setup:devices")


@require_POST
def revoke(request: HttpRequest, device: int) -> HttpResponse:
    """Shut a device out; its next request shows that it was."""
    manager = manager_of(request)
    found = get_object_or_404(Device, pk=device)
    if hall.why_not_manage(manager, found.centre_id):
        raise Http404
    try:
        hall.revoke(device, by=manager, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã thu hồi thiết bị %(name)s.") % {"name": found.name})
    return redirect("setup:devices")
