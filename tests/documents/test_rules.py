from datetime import date

import pytest

from motcua.base import clock
from motcua.documents import rules


# NĐ 30/2020/NĐ-CP, Phụ lục I: days under 10 and months 1 and 2 are written with a zero.
@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 24), "ngày 24 tháng 11 năm 2026"),
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 2, 1), "ngày 01 tháng 02 năm 2026"),
        (date(2026, 10, 10), "ngày 10 tháng 10 năm 2026"),
    ],
)
def test_a_date_is_written_as_official_papers_write_it(day, written):
    assert rules.official_date(day) == written


def test_a_moment_names_hour_minute_and_day():
    assert rules.official_moment(clock.at(date(2026, 11, 24), 9, 41)) == "09 giờ 41 phút, ngày 24/11/2026"


def test_a_promise_names_the_weekday_too():
    promised = clock.at(date(2026, 11, 27), 16, 30)

    assert rules.official_weekday_moment(promised) == "16 giờ 30 phút, Thứ Sáu, ngày 27/11/2026"


@pytest.mark.parametrize(
    ("amount", "unit", "written"),
    [
        (3, "working_day", "03 ngày làm việc"),
        (15, "calendar_day", "15 ngày"),
        (4, "working_hour", "04 giờ làm việc"),
        (0, "same_day", "trong ngày"),
    ],
)
def test_a_time_limit_is_written_with_two_digits(amount, unit, written):
    assert rules.official_span(amount, unit) == written
