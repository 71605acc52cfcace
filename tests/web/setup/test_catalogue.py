"""The catalogue's pages."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.base.tables import table_of
from motcua.catalogue import actions
from motcua.catalogue.models import Procedure, ProcedureVersion
from motcua.history.models import Entry
from tests.web.setup.conftest import words

COLUMNS = ["code", "name", "field", "time_limit_value", "time_limit_unit"]


def load(*rows, columns=COLUMNS, today=date(2026, 1, 5)):
    return actions.import_procedures(table_of(columns, rows), source="tep.csv", today=today)


def upload(client, text, name="thu-tuc.csv"):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return client.post("/admin/procedures/import", {"file": file})


def sealed(response):
    return response.context["confirm"].initial["sealed"]


def test_the_list_says_what_each_procedure_lacks(desk):
    load(["1.000656", "Đăng ký khai tử", "Hộ tịch", "", ""])

    page = words(desk.get("/admin/procedures"))

    assert "2 thủ tục" in page
    assert "Đăng ký khai tử" in page
    assert "<li>thời hạn giải quyết</li>" in page
    assert "<li>quy trình đã ban hành</li>" in page


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["1.001612", "1.000656"]),
        ("?q=khai+tu", ["1.000656"]),
        ("?q=mo+quan+pho", ["1.001612"]),
        ("?missing=limits", ["1.000656"]),
        ("?missing=process", ["1.000656"]),
        ("?field=ho-tich", ["1.000656"]),
        ("?online=4", ["1.001612"]),
        ("?level=Cấp+xã&field=ho-tich", []),
        ("?missing=nonsense&online=nine&field=x", ["1.001612", "1.000656"]),
        ("?q=" + "x" * 500, ["1.001612", "1.000656"]),
    ],
)
def test_filters_and_search_narrow_the_list_and_nonsense_narrows_nothing(desk, query, codes):
    load(["1.000656", "Đăng ký khai tử", "Hộ tịch", "", ""])

    response = desk.get(f"/admin/procedures{query}")

    shown = {row.hit.code for row in response.context["page"]}
    assert shown == set(codes)


def test_an_empty_result_offers_to_drop_the_filters(desk):
    page = words(desk.get("/admin/procedures?q=zzzz"))

    assert "Không có thủ tục nào khớp bộ lọc." in page


def test_the_list_takes_the_same_statements_for_few_and_many_procedures(desk):

    def statements():
        desk.get("/admin/procedures")
        with CaptureQueriesContext(connection) as captured:
            desk.get("/admin/procedures")
        return len(captured)

    few = statements()
    load(*([f"1.{number:06}", f"Thủ tục {number}", "Hộ tịch", "3", "working_day"] for number in range(40)))

    assert statements() == few <= 4


def test_a_procedure_shows_its_parts_its_process_and_what_changed(desk, lac_hong):
    load(["1.001612", "50.000 đ"], columns=["code", "fee"], today=date(2026, 10, 1))

    page = words(desk.get("/admin/procedures/1.001612"))

    assert "Giấy đề nghị đăng ký hộ kinh doanh" in page
    assert "3 ngày làm việc" in page
    assert "QT-1.001612" in page
    assert "có hiệu lực từ 01/10/2026" in page
    assert "có hiệu lực từ 01/07/2025 đến 30/09/2026" in page
    assert '<th scope="row">Phí, lệ phí</th><td>100.000 đ</td><td>50.000 đ</td>' in page
    assert "quyết định công bố" in page


def test_an_old_version_says_that_it_is_old(desk):
    load(["1.001612", "50.000 đ"], columns=["code", "fee"], today=date(2026, 10, 1))

    page = words(desk.get("/admin/procedures/1.001612?version=1"))

    assert "Đây là phiên bản 1, không còn hiệu lực." in page
    assert "<dd>100.000 đ</dd>" in page


@pytest.mark.parametrize("address", ["9.999999", "1.001612?version=7", "1.001612?version=x", "%00"])
def test_what_does_not_exist_is_not_found(desk, address):
    assert desk.get(f"/admin/procedures/{address}").status_code == 404


def test_a_repealed_procedure_names_its_successor(desk):
    load(["1.000656", "Đăng ký khai tử", "Hộ tịch", "1", "working_day"])
    successor = Procedure.objects.get(code="1.001612")
    Procedure.objects.filter(code="1.000656").update(repealed_on=date(2026, 5, 19), successor=successor)

    page = words(desk.get("/admin/procedures/1.000656"))

    assert "Thủ tục bãi bỏ từ 19/05/2026." in page
    assert 'href="/admin/procedures/1.001612">1.001612</a>' in page


def test_a_file_is_first_shown_and_only_then_loaded(desk, keeper):
    text = "code;name;field\n1.000656;Đăng ký khai tử;Hộ tịch\nx;Hỏng;\n1.001612;Đăng ký hộ kinh doanh;\n"

    preview = upload(desk, text)
    before = Procedure.objects.count()
    loaded = desk.post("/admin/procedures/import", {"sealed": sealed(preview)}, follow=True)

    shown = words(preview)
    assert preview.context["result"].created == 1
    assert "Mã “X” không đúng dạng" in shown
    assert "Nhập các dòng đúng, bỏ qua 1 dòng sai" in shown
    assert before == 1
    assert "Đã nhập thu-tuc.csv: tạo mới 1, thay đổi 0, giữ nguyên 1." in words(loaded)
    assert Procedure.objects.count() == 2
    assert Entry.objects.get(verb=Entry.Verb.IMPORTED).actor == keeper


def test_a_file_with_nothing_new_has_nothing_to_confirm(desk):
    response = upload(desk, "code,name\n1.001612,Đăng ký thành lập hộ kinh doanh\n")

    assert "Tệp này không có gì mới để nhập." in words(response)
    assert "mc-confirm" not in words(response)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Tệp này không có nội dung."),
        ("tên\nĐăng ký\n".encode("utf-16"), "không phải CSV mã UTF-8"),
        (b"PK\x03\x04 rac", "không mở được như bảng tính"),
        (b'a,b\n"1,2\n', "dấu nháy kép"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_field(desk, content, reason):
    page = words(upload(desk, content))

    assert reason in page
    assert "Có 1 chỗ cần sửa" in page


def test_a_file_too_big_for_the_page_is_refused(desk, monkeypatch):
    monkeypatch.setattr("motcua.web.setup.catalogue_forms.BIGGEST_FILE", 10)

    assert "Tệp lớn quá 3 MB" in words(upload(desk, "code,name\n1.000656,Đăng ký khai tử\n"))


def test_no_file_at_all_asks_for_one(desk):
    assert "Hãy chọn tệp thủ tục" in words(desk.post("/admin/procedures/import", {}))


def test_what_is_confirmed_cannot_be_anything_but_what_was_shown(desk):
    preview = upload(desk, "code,name\n1.000656,Đăng ký khai tử\n")

    answer = desk.post("/admin/procedures/import", {"sealed": sealed(preview) + "x"}, follow=True)

    assert "Hãy tải lên lại." in words(answer)
    assert ProcedureVersion.objects.count() == 1
