"""Asking for the PIN once before signatures are made."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.visitors import address_of
from motcua.dossiers import signing
from motcua.dossiers.signing import UNSIGNED, Signature

Selected = Iterable[tuple[str, int]]


def signature(request: HttpRequest, act: str, chosen: Selected) -> Signature | HttpResponse:
    """Return the signature the act is done under, or the page that asks for its PIN."""
    numbers = signing.to_confirm(act, chosen, by=request.user)
    if not numbers:
        return UNSIGNED
    typed = request.POST.get("pin", "")
    try:
        return signing.confirmed(
            numbers, typed=typed, by=request.user, at=clock.now(), address=address_of(request)
        )
    except Refused as refusal:
        return asking(request, numbers, str(refusal))


def asking(request: HttpRequest, numbers: list[str], reason: str) -> HttpResponse:
    """Return the page of the PIN: what was filled in before goes with it."""
    count = len(numbers)
    page = {
        "heading": ngettext("Ký %(count)s hồ sơ", "Ký %(count)s hồ sơ", count) % {"count": count},
        "numbers": numbers,
        "reason": reason if request.POST.get("pin") else "",
        "has_pin": signing.pin_of(request.user.pk).has_one,
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in ("csrfmiddlewaretoken", "pin")
            for value in values
        ],
    }
    return render(request, "cases/dossiers/pin.html", page, status=403 if page["reason"] else 200)
