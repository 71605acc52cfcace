import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from pypdf import PdfReader

from motcua.base import clock
from motcua.dossiers.forms import Kind, kind_of, named, why_in_short
from motcua.dossiers.receipts import slips_pdf
from motcua.worktime.rules import Line, compile_calendar
from tests.dossiers.samples import RECEIPT, TWELVE_PAPERS

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
    form = replace(RECEIPT, head=replace(RECEIPT.head, number=number))
    return slips_pdf(Kind.RECEIPT, [form], paper="a5", made_at=clock.at(date(2026, 11, 24)))


def test_many_counters_print_at_once_and_each_gets_its_own_receipt():
    numbers = [f"H99.12-261124-{at:04d}" for at in range(12)]
    alone = [printed(number) for number in numbers]

    with ThreadPoolExecutor(4) as counters:
        together = list(counters.map(printed, numbers))

    assert len(set(alone)) == len(numbers)
    assert together == alone


def pages(made_pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made_pdf)).pages]


def test_slips_of_one_file_begin_on_their_own_page_and_count_their_own_pages():
    slips = [RECEIPT, TWELVE_PAPERS, RECEIPT]

    read = pages(slips_pdf(Kind.RECEIPT, slips, paper="a5", made_at=clock.at(date(2026, 11, 24))))

    assert [re.search(r"Trang (\d/\d)", page)[1] for page in read] == ["1/1", "1/2", "2/2", "1/1"]


def test_a_file_of_many_slips_says_how_many():
    made = slips_pdf(Kind.RECEIPT, [RECEIPT] * 3, paper="a5", made_at=clock.at(date(2026, 11, 24)))

    assert PdfReader(io.BytesIO(made)).metadata.title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (3 bản)"


# TT 01/2018/TT-VPCP, Phụ lục; TT 03/2025/TT-VPCP, Phụ lục I, from 15/09/2025.
@pytest.mark.parametrize(
    ("kind", "before", "since"),
    [
        (
            "receipt",
            "01 Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
            "01 Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        ),
        (
            "supplement",
            "02 Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
            "02 Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        ),
        (
            "refusal",
            "03 Phiếu từ chối tiếp nhận giải quyết hồ sơ",
            "03 Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        ),
        (
            "apology",
            "04 Phiếu xin lỗi và hẹn lại ngày trả kết quả",
            "04 Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        ),
        ("stop", " Thông báo dừng giải quyết hồ sơ", "05 Thông báo dừng giải quyết hồ sơ"),
        (
            "control",
            "05 Phiếu kiểm soát quá trình giải quyết hồ sơ",
            "06 Phiếu kiểm soát quá trình giải quyết hồ sơ",
        ),
        ("register", "06 Sổ theo dõi hồ sơ", "07 Sổ theo dõi hồ sơ"),
    ],
)
def test_a_form_has_the_number_and_title_of_the_law_of_the_reception_day(kind, before, since):
    last_old, first_new = (named(Kind(kind), on=date(2025, 9, day)) for day in (14, 15))

    assert f"{last_old.number} {last_old.title}" == before
    assert f"{first_new.number} {first_new.title}" == since


@pytest.mark.parametrize(
    ("word", "kind"),
    [("06", Kind.CONTROL), ("control", Kind.CONTROL), ("01", Kind.RECEIPT), ("9", None), ("", None)],
)
def test_a_form_is_asked_for_by_its_word_or_its_number(word, kind):
    assert kind_of(word) == kind
