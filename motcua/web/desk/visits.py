"""Visits to the hall: those of a day, and the story of one with why it was called when it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.queueing import queries, visits
from motcua.queueing.models import HallEvent, Ticket, Why
from motcua.web.desk.acting import turn_of
from motcua.web.desk.listed import DayForm
from motcua.web.desk.posts import may_do

Kind = HallEvent.Kind
PAGE = 50
ICONS = {
    Kind.ISSUED: "ticket",
    Kind.CALLED: "sound",
    Kind.RECALLED: "sound",
    Kind.MISSED: "alert",
    Kind.RETURNED: "undo",
    Kind.HELD: "pause",
    Kind.RESUMED: "redo",
    Kind.TRANSFERRED: "arrow",
    Kind.LATE: "clock",
    Kind.STARTED: "user",
    Kind.FINISHED: "check",
    Kind.LEFT: "close",
    Kind.DOSSIER: "file",
    Kind.RATED: "star",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One happening of a visit in words."""

    event: HallEvent
    icon: str
    more: str

    @property
    def number(self) -> str:
        """The dossier that was received."""
        return self.event.reason if self.event.kind == Kind.DOSSIER else ""


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    turn = turn_of(request)
    halls = _halls(turn.rights)
    asked = request.GET.get("centre", "")
    centre = next((one for one in halls if one.code == asked), halls[0] if halls else None)
    form = DayForm(request.GET, today=turn.today)
    # A day that is none is said at its field; today is shown meanwhile.
    day = form.cleaned_data["day"] if form.is_valid() else turn.today
    code = request.GET.get("q", "")[:20]
    found = visits.of_day(centre.id, day=day, code=code) if centre else Ticket.objects.none()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "halls": halls,
        "centre": centre,
        "day": day,
        "q": code,
        "page": page,
        "form": form,
    }
    return render(request, "desk/visits/index.html", context | may_do(turn.rights))


def _halls(rights: Rights) -> list[Any]:
    """The centres with a hall whose visits somebody may see, the own ones first."""
    tree = organisations.tree()
    own = [post.unit_id for post in rights.posts]
    ids = dict.fromkeys([*own, *sorted(rights.scope)])
    return [tree[one] for one in ids if tree[one].kind == "centre" and queries.setup(one).counters]


@require_safe
@never_cache
def show(request: HttpRequest, ticket: int) -> HttpResponse:
    turn = turn_of(request)
    related = ("hall", "line__group", "counter", "procedure")
    found = Ticket.objects.select_related(*related).filter(pk=ticket).first()
    if found is None or found.hall.centre_id not in {one.id for one in _halls(turn.rights)}:
        raise Http404
    steps = [
        Step(event, ICONS.get(Kind(event.kind), "info"), _more(event)) for event in visits.timeline(found)
    ]
    context = {
        "ticket": found,
        "centre": organisations.tree()[found.hall.centre_id],
        "steps": steps,
        "story": visits.explain(found),
        "waited": _minutes(found.arrived_at, _first_call(steps)),
        "served": _minutes(found.started_at or found.called_at, found.ended_at),
        "stars": next((one.event.values["stars"] for one in steps if one.event.kind == Kind.RATED), None),
        "dossiers": [one.number for one in steps if one.number],
    }
    return render(request, "desk/visits/show.html", context | may_do(turn.rights))


def _first_call(steps: list[Step]) -> datetime | None:
    return next((one.event.at for one in steps if one.event.kind == Kind.CALLED), None)


def _minutes(first: datetime | None, last: datetime | None) -> int | None:
    return round((last - first) / timedelta(minutes=1)) if first and last else None


def _more(event: HallEvent) -> str:
    """What else a happening says."""
    values = event.values
    if event.kind == Kind.ISSUED and values.get("high") is not None:
        said = ngettext(
            "%(ahead)s người trước, hẹn chờ %(low)s–%(high)s phút",
            "%(ahead)s người trước, hẹn chờ %(low)s–%(high)s phút",
            values["ahead"],
        )
        return said % {"ahead": values["ahead"], "low": values["low"], "high": values["high"]}
    if event.kind in (Kind.RETURNED, Kind.LATE):
        behind = values.get("behind", 0)
        return ngettext("sau %(count)s số", "sau %(count)s số", behind) % {"count": behind}
    if event.kind == Kind.FINISHED and "minutes" in values:
        return _("mất %(minutes)s phút") % {"minutes": f"{values['minutes']:g}".replace(".", ",")}
    if event.kind == Kind.RATED:
        why = ", ".join(str(Why(one).label) for one in values.get("why", ()))
        return " · ".join(filter(None, ("★" * values["stars"], why, event.reason)))
    return "" if event.kind == Kind.DOSSIER else event.reason
