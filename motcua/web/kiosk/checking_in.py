"""Whoever booked an hour says at the kiosk that they came; and what the scanner of the first page read."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from motcua.appointments import actions, queries
from motcua.appointments.models import Booking
from motcua.base import clock
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.people.rules import digits, read_card, why_not_phone
from motcua.queueing import cards
from motcua.queueing.models import Device
from motcua.web.kiosk import halls, looking, servicing
from motcua.web.kiosk.access import on_kiosk

_LINK = re.compile(r"(?:/appointments/)?([\w-]{12,24})/?")
_CARD = re.compile(r"(\d{12})\|")
_SLIP = re.compile(r"/t/[\w-]{12,24}/?$")
_DOSSIER = re.compile(r"[A-Z]\d{2}[\w.]*-\d{6}-\d{4}")
CODE_DIGITS = 6
# Bookings of so many days to come are told of when today has none.
DAYS_TOLD = 14


class Kind(StrEnum):
    """What somebody typed or scanned."""

    LINK = "link"
    CODE = "code"
    PHONE = "phone"
    CARD = "card"
    SLIP = "slip"
    DOSSIER = "dossier"
    SERVICE = "service"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed or scanned, tidied."""

    kind: Kind
    value: str = ""


def read(typed: str) -> Read:
    """Return what somebody typed or scanned: a booking's link or code, a phone, a card, a slip, a receipt."""
    text = unquote(typed.strip())
    if card := read_card(text):
        return Read(Kind.CARD, card.number)
    if card_number := _CARD.match(text):
        # A scanner set to another keyboard spoils the name on the card, not the number.
        return Read(Kind.CARD, card_number[1])
    if _SLIP.search(text):
        return Read(Kind.SLIP, text)
    if dossier := _DOSSIER.search(text.upper()):
        return Read(Kind.DOSSIER, dossier[0])
    number = digits(text)
    if number.isdecimal() and number:
        if len(number) == CODE_DIGITS:
            return Read(Kind.CODE, number)
        if not why_not_phone(number):
            return Read(Kind.PHONE, number)
        if len(number) == cards.DIGITS:
            return Read(Kind.SERVICE, number)
        return Read(Kind.CARD, number) if len(number) == 12 else Read(Kind.UNKNOWN)
    link = _LINK.fullmatch(text[text.find("/appointments/") :] if "/appointments/" in text else text)
    return Read(Kind.LINK, link[1]) if link else Read(Kind.UNKNOWN)


def bookings(one: Read, *, centre_id: int, at: datetime) -> list[Booking]:
    """Return the bookings that somebody means; a link finds its own whatever day and centre it is for."""
    if one.kind == Kind.LINK:
        found = queries.by_token(one.value)
        return [found] if found else []
    asked = {Kind.CODE: queries.of_code, Kind.PHONE: queries.of_phone, Kind.CARD: queries.of_personal_number}
    return asked[one.kind](centre_id, one.value, day=local_day(at)) if one.kind in asked else []


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("typed")
@on_kiosk
def page(request: HttpRequest, device: Device) -> HttpResponse:
    """The code, the phone or the card of whoever booked; with one booking of today the number comes at once."""
    if request.method == "POST":
        one = read(request.POST.get("typed", "")[:400])
        return _arrive(request, device, one, at=clock.now())
    return _asked(request, device)


def _asked(
    request: HttpRequest, device: Device, *, why_not: str = "", choices: list[Booking] | None = None
) -> HttpResponse:
    shown = {**halls.of_device(device, here="checkin"), "why_not": why_not, "choices": choices or []}
    if choices:
        shown["typed"] = request.POST.get("typed", "")[:400]
    return render(request, "kiosk/kiosk/check_in.html", shown, status=422 if why_not else 200)


def _arrive(request: HttpRequest, device: Device, one: Read, *, at: datetime) -> HttpResponse:
    found = bookings(one, centre_id=device.centre_id, at=at)
    chosen = request.POST.get("booking", "")
    if len(found) > 1 and chosen:
        found = [booking for booking in found if str(booking.pk) == chosen]
    if not found:
        return _asked(request, device, why_not=_nothing(one, device, at=at))
    if len(found) > 1:
        return _asked(request, device, choices=found)
    (booking,) = found
    if booking.centre_id != device.centre_id:
        said = {"centre": booking.centre.name}
        return _asked(request, device, why_not=_("Lịch hẹn này ở %(centre)s, không ở đây.") % said)
    try:
        issued = actions.check_in(booking.pk, at=at)
    except Refused as refusal:
        return _asked(request, device, why_not=str(refusal))
    return redirect("kiosk:ticket", device.pk, issued.ticket.token)


def _nothing(one: Read, device: Device, *, at: datetime) -> str:
    """Return what to do for whoever has no booking today."""
    if one.kind in (Kind.UNKNOWN, Kind.SLIP, Kind.DOSSIER, Kind.SERVICE):
        return _("Không đọc được. Gõ mã hẹn 6 chữ số, hoặc số điện thoại đã đặt lịch.")
    for days in range(1, DAYS_TOLD + 1):
        if coming := bookings(one, centre_id=device.centre_id, at=at + timedelta(days=days)):
            said = {"when": f"{clock.local(coming[0].starts_at):%H:%M %d/%m/%Y}"}
            return _("Lịch hẹn của Ông/Bà vào %(when)s. Hôm nay cần làm ngay, mời lấy số thường.") % said
    return _("Hôm nay không có lịch hẹn này. Xin xem lại mã, hoặc lấy số thường.")


@require_POST
@never_cache
@sensitive_post_parameters("typed")
@on_kiosk
def scan(request: HttpRequest, device: Device) -> HttpResponse:
    """Lead on from what was held before the scanner: a booking, a card, a receipt, a slip, a service card."""
    one = read(request.POST.get("typed", "")[:400])
    if one.kind == Kind.SERVICE:
        return servicing.opened(request, device, one.value)
    if one.kind == Kind.SLIP:
        token = one.value.rstrip("/").rsplit("/", 1)[-1]
        return redirect(f"{reverse('kiosk:rate', args=(device.pk,))}?number=/t/{token}")
    if one.kind == Kind.DOSSIER:
        return looking.begun(request, device, number=one.value)
    return _arrive(request, device, one, at=clock.now())
