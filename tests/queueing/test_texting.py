"""A number sent to a phone by SMS: once to each of two phones, while it waits."""

import pytest

from motcua.base.errors import Refused
from motcua.notifications.models import Notice
from motcua.queueing import actions, queries
from tests.queueing.halls import after, hall

pytestmark = pytest.mark.django_db
TOLD = "Còn 3 người trước. Chờ khoảng 8–12 phút."


@pytest.fixture(autouse=True)
def gateway(settings):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    settings.PUBLIC_URL = "https://dichvucong.example.vn"


@pytest.fixture
def place():
    return hall()


def text(ticket, phone="0912345678", *, minutes=1, language="vi"):
    return actions.text(ticket.pk, phone=phone, told=TOLD, language=language, at=after(minutes))


def sent():
    return list(Notice.objects.order_by("pk").values_list("address", "state", "reference"))


def test_the_message_says_number_centre_wait_and_link_and_nothing_of_the_person(place):
    ticket = place.issue()

    text(ticket, "0912 345 678")

    notice = Notice.objects.get()
    assert notice.body == (
        f"Số thứ tự A001, Trung tâm. {TOLD} "
        f"Theo dõi, báo đến muộn: https://dichvucong.example.vn/t/{ticket.token}"
    )
    assert (notice.address, notice.unit_id, notice.reference) == ("0912345678", place.centre.pk, "A001")
    assert "0912345678" not in notice.key + notice.body


def test_the_message_is_in_the_language_of_the_page(place):
    text(place.issue(), language="en")

    notice = Notice.objects.get()
    assert (notice.language, notice.body.split(",")[0]) == ("en", "Your number is A001")


def test_where_nobody_can_tell_the_wait_the_message_says_none(place):
    ticket = place.issue()

    actions.text(ticket.pk, phone="0912345678", told="", language="vi", at=after(1))

    assert Notice.objects.get().body.startswith("Số thứ tự A001, Trung tâm. Theo dõi")


def test_asking_twice_for_one_phone_however_typed_sends_one_message(place):
    ticket = place.issue()

    queued = [text(ticket, phone) for phone in ("0912345678", "0912 345 678", "+84912345678")]

    assert queued == [True, False, False]
    assert sent() == [("0912345678", "waiting", "A001")]


def test_a_number_goes_to_two_phones_and_no_third(place):
    ticket = place.issue()
    text(ticket, "0912345678")
    text(ticket, "0987654321")

    with pytest.raises(Refused, match="Số này đã gửi đến 2 điện thoại") as refusal:
        text(ticket, "0356789012")

    assert refusal.value.field == "phone"
    assert text(ticket, "0987654321") is False
    assert [address for address, _state, _of in sent()] == ["0912345678", "0987654321"]


def test_two_numbers_may_go_to_one_phone(place):
    text(place.issue())
    text(place.issue())

    assert [reference for _address, _state, reference in sent()] == ["A001", "A002"]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Số điện thoại có 10 chữ số, bắt đầu bằng 0."),
        ("0912 345 67", "Số điện thoại có 10 chữ số, bắt đầu bằng 0."),
        ("1912345678", "Số điện thoại có 10 chữ số, bắt đầu bằng 0."),
        ("024 3826 1234 5", "Số điện thoại có 10 chữ số, bắt đầu bằng 0."),
        ("02438261234", "Không phải số điện thoại di động."),
    ],
)
def test_what_is_no_mobile_number_is_refused_at_the_field(place, typed, reason):
    with pytest.raises(Refused) as refusal:
        text(place.issue(), typed)

    assert (refusal.value.field, str(refusal.value)) == ("phone", reason)
    assert sent() == []


def test_a_called_number_is_still_sent(place):
    place.open(1)
    ticket = place.issue()
    place.call(minutes=1)

    assert text(ticket, minutes=2) is True


def test_a_number_that_waits_no_more_is_not_sent(place):
    place.open(1)
    served, left, late = place.issue(), place.issue(), place.issue()
    place.serve(minutes=1)
    actions.leave(left.pk, at=after(3))

    for ticket, minutes in ((served, 4), (left, 4), (late, 24 * 60)):
        with pytest.raises(Refused, match="không còn chờ gọi"):
            text(ticket, minutes=minutes)

    assert sent() == []


def test_numbers_are_sent_where_there_is_a_gateway_and_the_centre_wants_it(place, settings):
    assert queries.can_text(place.centre.pk) is True

    actions.define_policy(place.centre.pk, texts_numbers=False)
    assert queries.can_text(place.centre.pk) is False

    actions.define_policy(place.centre.pk, texts_numbers=True)
    settings.SMS_URL = ""
    assert queries.can_text(place.centre.pk) is False


def test_one_phone_gets_so_many_numbers_a_day_and_no_more(place):
    for minutes in range(6):
        text(place.issue(minutes=minutes), minutes=minutes)
    seventh = place.issue(minutes=7)

    with pytest.raises(Refused) as refused:
        text(seventh, minutes=7)

    assert (str(refused.value), refused.value.field) == (
        "Điện thoại này hôm nay đã nhận 6 tin nhắn số thứ tự. Xin quét mã QR hoặc ghi lại số.",
        "phone",
    )
    assert text(seventh, "0987654321", minutes=7) is True
    assert Notice.objects.filter(address="0912345678").count() == 6
