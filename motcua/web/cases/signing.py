"""Signing: which acts are signatures, and asking for the PIN once before they are done."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from motcua.dossiers.models import Task
from motcua.web.ui import signing
from motcua.workflow.models import Step

# Acts that are signatures wherever they are done; passing on and issuing are at a step of signature.
ALWAYS = frozenset({"sign-apology"})
AT_THE_STEP = frozenset({"forward", "issue"})
Selected = Iterable[tuple[str, int]]


def signatures(act: str, chosen: Selected) -> list[str]:
    """Return the numbers of the dossiers that this act would sign."""
    chosen = list(chosen)
    if act in ALWAYS:
        return [number for number, _task in chosen]
    if act not in AT_THE_STEP:
        return []
    waiting = Task.objects.filter(
        dossier__number__in=[number for number, _task in chosen], step__kind=Step.Kind.SIGN, asked_by=None
    )
    signed = set(waiting.values_list("dossier__number", "number"))
    return [number for number, task in chosen if (number, task) in signed]


def unconfirmed(request: HttpRequest, act: str, chosen: Selected) -> HttpResponse | None:
    """Return the page that asks for the PIN, or None when nothing is signed or the PIN came with the form."""
    if act not in ALWAYS | AT_THE_STEP or not signing.pin_of(request.user.pk).is_asked:
        return None
    numbers = signatures(act, chosen)
    if not numbers:
        return None
    reason = signing.why_not_confirmed(request, numbers)
    return asking(request, numbers, reason) if reason else None


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
