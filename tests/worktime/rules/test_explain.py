from datetime import time

import pytest
from django.utils import translation

from motcua.worktime.rules import compile_calendar, span_text
from tests.worktime.calendars import PEER, at, calendar, closed, default, opened


def texts(why):
    return [line.text for line in why.lines]


def test_working_days_are_told_one_by_one_with_the_holiday_and_its_source():
    why = default().explain(at("2026-11-23 09:00"), 3, "working_day")

    assert texts(why) == [
        "Nhận 09:00 Thứ Hai 23/11/2026: không tính ngày nhận",
        "Thứ Ba 24/11/2026 nghỉ: Ngày Văn hóa Việt Nam",
        "Ngày làm việc thứ 1: Thứ Tư 25/11/2026",
        "Ngày làm việc thứ 2: Thứ Năm 26/11/2026",
        "Ngày làm việc thứ 3: Thứ Sáu 27/11/2026",
        "Đến hạn: 09:00 Thứ Sáu 27/11/2026",
    ]
    assert why.lines[1].source == "Nghị quyết 28/2026/QH16, hiệu lực 01/07/2026"
    assert [line.kind for line in why.lines] == [
        "received",
        "holiday",
        "counted",
        "counted",
        "counted",
        "due",
    ]
    assert [line.minutes for line in why.lines] == [0, 0, 480, 480, 480, 0]


def test_hours_are_told_with_the_sessions_they_were_counted_in():
    why = default().explain(at("2026-08-21 15:00"), 4, "working_hour")

    assert texts(why) == [
        "Nhận 15:00 Thứ Sáu 21/08/2026",
        "Thứ Sáu 21/08/2026: tính 2 giờ (15:00–17:00)",
        "Thứ Bảy 22/08/2026: tính 2 giờ (07:00–09:00) – Làm bù cho 31/08/2026 (cơ quan hành chính)",
        "Đến hạn: 09:00 Thứ Bảy 22/08/2026",
    ]
    assert why.lines[2].kind == "makeup"
    assert why.lines[2].source == "Thông báo nghỉ Quốc khánh 2026"


def test_a_start_outside_hours_is_told_to_have_moved_and_over_what():
    why = default().explain(at("2026-04-24 17:30"), 1, "working_day")

    assert texts(why) == [
        "Nhận 17:30 Thứ Sáu 24/04/2026, ngoài giờ làm việc",
        "Thứ Bảy 25/04/2026: ngày nghỉ hằng tuần",
        "Chủ nhật 26/04/2026 nghỉ: Giỗ Tổ Hùng Vương (10/3 âm lịch, Chủ nhật)",
        "Thứ Hai 27/04/2026 nghỉ: Nghỉ bù Giỗ Tổ Hùng Vương",
        "Tính từ 07:00 Thứ Ba 28/04/2026: không tính ngày này",
        "Ngày làm việc thứ 1: Thứ Tư 29/04/2026",
        "Đến hạn: 07:00 Thứ Tư 29/04/2026",
    ]
    assert why.starts_at == at("2026-04-28 07:00")


def test_a_dossier_received_in_the_break_is_counted_from_the_afternoon():
    why = default().explain(at("2026-04-21 11:45"), 4, "working_hour")

    assert texts(why) == [
        "Nhận 11:45 Thứ Ba 21/04/2026, ngoài giờ làm việc",
        "Tính từ 13:30 Thứ Ba 21/04/2026",
        "Thứ Ba 21/04/2026: tính 3 giờ 30 phút (13:30–17:00)",
        "Thứ Tư 22/04/2026: tính 30 phút (07:00–07:30)",
        "Đến hạn: 07:30 Thứ Tư 22/04/2026",
    ]


def test_calendar_days_that_end_on_a_holiday_are_told_to_move_on():
    why = default().explain(at("2026-08-17 08:00"), 15, "calendar_day")

    assert texts(why) == [
        "Nhận 08:00 Thứ Hai 17/08/2026: không tính ngày nhận",
        "Ngày thứ 15: Thứ Ba 01/09/2026",
        "Thứ Ba 01/09/2026 nghỉ: Quốc khánh (ngày liền kề)",
        "Thứ Tư 02/09/2026 nghỉ: Quốc khánh",
        "Chuyển sang ngày làm việc kế tiếp: Thứ Năm 03/09/2026",
        "Đến hạn: 08:00 Thứ Năm 03/09/2026",
    ]


@pytest.mark.parametrize(
    ("received", "lines"),
    [
        (
            "2026-11-23 14:59",
            [
                "Nhận 14:59 Thứ Hai 23/11/2026, trước 15:30: trả trong ngày",
                "Đến hạn: 17:00 Thứ Hai 23/11/2026",
            ],
        ),
        (
            "2026-11-23 15:30",
            [
                "Nhận 15:30 Thứ Hai 23/11/2026, từ 15:30 trở đi: trả ngày làm việc kế tiếp",
                "Thứ Ba 24/11/2026 nghỉ: Ngày Văn hóa Việt Nam",
                "Đến hạn: 17:00 Thứ Tư 25/11/2026",
            ],
        ),
        (
            "2026-11-21 16:00",
            [
                "Nhận 16:00 Thứ Bảy 21/11/2026, ngoài giờ làm việc",
                "Thứ Bảy 21/11/2026: ngày nghỉ hằng tuần",
                "Chủ nhật 22/11/2026: ngày nghỉ hằng tuần",
                "Tính từ 07:00 Thứ Hai 23/11/2026",
                "Đến hạn: 17:00 Thứ Hai 23/11/2026",
            ],
        ),
    ],
)
def test_in_the_day_tells_the_cutoff(received, lines):
    assert texts(default().explain(at(received), 1, "same_day", cutoff=time(15, 30))) == lines


def test_a_clock_time_that_lands_outside_the_hours_of_the_last_day_is_told_to_move():
    working_time = compile_calendar(
        calendar(PEER, sat=[["07:30", "11:30"]], exceptions=[closed("2026-01-01")])
    )

    why = working_time.explain(at("2026-06-12 14:00"), 1, "working_day")

    assert texts(why)[1:] == [
        "Ngày làm việc thứ 1: Thứ Bảy 13/06/2026",
        "14:00 ngoài giờ làm việc của Thứ Bảy 13/06/2026: chuyển sang 11:30",
        "Đến hạn: 11:30 Thứ Bảy 13/06/2026",
    ]


def test_a_day_of_fewer_hours_is_told_to_be_one():
    short = opened("2026-06-09", [["07:00", "09:00"]], name="Nghỉ buổi chiều, diễn tập", source="Kế hoạch 5")
    working_time = compile_calendar(calendar(exceptions=[short, closed("2026-01-01")]))

    line = working_time.explain(at("2026-06-08 16:00"), 2, "working_hour").lines[2]

    assert line.kind == "partial"
    assert line.text == "Thứ Ba 09/06/2026: tính 1 giờ (07:00–08:00) – Nghỉ buổi chiều, diễn tập"
    assert line.source == "Kế hoạch 5"


def test_a_day_off_without_a_name_still_has_a_reason():
    working_time = compile_calendar(calendar(exceptions=[closed("2026-06-09"), opened("2026-06-13")]))

    assert working_time.explain(at("2026-06-08 09:00"), 1, "working_day").lines[1].text == (
        "Thứ Ba 09/06/2026 nghỉ: theo lịch của đơn vị"
    )
    assert working_time.explain(at("2026-06-12 09:00"), 1, "working_day").lines[1].text == (
        "Ngày làm việc thứ 1: Thứ Bảy 13/06/2026 – ngày làm bù"
    )


def test_a_deadline_over_provisional_days_off_says_so():
    why = default().explain(at("2027-02-04 09:00"), 1, "working_day")

    assert "Thứ Hai 08/02/2027 nghỉ (dự kiến): Tết Nguyên đán (mùng 3)" in texts(why)
    assert texts(why)[-2:] == [
        "Lịch nghỉ năm 2027 còn dự kiến, chờ thông báo chính thức",
        "Đến hạn: 09:00 Thứ Sáu 12/02/2027",
    ]


def test_a_deadline_in_a_year_without_holidays_says_so():
    why = default().explain(at("2028-06-05 09:00"), 1, "working_day")

    assert why.due_at == at("2028-06-06 09:00")
    assert [line.text for line in why.lines if line.kind == "warning"] == [
        "Năm 2028 chưa có lịch nghỉ chính thức"
    ]


def test_the_same_day_asked_again_longer_is_told_again_whole():
    working_time = default()
    short = working_time.explain(at("2026-06-08 09:00"), 2, "working_day")
    long = working_time.explain(at("2026-06-08 09:00"), 100, "working_day")

    assert working_time.explain(at("2026-06-08 09:00"), 2, "working_day") == short
    assert sum(line.kind == "counted" for line in long.lines) == 99
    assert sum(line.kind == "makeup" for line in long.lines) == 1


def test_many_deadlines_are_explained_like_one():
    cases = [
        (at("2026-11-23 09:00"), 3, "working_day"),
        (at("2026-11-23 14:00"), 8, "working_hour"),
        (at("2026-11-23 15:01"), 1, "same_day"),
    ]
    working_time = default()

    assert list(working_time.explain_all(cases)) == [working_time.explain(*case) for case in cases]


def test_each_language_has_its_own_lines():
    working_time = default()
    with translation.override("en"):
        working_time.explain(at("2026-11-23 09:00"), 3, "working_day")

    with translation.override("vi"):
        why = working_time.explain(at("2026-11-23 09:00"), 3, "working_day")

    assert why.lines[0].text == "Nhận 09:00 Thứ Hai 23/11/2026: không tính ngày nhận"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 phút"), (30, "30 phút"), (60, "1 giờ"), (109, "1 giờ 49 phút"), (480, "8 giờ")],
)
def test_a_length_of_time_reads_in_hours_and_minutes(minutes, text):
    assert span_text(minutes) == text
