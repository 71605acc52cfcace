"""The kiosk: take a number in two taps; nothing of the one before is left for the one after."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.appointments.models import Booking
from motcua.base import clock
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.queueing import actions, queries, rules
from motcua.queueing.models import Device, HallEvent, Lane, ServiceGroup, Ticket
from motcua.queueing.queries import LineNow
from motcua.queueing.rules import Estimate
from motcua.web.kiosk import halls, servicing, slips
from motcua.web.kiosk.access import on_kiosk
from motcua.web.kiosk.paper import on_paper
from motcua.web.ui import waits

# So many groups have a box of their own on the first page, which is one page.
QUICK = 1
# What the one before may have left in the browser.
LEFT_BEHIND = (settings.LANGUAGE_COOKIE_NAME, "size", "theme", "tracking")


@dataclass(frozen=True, slots=True)
class Choice:
    """A group as a button: its name in the language of the page, and the wait in words."""

    line: LineNow
    name: str
    ahead: str
    wait: str


@require_safe
@never_cache
@on_kiosk
def home(request: HttpRequest, device: Device) -> HttpResponse:
    """The first page; `fresh` wipes what was chosen before."""
    if "fresh" in request.GET:
        translation.activate(settings.LANGUAGE_CODE)
        resting = "?attract" if "attract" in request.GET else ""
        answer = redirect(reverse("kiosk:home", args=(device.pk,)) + resting)
        servicing.forget(answer, device)
        for name in LEFT_BEHIND:
            answer.delete_cookie(name)
        answer.delete_cookie("tracking", path=reverse("portal:track"))
        answer.delete_cookie("reach", path=reverse("kiosk:register"))
        return answer
    now = clock.now()
    lines = queries.lines_now(device.centre_id, at=now)
    open_lines, quick = [line for line in lines if not line.why_not], _quick(device.centre_id)
    page = {
        **halls.of_device(device, here="home"),
        "wait": waits.wait(waits.shortest_to_longest(open_lines)),
        "why_not": "" if open_lines else (lines[0].why_not if lines else _("Sảnh này chưa mở nhóm nào.")),
        "quick": [_choice(line) for line in lines if line.group.pk in quick][:QUICK],
        "request_key": uuid4(),
        "is_resting": "attract" in request.GET,
    }
    return render(request, "kiosk/kiosk/home.html", page)


def _quick(centre_id: int) -> set[int]:
    """Return the groups one takes a number for without naming a field: they serve none, as handing results out."""
    groups = ServiceGroup.objects.filter(centre=centre_id, fields=None, procedures=None)
    return set(groups.values_list("pk", flat=True))


def _choice(line: LineNow) -> Choice:
    first = line.estimate.ahead if line.estimate else line.waiting
    return Choice(line, halls.named(line.group), waits.ahead(first), waits.wait(line.estimate))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@on_kiosk
def groups(request: HttpRequest, device: Device) -> HttpResponse:
    """The fields of work with their waits; a tap on one gives the number."""
    if request.method == "POST":
        try:
            ticket = _issue(request, device)
        except Refused:
            # The page says why, group by group; the tap was one too late.
            return redirect(f"{request.path}?refused={request.POST['group']}")
        return redirect("kiosk:ticket", device.pk, ticket.token)
    lines = queries.lines_now(device.centre_id, at=clock.now())
    refused = [line.why_not for line in lines if str(line.group.pk) == request.GET.get("refused")]
    page = {
        **halls.of_device(device, here="groups"),
        "choices": [_choice(line) for line in lines],
        "lanes": [lane for lane in Lane if lane != Lane.ORDINARY],
        "request_key": uuid4(),
        "refusal": (refused[0] or _("Lúc này chưa lấy được số, xin thử lại.")) if refused else "",
    }
    return render(request, "kiosk/kiosk/groups.html", page)


def _issue(request: HttpRequest, device: Device) -> Ticket:
    """Give a number: the same tap repeated, by a hurried finger or by the network, gives the same one."""
    known = queries.setup(device.centre_id).groups
    typed = request.POST.get("group", "")
    if not typed.isdecimal() or int(typed) not in known:
        raise Http404
    lane = request.POST.get("lane", "")
    try:
        key = UUID(request.POST.get("request_key", ""))
    except ValueError as error:
        raise Http404 from error
    issued = actions.issue(
        device.centre_id,
        group_id=int(typed),
        request_key=key,
        at=clock.now(),
        lane=lane if lane in Lane.values else Lane.ORDINARY,
    )
    return issued.ticket


@require_safe
@never_cache
@on_kiosk
def ticket(request: HttpRequest, device: Device, token: str) -> HttpResponse:
    """The number, written before it is shown and printed, with the way to the phone."""
    found = ticket_of(device, token)
    group = queries.setup(device.centre_id).groups[found.line.group_id]
    address = f"{settings.PUBLIC_URL}{reverse('kiosk:phone', args=(found.token,))}"
    said = {
        "group": halls.named(group),
        "lane": found.get_lane_display() if found.lane != Lane.ORDINARY else "",
        "counters": _counters(device.centre_id, group.pk),
    }
    ahead, wait = told = told_of(found)
    slip = slips.ticket(
        found.token,
        centre=device.centre.name,
        code=found.code,
        told=told,
        address=address,
        at=found.arrived_at,
        **said,
    )
    page = {
        **halls.of_device(device, here="ticket"),
        **said,
        **on_paper(device, slip),
        "ticket": found,
        "ahead": ahead,
        "wait": wait,
        "qr": halls.qr(address),
        "can_text": queries.can_text(device.centre_id) and not why_not_text(found, at=clock.now()),
        "is_texted": "texted" in request.GET,
        "came_late": found.appointment_at is None and Booking.objects.filter(ticket=found).exists(),
    }
    return render(request, "kiosk/kiosk/ticket.html", page)


def ticket_of(device: Device, token: str) -> Ticket:
    """Return the ticket of a token, if the device stands in its hall."""
    found = queries.ticket_by_token(token)
    if found is None or found.hall.centre_id != device.centre_id:
        raise Http404
    return found


def told_of(found: Ticket) -> tuple[str, str]:
    """Return what a ticket said when it was given: who goes first, and how long it takes."""
    low, high = found.promised_low, found.promised_high
    if low is None or high is None:
        return "", ""
    values = HallEvent.objects.values_list("values", flat=True).get(ticket=found, kind=HallEvent.Kind.ISSUED)
    told = Estimate(values["ahead"] or 0, low, high)
    return waits.ahead(told.ahead), waits.wait(told)


def why_not_text(found: Ticket, *, at: datetime) -> str:
    """Return the reason a ticket is not sent to a phone, or ""."""
    return rules.why_not_text(found, is_today=found.hall.day == local_day(at))


def _counters(centre_id: int, group_id: int) -> str:
    """Return the counters that may call a group."""
    of = queries.setup(centre_id)
    serving = [str(of.counters[one]) for one, skills in of.skills.items() if group_id in skills]
    return ", ".join(sorted(serving))
