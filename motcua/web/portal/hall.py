"""The hall of a centre now: how many wait, and how long a newcomer would."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.organisations import queries as organisations
from motcua.organisations.models import Unit
from motcua.organisations.rules import UnitView
from motcua.queueing import queries
from motcua.queueing.queries import LineNow
from motcua.web.ui import waits


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the public sees it."""

    line: LineNow
    wait: str


@dataclass(frozen=True, slots=True)
class Hall:
    """What the first page says of the nearest hall: a wait in words, "" where no counter serves."""

    centre: UnitView
    wait: str


def centres() -> list[UnitView]:
    """Return the centres whose hall gives numbers, that of the province first."""
    tree = organisations.tree()
    found = [tree[one] for one in queries.centres()]
    return sorted(found, key=lambda one: one.level != Unit.Level.PROVINCE)


def first(at: datetime) -> Hall | None:
    """Return the hall of the first centre now; None where none gives numbers."""
    found = centres()
    if not found:
        return None
    lines = queries.lines_now(found[0].id, at=at)
    served = [line for line in lines if line.counters and not line.why_not]
    return Hall(found[0], waits.wait(waits.shortest_to_longest(served)))


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """The lines of the centre asked for, or of the first one."""
    halls, now = centres(), clock.now()
    asked = request.GET.get("centre", "")
    centre = next((one for one in halls if one.code == asked), None if asked else next(iter(halls), None))
    if asked and centre is None:
        raise Http404
    lines = queries.lines_now(centre.id, at=now) if centre else []
    page = {
        "here": "home",
        "centre": centre,
        "centres": halls,
        "now": now,
        "lines": [Shown(line, waits.wait(line.estimate)) for line in lines],
    }
    return render(request, "portal/hall.html", page)
