"""When no number is given: the hours of the centre, and a line that fills the time until closing."""

from datetime import datetime

import pytest

from motcua.base.clock import ZONE
from motcua.queueing.models import ServiceGroup
from motcua.queueing.rules import why_not_issue

OVER = "Hết giờ làm việc. Mở lại 07:00, ngày 25/11/2026."
FULL = "Người đang chờ đã đủ đến hết giờ làm việc hôm nay, mời ông/bà đến vào buổi sau."


def moment(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


# Monday 23/11/2026: 07:00–11:30 and 13:30–17:00.
@pytest.mark.parametrize(
    ("at", "opens_at", "left", "wait", "expected"),
    [
        ("23 09:00", "23 09:00", 360, 30, ""),
        ("23 06:29", "23 07:00", 480, 0, "Chưa đến giờ phát số, bắt đầu lúc 06:30."),
        ("23 06:30", "23 07:00", 480, 0, ""),
        ("23 11:45", "23 13:30", 210, 0, "Chưa đến giờ phát số, bắt đầu lúc 13:00."),
        ("23 13:00", "23 13:30", 210, 0, ""),
        ("23 16:40", "23 16:40", 20, 10, ""),
        ("23 16:40", "23 16:40", 20, 11, FULL),
        ("23 16:59", "23 16:59", 1, 0, FULL),
        # 17:00 sharp is outside, and so is everything until midnight: local time, whatever UTC says.
        ("23 17:00", "25 07:00", 0, 0, OVER),
        ("23 23:59", "25 07:00", 0, 0, OVER),
        ("25 00:00", "25 07:00", 480, 0, "Chưa đến giờ phát số, bắt đầu lúc 06:30."),
    ],
)
def test_whether_a_number_is_given(at, opens_at, left, wait, expected):
    reason = why_not_issue(
        ServiceGroup(letter="A", name="Đất đai"),
        at=moment(at),
        opens_at=moment(opens_at),
        early_minutes=30,
        minutes_left=left,
        needed_minutes=wait + 10,
    )

    assert reason == expected


def test_a_group_that_is_shut_gives_no_number():
    reason = why_not_issue(
        ServiceGroup(letter="A", name="Đất đai", is_open=False),
        at=moment("23 09:00"),
        opens_at=moment("23 09:00"),
        early_minutes=30,
        minutes_left=300,
        needed_minutes=10,
    )

    assert reason == "Nhóm dịch vụ này đang tạm ngừng phát số."
