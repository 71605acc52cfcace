"""Which browser is which device: a token in a cookie, asked for anew on every page."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.queueing import devices
from motcua.queueing.models import Device, Screen
from motcua.web.kiosk import halls

COOKIE = "device"
# As long as browsers keep a cookie at most; each start of the device counts anew.
KEPT_SECONDS = 400 * 24 * 60 * 60
View = Callable[..., HttpResponse]


def device_of(request: HttpRequest) -> Device | None:
    """Return the device that asks."""
    return devices.device_of(request.COOKIES.get(COOKIE, ""))


def keep(answer: HttpResponse, token: str) -> None:
    """Let the browser remember that it is a device, or asks to be one."""
    answer.set_cookie(
        COOKIE, token, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=settings.PRODUCTION
    )


def on_kiosk(view: View) -> View:
    """Open a page to the kiosk of its address only; the view is given the device.

    What is not there is said on a page of the kiosk: any other page would leave people without a way back.
    """

    @wraps(view)
    def at_kiosk(request: HttpRequest, device: Device, **kwargs: object) -> HttpResponse:
        try:
            return view(request, device, **kwargs)
        except Http404:
            page = halls.of_device(device, here="missing")
            return render(request, "kiosk/kiosk/missing.html", page, status=404)

    return _on(lambda device: device.screen == Screen.KIOSK, at_kiosk, otherwise="kiosk:register")


def on_board(view: View) -> View:
    """Open a page to the board of its address only; the view is given the device."""
    return _on(lambda device: device.screen != Screen.KIOSK, view, otherwise="kiosk:register-board")


def _on(fits: Callable[[Device], bool], view: View, *, otherwise: str) -> View:
    @wraps(view)
    def on_device(request: HttpRequest, device: int | str, **kwargs: object) -> HttpResponse:
        found = device_of(request)
        if found is None or found.pk != int(device) or not fits(found):
            return redirect(otherwise)
        answer = view(request, found, **kwargs)
        if found.helper_url:
            # The one stranger the page may speak to: the print helper on the kiosk's own machine.
            answer._csp_update = {"connect-src": [found.helper_url]}
        return answer

    return on_device
