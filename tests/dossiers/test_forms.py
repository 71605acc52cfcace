from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import date

import pytest
from django.utils import translation

from motcua.base import clock
from motcua.documents.printing import pdf, qr_svg
from motcua.dossiers.forms import ReceiptForm, receipt_values, why_in_short
from motcua.worktime.rules import Line, compile_calendar

HOURS = [["07:00", "11:30"], ["13:30", "17:00"]]
NATIONAL_DAY = [
    {"date": "2026-08-22", "kind": "open", "sessions": HOURS, "name": "Làm bù", "source": "Thông báo 2026"},
    {"date": "2026-08-31", "kind": "closed", "name": "Nghỉ hoán đổi", "source": "Thông báo 2026"},
    {"date": "2026-09-01", "kind": "closed", "name": "Quốc khánh", "source": "BLLĐ 2019, Điều 112"},
    {"date": "2026-09-02", "kind": "closed", "name": "Quốc khánh", "source": "BLLĐ 2019, Điều 112"},
]
OFFICE = compile_calendar(
    {
        "nominal_day_hours": 8,
        "versions": [
            {
                "valid_from": "2020-01-01",
                "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), HOURS),
                "exceptions": NATIONAL_DAY,
            }
        ],
    }
)


def told(day, hour, amount, unit):
    with translation.override("vi"):
        return why_in_short(OFFICE.explain(clock.at(day, hour), amount, unit).lines)


@pytest.mark.parametrize(
    ("day", "hour", "amount", "unit", "lines"),
    [
        (
            date(2026, 6, 2),
            9,
            20,
            "working_day",
            (
                "Nhận 09:00 Thứ Ba 02/06/2026: không tính ngày nhận",
                "Không tính 08 ngày nghỉ hằng tuần",
                "Ngày làm việc thứ 20: Thứ Ba 30/06/2026",
            ),
        ),
        (
            date(2026, 8, 28),
            9,
            1,
            "working_day",
            (
                "Nhận 09:00 Thứ Sáu 28/08/2026: không tính ngày nhận",
                "Không tính 02 ngày nghỉ hằng tuần, ngày nghỉ lễ, nghỉ bù 31/08/2026, 01/09/2026, 02/09/2026",
                "Ngày làm việc thứ 1: Thứ Năm 03/09/2026",
            ),
        ),
        (
            date(2026, 8, 21),
            9,
            2,
            "working_day",
            (
                "Nhận 09:00 Thứ Sáu 21/08/2026: không tính ngày nhận",
                "Không tính 01 ngày nghỉ hằng tuần. Tính cả ngày làm bù 22/08/2026",
                "Ngày làm việc thứ 2: Thứ Hai 24/08/2026",
            ),
        ),
        (
            date(2026, 6, 2),
            9,
            4,
            "calendar_day",
            (
                "Nhận 09:00 Thứ Ba 02/06/2026: không tính ngày nhận",
                "Ngày thứ 4: Thứ Bảy 06/06/2026. Chuyển sang ngày làm việc kế tiếp: Thứ Hai 08/06/2026",
            ),
        ),
    ],
)
def test_the_paper_tells_the_start_what_is_not_counted_and_the_end(day, hour, amount, unit, lines):
    assert told(day, hour, amount, unit) == lines


def test_a_year_without_its_official_notice_is_said_on_the_paper():
    lines = [
        Line(date(2027, 1, 4), "received", 0, "Nhận 09:00"),
        Line(date(2027, 1, 5), "counted", 480, "Ngày làm việc thứ 1"),
        Line(date(2027, 1, 1), "warning", 0, "Lịch nghỉ năm 2027 chưa có thông báo chính thức"),
    ]

    assert why_in_short(lines)[-1] == "Lịch nghỉ năm 2027 chưa có thông báo chính thức"


def test_no_explanation_is_no_line():
    assert why_in_short([]) == ()


def printed(number):
    texts = dict.fromkeys((field.name for field in fields(ReceiptForm)), "Lạc Hồng")
    lists = {"papers": (), "why": (), "filer_signs": True, "tracking_qr": qr_svg(number)}
    form = ReceiptForm(**texts | lists | {"number": number})
    return pdf("dossiers/receipt.typ", receipt_values(form, size="a5"), made_at=clock.at(date(2026, 11, 24)))


def test_many_counters_print_at_once_and_each_gets_its_own_receipt():
    numbers = [f"H99.12-261124-{at:04d}" for at in range(12)]
    alone = [printed(number) for number in numbers]

    with ThreadPoolExecutor(4) as counters:
        together = list(counters.map(printed, numbers))

    assert len(set(alone)) == len(numbers)
    assert together == alone
