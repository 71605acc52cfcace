"""What is done at a counter of the hall: each act a form, refused with its reason, answered with the strip."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.organisations.models import Position
from motcua.queueing import actions, devices, queries
from motcua.queueing.models import Device, Ticket
from motcua.queueing.seats import sitting
from motcua.web.desk.acting import Turn, turn_of
from motcua.web.desk.counter_strip import strip_of

Role = Position.Role
# The pages that show the strip, and may be come back to.
PAGES = {"serve": "desk:serve", "returns": "desk:returns", "home": "desk:home"}


@require_safe
@never_cache
def now(request: HttpRequest) -> HttpResponse:
    """Answer the strip when anything happened since the tag that the page has, else that nothing did."""
    known = request.headers.get("If-None-Match", "").strip('"')
    return _strip(request, turn_of(request), known=known)


def _strip(
    request: HttpRequest, turn: Turn, *, said: str = "", why_not: str = "", known: str = ""
) -> HttpResponse:
    strip = strip_of(turn.rights, at=turn.now, known=known)
    if strip is None:
        return HttpResponseNotModified()
    page = request.GET.get("page") or request.POST.get("page") or "home"
    context = {"strip": strip, "strip_page": page, "said": said, "why_not": why_not}
    response = render(request, "desk/counter/_strip.html", context)
    response["ETag"] = f'"{strip.tag}"'
    return response


@dataclass(frozen=True, slots=True)
class At:
    """Somebody at the own counter, and what the form says."""

    turn: Turn
    counter_id: int

    @property
    def ticket_id(self) -> int:
        return self._key("ticket", _("Chưa chọn số nào."))

    @property
    def group_id(self) -> int:
        return self._key("group", _("Hãy chọn nhóm dịch vụ."))

    @property
    def device_id(self) -> int:
        found = self._key("device", _("Hãy chọn máy lấy số."))
        if not Device.objects.filter(pk=found, centre=queries.centre_of(self.counter_id)).exists():
            raise Refused(_("Máy này không ở trung tâm đang xem."))
        return found

    @property
    def reason(self) -> str:
        return self.turn.request.POST.get("reason", "")[:200]

    @property
    def by(self) -> dict[str, object]:
        """What every verb of the hall is told."""
        return {"by": self.turn.rights, "at": self.turn.now}

    @property
    def here(self) -> dict[str, object]:
        return {"counter_id": self.counter_id, **self.by}

    def _key(self, name: str, reason: str) -> int:
        typed = self.turn.request.POST.get(name, "")
        if not typed.isdecimal() or len(typed) > 18:
            raise Refused(reason)
        return int(typed)


def _call(one: At) -> str:
    ticket = actions.call_next(one.counter_id, **one.by)
    if ticket is None:
        return _("Không có ai chờ quầy này.")
    return _("Đã gọi số %(code)s.") % {"code": ticket.code}


def _call_once(one: At) -> str:
    """Call, or say whom a button pressed twice has called already."""
    try:
        return _call(one)
    except Refused:
        current = queries.current_at(one.counter_id)
        if current is None or current.state != Ticket.State.CALLED:
            raise
        return _("Quầy đã gọi số %(code)s.") % {"code": current.code}


def _next(one: At) -> str:
    actions.finish(one.ticket_id, **one.here)
    return _call(one)


def _finish(one: At) -> str:
    ticket = actions.finish(one.ticket_id, **one.here)
    if ticket.state == Ticket.State.WAITING:
        name = queries.setup(ticket.hall.centre_id).groups[ticket.line.group_id].name
        return _("Xong số %(code)s ở đây; số chờ tiếp ở nhóm “%(group)s”.") % {
            "code": ticket.code,
            "group": name,
        }
    return _("Xong số %(code)s.") % {"code": ticket.code}


def _recall(one: At) -> str:
    ticket = actions.recall(one.ticket_id, **one.here)
    return _("Đã gọi lại số %(code)s.") % {"code": ticket.code}


def _start(one: At) -> str:
    # The strip says it by itself: nobody is disturbed at the beginning of a service.
    actions.start(one.ticket_id, **one.here)
    return ""


def _miss(one: At) -> str:
    ticket = actions.miss(one.ticket_id, **one.here)
    if ticket.state == Ticket.State.WAITING:
        return _("Số %(code)s vắng mặt, trở lại hàng chờ một lần.") % {"code": ticket.code}
    return _("Số %(code)s vắng mặt lần hai, đã ra khỏi hàng.") % {"code": ticket.code}


def _hold(one: At) -> str:
    ticket = actions.hold(one.ticket_id, reason=one.reason, **one.here)
    return _("Đã tạm giữ số %(code)s.") % {"code": ticket.code}


def _resume(one: At) -> str:
    ticket = actions.resume(one.ticket_id, **one.by)
    return _("Số %(code)s trở lại hàng, đúng chỗ cũ.") % {"code": ticket.code}


def _transfer(one: At) -> str:
    ticket = actions.transfer(one.ticket_id, group_id=one.group_id, reason=one.reason, **one.here)
    return _("Đã chuyển số %(code)s, giữ nguyên giờ đến.") % {"code": ticket.code}


def _pick(one: At) -> str:
    ticket = actions.pick(one.ticket_id, reason=one.reason, **one.here)
    return _("Đã gọi số %(code)s ngoài thứ tự.") % {"code": ticket.code}


def _pause(one: At) -> str:
    back_at = _back_at(one.turn)
    actions.pause_counter(one.counter_id, reason=one.reason, back_at=back_at, **one.by)
    return _("Quầy tạm nghỉ.")


def _back_at(turn: Turn) -> datetime | None:
    """The hour today that was typed."""
    typed = turn.request.POST.get("back_at", "")
    if not typed:
        return None
    try:
        hour = datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007 - an hour of the centre's own day
    except ValueError:
        raise Refused(_("Giờ trở lại viết như 13:30.")) from None
    back_at = clock.at(turn.today, hour.hour, hour.minute)
    if back_at <= turn.now:
        raise Refused(_("Giờ trở lại phải sau lúc này."))
    return back_at


def _unpause(one: At) -> str:
    actions.unpause_counter(one.counter_id, **one.by)
    return _("Quầy phục vụ trở lại.")


def _close(one: At) -> str:
    actions.close_counter(one.counter_id, **one.by)
    return _("Đã đóng quầy.")


def _help(one: At) -> str:
    actions.call_help(one.counter_id, reason=one.reason, **one.by)
    return _("Đã gọi người giúp; người giám sát thấy ngay.")


def _end_help(one: At) -> str:
    actions.end_help(one.counter_id, **one.by)
    return _("Hết cần giúp.")


def _came(one: At) -> str:
    device = devices.answer(one.device_id, **one.by)
    return _("%(machine)s đã có người đến.") % {"machine": device.name}


_ACTS: dict[str, Callable[[At], str]] = {
    "call": _call_once,
    "next": _next,
    "finish": _finish,
    "recall": _recall,
    "start": _start,
    "miss": _miss,
    "hold": _hold,
    "resume": _resume,
    "transfer": _transfer,
    "pick": _pick,
    "pause": _pause,
    "unpause": _unpause,
    "close": _close,
    "help": _help,
    "end-help": _end_help,
    "came": _came,
}


@require_POST
@never_cache
def act(request: HttpRequest, verb: str) -> HttpResponse:
    turn = turn_of(request)
    said, why_not = "", ""
    try:
        said = _acted(verb, turn)
    except Refused as refusal:
        why_not = str(refusal)
    if request.headers.get("X-Part"):
        return _strip(request, turn, said=said, why_not=why_not)
    if why_not:
        messages.error(request, why_not)
    elif said:
        messages.success(request, said)
    return redirect(_back(turn, verb))


def _acted(verb: str, turn: Turn) -> str:
    if verb == "open":
        return _open(turn)
    if verb not in _ACTS:
        raise Http404
    session = sitting(turn.rights.user_id, day=turn.today)
    if session is None:
        raise Refused(_("Quầy của bạn đã đóng. Hãy mở quầy trước."))
    try:
        return _ACTS[verb](At(turn, session.counter_id))
    except Ticket.DoesNotExist:
        raise Refused(_("Số này không có trong sảnh hôm nay.")) from None


def _open(turn: Turn) -> str:
    typed = turn.request.POST.get("counter", "")
    if not typed.isdecimal() or len(typed) > 18:
        raise Refused(_("Hãy chọn quầy."))
    try:
        session = actions.open_counter(int(typed), by=turn.rights, at=turn.now)
    except KeyError:
        raise Refused(_("Quầy này không còn dùng.")) from None
    return _("Đã mở quầy %(counter)s.") % {"counter": session.counter}


def _back(turn: Turn, verb: str) -> str:
    """Calls lead to where the next person is served; everything else back to the page."""
    asked = turn.request.POST.get("page", "")
    if verb in ("call", "next", "pick") and asked not in ("serve", "returns"):
        asked = "serve" if turn.rights.has_role(Role.RECEPTION) else "returns"
    return reverse(PAGES.get(asked, "desk:home"))
