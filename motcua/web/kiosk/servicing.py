"""The service menu of a kiosk: opened by the card of an official, shut by itself; every act of it is recorded."""

from datetime import datetime, timedelta
from importlib.metadata import version
from uuid import uuid4

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.base import clock, sealing
from motcua.base.errors import Refused
from motcua.queueing import cards
from motcua.queueing.models import Device, ServiceCard
from motcua.web.kiosk import halls, slips
from motcua.web.kiosk.access import on_kiosk
from motcua.web.kiosk.paper import on_paper

COOKIE = "service"
# From one act to the next: the page leaves after a minute untouched, one touch on "I am still here" included.
LASTS = timedelta(minutes=2)
# What leads back to the first page, and with which words in its address.
LEAVING = {"attract": "?fresh&attract", "end": "?fresh"}


def opened(request: HttpRequest, device: Device, number: str) -> HttpResponse:
    """Open the menu to the card that was scanned; say to whoever holds another one that it opens nothing here."""
    now = clock.now()
    card = cards.card_of(number, device=device, at=now)
    if card is None:
        return render(
            request, "kiosk/kiosk/stranger.html", halls.of_device(device, here="stranger"), status=422
        )
    cards.note_act(device, card, "opened", at=now)
    return _kept(redirect("kiosk:service", device.pk), device, card, at=now)


def forget(answer: HttpResponse, device: Device) -> None:
    """Shut the menu: only the card opens it again."""
    answer.delete_cookie(COOKIE, path=_path(device))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@on_kiosk
def page(request: HttpRequest, device: Device) -> HttpResponse:
    """What the kiosk says of itself, and what its keeper does with it; without a card of a moment ago the first page."""
    now = clock.now()
    card = _card(request, device, at=now)
    if card is None:
        return redirect(reverse("kiosk:home", args=(device.pk,)) + "?fresh")
    act = request.POST.get("act", "") if request.method == "POST" else None
    if act in LEAVING:
        cards.note_act(device, card, act, at=now)
        answer = redirect(reverse("kiosk:home", args=(device.pk,)) + LEAVING[act])
        forget(answer, device)
        return answer
    more = {} if act is None else _done(device, card, act, at=now)
    if act == "repaired":
        device.refresh_from_db()
    shown = {
        **halls.of_device(device, here="service"),
        "card": card,
        "version": version("motcua"),
        **more,
    }
    return _kept(render(request, "kiosk/kiosk/service.html", shown), device, card, at=now)


def _done(device: Device, card: ServiceCard, act: str, *, at: datetime) -> dict[str, object]:
    """Do and record an act; return what the page says of it."""
    if act == "repaired":
        try:
            cards.repair(device, card, at=at)
        except Refused as refusal:
            return {"why_not": str(refusal)}
        return {"done": _("Đã ghi nhận. Máy này không còn báo gọi người.")}
    if act == "print" and device.has_printer:
        cards.note_act(device, card, "print", at=at)
        slip = slips.trial(str(uuid4()), centre=device.centre.name, device=device.name, at=at)
        return {
            **on_paper(device, slip),
            "done": _("Phiếu thử đang in. Hãy xem chữ có đủ dấu, phiếu có cắt rời."),
        }
    if act == "sound":
        cards.note_act(device, card, "sound", at=at)
        return {}
    raise Http404


def _card(request: HttpRequest, device: Device, *, at: datetime) -> ServiceCard | None:
    """Return the card that opened the menu of this kiosk a moment ago, as it stands now."""
    try:
        device_id, card_id, until = sealing.unseal(request.COOKIES.get(COOKIE, "")).split(" ")
    except (InvalidToken, ValueError):
        return None
    if int(device_id) != device.pk or at.timestamp() >= float(until):
        return None
    return cards.card_by_id(int(card_id), device=device, at=at)


def _kept(answer: HttpResponse, device: Device, card: ServiceCard, *, at: datetime) -> HttpResponse:
    until = at + LASTS
    answer.set_cookie(
        COOKIE,
        sealing.seal(f"{device.pk} {card.pk} {until.timestamp():.0f}"),
        max_age=int(LASTS.total_seconds()),
        path=_path(device),
        httponly=True,
        samesite="Strict",
        secure=settings.PRODUCTION,
    )
    return answer


def _path(device: Device) -> str:
    return reverse("kiosk:service", args=(device.pk,))
