"""The boards: who is called where, what the agencies keep, whose result is ready, when the doors open."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import cache as kept
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.base.clock import local_day
from motcua.dossiers.centre import to_fetch
from motcua.organisations.queries import calendar_code
from motcua.queueing import queries
from motcua.queueing.models import Device, HallEvent, Screen, Ticket
from motcua.queueing.queries import Board, CounterNow
from motcua.web.kiosk import halls
from motcua.web.kiosk.access import on_board
from motcua.web.ui import waits
from motcua.web.ui.hours import hours
from motcua.web.ui.published import published
from motcua.worktime import queries as worktime

# Rows of the main board and of a zone, agencies in the league, results on a screen.
ROWS, ZONE_ROWS, LEAGUE, LEAGUE_BOARD, RESULTS = 8, 4, 6, 10, 24
KEPT_SECONDS = 60
# From so many answers on an average says something.
RATED_FROM = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A number at a counter."""

    code: str
    counter: str
    group: str
    zone: str
    is_called: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the board shows and reads it; `id`, as the stream has it, says which are new."""

    id: str
    # Milliseconds since 1970: what is old is not read any more.
    at: int
    code: str
    counter: int
    zone: str
    group: str


@require_safe
@never_cache
@on_board
def page(request: HttpRequest, device: Device) -> HttpResponse:
    """The whole screen; from then on only what changes is asked for."""
    return render(request, "kiosk/boards/page.html", _page(device))


@require_safe
@never_cache
@on_board
def now(request: HttpRequest, device: Device) -> HttpResponse:
    """What changes on a screen."""
    return render(request, "kiosk/boards/_now.html", _page(device))


def _page(device: Device) -> dict[str, Any]:
    at = clock.now()
    page = {**halls.of_device(device, here="board"), "at": at, "screen": device.screen, "qr": _portal_qr()}
    if device.screen == Screen.LEAGUE:
        return page | {"league": published(), "shown_agencies": published().figures.agencies[:LEAGUE_BOARD]}
    if device.screen == Screen.RESULTS:
        return page | _results(device.centre_id)
    opening = hours(worktime.current(calendar_code(device.centre_id)).working_time, at=at)
    page["hours"] = opening
    if device.screen == Screen.CLOSED:
        return page
    board = queries.board(device.centre_id, at=at)
    is_quiet = not any(one.ticket for one in board.counters) and not any(one.waiting for one in board.lines)
    if is_quiet and not opening.is_open:
        return page | {"screen": Screen.CLOSED}
    return page | _hall(device, board, at=at)


@cache
def _portal_qr() -> str:
    return halls.qr(settings.PUBLIC_URL)


def _hall(device: Device, board: Board, *, at: datetime) -> dict[str, Any]:
    at_counters = [one for one in board.counters if _is_shown(device, one)]
    groups = {line.group.pk: line.group for line in board.lines}
    calls = [
        Call(
            f"{local_day(at):%Y%m%d}-{event.seq}",
            int(event.at.timestamp() * 1000),
            event.ticket.code,
            event.counter.number,
            event.counter.zone,
            halls.named(group),
        )
        for event in board.calls
        if event.ticket and event.counter and (group := groups.get(event.group_id))
        if device.screen == Screen.SERVING or event.counter_id in {one.counter.pk for one in at_counters}
    ]
    # Who was called last is looked for; where there is no room for all, the others have found their counter.
    busy = sorted((one for one in at_counters if one.ticket), key=lambda one: one.ticket.called_at)
    busy = busy[-(ROWS if device.screen == Screen.SERVING else ZONE_ROWS) :]
    rows = [_row(one, groups) for one in sorted(busy, key=lambda one: one.counter.number)]
    found = waits.shortest_to_longest([line for line in board.lines if not line.why_not])
    return {
        "seq": board.seq,
        "calls": calls,
        "call": calls[0] if calls else None,
        "rows": rows,
        "waiting": sum(line.waiting for line in board.lines),
        "wait": found,
        "own": at_counters[0] if device.screen == Screen.COUNTER and at_counters else None,
        "own_groups": _served(device, board),
        "league": published(),
        "shown_agencies": published().figures.agencies[:LEAGUE],
        "satisfaction": _satisfaction(device.centre_id, at=at) if device.screen == Screen.SERVING else None,
    }


def _is_shown(device: Device, one: CounterNow) -> bool:
    if device.screen == Screen.ZONE:
        return one.counter.zone == device.zone
    return device.screen == Screen.SERVING or one.counter.pk == device.counter_id


def _row(one: CounterNow, groups: dict[int, Any]) -> Row:
    group = groups[one.ticket.line.group_id]
    is_called = one.ticket.state == Ticket.State.CALLED
    return Row(one.ticket.code, str(one.counter), halls.short(group), one.counter.zone, is_called)


def _served(device: Device, board: Board) -> str:
    """Return what the counter of a board serves, in words."""
    skills = queries.setup(device.centre_id).skills.get(device.counter_id or 0, {})
    return ", ".join(halls.named(line.group) for line in board.lines if line.group.pk in skills)


def _satisfaction(centre_id: int, *, at: datetime) -> float | None:
    """Return the average of today's ratings, None as long as few people gave one."""
    key = f"hall-rated-{centre_id}-{local_day(at)}"
    found = kept.get(key)
    if found is None:
        rated = HallEvent.objects.filter(
            hall__centre=centre_id, hall__day=local_day(at), kind=HallEvent.Kind.RATED
        )
        stars = [values["stars"] for values in rated.values_list("values", flat=True)]
        found = sum(stars) / len(stars) if len(stars) >= RATED_FROM else 0.0
        kept.set(key, found, KEPT_SECONDS)
    return found or None


def _results(centre_id: int) -> dict[str, Any]:
    """Return the dossiers whose result waits here, the newest first: the end of the number and the day, no name."""
    ready = to_fetch(centre_id)
    rows = ready.values_list("number", "received_at", "resolved_at")
    shown = [
        {"tail": number[-4:], "received_at": received_at, "resolved_at": resolved_at}
        for number, received_at, resolved_at in rows[:RESULTS]
    ]
    return {"results": shown, "more": max(ready.count() - RESULTS, 0)}
