"""Who acts at the counter, on which dossier, and what becomes of the act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django import forms
from django.http import Http404, HttpRequest

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.dossiers.queries import DossierPage, dossier_page
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.desk import looking

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Turn:
    """A person at a moment, with what the person holds then."""

    request: HttpRequest
    rights: Rights
    now: datetime

    @property
    def today(self) -> date:
        return clock.local_day(self.now)

    def page(self, number: str) -> DossierPage:
        """Return a dossier with its road, or answer that it is not there; a look at it is recorded."""
        page = dossier_page(number, self.rights)
        if page is None:
            raise Http404
        if self.request.method == "GET":
            looking.record(self.request, Entry.Verb.VIEWED, number, at=self.now)
        return page


def turn_of(request: HttpRequest) -> Turn:
    now = clock.now()
    return Turn(request, organisations.rights_of(request.user.pk, on=clock.local_day(now)), now)


def acted(form: forms.Form, act: Callable[[], Done]) -> Done | None:
    """Return what an act gave, or None: what is wrong or refused stands on the form then."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
