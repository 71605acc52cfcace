"""Why somebody waits: who was called before, and on what ground, in sentences for the one who waits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.base.clock import local
from motcua.queueing.models import HallEvent, Lane
from motcua.queueing.rules.order import Basis

Kind = HallEvent.Kind


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with what is known of its ticket; `values` are those the rule saw."""

    seq: int
    kind: str
    at: datetime
    ticket_id: int
    code: str
    arrived_at: datetime
    lane: str
    appointment_at: datetime | None
    group_id: int | None
    group: str
    counter: str
    reason: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the story of a ticket; `code` is the other number it tells of, if any."""

    at: datetime
    text: str
    code: str = ""


def explain(ticket_id: int, happenings: Iterable[Happening]) -> list[Sentence]:
    """Return what happened to a ticket and who came later but was called before it, in order of time."""
    told: list[Sentence] = []
    issued: Happening | None = None
    group_id: int | None = None
    is_waiting = False
    for one in happenings:
        if one.ticket_id == ticket_id:
            issued = issued or one
            group_id = one.group_id if one.kind in _MOVES else group_id
            is_waiting = one.kind in _WAITS or (is_waiting and one.kind in _STAYS)
            told += [Sentence(one.at, text) for text in _own(one)]
        elif issued and is_waiting and one.kind == Kind.CALLED and one.arrived_at > issued.arrived_at:
            told += [Sentence(one.at, text, one.code) for text in _overtaking(one, group_id)]
    return told


_WAITS = (Kind.ISSUED, Kind.RETURNED, Kind.RESUMED, Kind.TRANSFERRED)
_STAYS = (Kind.LATE, Kind.DOSSIER)
_MOVES = (Kind.ISSUED, Kind.TRANSFERRED)


def _overtaking(one: Happening, group_id: int | None) -> Iterator[str]:
    """Yield why a ticket that came later was called, where its counter serves the own line too."""
    if one.group_id != group_id and str(group_id) not in one.values.get("skills", {}):
        return
    said = {"code": one.code, "counter": one.counter, "reason": one.reason, "group": one.group}
    basis = one.values.get("basis")
    if basis == Basis.PICKED:
        yield _("Số %(code)s được gọi ngoài thứ tự đến quầy %(counter)s, lý do: %(reason)s.") % said
    elif basis == Basis.BOOKED and one.appointment_at:
        said["time"] = f"{local(one.appointment_at):%H:%M}"
        yield _("Số %(code)s có lịch hẹn lúc %(time)s nên được gọi trước đến quầy %(counter)s.") % said
    elif basis == Basis.PRIORITY:
        said |= {"lane": str(Lane(one.lane).label), "cap": str(one.values.get("cap", 1))}
        yield (
            _(
                "Số %(code)s thuộc diện ưu tiên (%(lane)s) nên được gọi trước đến quầy %(counter)s; "
                "quầy gọi liền nhiều nhất %(cap)s lượt như vậy rồi gọi người đến trước."
            )
            % said
        )
    elif one.group_id != group_id:
        yield _("Quầy %(counter)s gọi số %(code)s vì phục vụ nhóm “%(group)s” trước.") % said
    else:
        yield _("Số %(code)s được gọi đến quầy %(counter)s vì số của ông/bà đã lùi chỗ trong hàng.") % said


def _own(one: Happening) -> Iterator[str]:
    said = {
        "code": one.code,
        "counter": one.counter,
        "reason": one.reason,
        "group": one.group,
        "count": one.values.get("behind"),
    }
    if one.kind == Kind.CALLED:
        yield _called(one) % said
    elif told := _OWN.get(Kind(one.kind)):
        yield told() % said


def _called(one: Happening) -> str:
    match one.values.get("basis"):
        case Basis.PICKED:
            return _("Được gọi ngoài thứ tự đến quầy %(counter)s, lý do: %(reason)s.")
        case Basis.BOOKED:
            return _("Được gọi đến quầy %(counter)s theo lịch hẹn.")
        case Basis.PRIORITY:
            return _("Được gọi đến quầy %(counter)s theo diện ưu tiên.")
        case Basis.TURN:
            return _("Được gọi đến quầy %(counter)s: đã hết lượt ưu tiên liên tiếp, đến người đến trước.")
    return _("Được gọi đến quầy %(counter)s vì đến sớm nhất trong những số quầy này phục vụ.")


# Built when asked for: a sentence is in the language of whoever reads it.
_OWN = {
    Kind.ISSUED: lambda: _("Lấy số %(code)s, nhóm “%(group)s”."),
    Kind.RECALLED: lambda: _("Được gọi lại đến quầy %(counter)s."),
    Kind.MISSED: lambda: _("Được gọi đến quầy %(counter)s nhưng không có người đến."),
    Kind.RETURNED: lambda: _("Trở lại hàng chờ, sau %(count)s số."),
    Kind.HELD: lambda: _("Tạm giữ tại quầy %(counter)s: %(reason)s."),
    Kind.RESUMED: lambda: _("Hết tạm giữ, trở lại hàng với chỗ cũ."),
    Kind.TRANSFERRED: lambda: _("Chuyển sang nhóm “%(group)s”, giữ nguyên giờ đến."),
    Kind.LATE: lambda: _("Báo đến muộn, nhường tối đa %(count)s số."),
    Kind.STARTED: lambda: _("Bắt đầu phục vụ tại quầy %(counter)s."),
    Kind.FINISHED: lambda: _("Phục vụ xong tại quầy %(counter)s."),
    Kind.LEFT: lambda: _("Rời hàng chờ."),
    Kind.DOSSIER: lambda: _("Đã tiếp nhận hồ sơ %(reason)s."),
}
