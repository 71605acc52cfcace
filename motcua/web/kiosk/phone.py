"""The page of a ticket on the phone: where it stands, what one can say, what one thought of it. No personal data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.base import clock
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.queueing import actions, queries, rules, visits
from motcua.queueing.models import Ticket, Why
from motcua.web.kiosk import halls
from motcua.web.kiosk.rating import rate
from motcua.web.ui import waits

State = Ticket.State
LATE_MINUTES = (5, 10, 20)
AWAITED = (State.WAITING, State.HELD, State.CALLED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket as its page shows it; what may not be said is not offered."""

    ticket: Ticket
    group: str
    ahead: str
    wait: str
    may_be_late: bool
    may_leave: bool
    may_rejoin: bool
    may_rate: bool
    is_rated: bool
    is_today: bool
    reasons: type[Why] = Why


def _shown(ticket: Ticket, *, at: datetime) -> Shown:
    standing = queries.standing(ticket, at=at)
    is_rated = ticket.state == State.FINISHED and queries.is_rated(ticket.pk)
    is_today = ticket.hall.day == local_day(at)
    is_over = ticket.hall.is_over or not is_today
    is_waiting = ticket.state == State.WAITING
    return Shown(
        ticket=ticket,
        group=halls.named(standing.group),
        ahead=waits.ahead(standing.ahead) if is_waiting else "",
        wait=waits.wait(standing.estimate) if is_waiting else "",
        may_be_late=is_today and not rules.why_not_late(ticket, minutes=LATE_MINUTES[0]),
        may_leave=is_today and not rules.why_not_leave(ticket),
        may_rejoin=not rules.why_not_rejoin(ticket, is_over=is_over),
        may_rate=not rules.why_not_rate(ticket, stars=5, is_rated=is_rated),
        is_rated=is_rated,
        is_today=is_today,
    )


def _found(token: str) -> Ticket:
    ticket = queries.ticket_by_token(token)
    if ticket is None:
        raise Http404
    return ticket


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the token holds the ticket: it stands on the slip and nowhere else."""
    ticket = _found(token)
    if request.method == "POST":
        try:
            _do(request, ticket)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("kiosk:phone", token)
    now = clock.now()
    shown = {
        "here": "ticket",
        "shown": _shown(ticket, at=now),
        "live": halls.live(ticket.hall.centre_id, at=now),
        "story": visits.explain(ticket),
        "is_awaited": ticket.state in AWAITED,
    }
    return render(request, "kiosk/phone/page.html", shown)


def _do(request: HttpRequest, ticket: Ticket) -> None:
    """Do what was asked and say that it is done."""
    acts: dict[str, tuple[Callable[[datetime], object], str]] = {
        "late": (
            lambda at: actions.say_late(ticket.pk, minutes=_number(request, "minutes"), at=at),
            _("Đã ghi nhận Ông/Bà đến muộn, số vẫn còn trong hàng."),
        ),
        "leave": (lambda at: actions.leave(ticket.pk, at=at), _("Ông/Bà đã rời hàng.")),
        "rejoin": (lambda at: actions.rejoin(ticket.pk, at=at), _("Số đã vào lại hàng chờ.")),
        "rate": (lambda at: rate(request, ticket, at=at), _("Cảm ơn Ông/Bà đã chấm điểm.")),
    }
    if request.POST.get("act") not in acts:
        raise Http404
    act, done = acts[request.POST["act"]]
    act(clock.now())
    messages.success(request, done)


def _number(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


@require_safe
@never_cache
def now(request: HttpRequest, token: str) -> HttpResponse:
    """What changes on the page while one waits."""
    at = clock.now()
    return render(request, "kiosk/phone/_now.html", {"shown": _shown(_found(token), at=at), "now": at})
