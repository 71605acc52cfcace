"""Words and numbers as official papers write them (NĐ 30/2020/NĐ-CP)."""

from datetime import date, datetime

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


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
