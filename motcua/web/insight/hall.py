"""The hall now, for whoever directs it: counters, lines, two hours ahead, alerts; and how right the estimates were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.text import fold
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position, Unit
from motcua.organisations.rules import Rights, UnitView
from motcua.queueing import actions, devices, queries, visits
from motcua.queueing.models import Device
from motcua.queueing.overview import CounterView, Overview, overview
from motcua.queueing.rules import directs
from motcua.queueing.rules.watching import Alert, Need
from motcua.queueing.visits import Calibration
from motcua.web.insight.hall_forms import PeriodForm
from motcua.web.ui.streams import stream_of

Role = Position.Role
# A picture of the hall is at most so old, even when nothing happens: waits grow by themselves.
FRESH = timedelta(seconds=30)
_ICONS = {
    Need.HELP: "help",
    Need.FAULT: "print",
    Need.WAIT: "hourglass",
    Need.UNANSWERED: "sound",
    Need.IDLE: "clock",
    Need.UNSERVED: "alert",
}


@dataclass(frozen=True, slots=True)
class Said:
    """An alert in words."""

    alert: Alert
    icon: str
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """Counters that stand together."""

    name: str
    counters: list[CounterView]


def _halls(rights: Rights) -> list[UnitView]:
    """Return the centres with a hall that somebody watches, the directed ones first."""
    tree, on = organisations.tree(), clock.today()
    found = [
        tree[one]
        for one in rights.scope
        if tree[one].kind == Unit.Kind.CENTRE and tree[one].is_valid(on=on) and queries.setup(one).counters
    ]
    return sorted(found, key=lambda one: (not directs(rights, one.id), fold(one.name)))


def here(request: HttpRequest, rights: Rights) -> tuple[UnitView | None, list[UnitView]]:
    """Return the centre asked for, or the first, and all of them."""
    halls = _halls(rights)
    asked = request.GET.get("centre") or request.POST.get("centre") or ""
    if not asked:
        return (halls[0] if halls else None), halls
    centre = next((one for one in halls if one.code == asked), None)
    if centre is None:
        raise Http404
    return centre, halls


def rights_of(request: HttpRequest) -> Rights:
    return organisations.rights_of(request.user.pk, on=clock.today())


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    rights, at = rights_of(request), clock.now()
    centre, halls = here(request, rights)
    context: dict[str, object] = {"centre": centre, "halls": halls}
    if centre is not None:
        context |= _picture(centre, rights, at=at)
    return render(request, "insight/hall/show.html", context)


@require_safe
@never_cache
def now(request: HttpRequest) -> HttpResponse:
    """Answer the picture of the hall, or that it is the one the page has."""
    rights, at = rights_of(request), clock.now()
    centre, _halls = here(request, rights)
    known = request.headers.get("If-None-Match", "").strip('"')
    if centre is None or known == _tag(queries.last_seq(centre.id, day=clock.local_day(at)), at=at):
        return HttpResponseNotModified()
    return _answer(request, centre, rights, at=at)


def _answer(
    request: HttpRequest, centre: UnitView, rights: Rights, *, at: datetime, **said: str
) -> HttpResponse:
    context = {"centre": centre, **_picture(centre, rights, at=at), **said}
    return render(request, "insight/hall/_now.html", context)


def _tag(seq: int, *, at: datetime) -> str:
    return f"{seq}-{int(at.timestamp() // FRESH.total_seconds())}-{get_language()}"


def _picture(centre: UnitView, rights: Rights, *, at: datetime) -> dict[str, object]:
    seen = overview(centre.id, at=at)
    sitting = {one.now.session.user_id for one in seen.counters if one.now.session}
    is_director = directs(rights, centre.id)
    return {
        "at": at,
        "seen": seen,
        "stream": stream_of(centre.id),
        "tag": _tag(seen.seq, at=at),
        "zones": _zones(seen),
        "warnings": [_warning(one, seen) for one in seen.alerts],
        "directs": is_director,
        "officials": _officials(centre.id, but=sitting) if is_director else [],
        "steps": seen.lines[0].ahead if seen.lines else [],
    }


def _zones(seen: Overview) -> list[Zone]:
    found: dict[str, list[CounterView]] = {}
    for one in seen.counters:
        found.setdefault(one.now.counter.zone, []).append(one)
    return [Zone(name, some) for name, some in found.items()]


def _officials(centre_id: int, *, but: Iterable[int]) -> list[User]:
    """Return the officials of a centre's counters who sit at none, by name."""
    on = clock.today()
    away = organisations.away(on=on)
    ids = {
        one
        for role in (Role.RECEPTION, Role.RETURNS)
        for one in organisations.holders(centre_id, role, on=on)
        if one not in away
    } - set(but)
    return sorted(User.objects.filter(pk__in=ids), key=lambda one: fold(one.full_name.split(" ")[-1]))


def _warning(alert: Alert, seen: Overview) -> Said:
    counter = next((one.now for one in seen.counters if one.now.counter.pk == alert.counter_id), None)
    line = next((one.now for one in seen.lines if one.now.group.pk == alert.group_id), None)
    machine = next((one for one in seen.machines if one.pk == alert.device_id), None)
    said = {
        "counter": counter.counter if counter else "",
        "group": line.group.label if line else "",
        "waiting": line.waiting if line else 0,
        "minutes": alert.minutes,
        "limit": seen.limit,
        "code": alert.code,
        "machine": machine.name if machine else "",
        "fault": machine.get_fault_display() if machine else "",
    }
    reason = counter.session.help_reason if alert.need == Need.HELP and counter and counter.session else ""
    return Said(alert, _ICONS[alert.need], _told(alert, said), reason)


def _told(alert: Alert, said: dict[str, object]) -> str:
    minutes = alert.minutes
    match alert.need:
        case Need.HELP if alert.device_id:
            text = ngettext(
                "%(machine)s: có người cần giúp từ %(minutes)s phút trước.",
                "%(machine)s: có người cần giúp từ %(minutes)s phút trước.",
                minutes,
            )
        case Need.FAULT:
            text = ngettext(
                "%(machine)s: máy in %(fault)s từ %(minutes)s phút trước.",
                "%(machine)s: máy in %(fault)s từ %(minutes)s phút trước.",
                minutes,
            )
        case Need.HELP:
            text = ngettext(
                "Quầy %(counter)s gọi người giúp %(minutes)s phút trước.",
                "Quầy %(counter)s gọi người giúp %(minutes)s phút trước.",
                minutes,
            )
        case Need.WAIT:
            text = _("%(group)s: có người chờ %(minutes)s phút, quá mức %(limit)s phút.")
        case Need.UNANSWERED:
            text = _("Quầy %(counter)s: số %(code)s đã gọi %(minutes)s phút mà chưa ai đến.")
        case Need.IDLE:
            text = _("Quầy %(counter)s rảnh %(minutes)s phút trong khi có người chờ.")
        case Need.UNSERVED:
            waiting = int(str(said["waiting"]))
            text = ngettext(
                "%(group)s: %(waiting)s người chờ mà chưa có quầy nào phục vụ.",
                "%(group)s: %(waiting)s người chờ mà chưa có quầy nào phục vụ.",
                waiting,
            )
    return text % said


@require_POST
@never_cache
def act(request: HttpRequest, verb: str) -> HttpResponse:
    rights, at = rights_of(request), clock.now()
    centre, _halls = here(request, rights)
    if centre is None:
        raise Http404
    said, why_not = "", ""
    try:
        said = _acted(verb, request, centre, rights, at=at)
    except Refused as refusal:
        why_not = str(refusal)
    if request.headers.get("X-Part"):
        return _answer(request, centre, rights, at=at, said=said, why_not=why_not)
    if why_not:
        messages.error(request, why_not)
    else:
        messages.success(request, said)
    return redirect(f"{reverse('insight:hall')}?centre={centre.code}")


def _acted(verb: str, request: HttpRequest, centre: UnitView, rights: Rights, *, at: datetime) -> str:
    if verb == "came":
        return _came(request, centre, rights, at=at)
    counter_id = _key(request, "counter", _("Hãy chọn quầy."))
    if counter_id not in queries.setup(centre.id).counters:
        raise Refused(_("Quầy này không ở trung tâm đang xem."))
    if verb == "open":
        user_id = _key(request, "user", _("Hãy chọn người phục vụ."))
        session = actions.open_for(counter_id, user_id=user_id, by=rights, at=at)
        return _("Đã mở quầy %(counter)s.") % {"counter": session.counter}
    if verb == "close":
        session = actions.close_for(counter_id, by=rights, at=at)
        return _("Đã đóng quầy %(counter)s.") % {"counter": session.counter}
    if verb == "helped":
        session = actions.end_help(counter_id, by=rights, at=at)
        return _("Quầy %(counter)s đã có người giúp.") % {"counter": session.counter}
    raise Http404


def _came(request: HttpRequest, centre: UnitView, rights: Rights, *, at: datetime) -> str:
    device_id = _key(request, "device", _("Hãy chọn máy lấy số."))
    if not Device.objects.filter(pk=device_id, centre=centre.id).exists():
        raise Refused(_("Máy này không ở trung tâm đang xem."))
    device = devices.answer(device_id, by=rights, at=at)
    return _("%(machine)s đã có người đến.") % {"machine": device.name}


def _key(request: HttpRequest, name: str, reason: str) -> int:
    typed = request.POST.get(name, "")
    if not typed.isdecimal() or len(typed) > 18:
        raise Refused(reason)
    return int(typed)


@require_safe
def estimates(request: HttpRequest) -> HttpResponse:
    """How right the promised waits were, by day and group."""
    centre, halls = here(request, rights_of(request))
    form = PeriodForm(request.GET, today=clock.today())
    context: dict[str, object] = {"centre": centre, "halls": halls, "form": form}
    if form.is_valid():
        rows = visits.calibration(centre.id, **form.cleaned_data) if centre else []
        context |= {"days": _by_day(rows), "total": _total(rows)}
    return render(request, "insight/hall/estimates.html", context)


def _by_day(rows: list[Calibration]) -> list[tuple[date, list[Calibration]]]:
    found: dict[date, list[Calibration]] = {}
    for row in rows:
        found.setdefault(row.day, []).append(row)
    return sorted(found.items(), reverse=True)


def _total(rows: list[Calibration]) -> dict[str, float] | None:
    """Return all promises taken together, None where there are none."""
    count = sum(row.count for row in rows)
    if not count:
        return None
    return {
        "count": count,
        "share": 100 * sum(row.within for row in rows) / count,
        "error": sum(row.error * row.count for row in rows) / count,
        "waited": sum(row.waited * row.count for row in rows) / count,
    }
