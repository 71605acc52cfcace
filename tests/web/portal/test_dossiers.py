from datetime import date, timedelta

import pytest
from django.urls import reverse

from motcua.base.clock import at as moment
from motcua.dossiers import actions
from motcua.history.models import Entry
from tests.factories import MONDAY, MORNING, received, resolved, world

pytestmark = pytest.mark.django_db
TRACK = reverse("portal:track")


def look_up(client, number="H99.12-261123-0001", digits="5678", **extra):
    return client.post(TRACK, {"number": number, "digits": digits}, **extra)


def found(client, number="H99.12-261123-0001", digits="5678"):
    answer = look_up(client, number, digits)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "H99.12-261123-0001",
        "h99.12-261123-0001",
        " H99.12 261123 0001 ",
        "H99.12–261123–0001",
        "H99.122611230001",
    ],
)
def test_a_number_is_understood_however_it_is_typed(client, at, typed):
    received(world())

    assert look_up(client, typed).url == reverse("portal:track-dossier", args=["H99.12-261123-0001"])


@pytest.mark.parametrize("digits", ["5678", "56 78", "1234", "001189001234"])
def test_the_phone_or_the_personal_number_opens_the_dossier(client, at, digits):
    received(world())

    assert look_up(client, digits=digits).status_code == 302


def test_the_page_says_where_the_dossier_is_and_until_when(client, at):
    made = world()
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)

    page = found(client)

    assert "Đang ở bước Thẩm định, đúng tiến độ" in page
    assert "<b>09:00 Thứ\u00a0Sáu, 27/11/2026</b>" in page
    assert "Còn 3 ngày làm việc" in page
    assert "Ông/Bà không cần làm gì lúc này." in page
    assert "Vì sao là ngày này?" in page
    assert "Phòng Kinh tế" in page


def test_the_page_shows_nothing_personal(client, at):
    made = world()
    dossier = received(made)
    actions.take(dossier.number, task=2, by=made.rights(made.head), at=MORNING)

    page = found(client)

    personal = ("Nguyễn Thị Hoa", "001189001234", "0912345678", "Tổ 4", "Giấy đề nghị", "Phạm Văn Lợi")
    assert [word for word in personal if word in page] == []


def test_the_address_carries_no_digits_of_a_person(client, at):
    received(world())

    answer = look_up(client)

    assert "5678" not in answer.url
    assert "5678" not in answer.cookies["tracking"].value
    assert answer.cookies["tracking"]["httponly"]


def test_an_overdue_dossier_gets_an_apology(client, at):
    received(world())
    at(moment(date(2026, 12, 1), 9))

    page = found(client)

    assert "Chúng tôi xin lỗi Ông/Bà vì hồ sơ đã quá ngày hẹn 27/11/2026." in page
    assert "dl-overdue" in page


def test_a_result_is_announced_with_how_to_get_it(client, at):
    resolved(world())

    page = found(client)

    assert "Đã có kết quả" in page
    assert "Việc Ông/Bà cần làm" in page
    assert "Mời Ông/Bà nhận kết quả: nhận tại quầy" in page
    assert "dl-early" in page


def test_a_returned_dossier_needs_nothing_more(client, at):
    made = world()
    dossier = resolved(made)
    actions.return_result(dossier.number, receiver="Bà Hoa", by=made.rights(made.returner), at=MORNING)

    page = found(client)

    assert "Đã trả kết quả lúc" in page
    assert "Việc Ông/Bà cần làm" not in page


def test_the_code_on_a_receipt_asks_for_the_digits_first(client, at):
    received(world())

    page = client.get(reverse("portal:track-dossier", args=["H99.12-261123-0001"])).content.decode()

    assert 'value="H99.12-261123-0001"' in page
    assert "Đã tiếp nhận" not in page


def test_knowing_one_dossier_opens_no_other(client, at):
    made = world()
    received(made)
    received(made, at=moment(MONDAY, 10))
    look_up(client)

    page = client.get(reverse("portal:track-dossier", args=["H99.12-261123-0002"])).content.decode()

    assert "Hẹn trả kết quả" not in page


def test_after_a_quarter_of_an_hour_the_digits_are_asked_again(client, at):
    received(world())
    address = look_up(client).url
    at(MORNING + timedelta(minutes=15))

    page = client.get(address).content.decode()

    assert "4 số cuối điện thoại hoặc số định danh" in page


@pytest.mark.parametrize("forged", ["", "x", "H99.12-261123-0001 5678 99999999999"])
def test_a_made_up_cookie_opens_nothing(client, at, forged):
    received(world())
    client.cookies["tracking"] = forged

    page = client.get(reverse("portal:track-dossier", args=["H99.12-261123-0001"])).content.decode()

    assert "Hẹn trả kết quả" not in page


@pytest.mark.parametrize(
    ("number", "digits"), [("H99.12-261123-0001", "0000"), ("H99.12-261123-9999", "5678"), ("1", "1234")]
)
def test_a_wrong_number_and_wrong_digits_are_answered_alike(client, at, number, digits):
    received(world())

    answer = look_up(client, number, digits)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Lỗi: Tra cứu hồ sơ" in page
    assert "Không tìm thấy hồ sơ có mã và 4 số cuối này" in page
    assert "Mã hồ sơ trông thế nào" in page


@pytest.mark.parametrize(
    ("number", "digits", "words"),
    [
        ("", "", ["Có 2 chỗ cần sửa", "Hãy điền mã hồ sơ", "Hãy điền 4 số cuối"]),
        ("H99.12-261123-0001", "12", ["Cần đủ 4 chữ số cuối"]),
        ("H99.12-261123-0001", "abcd", ["Cần đủ 4 chữ số cuối"]),
        ("H99.12-261123-0001", "1" * 21, ["Chỉ cần 4 số cuối"]),
        ("hồ sơ của tôi", "1234", ["Mã hồ sơ có chữ và số"]),
        ("1" * 61, "1234", ["Mã hồ sơ dài quá 60 ký tự"]),
        ("<script>1</script>", "1234", ["Không tìm thấy", "&lt;script&gt;"]),
        ("H99.12\x00-261123-0001", "1234", ["có ký tự không đọc được"]),
    ],
)
def test_bad_input_is_said_at_the_field(client, at, number, digits, words):
    page = look_up(client, number, digits).content.decode()

    assert [word for word in words if word not in page] == []


def test_only_failures_are_recorded_and_without_the_digits(client, at):
    received(world())
    look_up(client)
    look_up(client, digits="0000")

    (entry,) = Entry.objects.all()

    assert (entry.verb, entry.subject, entry.key) == ("tracked", "tracking", "H99.12-261123-0001")
    assert entry.address == "127.0.0.1"
    assert entry.details == {}


def test_five_failures_close_a_number_for_a_quarter_of_an_hour(client, at):
    received(world())
    for attempt in range(5):
        look_up(client, digits=f"000{attempt}", REMOTE_ADDR=f"203.0.113.{attempt}")

    blocked = look_up(client, REMOTE_ADDR="203.0.113.99")
    at(MORNING + timedelta(minutes=15))
    again = look_up(client, REMOTE_ADDR="203.0.113.99")

    assert blocked.status_code == 429
    assert "xin thử lại từ 09:15" in blocked.content.decode()
    assert blocked.headers["Retry-After"] == "901"
    assert again.status_code == 302


def test_ten_failures_close_an_address_but_no_other(client, at):
    received(world())
    for attempt in range(10):
        look_up(client, number=f"H99.12-261123-1{attempt:03}")

    assert look_up(client).status_code == 429
    assert look_up(client, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_a_look_up_takes_one_statement_and_so_does_the_page(client, at, django_assert_num_queries):
    made = world()
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
    found(client)

    with django_assert_num_queries(1):
        answer = look_up(client)
    with django_assert_num_queries(1):
        client.get(answer.url)


def test_the_field_of_the_first_page_hands_the_number_over(client, at):
    page = client.get(TRACK, {"number": "H99.12-261123-0001"}).content.decode()

    assert 'value="H99.12-261123-0001"' in page
