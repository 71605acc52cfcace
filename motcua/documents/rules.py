"""Words and numbers as official papers write them (NĐ 30/2020/NĐ-CP); which files are accepted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def two_digits(number: int) -> str:
    """Return a small number so that no digit can be written before it: 03."""
    return f"{number:02d}"


def official_date(day: date) -> str:
    """Return "ngày 24 tháng 11 năm 2026"; days under 10 and months 1 and 2 have two digits."""
    month = two_digits(day.month) if day.month <= 2 else str(day.month)
    return f"ngày {two_digits(day.day)} tháng {month} năm {day.year}"


def official_time(moment: datetime) -> str:
    """Return "09 giờ 41 phút" of a moment in the centre's zone."""
    return f"{two_digits(moment.hour)} giờ {two_digits(moment.minute)} phút"


def official_moment(moment: datetime) -> str:
    """Return "09 giờ 41 phút, ngày 24/11/2026"."""
    return f"{official_time(moment)}, ngày {moment:%d/%m/%Y}"


def official_weekday_moment(moment: datetime) -> str:
    """Return "16 giờ 30 phút, Thứ Sáu, ngày 27/11/2026"."""
    return f"{official_time(moment)}, {WEEKDAYS[moment.weekday()]}, ngày {moment:%d/%m/%Y}"


_UNITS = {
    "working_day": "ngày làm việc",
    "working_hour": "giờ làm việc",
    "working_minute": "phút làm việc",
    "calendar_day": "ngày",
}


def official_span(amount: int, unit: str) -> str:
    """Return a time limit as papers write it: "03 ngày làm việc", "trong ngày"."""
    return f"{two_digits(amount)} {_UNITS[unit]}" if unit in _UNITS else "trong ngày"


# How files of the accepted kinds begin. The name of a file says nothing: people rename.
_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif"}


def media_type(beginning: bytes) -> str:
    """Return the media type of a file by its first bytes, or "" for a kind that is not accepted."""
    return next((name for start, name in _BEGINNINGS if beginning.startswith(start)), "")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may be at most: settings of the centre."""

    size: int  # bytes
    pages: int
    pixels: int  # of one picture


def why_not_read(fault: str, *, limits: Limits) -> str:
    """Return why a file cannot be taken in, for the person who chose it, by the reader's word for it."""
    reasons = {
        "empty": _("Tệp rỗng, không có nội dung. Hãy quét lại."),
        "too_big": _("Tệp lớn hơn %(limit)s MB. Hãy quét với độ phân giải 200–300 dpi hoặc tách tệp.")
        % {"limit": limits.size // 2**20},
        "wrong_kind": _("Tệp không phải PDF, JPEG, PNG hay TIFF (xét theo nội dung, không theo tên tệp)."),
        "cut": _("Tệp chưa trọn vẹn: phần cuối bị thiếu. Hãy đợi máy quét ghi xong hoặc quét lại."),
        "locked": _("Tệp PDF có mật khẩu hoặc bị khóa. Hãy bỏ khóa rồi tải lên lại."),
        "no_pages": _("Tệp không có trang nào."),
        "too_many_pages": _("Tệp có hơn %(limit)s trang. Hãy tách thành nhiều tệp.")
        % {"limit": limits.pages},
        "too_many_pixels": _("Ảnh lớn hơn %(limit)s triệu điểm ảnh. Hãy quét với độ phân giải thấp hơn.")
        % {"limit": limits.pixels // 10**6},
        "too_heavy": _("Tệp quá nặng để mở an toàn. Hãy quét lại với độ phân giải thấp hơn."),
    }
    return reasons.get(fault, _("Tệp bị hỏng, không mở được. Hãy quét lại."))
