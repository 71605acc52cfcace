"""One's own booking or place in the waiting list, by its secret link: read, move, cancel, book anew, accept."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.appointments import actions, queries, rules
from motcua.appointments.models import Booking, Waiting
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.documents.printing import qr_svg
from motcua.web.ui.visiting import hours_of, key_of, moment_of, to_bring, visit_for

METHODS = ["GET", "HEAD", "POST"]


def _booking(token: str) -> Booking:
    booking = queries.by_token(token)
    if booking is None:
        raise Http404
    return booking


@never_cache
@require_http_methods(METHODS)
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link holds the booking: it stands in the notices and nowhere else."""
    booking, now = _booking(token), clock.now()
    if request.method == "POST":
        acts = {
            "cancel": (lambda: actions.cancel(booking.pk, at=now), _("Đã hủy lịch hẹn.")),
            "move": (lambda: _move(request, booking, at=now), _("Đã đổi giờ hẹn, mã hẹn giữ nguyên.")),
        }
        return _acted(request, acts, "portal:appointment", token)
    policy = queries.policy(booking.centre_id)
    visit = visit_for(booking, on=now.date())
    is_missed = booking.state == Booking.State.MISSED
    can_move = not rules.why_not_move(booking, policy=policy, at=now)
    next_day = next((day for day in visit.days(now) if day.free), None) if is_missed else None
    page = {
        "here": "appointments",
        "booking": booking,
        "visit": visit,
        "policy": policy,
        "qr": mark_safe(qr_svg(settings.PUBLIC_URL + reverse("portal:appointment", args=[token]), border=0)),
        "bring": to_bring(visit.versions),
        "can_move": can_move,
        "why_not": rules.why_not_cancel(booking, policy=policy, at=now),
        "next": next_day.free[0].starts_at if next_day else None,
        "next_key": key_of(next_day.free[0].starts_at) if next_day else "",
        "is_done": "done" in request.GET,
    }
    return render(request, "portal/appointments/own.html", page)


def _move(request: HttpRequest, booking: Booking, *, at: datetime) -> Booking:
    start = moment_of(request.POST.get("start", ""))
    if start is None:
        raise Refused(_("Hãy chọn một khung giờ."))
    return actions.move(booking.pk, start=start, at=at)


def _acted(
    request: HttpRequest, acts: dict[str, tuple[Callable[[], object], str]], name: str, token: str
) -> HttpResponse:
    if request.POST.get("act") not in acts:
        raise Http404
    act, done = acts[request.POST["act"]]
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(name, token)


@never_cache
@require_http_methods(["GET", "HEAD"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """The hours a booking can be moved to."""
    booking, now = _booking(token), clock.now()
    if reason := rules.why_not_move(booking, policy=queries.policy(booking.centre_id), at=now):
        messages.error(request, reason)
        return redirect("portal:appointment", token)
    visit = visit_for(booking, on=now.date())
    page = {
        "here": "appointments",
        "booking": booking,
        "visit": visit,
        "hours": hours_of(visit.days(now), asked=request.GET.get("day", ""), today=now.date()),
    }
    return render(request, "portal/appointments/move.html", page)


@never_cache
@require_http_methods(METHODS)
def waiting(request: HttpRequest, token: str) -> HttpResponse:
    """A place in the waiting list: how many go first, the offer while it stands."""
    found, now = queries.waiting_by_token(token), clock.now()
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "accept":
        return _accepted(request, found, at=now)
    if request.method == "POST":
        acts = {"leave": (lambda: actions.leave(found.pk, at=now), _("Đã thôi chờ chỗ."))}
        return _acted(request, acts, "portal:appointment-waiting", token)
    page = {
        "here": "appointments",
        "waiting": found,
        "visit": visit_for(found, on=now.date()),
        "ahead": queries.ahead_of(found),
        "is_offered": not rules.why_not_accept(found, at=now),
        "is_over": bool(rules.why_not_wait_on(found)),
        "is_done": "done" in request.GET,
    }
    return render(request, "portal/appointments/waiting.html", page)


def _accepted(request: HttpRequest, found: Waiting, *, at: datetime) -> HttpResponse:
    try:
        booking = actions.accept(found.pk, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:appointment-waiting", found.token)
    return redirect(reverse("portal:appointment", args=[booking.token]) + "?done")
