"""Dirty files of procedures: every fault named by row, column and reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.base.tables import BadRow, read_table, table_of
from motcua.catalogue.rows import read_competences, read_procedures
from motcua.catalogue.rules import Limit, Paper

COLUMNS = ["code", "name", "time_limit_value", "time_limit_unit", "online_level", "level"]
GOOD = ["1.001193", "Đăng ký khai sinh", "3", "working_day", "Toàn trình", "Cấp xã"]


def with_cell(column, text):
    row = list(GOOD)
    row[COLUMNS.index(column)] = text
    return table_of(COLUMNS, [row])


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("code", "", "Thiếu mã thủ tục."),
        ("code", "1.00119", "không đúng dạng"),
        ("code", "1.0011933", "không đúng dạng"),
        ("code", "khai sinh", "không đúng dạng"),
        ("code", "1,001193", "không đúng dạng"),
        ("code", "1.001193.19", "không đúng dạng"),
        ("name", "", "Thiếu tên thủ tục."),
        ("name", "x" * 601, "Dài 601 ký tự, tối đa 600."),
        ("name", "Ä\x90Äƒng kÃ½ khai sinh", "hỏng mã"),
        ("name", "ThÃ nh láº­p há»™ kinh doanh", "hỏng mã"),
        ("name", "Khai\ufffdsinh", "hỏng mã"),
        ("time_limit_value", "-3", "Số âm: -3."),
        ("time_limit_value", "ba", "không phải số nguyên"),
        ("time_limit_value", "3,5", "không phải số nguyên"),
        ("time_limit_value", "99999", "lớn quá 2500"),
        ("time_limit_value", "", "thiếu số"),
        ("time_limit_value", "0", "Thời hạn bằng 0"),
        ("time_limit_unit", "", "thiếu đơn vị"),
        ("time_limit_unit", "tuần", "Không có đơn vị thời hạn “tuần”."),
        ("online_level", "Mức 9", "Không có mức độ trực tuyến “Mức 9”."),
        ("level", "Cấp thôn", "Không có cấp thực hiện “Cấp thôn”."),
    ],
)
def test_a_bad_cell_names_its_row_its_column_and_the_reason(column, text, reason):
    said, bad = read_procedures(with_cell(column, text))

    assert said == []
    assert [(row.number, row.column) for row in bad] == [
        (2, "time_limit_unit" if reason == "thiếu đơn vị" else column)
    ]
    assert reason in bad[0].reason


def test_uppercase_vietnamese_is_not_taken_for_broken_letters():
    said, bad = read_procedures(with_cell("name", "THÀNH LẬP XÃ, PHƯỜNG: ĂN UỐNG Ở “QUÁN”"))

    assert bad == []
    assert said[0].values["name"] == "THÀNH LẬP XÃ, PHƯỜNG: ĂN UỐNG Ở “QUÁN”"


def test_a_code_given_twice_is_bad_the_second_time():
    table = table_of(["code", "name"], [["1.000001", "A"], ["1.000002", "B"], ["1.000001", "C"]])

    said, bad = read_procedures(table)

    assert [one.code for one in said] == ["1.000001", "1.000002"]
    assert bad == [BadRow(4, "code", "Mã 1.000001 đã có ở dòng 2.")]


def test_a_row_with_a_separator_too_many_is_bad():
    said, bad = read_procedures(read_table(b"code,name\n1.000001,a,b\n"))

    assert said == []
    assert [row.number for row in bad] == [2]


@pytest.mark.parametrize(
    "code", ["1.001193", "6.006764", "1.012753.H19", "LT.HKD-ANTT-KARAOKE", "1.012753.h19"]
)
def test_codes_in_use_are_read(code):
    said, bad = read_procedures(with_cell("code", code))

    assert bad == []
    assert [one.code for one in said] == [code.upper()]


def test_a_code_that_a_spreadsheet_took_for_a_number_gets_its_zeros_back():
    table = table_of(["code", "name"], [[2.00062, "Cấp Giấy phép bán lẻ rượu"]])

    said, _bad = read_procedures(table)

    assert [one.code for one in said] == ["2.000620"]


@pytest.mark.parametrize(
    ("value", "unit", "text", "limit"),
    [
        ("3", "working_day", "", Limit("", 3, "working_day")),
        ("3", "ngày làm việc", "", Limit("", 3, "working_day")),
        ("30", "calendar_day", "", Limit("", 30, "calendar_day")),
        ("30", "ngày", "", Limit("", 30, "calendar_day")),
        ("4", "giờ", "", Limit("", 4, "working_hour")),
        # NĐ 23/2015: certified the same day, after 15:00 the next working day.
        ("0", "same_day_cutoff_15h", "Trong ngày", Limit("", 1, "same_day", "Trong ngày")),
        ("", "trong ngày", "", Limit("", 1, "same_day")),
        ("0", "working_day", "Trong ngày nếu có sẵn", Limit("", 1, "same_day", "Trong ngày nếu có sẵn")),
    ],
)
def test_every_way_of_writing_a_time_limit_becomes_one_unit(value, unit, text, limit):
    table = table_of(
        ["code", "name", "time_limit_value", "time_limit_unit", "time_limit_text"],
        [["1.000001", "A", value, unit, text]],
    )

    said, bad = read_procedures(table)

    assert bad == []
    assert said[0].limits == {"": (limit,)}


def test_an_empty_cell_says_nothing():
    table = table_of(["code", "name", "fee", "level"], [["1.000001", "A", "", ""]])

    said, _bad = read_procedures(table)

    assert said[0].values == {"name": "A"}


def test_rows_of_one_procedure_may_name_its_cases_but_not_contradict_each_other():
    table = table_of(
        ["code", "name", "case", "time_limit_value", "time_limit_unit"],
        [
            ["1.013225", "Cấp giấy phép xây dựng", "Nhà ở riêng lẻ", "15", "calendar_day"],
            ["1.013225", "", "Công trình khác", "20", "calendar_day"],
            ["1.013225", "Tên khác", "Theo tuyến", "20", "calendar_day"],
        ],
    )

    said, bad = read_procedures(read_table(_csv(table)))

    assert bad[0] == BadRow(3, "name", "Thiếu tên thủ tục.")
    assert [row.number for row in bad] == [3, 4]
    assert list(said[0].limits) == ["Nhà ở riêng lẻ"]


def _csv(table):
    lines = [",".join(table.columns), *(",".join(row.cells.values()) for row in table.rows)]
    return "\n".join(lines).encode()


def test_papers_are_read_with_their_kind_and_number():
    table = table_of(
        ["code", "paper", "kind", "originals", "copies", "electronic_form", "optional", "note"],
        [
            ["1.000001", "Tờ khai", "form", "1", "", "yes", "", ""],
            ["1.000001", "Giấy chứng nhận kết hôn", "state_data", "", "", "", "x", "Cơ sở dữ liệu hộ tịch"],
            ["1.000001", "Thẻ căn cước", "kính", "", "", "", "", ""],
            ["1.000001", "", "paper", "", "", "", "", ""],
        ],
    )

    said, bad = read_procedures(table)

    assert said[0].papers[""] == (
        Paper("Tờ khai", "form", 1, 0, is_electronic_form=True),
        Paper("Giấy chứng nhận kết hôn", "state_data", is_optional=True, note="Cơ sở dữ liệu hộ tịch"),
    )
    assert [(row.number, row.column) for row in bad] == [(4, "kind"), (5, "paper")]


NASTY = st.sampled_from(
    ["", " ", "0", "-1", "3", "1e9", "٣", "²", "1.001193", "1.001193.H19", "working_day", "Toàn trình"]
    + ["Cấp xã; Cấp tỉnh", ";", "=1+1", "'; DROP TABLE", "\x00", "\u202e", "😀", "x" * 700, "NaN", "\n\n"]
)


@given(st.lists(st.tuples(NASTY, NASTY, NASTY, NASTY, NASTY, NASTY), max_size=8))
def test_whatever_stands_in_the_cells_every_row_is_read_or_named(rows):
    table = table_of(COLUMNS, rows)

    said, bad = read_procedures(table)

    assert {row.number for row in table.rows} == {one.number for one in said} | {row.number for row in bad}


def test_competences_need_all_three_cells_and_stand_once():
    table = table_of(
        ["centre_code", "subject", "unit_code"],
        [["tt", "Hộ tịch", "tu-phap"], ["tt", "hộ tịch", "khac"], ["tt", "", "khac"]],
    )

    found, bad = read_competences(table)

    assert [(one.centre, one.subject, one.unit) for one in found] == [("tt", "Hộ tịch", "tu-phap")]
    assert [(row.number, row.column) for row in bad] == [(3, "subject"), (4, "subject")]


def test_a_file_of_competences_without_its_columns_says_which_it_needs():
    found, bad = read_competences(table_of(["centre_code"], [["tt"]]))

    assert found == []
    assert bad == [BadRow(1, "subject", "Tệp thiếu cột: centre_code, subject, unit_code.")]
