"""A number sent to the phone that somebody types in: where no paper comes out, or the phone reads no QR code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.queueing import actions, queries
from motcua.queueing.models import Device
from motcua.web.kiosk import halls, kiosk
from motcua.web.kiosk.access import on_kiosk
from motcua.web.ui import waits


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("phone")
@on_kiosk
def page(request: HttpRequest, device: Device, token: str) -> HttpResponse:
    """A field and its keys; sent, it is the ticket's page again. The phone stands in no address."""
    found = kiosk.ticket_of(device, token)
    if not queries.can_text(device.centre_id):
        raise Http404
    now, phone = clock.now(), request.POST.get("phone", "")[:20]
    refusals = {"": kiosk.why_not_text(found, at=now)}
    if request.method == "POST":
        told = waits.sentences(*kiosk.told_of(found))
        try:
            actions.text(found.pk, phone=phone, told=told, language=get_language() or "vi", at=now)
        except Refused as refusal:
            refusals[refusal.field] = str(refusal)
        else:
            return redirect(reverse("kiosk:ticket", args=(device.pk, token)) + "?texted")
    shown = {
        **halls.of_device(device, here="text"),
        "ticket": found,
        "why_not": refusals[""],
        "error": refusals.get("phone", ""),
        "phone": phone,
    }
    return render(request, "kiosk/kiosk/text.html", shown, status=422 if request.method == "POST" else 200)
