"""Files as offices send them."""

import io

import pytest
import xlsxwriter

from motcua.base.errors import Refused
from motcua.base.tables import read_table, table_of


def workbook(*lines):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)
    book.close()
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"code,name\n1.000001,Khai sinh\n",
        b"code;name\r\n1.000001;Khai sinh\r\n",
        b"code\tname\n1.000001\tKhai sinh",
        "\ufeffcode,name\n1.000001,Khai sinh\n".encode(),
        b'"code","name"\n"1.000001","Khai sinh"\n',
        b"\n\ncode,name,\n,,\n1.000001, Khai sinh ,\n",
        workbook(["code", "name"], ["1.000001", "Khai sinh"]),
    ],
)
def test_every_usual_form_of_a_table_reads_the_same(content):
    table = read_table(content, name="tep")

    assert table.columns == ("code", "name")
    assert [row.cells for row in table.rows] == [{"code": "1.000001", "name": "Khai sinh"}]


def test_row_numbers_are_those_a_spreadsheet_shows_blank_rows_counted():
    table = read_table(b"code\na\n\n\nb\n")

    assert [(row.number, row.cells["code"]) for row in table.rows] == [(2, "a"), (5, "b")]


def test_a_cell_with_a_line_break_is_one_cell():
    table = read_table('code,name\na,"hai\ndòng"\nb,một\n'.encode())

    assert [(row.number, row.cells["name"]) for row in table.rows] == [(2, "hai\ndòng"), (3, "một")]


def test_decomposed_letters_are_kept_in_one_form():
    table = read_table("name\nĐa\u0306ng ky\u0301\n".encode())

    assert table.rows[0].cells["name"] == "Đăng ký"


def test_a_spreadsheet_number_is_marked_because_it_has_lost_its_zeros():
    table = read_table(workbook(["code", "amount"], [2.00062, 3]))

    assert table.rows[0].cells == {"code": "2.00062", "amount": "3"}
    assert table.rows[0].numeric == {"code", "amount"}


def test_a_row_with_too_many_cells_is_marked_and_one_with_too_few_is_filled():
    table = table_of(["a", "b"], [["1"], ["1", "2", "3"]])

    assert [(row.cells, row.is_too_wide) for row in table.rows] == [
        ({"a": "1", "b": ""}, False),
        ({"a": "1", "b": "2"}, True),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "không có nội dung"),
        (b" \n\n ", "không có nội dung"),
        (b",,\n,,\n", "không có nội dung"),
        ("tên\nĐăng ký\n".encode("utf-16"), "không phải CSV mã UTF-8"),
        ("tên\nĐăng ký\n".encode()[:6] + b"\xff", "không phải CSV mã UTF-8"),
        (b"\x00\x01\x02name", "không phải tệp bảng"),
        (b'a,b\n"1,2\n3,4\n', "dấu nháy kép"),
        (b"a,b,a\n1,2,3\n", "hai cột cùng tên: a"),
        (b"PK\x03\x04 no archive", "không mở được như bảng tính"),
        (b"\xd0\xcf\x11\xe0 no book", "không mở được như bảng tính"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(content, reason):
    with pytest.raises(Refused, match=reason):
        read_table(content, name="tep.csv")
