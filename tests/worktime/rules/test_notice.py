from datetime import date

import pytest

from motcua.worktime.rules import missing_notice, read
from tests.worktime.calendars import calendar, closed, opened

OFFICIAL = closed("2026-01-01", status="statutory")
NEXT = closed("2027-01-01", status="statutory")
PROVISIONAL = closed("2027-02-08", status="PROVISIONAL - wait")
NONE = "Năm 2027 chưa có lịch nghỉ chính thức"
WAITING = "Lịch nghỉ năm 2027 còn dự kiến, chờ thông báo chính thức"


@pytest.mark.parametrize(
    ("exceptions", "today", "notice"),
    [
        ([OFFICIAL], date(2026, 10, 31), ""),
        ([OFFICIAL], date(2026, 11, 1), NONE),
        ([OFFICIAL, opened("2027-01-09")], date(2026, 11, 1), NONE),
        ([OFFICIAL, NEXT, PROVISIONAL], date(2026, 11, 1), WAITING),
        ([OFFICIAL, NEXT], date(2026, 11, 1), ""),
        ([OFFICIAL, NEXT, PROVISIONAL], date(2027, 1, 15), WAITING),
        ([NEXT], date(2026, 12, 1), "Năm 2026 chưa có lịch nghỉ chính thức"),
    ],
)
def test_from_november_on_a_missing_notice_for_the_next_year_is_reported(exceptions, today, notice):
    assert missing_notice(read(calendar(exceptions=exceptions)), today) == notice
