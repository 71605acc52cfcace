"""A browser in the hall becomes a device: it shows a code, a manager types it in on the set-up page."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.visitors import address_of
from motcua.queueing import devices
from motcua.queueing.models import Screen
from motcua.web.kiosk.access import COOKIE, device_of, keep


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Lead a device to its own page; let another browser ask for a code, and wait."""
    device = device_of(request)
    token = request.COOKIES.get(COOKIE, "")
    if device is not None:
        answer = redirect("kiosk:home" if device.screen == Screen.KIOSK else "kiosk:board", device.pk)
        keep(answer, token)
        return answer
    if request.method == "POST":
        return _ask(request)
    return _shown(request, code=devices.code_of(token, at=clock.now()) if token else "")


def _ask(request: HttpRequest) -> HttpResponse:
    # A new token each time: one that was shut out never comes back in.
    token = secrets.token_urlsafe(32)
    try:
        devices.ask(token, address=address_of(request), at=clock.now())
    except Refused as refusal:
        return _shown(request, refusal=str(refusal), status=429)
    answer = redirect(request.path)
    keep(answer, token)
    return answer


def _shown(request: HttpRequest, *, code: str = "", refusal: str = "", status: int = 200) -> HttpResponse:
    page = {"code": code, "halves": (code[:3], code[3:]), "refusal": refusal}
    return render(request, "kiosk/register.html", page, status=status)
