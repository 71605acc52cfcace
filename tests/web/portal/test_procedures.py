from datetime import date

import pytest
from django.urls import reverse

from motcua.base.clock import at as moment
from motcua.base.registers import forget_all
from motcua.catalogue.models import Case, Field, RequiredPaper, TimeLimit
from tests.factories import procedure, resolved, world

pytestmark = pytest.mark.django_db


def index(client, **query):
    return client.get(reverse("portal:procedures"), query).content.decode()


def page_of(client, code="1.001612", **query):
    return client.get(reverse("portal:procedure", args=[code]), query)


@pytest.fixture
def two_fields():
    """Household business and civil status."""
    made = world()
    civil = Field.objects.create(code="ho-tich", name="Hộ tịch")
    procedure("1.001193", "Đăng ký khai sinh", field=civil, online_level=3)
    return made


@pytest.mark.parametrize(
    "typed", ["khai sinh", "khai sin", "KHAI SINH", "dang ky khai sinh", "khaisinh", "1.001193"]
)
def test_a_procedure_is_found_without_marks_and_with_typing_errors(client, two_fields, typed):
    page = index(client, q=typed)

    assert "Đăng ký khai sinh" in page
    assert "1 thủ tục" in page
    assert "Đăng ký thành lập hộ kinh doanh" not in page


def test_without_words_every_procedure_is_listed_with_its_field(client, two_fields):
    page = index(client)

    assert "2 thủ tục" in page
    assert "Hộ tịch (1)" in page
    assert "3 ngày làm việc" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"field": "ho-tich"}, ["1.001193"]),
        ({"online": "4"}, ["1.001612"]),
        ({"level": "Cấp xã"}, ["1.001193", "1.001612"]),
        ({"field": "ho-tich", "online": "4"}, []),
        ({"field": "khong-co"}, ["1.001193", "1.001612"]),
    ],
)
def test_filters_narrow_the_list_and_unknown_ones_are_left_aside(client, two_fields, query, found):
    page = index(client, **query)

    codes = [code for code in ("1.001193", "1.001612") if reverse("portal:procedure", args=[code]) in page]
    assert codes == found


def test_an_empty_list_says_what_taking_the_filters_off_would_find(client, two_fields):
    page = index(client, q="khai sinh", online="4")

    assert "Không có thủ tục nào khớp bộ lọc. Bỏ lọc thì có 1 thủ tục." in page


def test_words_that_mean_nothing_get_advice(client, two_fields):
    assert "Hãy thử ít từ hơn" in index(client, q="zzzzqqqq")


def test_the_list_is_cut_into_pages(client):
    field = Field.objects.create(code="dat-dai", name="Đất đai")
    for number in range(21):
        procedure(f"9.{number:06}", f"Thủ tục số {number}", field=field)

    assert "?page=2" in index(client)
    assert reverse("portal:procedure", args=["9.000020"]) in index(client, page=2) + index(client)
    assert "21 thủ tục" in index(client, page="khong")


def test_the_promise_is_computed_for_this_moment_with_its_reason(client, at):
    world()

    page = page_of(client).content.decode()

    # 24/11/2026 is a holiday, so three working days from Monday 09:00 end on Friday.
    assert "Nộp lúc này, 09:00 hôm nay, hẹn trả" in page
    assert "<b>09:00 Thứ\u00a0Sáu, 27/11/2026</b>" in page
    assert "Vì sao là ngày này?" in page


def test_when_the_centre_is_closed_the_promise_counts_from_its_opening(client, at):
    world()
    at(moment(date(2026, 11, 28), 20))

    page = page_of(client).content.decode()

    assert "Nộp khi mở cửa, 07:00 Thứ\u00a0Hai, 30/11/2026, hẹn trả" in page
    assert "<b>07:00 Thứ\u00a0Năm, 03/12/2026</b>" in page


def test_papers_are_listed_with_who_has_to_bring_them(client, at):
    made = world()
    RequiredPaper.objects.create(case=made.case, order=3, name="Bản sao căn cước", kind="state_data")
    forget_all()

    page = page_of(client).content.decode()

    assert "Giấy đề nghị đăng ký hộ kinh doanh" in page
    assert "Nhà nước đã có" in page
    assert "1 bản chính" in page
    assert "(không bắt buộc)" in page


def test_the_road_names_every_step_with_its_time(client, at):
    world()

    page = page_of(client).content.decode()

    assert [step for step in ("Tiếp nhận", "Phân công", "Thẩm định", "Ký duyệt") if step not in page] == []
    assert "1 ngày làm việc 5 giờ" in page


def test_what_the_catalogue_lacks_is_said_not_hidden(client, at):
    field = Field.objects.create(code="khac", name="Khác")
    _version, case = procedure("9.000001", "Thủ tục chỉ có tên", field=field)
    case.time_limits.all().delete()
    forget_all()

    page = page_of(client, "9.000001").content.decode()

    assert "Danh mục chưa ghi thời hạn của thủ tục này" in page
    assert "Danh mục chưa ghi thành phần hồ sơ của thủ tục này" in page
    assert "Quy trình nội bộ của thủ tục này chưa được đưa vào hệ thống" in page
    assert "Chưa có hồ sơ nào của thủ tục này có kết quả" in page


def test_each_case_has_its_own_limit_and_papers(client, at):
    made = world()
    other = Case.objects.create(version=made.version, order=2, name="Nhiều thành viên")
    TimeLimit.objects.create(case=other, amount=5, unit="working_day")
    forget_all()

    assert "5 ngày làm việc" in page_of(client, case="2").content.decode()
    assert "3 ngày làm việc" in page_of(client, case="khong").content.decode()


def test_the_real_performance_of_the_procedure_is_shown(client, at):
    made = world()
    resolved(made, at=moment(date(2026, 11, 2), 9), ended_at=moment(date(2026, 11, 20), 9))

    page = page_of(client).content.decode()

    assert '<dt>Hồ sơ có kết quả</dt><dd class="num">1</dd>' in page
    assert '<dt>Đúng hẹn</dt><dd class="num">0%</dd>' in page


def test_a_repealed_procedure_shows_what_replaces_it_and_promises_nothing(client, at):
    made = world()
    old, _case = procedure("1.000001", "Thủ tục cũ", field=made.field)
    old.procedure.repealed_on, old.procedure.successor = date(2026, 1, 1), made.version.procedure
    old.procedure.save()
    forget_all()

    page = page_of(client, "1.000001").content.decode()

    assert "Thủ tục này đã bãi bỏ từ 01/01/2026" in page
    assert reverse("portal:procedure", args=["1.001612"]) in page
    assert "hẹn trả" not in page


def test_a_procedure_that_begins_later_says_from_when(client, at):
    made = world()
    procedure("1.000002", "Thủ tục mới", field=made.field, effective_from=date(2027, 1, 1))

    page = page_of(client, "1.000002").content.decode()

    assert "Hiệu lực từ 01/01/2027" in page
    assert "hẹn trả" not in page


def test_an_unknown_code_is_not_a_dead_end(client, at):
    answer = page_of(client, "9.999999")

    assert answer.status_code == 404
    assert "Tìm thủ tục" in answer.content.decode()


def test_a_procedure_takes_the_same_statements_for_many_papers_as_for_one(
    client, at, django_assert_num_queries
):
    made = world()
    page_of(client)
    for order in range(3, 6):
        RequiredPaper.objects.create(case=made.case, order=order, name=f"Giấy tờ {order}")

    with django_assert_num_queries(1):  # the real performance; the rest is in memory
        page_of(client)
