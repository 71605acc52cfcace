"""What comes out on paper at a kiosk: the same lines for the browser's print and for a thermal printer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.base.clock import local
from motcua.web.ui import waits


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a slip: small, normal, strong or huge letters, or the text of a QR code (`qr`)."""

    text: str
    look: str = "normal"


@dataclass(frozen=True, slots=True)
class Slip:
    """A piece of paper; asked for twice under one key it is printed once."""

    key: str
    lines: tuple[Line, ...]


def ticket(
    key: str,
    *,
    centre: str,
    code: str,
    group: str,
    lane: str,
    told: Iterable[str],
    counters: str,
    address: str,
    at: datetime,
) -> Slip:
    """Return the slip of a number; `told` says who goes first and how long it takes."""
    lines = [
        Line(centre),
        Line(code, "huge"),
        Line(group, "strong"),
        Line(lane, "strong"),
        Line(waits.sentences(*told)),
        Line(_("Quầy %(counters)s") % {"counters": counters} if counters else ""),
        Line(address, "qr"),
        Line(_("Quét để theo dõi trên điện thoại"), "small"),
        Line(_moment(at), "small"),
    ]
    return Slip(key, tuple(one for one in lines if one.text))


def trial(key: str, *, centre: str, device: str, at: datetime) -> Slip:
    """Return a slip to see whether a printer prints every letter and cuts: nobody's number stands on it."""
    lines = (
        Line(centre),
        Line(_("Phiếu thử"), "strong"),
        Line("A0", "huge"),
        Line("Ă Â Đ Ê Ô Ơ Ư ắ ầ ẩ ễ ộ ợ ữ ỵ 0123456789"),
        Line(device, "strong"),
        Line(settings.PUBLIC_URL, "qr"),
        Line(_moment(at), "small"),
    )
    return Slip(key, lines)


def procedure(
    key: str, *, name: str, papers: Sequence[str], limit: str, fee: str, group: str, address: str
) -> Slip:
    """Return the list of what to bring for a procedure."""
    lines = [
        Line(name, "strong"),
        Line(_("Thời hạn: %(limit)s") % {"limit": limit}),
        Line(_("Phí, lệ phí: %(fee)s") % {"fee": fee}),
        Line(_("Hồ sơ gồm những gì"), "strong"),
        *(Line(f"{at}. {paper}", "left") for at, paper in enumerate(papers, 1)),
        Line(group),
        Line(address, "qr"),
        Line(_("Quét để mở trang thủ tục này"), "small"),
    ]
    return Slip(key, tuple(one for one in lines if one.text))


def dossier(
    key: str,
    *,
    number: str,
    name: str,
    headline: str,
    to_do: str,
    due_at: datetime | None,
    address: str,
    at: datetime,
) -> Slip:
    """Return where a dossier stands, as the screen says it."""
    due = _("Hẹn trả kết quả: %(day)s") % {"day": _moment(due_at)} if due_at else ""
    lines = [
        Line(number, "strong"),
        Line(name),
        Line(headline, "strong"),
        Line(to_do),
        Line(due),
        Line(address, "qr"),
        Line(_("Tra cứu lúc %(time)s") % {"time": _moment(at)}, "small"),
    ]
    return Slip(key, tuple(one for one in lines if one.text))


def _moment(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"
