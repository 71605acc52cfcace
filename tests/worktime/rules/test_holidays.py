from datetime import date

import pytest

from motcua.base.errors import Refused
from motcua.base.tables import table_of
from motcua.worktime.rules import BadRows, merge_holidays, read
from tests.worktime.calendars import OFFICE, calendar, closed

COLUMNS = ("date", "name", "kind", "status", "swap_with", "basis")
SESSIONS = ((420, 690), (810, 1020))


def table(*rows):
    return table_of(COLUMNS, rows)


def row(day, kind="holiday", *, name="Nghỉ lễ", status="sourced", swap_with="", basis="Thông báo 1"):
    return (day, name, kind, status, swap_with, basis)


def merged(*rows, **parts):
    return merge_holidays(read(calendar(**parts)), table(*rows)).special_days


def test_a_holiday_and_a_day_in_lieu_close_the_office_and_keep_name_status_and_source():
    special = merged(row("2026-04-26", name="Giỗ Tổ"), row("2026-04-27", "substitute", name="Nghỉ bù"))

    assert [(day.is_closed, day.name, day.status, day.source) for day in special.values()] == [
        (True, "Giỗ Tổ", "sourced", "Thông báo 1"),
        (True, "Nghỉ bù", "sourced", "Thông báo 1"),
    ]


def test_a_swapped_saturday_works_the_hours_of_the_day_it_replaces():
    # 31/08/2026 is a Monday, with shorter hours here.
    special = merged(
        row("2026-08-22", "swap_work", swap_with="2026-08-31"),
        row("2026-08-31", "swap_off", swap_with="2026-08-22"),
        mon=[["07:00", "11:30"]],
    )

    assert special[date(2026, 8, 22)].sessions == ((420, 690),)
    assert special[date(2026, 8, 31)].is_closed


def test_a_swapped_saturday_works_the_hours_of_its_own_season():
    winter = calendar([["08:00", "12:00"]], valid_from="2026-08-25")
    schedule = read({"versions": calendar()["versions"] + winter["versions"]})
    rows = table(
        row("2026-08-22", "swap_work", swap_with="2026-08-31"),
        row("2026-08-31", "swap_off", swap_with="2026-08-22"),
    )

    assert merge_holidays(schedule, rows).special_days[date(2026, 8, 22)].sessions == SESSIONS


def test_provisional_days_give_way_when_the_notice_comes():
    provisional = [closed(f"2027-02-{day:02}", status="PROVISIONAL - wait") for day in (5, 8, 11)]
    local = closed("2027-02-15", name="Ngày hội địa phương")

    special = merged(
        row("2027-01-01"),
        row("2027-02-04"),
        row("2027-02-05"),
        row("2027-09-02"),
        exceptions=[*provisional, local],
    )

    assert sorted(special) == [
        date(2027, 1, 1),
        date(2027, 2, 4),
        date(2027, 2, 5),
        date(2027, 2, 15),
        date(2027, 9, 2),
    ]
    assert special[date(2027, 2, 5)].status == "sourced"


def test_a_late_decree_for_one_day_leaves_the_rest_of_the_year():
    tet = closed("2027-02-08", status="PROVISIONAL - wait")

    assert sorted(merged(row("2027-06-01"), exceptions=[tet])) == [date(2027, 2, 8), date(2027, 6, 1)]


def test_every_bad_row_is_told_with_its_number_and_reason():
    with pytest.raises(BadRows) as refusal:
        merged(
            row("2026-01-01"),
            row("01/02/2026"),
            row("2026-02-30"),
            row("2026-03-03", "festival"),
            row("2026-03-04", name=""),
            row("2026-03-05", "swap_off"),
            row("2026-03-06", swap_with="2026-03-07"),
            row("2026-01-01"),
            row("2026-03-07", "swap_work", swap_with="2026-03-08"),
            row("2026-03-09", "swap_off", swap_with="2026-03-14"),
            row("2026-03-21", "swap_work", swap_with="2026-03-23"),
            row("2026-03-23"),
            (*row("2026-04-01"), "thừa"),
        )

    assert refusal.value.rows == [
        (3, "ngày phải viết dạng 2026-11-24; gặp '01/02/2026'"),
        (4, "ngày phải viết dạng 2026-11-24; gặp '2026-02-30'"),
        (5, "“kind” là 'festival'; dùng một trong: holiday, substitute, swap_off, swap_work"),
        (6, "thiếu tên ngày nghỉ"),
        (7, "ngày hoán đổi phải có “swap_with”, ngày khác để trống"),
        (8, "ngày hoán đổi phải có “swap_with”, ngày khác để trống"),
        (9, "trùng ngày với dòng 2"),
        (10, "08/03/2026 vốn không làm việc, không thể làm bù"),
        (11, "không thấy ngày hoán đổi 14/03/2026"),
        (12, "không khớp với ngày hoán đổi ở dòng 13"),
        (14, "thừa ô: có dấu phân cách không nằm trong dấu nháy kép"),
    ]
    assert str(refusal.value).startswith("Dòng 3: ngày phải viết dạng")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (table(), "Tệp ngày nghỉ không có dòng nào."),
        (
            table_of(("date", "name"), [("2026-01-01", "Tết")]),
            "Tệp ngày nghỉ thiếu cột kind, status, swap_with, basis.",
        ),
    ],
)
def test_a_file_that_is_no_list_of_holidays_is_refused(content, reason):
    with pytest.raises(Refused) as refusal:
        merge_holidays(read(calendar(OFFICE)), content)

    assert str(refusal.value) == reason
