"""Calling a person to the kiosk, and what the kiosk says of its printer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from motcua.base import clock
from motcua.queueing import devices
from motcua.queueing.models import Device, Fault
from motcua.web.kiosk import halls
from motcua.web.kiosk.access import on_kiosk


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@on_kiosk
def page(request: HttpRequest, device: Device) -> HttpResponse:
    """Call a person, and see that one comes; called again it is the same call."""
    if request.method == "POST":
        devices.call_help(device.pk, at=clock.now())
        return redirect(f"{request.path}?called")
    shown = {**halls.of_device(device, here="help"), "was_called": "called" in request.GET}
    return render(request, "kiosk/kiosk/help.html", shown)


@require_POST
@never_cache
@on_kiosk
def printer(request: HttpRequest, device: Device) -> HttpResponse:
    """Note what the print helper said: why it prints nothing, or "" that it prints again."""
    fault = request.POST.get("fault", "")
    if fault not in ("", *Fault.values):
        raise Http404
    devices.tell_fault(device.pk, fault, at=clock.now())
    return HttpResponse(status=204)
