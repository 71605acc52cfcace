"""What a dossier's state means to the one who applied, in a sentence."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.dossiers.models import Dossier
from motcua.dossiers.tracking import Tracked
from motcua.web.ui.deadlines import Chip, chip
from motcua.worktime.rules import WorkingTime

Business = Dossier.Business


@dataclass(frozen=True, slots=True)
class Standing:
    """The headline, the clock, and what the applicant has to do."""

    headline: str
    chip: Chip | None
    # What the applicant must do; empty when nothing.
    to_do: str
    # Words for the time a result was promised for, when it is already there.
    apology: str


def standing(tracked: Tracked, *, now: datetime, working_time: WorkingTime) -> Standing:
    """Return what to say about a dossier now."""
    return Standing(_headline(tracked), _chip(tracked, now, working_time), _to_do(tracked), _apology(tracked))


def _headline(tracked: Tracked) -> str:
    if tracked.business == Business.IN_PROCESS:
        if tracked.is_paused and tracked.notice:
            return _("Chờ Ông/Bà thực hiện nghĩa vụ tài chính")
        steps = [one.step.name for one in tracked.path if one.state == "now"]
        step = steps[0] if steps else str(Business.IN_PROCESS.label)
        if tracked.is_paused:
            return _("Đang ở bước %(step)s, không tính thời gian") % {"step": step}
        if tracked.timing == "overdue":
            return _("Đang ở bước %(step)s, đã quá hẹn") % {"step": step}
        return _("Đang ở bước %(step)s, đúng tiến độ") % {"step": step}
    return {
        Business.REGISTERED: _("Đã gửi, chờ tiếp nhận"),
        Business.RECEIVED: _("Đã tiếp nhận"),
        Business.WAITING_SUPPLEMENT: _("Cần Ông/Bà bổ sung giấy tờ"),
        Business.SUSPENDED: _("Tạm dừng xử lý"),
        Business.RESOLVED: _("Đã có kết quả"),
        Business.RETURNED: _("Đã trả kết quả"),
        Business.REFUSED: _("Không được tiếp nhận"),
        Business.WITHDRAWN: _("Đã rút hồ sơ theo yêu cầu của Ông/Bà"),
        Business.STOPPED: _("Đã dừng giải quyết"),
    }[Business(tracked.business)]


def _chip(tracked: Tracked, now: datetime, working_time: WorkingTime) -> Chip | None:
    if tracked.timing in ("early", "on_time", "late"):
        return Chip(tracked.timing, "")
    if tracked.is_paused:
        return Chip("paused", "")
    if tracked.timing in ("in_time", "overdue"):
        return chip(tracked.due_at, now=now, working_time=working_time)
    return None


def _to_do(tracked: Tracked) -> str:
    if tracked.business == Business.RESOLVED:
        return _("Mời Ông/Bà nhận kết quả: %(way)s, tại %(centre)s. Xin mang theo giấy hẹn và căn cước.") % {
            "way": tracked.result_channel.lower(),
            "centre": tracked.centre_name,
        }
    if tracked.business == Business.WAITING_SUPPLEMENT:
        return _("Xin bổ sung trước hết ngày %(day)s, ngay tại trang này hoặc tại %(centre)s.") % {
            "day": f"{tracked.wait_until:%d/%m/%Y}",
            "centre": tracked.centre_name,
        }
    if tracked.is_paused and tracked.notice:
        return _("Xin nộp tiền theo thông báo %(notice)s rồi gửi chứng từ cho %(centre)s.") % {
            "notice": tracked.notice,
            "centre": tracked.centre_name,
        }
    return ""


def _apology(tracked: Tracked) -> str:
    if tracked.timing == "overdue":
        day = {"day": f"{clock.local_day(tracked.due_at):%d/%m/%Y}"}
        if tracked.extended_to:
            day["new"] = f"{clock.local_day(tracked.extended_to):%d/%m/%Y}"
            return _("Chúng tôi xin lỗi Ông/Bà vì hồ sơ đã quá ngày hẹn %(day)s. Hẹn lại ngày %(new)s.") % day
        return _("Chúng tôi xin lỗi Ông/Bà vì hồ sơ đã quá ngày hẹn %(day)s.") % day
    if tracked.timing == "late":
        return _("Chúng tôi xin lỗi Ông/Bà vì hồ sơ trễ hẹn.")
    return ""
