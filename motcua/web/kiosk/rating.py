"""What people think of their visit: one tap of five, and what it was for; at the kiosk and on the phone."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.base import clock
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.queueing import actions, queries, rules, visits
from motcua.queueing.models import Device, Ticket, Why
from motcua.web.kiosk import halls
from motcua.web.kiosk.access import on_kiosk
from motcua.web.ui import waits

# The word of each number of stars, the worst first.
STARS = {
    1: gettext_lazy("Rất không hài lòng"),
    2: gettext_lazy("Không hài lòng"),
    3: gettext_lazy("Bình thường"),
    4: gettext_lazy("Hài lòng"),
    5: gettext_lazy("Rất hài lòng"),
}
# What a scanner reads from a slip: the address of the ticket's page.
_OF_SLIP = re.compile(r"/t/([\w-]{12,24})/?$")


def rate(request: HttpRequest, ticket: Ticket, *, at: datetime) -> None:
    """Rate a visit as the form says."""
    typed = request.POST.get("stars", "")
    stars = int(typed) if typed.isdecimal() and len(typed) == 1 else 0
    said = {"words": request.POST.get("words", ""), "why": request.POST.getlist("why")}
    actions.rate(ticket.pk, stars=stars, at=at, **said)


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket that was looked for to be rated, or why it is none."""

    ticket: Ticket | None
    why_not: str = ""


def found(typed: str, *, centre_id: int, at: datetime) -> Found:
    """Return the finished ticket of today with a number as people say it, or with the address on its slip."""
    ticket = _asked(typed, centre_id=centre_id, at=at)
    if ticket is None:
        return Found(None, _("Hôm nay chưa có số này. Hãy gõ cả chữ và số trên phiếu, ví dụ A012."))
    if ticket.state in (Ticket.State.WAITING, Ticket.State.HELD):
        standing = queries.standing(ticket, at=at)
        said = {"code": ticket.code, "ahead": waits.ahead(standing.ahead)}
        return Found(None, _("Số %(code)s đang chờ. %(ahead)s. Chấm điểm sau khi làm việc xong.") % said)
    why_not = rules.why_not_rate(ticket, stars=5, is_rated=queries.is_rated(ticket.pk))
    return Found(None if why_not else ticket, why_not)


def _asked(typed: str, *, centre_id: int, at: datetime) -> Ticket | None:
    day = local_day(at)
    if slip := _OF_SLIP.search(typed.strip()):
        ticket = queries.ticket_by_token(slip[1])
        is_here = ticket is not None and (ticket.hall.centre_id, ticket.hall.day) == (centre_id, day)
        return ticket if is_here else None
    # A number without its letter may be that of several.
    rows = list(visits.of_day(centre_id, day=day, code=typed)[:2]) if typed.strip() else []
    return rows[0] if len(rows) == 1 else None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@on_kiosk
def page(request: HttpRequest, device: Device) -> HttpResponse:
    """First which visit, then how it was; a tap on a face is the whole answer."""
    at = clock.now()
    typed = (request.POST if request.method == "POST" else request.GET).get("number", "")[:200]
    one = found(typed, centre_id=device.centre_id, at=at) if typed else Found(None)
    if request.method == "POST" and one.ticket is not None:
        try:
            rate(request, one.ticket, at=at)
        except Refused as refusal:
            one = Found(None, str(refusal))
        else:
            return redirect(f"{request.path}?done")
    shown = {**halls.of_device(device, here="rate"), "found": one, "typed": typed}
    if "done" in request.GET:
        return render(request, "kiosk/kiosk/rated.html", shown)
    if one.ticket is not None:
        group = queries.setup(device.centre_id).groups[one.ticket.line.group_id]
        shown |= {"group": halls.named(group), "stars": STARS, "reasons": Why}
        return render(request, "kiosk/kiosk/rate.html", shown)
    letters = sorted({group.letter for group in queries.setup(device.centre_id).groups.values()})
    last = queries.to_rate(device.centre_id, at=at)
    shown |= {"letters": letters, "last": [(ticket, _ago(ticket, at)) for ticket in last]}
    return render(request, "kiosk/kiosk/rate_which.html", shown, status=422 if one.why_not else 200)


def _ago(ticket: Ticket, at: datetime) -> str:
    minutes = int((at - (ticket.ended_at or at)).total_seconds() // 60)
    if minutes < 1:
        return _("vừa xong")
    return ngettext("%(n)s phút trước", "%(n)s phút trước", minutes) % {"n": minutes}
