"""What may not be booked, moved, cancelled or checked in, and the reason people read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from motcua.appointments.models import Booking, PhoneCode, Policy, Waiting
from motcua.base.clock import local, local_day

State = Booking.State
# Services in one visit; more are another visit.
MOST_SERVICES = 3
# A code lives so long, is tried so often, and is sent so often to one phone and from one address.
CODE_LIVES = timedelta(minutes=5)
MOST_WRONG = 5
BETWEEN_CODES = timedelta(seconds=60)
WINDOW = timedelta(hours=1)
PER_PHONE, PER_ADDRESS = 5, 30


def said(moment: datetime) -> str:
    """Return a moment as people read it: 09:30 ngày 24/11/2026."""
    return _("%(time)s ngày %(day)s") % {
        "time": f"{local(moment):%H:%M}",
        "day": f"{local(moment):%d/%m/%Y}",
    }


def why_not_take_bookings(policy: Policy) -> str:
    """Return the reason a centre takes no bookings, or ""."""
    return "" if policy.is_open else _("Trung tâm này chưa nhận đặt lịch hẹn, mời lấy số tại trung tâm.")


def why_not_services(count: int) -> str:
    """Return the reason so many services cannot be one visit, or ""."""
    if count < 1:
        return _("Hãy chọn thủ tục hoặc lĩnh vực.")
    return _("Mỗi lịch hẹn tối đa %(n)s thủ tục.") % {"n": MOST_SERVICES} if count > MOST_SERVICES else ""


def why_not_day(policy: Policy, *, days: int) -> str:
    """Return the reason a day cannot be booked, or ""; `days` from today."""
    if days < 0:
        return _("Ngày này đã qua.")
    if days > policy.ahead_days:
        return _("Chỉ đặt được lịch trong %(n)s ngày tới.") % {"n": policy.ahead_days}
    return ""


def why_not_hour(policy: Policy, *, starts_at: datetime, at: datetime, is_staff: bool = False) -> str:
    """Return the reason an hour can no longer be booked, or ""; officials may until the hour itself."""
    if at > starts_at:
        return _("Khung giờ %(time)s đã qua.") % {"time": f"{local(starts_at):%H:%M}"}
    if not is_staff and at > starts_at - timedelta(minutes=policy.lead_minutes):
        return _("Phải đặt trước giờ hẹn ít nhất %(n)s phút.") % {"n": policy.lead_minutes}
    return ""


def why_not_seated(*, is_possible: bool, is_free: bool) -> str:
    """Return the reason services have no places from an hour on, or ""."""
    if not is_possible:
        return _("Giờ này không phục vụ kịp trước giờ nghỉ, mời chọn giờ khác.")
    return "" if is_free else _("Khung giờ này vừa hết chỗ, mời chọn giờ khác.")


def why_not_beside(
    starts_at: datetime, ends_at: datetime, *, others: Sequence[Booking], policy: Policy | None
) -> str:
    """Return the reason somebody with these bookings cannot have one more, or ""; no policy: any number."""
    for one in others:
        if one.starts_at < ends_at and starts_at < one.ends_at:
            return _("Số điện thoại này đã có lịch hẹn lúc %(when)s (mã %(code)s), trùng giờ.") % {
                "when": said(one.starts_at),
                "code": one.code,
            }
    if policy is not None and len(others) >= policy.most_per_phone:
        return _("Số điện thoại này đã có %(n)s lịch hẹn sắp tới, là nhiều nhất.") % {"n": len(others)}
    return ""


def why_not_move(booking: Booking, *, policy: Policy, at: datetime, is_staff: bool = False) -> str:
    """Return the reason a booking cannot be moved to another hour, or ""; a missed one can be booked anew."""
    if booking.state == State.MISSED:
        return ""
    return why_not_cancel(booking, policy=policy, at=at, is_staff=is_staff)


def why_not_cancel(booking: Booking, *, policy: Policy, at: datetime, is_staff: bool = False) -> str:
    """Return the reason a booking cannot be cancelled, or ""; officials may until the hour itself."""
    if booking.state == State.CANCELLED:
        return _("Lịch hẹn này đã hủy.")
    if booking.state == State.CHECKED_IN:
        return _("Ông/Bà đã báo đến theo lịch hẹn này.")
    if booking.state == State.MISSED or at > booking.starts_at:
        return _("Giờ hẹn đã qua.")
    if not is_staff and at > booking.starts_at - timedelta(minutes=policy.cancel_minutes):
        return _("Chỉ đổi hoặc hủy được trước giờ hẹn %(n)s phút. Nếu không đến được, xin gọi trung tâm.") % {
            "n": policy.cancel_minutes
        }
    return ""


def why_not_check_in(booking: Booking, *, policy: Policy, at: datetime) -> str:
    """Return the reason somebody cannot be checked in now, or ""; who is late can, all day long."""
    if booking.state == State.CANCELLED:
        return _("Lịch hẹn này đã hủy, mời lấy số thường.")
    if local_day(at) != local_day(booking.starts_at):
        return _("Lịch hẹn này vào lúc %(when)s.") % {"when": said(booking.starts_at)}
    begins = booking.starts_at - timedelta(minutes=policy.early_minutes)
    if at < begins:
        return _("Ông/Bà đến sớm. Xin báo đến từ %(time)s, lịch hẹn lúc %(hour)s.") % {
            "time": f"{local(begins):%H:%M}",
            "hour": f"{local(booking.starts_at):%H:%M}",
        }
    return ""


def is_late(starts_at: datetime, *, policy: Policy, at: datetime) -> bool:
    """Say whether somebody comes too late to keep the place of the booking."""
    return at > starts_at + timedelta(minutes=policy.grace_minutes)


def why_not_join(policy: Policy, *, days: int, has_free: bool, is_worked: bool) -> str:
    """Return the reason nobody needs to wait for a place on a day, or can, or ""."""
    if reason := why_not_day(policy, days=days):
        return reason
    if not is_worked:
        return _("Ngày này không nhận lịch hẹn.")
    return _("Ngày này còn khung giờ trống, mời chọn giờ.") if has_free else ""


def why_not_wait_on(waiting: Waiting) -> str:
    """Return the reason somebody no longer waits, or ""."""
    if waiting.state in (Waiting.State.WAITING, Waiting.State.OFFERED):
        return ""
    return _("Yêu cầu chờ chỗ này đã kết thúc.")


def why_not_accept(waiting: Waiting, *, at: datetime) -> str:
    """Return the reason an offered place cannot be taken any more, or ""."""
    if waiting.state == Waiting.State.WAITING:
        return _("Chưa có chỗ trống, chúng tôi sẽ nhắn tin khi có.")
    if waiting.state != Waiting.State.OFFERED or at > (waiting.offer_until or at):
        return _("Chỗ này đã chuyển cho người tiếp theo trong danh sách chờ.")
    return ""


def why_not_send_code(*, of_phone: Sequence[datetime], of_address: int, at: datetime) -> str:
    """Return the reason no code is sent now, or ""; the moments are those of the last hour, newest first."""
    if of_phone and at < of_phone[0] + BETWEEN_CODES:
        seconds = int((of_phone[0] + BETWEEN_CODES - at).total_seconds()) + 1
        return _("Vừa gửi mã đến số này. Xin đợi %(n)s giây rồi gửi lại.") % {"n": seconds}
    if len(of_phone) >= PER_PHONE or of_address >= PER_ADDRESS:
        return _("Đã gửi quá nhiều mã, xin thử lại sau 1 giờ.")
    return ""


def why_not_code(code: PhoneCode | None, *, is_right: bool, at: datetime) -> str:
    """Return the reason a typed code does not open, or ""."""
    if code is None or code.used_at is not None or at > code.until:
        return _("Mã đã hết hạn, xin bấm gửi mã mới.")
    if code.wrong >= MOST_WRONG:
        return _("Nhập sai quá %(n)s lần, xin bấm gửi mã mới.") % {"n": MOST_WRONG}
    return "" if is_right else _("Mã không đúng, xin xem lại tin nhắn.")
