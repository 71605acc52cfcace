import json

import pytest

from motcua.base.errors import Refused
from motcua.worktime.actions import DEFAULT_FILE
from motcua.worktime.rules import compile_calendar, read, write
from tests.worktime.calendars import OFFICE, calendar, closed, opened

WEEK = {"mon": OFFICE}


def version(**parts):
    return {"versions": [{"valid_from": "2026-01-01", "week": WEEK} | parts]}


def exception(**parts):
    return version(exceptions=[{"date": "2026-06-09", "kind": "closed"} | parts])


def session(*pair):
    return version(week={"mon": [list(pair)]})


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ([], "Tệp lịch: phải là một đối tượng JSON; gặp []"),
        ({}, "mục “versions”: phải là một danh sách; gặp giá trị trống"),
        ({"versions": []}, "Tệp lịch: chưa có phiên bản nào (mục “versions” trống)"),
        ({"versions": ["x"]}, "Phiên bản 1: phải là một đối tượng JSON; gặp 'x'"),
        ({**version(), "exeptions": []}, "Tệp lịch: không có mục tên 'exeptions'"),
        (
            {**version(), "nominal_day_hours": 0},
            "Tệp lịch: “nominal_day_hours” phải là số giờ lớn hơn 0, không quá 24",
        ),
        (
            {**version(), "nominal_day_hours": "8"},
            "Tệp lịch: “nominal_day_hours” phải là số giờ lớn hơn 0, không quá 24",
        ),
        (
            version(valid_from="01/01/2026"),
            "Phiên bản 1, valid_from: ngày phải viết dạng 2026-11-24; gặp '01/01/2026'",
        ),
        (
            version(valid_from="1900-01-01"),
            "Phiên bản 1, valid_from: ngày phải viết dạng 2026-11-24; gặp '1900-01-01'",
        ),
        # An office without hours would be waited for without end (zammad #1396).
        (version(week={}), "Phiên bản 1: tuần làm việc không có buổi nào"),
        (version(week={"mon": []}), "Phiên bản 1: tuần làm việc không có buổi nào"),
        (version(week={**WEEK, "monday": OFFICE}), "Phiên bản 1, week: không có mục tên 'monday'"),
        (
            session("07:00"),
            'Phiên bản 1, mon: mỗi buổi là một cặp giờ mở, giờ đóng, ví dụ ["07:00", "11:30"]',
        ),
        (session("7h", "11:30"), "Phiên bản 1, mon: giờ phải viết dạng 07:30, từ 00:00 đến 24:00; gặp '7h'"),
        (
            session("07:00", "24:30"),
            "Phiên bản 1, mon: giờ phải viết dạng 07:30, từ 00:00 đến 24:00; gặp '24:30'",
        ),
        (session("11:30", "07:00"), "Phiên bản 1, mon: giờ đóng phải sau giờ mở"),
        (session("07:00", "07:00"), "Phiên bản 1, mon: giờ đóng phải sau giờ mở"),
        (
            version(week={"mon": [["07:00", "12:00"], ["11:00", "17:00"]]}),
            "Phiên bản 1, mon: các buổi chồng nhau hoặc không theo thứ tự",
        ),
        (
            version(week={"mon": [["13:00", "17:00"], ["07:00", "11:00"]]}),
            "Phiên bản 1, mon: các buổi chồng nhau hoặc không theo thứ tự",
        ),
        (
            exception(date="2026-02-30"),
            "Phiên bản 1, exceptions 1: ngày phải viết dạng 2026-11-24; gặp '2026-02-30'",
        ),
        (exception(kind="holiday"), "Phiên bản 1, exceptions 1: “kind” phải là “closed” hoặc “open”"),
        (
            exception(kind="open"),
            "Phiên bản 1, exceptions 1: ngày làm việc riêng phải có giờ (mục “sessions”)",
        ),
        (exception(sessions=OFFICE), "Phiên bản 1, exceptions 1: ngày nghỉ không được có giờ làm việc"),
        (exception(source=7), "Phiên bản 1, exceptions 1, source: phải là chữ; gặp 7"),
        (exception(dates="x"), "Phiên bản 1, exceptions 1: không có mục tên 'dates'"),
        (
            version(exceptions=[closed("2026-06-09"), opened("2026-06-09")]),
            "Phiên bản 1: ngày 09/06/2026 có hai ngoại lệ khác nhau",
        ),
        (
            {"versions": version()["versions"] * 2},
            "Phiên bản 2: trùng ngày hiệu lực với phiên bản khác",
        ),
    ],
)
def test_a_faulty_calendar_is_refused_with_the_place_of_the_fault(definition, reason):
    with pytest.raises(Refused) as refusal:
        compile_calendar(definition)

    assert str(refusal.value) == reason


def test_all_faults_of_a_file_are_told_at_once():
    definition = version(
        valid_from="?", week={"mon": [["9", "10:00"]]}, exceptions=[{"date": "?", "kind": "?"}]
    )

    with pytest.raises(Refused) as refusal:
        read(definition)

    assert str(refusal.value).split("\n") == [
        "Phiên bản 1, valid_from: ngày phải viết dạng 2026-11-24; gặp '?'",
        "Phiên bản 1, mon: giờ phải viết dạng 07:30, từ 00:00 đến 24:00; gặp '9'",
        "Phiên bản 1, exceptions 1: ngày phải viết dạng 2026-11-24; gặp '?'",
        "Phiên bản 1, exceptions 1: “kind” phải là “closed” hoặc “open”",
    ]


@pytest.mark.parametrize(
    "definition",
    [
        version(),
        {**version(), "nominal_day_hours": 7.5},
        exception(name="Nghỉ lụt", source="Công điện 01", status="own-knowledge"),
        version(exceptions=[opened("2026-06-13", [["07:00", "11:30"]]), closed("2026-06-09")]),
        {"versions": calendar(valid_from="2027-01-01")["versions"] + calendar()["versions"]},
    ],
)
def test_what_is_written_reads_the_same(definition):
    schedule = read(definition)

    assert read(write(schedule)) == schedule
    assert write(read(write(schedule))) == write(schedule)


def test_the_order_and_the_manner_of_writing_make_no_difference():
    careless = version(
        week={"mon": [["7:00", "9:00"], ["9:00", "11:30"], ["13:30", "17:00"]], "sun": []},
        exceptions=[closed("2026-06-10"), closed("2026-06-09", name=" Nghỉ ")],
    )
    careful = version(exceptions=[closed("2026-06-09", name="Nghỉ"), closed("2026-06-10")])

    assert write(read(careless)) == write(read(careful))


def test_the_default_calendar_is_kept_in_its_canonical_form():
    definition = json.loads(DEFAULT_FILE.read_text(encoding="utf-8"))

    assert {"code": "default", "name": "Lịch làm việc hành chính", **write(read(definition))} == definition
