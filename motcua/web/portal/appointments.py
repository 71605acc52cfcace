"""Booking an hour: what for, which day, which hour, whose phone; nothing is asked for twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from motcua.appointments import actions
from motcua.appointments.models import Booking, Waiting
from motcua.base import clock
from motcua.base.days import read_day
from motcua.base.errors import Refused
from motcua.base.text import mask_phone
from motcua.base.visitors import address_of
from motcua.catalogue import queries as catalogue
from motcua.notifications import channels
from motcua.notifications.models import Channel
from motcua.people.rules import local_phone
from motcua.queueing.queries import setup
from motcua.web.portal import proving
from motcua.web.portal.appointments_forms import CodeForm, WhoForm
from motcua.web.ui.visiting import Visit, centres, hours_of, moment_of, to_bring, visit_of

METHODS = ["GET", "HEAD", "POST"]
HITS = 12
# Who it is, and the key of the request → what was booked.
Act = Callable[[dict[str, str], UUID], Booking | Waiting]


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What for: a procedure that is searched, or a group of services."""
    among = centres()
    visit = visit_of(request.GET, among=among, on=clock.today())
    words = request.GET.get("q", "")[:200]
    page: dict[str, Any] = {"here": "appointments", "visit": visit, "centres": among, "q": words}
    if visit is not None:
        hits = catalogue.search(words, limit=HITS) if words else []
        groups = setup(visit.centre.id).groups.values()
        page |= {
            "hits": [one for one in hits if one.version not in visit.versions],
            "groups": [one for one in groups if one.is_open],
            "chosen": [(one, visit.but(one)) for one in visit.versions],
        }
    return render(request, "portal/appointments/index.html", page)


@never_cache
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Which day and hour, each with its load in words."""
    now, among = clock.now(), centres()
    visit = visit_of(request.GET, among=among, on=now.date())
    if visit is None or not visit.names:
        return redirect("portal:appointments")
    days = visit.days(now) if visit.groups else []
    page = {
        "here": "appointments",
        "visit": visit,
        "centres": among,
        "hours": hours_of(days, asked=request.GET.get("day", ""), today=now.date()),
        "bring": to_bring(visit.versions),
    }
    return render(request, "portal/appointments/hours.html", page)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def book(request: HttpRequest) -> HttpResponse:
    """Whose phone: a code is sent to it once, then it is known for a while."""
    visit, now = _visit(request), clock.now()
    start = moment_of(request.GET.get("start", ""))
    if start is None:
        return redirect(f"{reverse('portal:appointments-hours')}?{visit.query}")

    def act(who: dict[str, str], key: UUID) -> Booking:
        return actions.book(
            visit.centre.id,
            groups=visit.groups,
            start=start,
            procedures=visit.procedures,
            request_key=key,
            language=get_language() or "vi",
            at=now,
            **who,
        )

    return _asking(request, visit, act, at=now, start=start)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def wait(request: HttpRequest) -> HttpResponse:
    """Waiting for a place on a day that is full, with the same phone and code."""
    visit, now = _visit(request), clock.now()
    day = read_day(request.GET.get("day", ""), today=date.max)
    if day is None:
        return redirect(f"{reverse('portal:appointments-hours')}?{visit.query}")

    def act(who: dict[str, str], key: UUID) -> Waiting:
        told = {name: who[name] for name in ("phone", "name")}
        return actions.join(
            visit.centre.id,
            groups=visit.groups,
            day=day,
            procedures=visit.procedures,
            request_key=key,
            language=get_language() or "vi",
            at=now,
            **told,
        )

    return _asking(request, visit, act, at=now, day=day)


def _visit(request: HttpRequest) -> Visit:
    visit = visit_of(request.GET, among=centres(), on=clock.today())
    if visit is None or not visit.groups:
        raise Http404
    return visit


@dataclass
class Asked:
    """How far a visitor has come: the phone that is known to be theirs, a code on its way, what was done."""

    known: str
    is_sent: bool = False
    done: Booking | Waiting | None = None


def _asking(request: HttpRequest, visit: Visit, act: Act, *, at: datetime, **more: object) -> HttpResponse:
    """Ask for the phone, then for its code unless it is known, then do what is asked for."""
    step = request.POST.get("act", "")
    asked = Asked(proving.known_phone(request, at=at))
    form_of = CodeForm if step == "confirm" else WhoForm
    form = form_of(request.POST or None, today=at.date(), initial={"phone": asked.known})
    if form.is_valid():
        try:
            _go_on(request, visit, form, asked, act, at=at)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    answer: HttpResponse
    if asked.done is not None:
        answer = redirect(_address(asked.done) + "?done")
    else:
        answer = _shown(request, visit, form, asked, step=step, more=more)
    if asked.known:
        proving.remember(answer, asked.known, at=at)
    return answer


def _go_on(
    request: HttpRequest, visit: Visit, form: WhoForm, asked: Asked, act: Act, *, at: datetime
) -> None:
    who = {name: form.cleaned_data[name] for name in ("phone", "name", "number")}
    if "code" in form.fields and asked.known != who["phone"]:
        actions.prove(who["phone"], form.cleaned_data["code"], at=at)
        asked.known = who["phone"]
    elif asked.known != who["phone"]:
        actions.send_code(
            who["phone"],
            centre_id=visit.centre.id,
            address=address_of(request),
            at=at,
            language=get_language() or "vi",
        )
        asked.is_sent = True
        return
    asked.done = act(who, _key(request))


def _shown(
    request: HttpRequest, visit: Visit, form: WhoForm, asked: Asked, *, step: str, more: dict[str, object]
) -> HttpResponse:
    asks_code = asked.is_sent or (step in ("confirm", "resend") and not asked.known)
    if asks_code and "code" not in form.fields:
        more["refused"] = " ".join(form.errors.get("phone", []))
        form = CodeForm(today=form.today, initial=form.cleaned_data | {"phone": form.data["phone"]})
    page = {
        "here": "appointments",
        "visit": visit,
        "form": form,
        "asks_code": asks_code,
        "is_known": bool(asked.known),
        "phone": mask_phone(local_phone(form["phone"].value() or "")),
        "request_key": _key(request),
        "can_send": Channel.SMS in channels.set_up(),
        **more,
    }
    return render(request, "portal/appointments/book.html", page, status=422 if form.errors else 200)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("request_key", ""))
    except ValueError:
        return uuid4()


def _address(done: Booking | Waiting) -> str:
    name = "portal:appointment" if isinstance(done, Booking) else "portal:appointment-waiting"
    return reverse(name, args=[done.token])
