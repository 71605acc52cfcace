"""Confirming signatures with the signer's PIN: whether one is asked for, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from motcua.accounts import actions, queries
from motcua.base import clock
from motcua.base.visitors import address_of
from motcua.dossiers.rules import in_force
from motcua.history import actions as history
from motcua.history.models import Entry

Verb = Entry.Verb


@dataclass(frozen=True, slots=True)
class Pin:
    """How somebody confirms a signature here."""

    has_one: bool
    # By whoever has one, and by everybody where the office demands it.
    is_asked: bool
    # To propose setting one.
    invites: bool


def pin_of(user_id: int) -> Pin:
    """Return whether somebody has a PIN, and whether it is asked for."""
    policy = in_force().signing_pin
    has_one = queries.has_pin(user_id)
    is_asked = policy == "demanded" or (policy == "if_set" and has_one)
    return Pin(has_one, is_asked, policy != "off" and not has_one)


def why_not_confirmed(request: HttpRequest, numbers: Sequence[str]) -> str:
    """Return why a signature under these dossiers is not confirmed, or ""; either is recorded."""
    tried = actions.try_pin(request.user.pk, typed=request.POST.get("pin", "")[:20], at=clock.now())
    if tried.is_right:
        record(request, Verb.SIGNED, dossiers=list(numbers))
    elif request.POST.get("pin"):
        record(request, Verb.PIN_FAILED)
    if tried.is_locked_now:
        record(request, Verb.PIN_LOCKED)
    return tried.reason


def record(request: HttpRequest, verb: Entry.Verb, **details: object) -> None:
    """Write down what somebody did with their PIN."""
    history.record(
        verb,
        subject="user",
        key=request.user.get_username(),
        at=clock.now(),
        by=request.user,
        address=address_of(request),
        **details,
    )
