"""What may not be done in the hall, and the reason people read."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from motcua.base.clock import local
from motcua.notifications.models import Channel
from motcua.notifications.rules import why_not_address
from motcua.organisations.rules import Rights
from motcua.people.rules import why_not_phone
from motcua.queueing.models import AT_COUNTER, CounterSession, ServiceGroup, Ticket

State = Ticket.State
_ENDED = (State.FINISHED, State.LEFT, State.MISSED)
STARS = range(1, 6)
# So many phones may be sent one number: the own one, and that of whoever waits along.
MOST_PHONES = 2
# So many messages with numbers go to one phone a day, whatever is typed at the kiosks: it may be a stranger's.
MOST_TEXTS = 6


def why_not_work(rights: Rights, centre_id: int) -> str:
    """Return the reason somebody may not work in the hall of a centre, or ""."""
    if any(post.unit_id == centre_id for post in rights.posts):
        return ""
    return _("Bạn không giữ vị trí nào tại trung tâm này.")


def why_not_open(
    session: CounterSession | None, own: CounterSession | None, *, is_kept: bool, is_self: bool = True
) -> str:
    """Return the reason a counter may not be opened: who sits there, or where one sits already; or ""."""
    if not is_kept:
        return _("Quầy này không còn dùng.")
    if session is not None:
        return _("Quầy đang có %(name)s phục vụ.") % {"name": session.user.full_name}
    if own is not None and is_self:
        return _("Bạn đang mở quầy %(counter)s.") % {"counter": own.counter}
    if own is not None:
        said = {"name": own.user.full_name, "counter": own.counter}
        return _("%(name)s đang mở quầy %(counter)s.") % said
    return ""


def why_not_use(session: CounterSession | None, user_id: int) -> str:
    """Return the reason somebody may not act at a counter, or ""."""
    if session is None:
        return _("Quầy chưa mở.")
    if session.user_id != user_id:
        return _("Quầy đang do người khác phục vụ.")
    return ""


def why_not_pause(session: CounterSession, *, reason: str, current: Ticket | None) -> str:
    """Return the reason a counter may not pause, or ""."""
    if session.paused_at is not None:
        return _("Quầy đang tạm nghỉ.")
    if current is not None:
        return _("Hãy kết thúc số %(code)s trước khi tạm nghỉ.") % {"code": current.code}
    return "" if reason else _("Ghi lý do tạm nghỉ.")


def why_not_unpause(session: CounterSession) -> str:
    """Return the reason a counter cannot serve again, or ""."""
    return _("Quầy đang phục vụ.") if session.paused_at is None else ""


def why_not_close(*, current: Ticket | None) -> str:
    """Return the reason a counter may not close, or ""."""
    if current is None:
        return ""
    return _("Hãy kết thúc số %(code)s trước khi đóng quầy.") % {"code": current.code}


def why_not_call(*, is_paused: bool, current: str) -> str:
    """Return the reason a counter may not call the next number, or ""; `current` is the number it has."""
    if is_paused:
        return _("Quầy đang tạm nghỉ, hãy mở lại trước khi gọi.")
    if current:
        return _("Hãy kết thúc số %(code)s trước khi gọi số tiếp.") % {"code": current}
    return ""


def why_not_pick(ticket: Ticket, *, reason: str) -> str:
    """Return the reason a ticket may not be called out of order, or ""."""
    if ticket.state in AT_COUNTER:
        return _("Số %(code)s đang ở quầy %(counter)s.") % {"code": ticket.code, "counter": ticket.counter}
    if ticket.state not in (State.WAITING, State.HELD, State.MISSED):
        return _("Số %(code)s không ở trong hàng chờ.") % {"code": ticket.code}
    return "" if reason else _("Ghi lý do gọi ngoài thứ tự.")


def why_not_recall(ticket: Ticket, counter_id: int) -> str:
    """Return the reason a ticket may not be called again, or ""."""
    return _why_not_here(ticket, counter_id) or (
        "" if ticket.state == State.CALLED else _("Số %(code)s đang được phục vụ.") % {"code": ticket.code}
    )


def why_not_serve(ticket: Ticket, counter_id: int) -> str:
    """Return the reason a ticket may not be served or finished at a counter, or ""."""
    return _why_not_here(ticket, counter_id)


def why_not_miss(ticket: Ticket, counter_id: int, *, come_minutes: int, at: datetime) -> str:
    """Return the reason somebody may not be said not to have come, or ""."""
    if reason := why_not_recall(ticket, counter_id):
        return reason
    until = (ticket.called_at or at) + timedelta(minutes=come_minutes)
    if at < until:
        return _("Hãy chờ người được gọi đến %(time)s.") % {"time": f"{local(until):%H:%M:%S}"}
    return ""


def why_not_hold(ticket: Ticket, counter_id: int, *, reason: str) -> str:
    """Return the reason a ticket may not be held, or ""."""
    return _why_not_here(ticket, counter_id) or ("" if reason else _("Ghi lý do tạm giữ."))


def why_not_resume(ticket: Ticket) -> str:
    """Return the reason a ticket may not be put back into its line, or ""."""
    return "" if ticket.state == State.HELD else _("Số %(code)s không tạm giữ.") % {"code": ticket.code}


def why_not_transfer(ticket: Ticket, counter_id: int, *, is_same: bool) -> str:
    """Return the reason a ticket may not be sent to another line, or ""."""
    return _why_not_here(ticket, counter_id) or (_("Số này đang ở chính nhóm dịch vụ đó.") if is_same else "")


def why_not_late(ticket: Ticket, *, minutes: int) -> str:
    """Return the reason somebody may not say to be late, or ""."""
    if ticket.state != State.WAITING:
        return _("Số %(code)s không ở trong hàng chờ.") % {"code": ticket.code}
    return "" if 1 <= minutes <= 60 else _("Chọn số phút đến muộn từ 1 đến 60.")


def why_not_leave(ticket: Ticket) -> str:
    """Return the reason somebody may not leave the line, or ""."""
    if ticket.state in (State.WAITING, State.HELD):
        return ""
    return _("Số %(code)s không ở trong hàng chờ.") % {"code": ticket.code}


def why_not_text(ticket: Ticket, *, is_today: bool) -> str:
    """Return the reason a number is not sent to a phone, or ""."""
    if is_today and ticket.state in (State.WAITING, State.CALLED):
        return ""
    return _("Số %(code)s không còn chờ gọi, không gửi tin nhắn nữa.") % {"code": ticket.code}


def why_not_text_to(phone: str, *, reached: int, today: int) -> str:
    """Return the reason a number is not sent to this phone, or "".

    `reached` are the phones that have it, `today` the messages with numbers that this phone got.
    """
    if reason := why_not_phone(phone) or why_not_address(Channel.SMS, phone):
        return reason
    if reached >= MOST_PHONES:
        return _("Số này đã gửi đến %(most)s điện thoại, không gửi thêm được nữa.") % {"most": MOST_PHONES}
    if today >= MOST_TEXTS:
        return _(
            "Điện thoại này hôm nay đã nhận %(most)s tin nhắn số thứ tự. Xin quét mã QR hoặc ghi lại số."
        ) % {"most": MOST_TEXTS}
    return ""


def why_not_rejoin(ticket: Ticket, *, is_over: bool) -> str:
    """Return the reason somebody may not come back to the line, or ""."""
    if is_over:
        return _("Ngày phát số này đã hết, mời lấy số mới.")
    if ticket.state not in (State.MISSED, State.LEFT):
        return _("Số %(code)s không cần vào lại hàng chờ.") % {"code": ticket.code}
    return ""


def why_not_rate(ticket: Ticket, *, stars: int, is_rated: bool) -> str:
    """Return the reason a visit may not be rated, or ""."""
    if ticket.state != State.FINISHED:
        return _("Đánh giá được sau khi phục vụ xong.")
    if is_rated:
        return _("Lượt này đã được đánh giá.")
    return "" if stars in STARS else _("Chọn từ 1 đến 5.")


def why_not_issue(
    group: ServiceGroup,
    *,
    at: datetime,
    opens_at: datetime,
    early_minutes: int,
    minutes_left: int,
    needed_minutes: float,
) -> str:
    """Return the reason no number is given now, or "".

    `minutes_left` are those of work until closing today, `needed_minutes` those until who comes now is served.
    """
    if not group.is_open:
        return _("Nhóm dịch vụ này đang tạm ngừng phát số.")
    opens_at = local(opens_at)
    if minutes_left <= 0:
        return _("Hết giờ làm việc. Mở lại %(time)s, ngày %(day)s.") % {
            "time": f"{opens_at:%H:%M}",
            "day": f"{opens_at:%d/%m/%Y}",
        }
    if at < opens_at - timedelta(minutes=early_minutes):
        begins = opens_at - timedelta(minutes=early_minutes)
        return _("Chưa đến giờ phát số, bắt đầu lúc %(time)s.") % {"time": f"{begins:%H:%M}"}
    if needed_minutes > minutes_left:
        return _("Người đang chờ đã đủ đến hết giờ làm việc hôm nay, mời ông/bà đến vào buổi sau.")
    return ""


def _why_not_here(ticket: Ticket, counter_id: int) -> str:
    if ticket.state in AT_COUNTER and ticket.counter_id == counter_id:
        return ""
    if ticket.state in AT_COUNTER:
        return _("Số %(code)s đang ở quầy %(counter)s.") % {"code": ticket.code, "counter": ticket.counter}
    if ticket.state in _ENDED:
        return _("Số %(code)s đã kết thúc.") % {"code": ticket.code}
    return _("Số %(code)s chưa được gọi đến quầy này.") % {"code": ticket.code}
