"""The record of who looked at whose dossier from the counter."""

from datetime import datetime

from django.http import HttpRequest

from motcua.base.visitors import address_of
from motcua.history import actions as history
from motcua.history.models import Entry


def record(request: HttpRequest, verb: Entry.Verb, number: str, *, at: datetime, **details: str) -> None:
    """Write down that this person looked at or printed a dossier."""
    history.record(
        verb,
        subject="dossier",
        key=number,
        at=at,
        by=request.user,
        address=address_of(request),
        door="desk",
        **details,
    )
