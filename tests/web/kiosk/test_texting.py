"""The number on one's own phone by SMS: the key on the ticket's page, and the page with the field."""

import re

import pytest
from django.urls import reverse

from motcua.notifications.models import Notice
from motcua.queueing import actions, devices
from motcua.queueing.models import Fault
from tests.factories import unit
from tests.queueing.halls import after
from tests.statements import at_most
from tests.web.kiosk.conftest import words

KEY = "Nhận số qua tin nhắn"
PHONE = "0912 345 678"


@pytest.fixture(autouse=True)
def gateway(settings):
    settings.SMS_URL = "http://127.0.0.1:9/sms"


@pytest.fixture
def ticket(place, kiosk):
    return place.issue(minutes=5)


def address(kiosk, ticket, name="text"):
    return reverse(f"kiosk:{name}", args=(kiosk.made.pk, ticket.token))


def send(kiosk, ticket, phone=PHONE):
    return kiosk.post(address(kiosk, ticket), {"phone": phone})


def test_the_ticket_offers_the_message_beside_the_code(kiosk, ticket):
    page = kiosk.get(address(kiosk, ticket, "ticket")).content.decode()

    assert page.index("mc-kiosk-phone") < page.index(KEY)
    assert page.count(KEY) == 1


def test_the_message_is_said_first_when_the_printer_prints_nothing(kiosk, ticket):
    devices.tell_fault(kiosk.made.pk, Fault.PAPER, at=after(6))

    page = kiosk.get(address(kiosk, ticket, "ticket")).content.decode()

    assert page.index(KEY) < page.index("mc-kiosk-facts") < page.index("mc-kiosk-phone")
    assert page.count(KEY) == 1


def test_where_no_message_can_be_sent_there_is_no_key_and_no_page(kiosk, ticket, place, settings):
    actions.define_policy(place.centre.pk, texts_numbers=False)
    unwanted = kiosk.get(address(kiosk, ticket, "ticket")), kiosk.get(address(kiosk, ticket))
    actions.define_policy(place.centre.pk, texts_numbers=True)
    settings.SMS_URL = ""
    impossible = kiosk.get(address(kiosk, ticket, "ticket")), send(kiosk, ticket)

    for shown, page in (unwanted, impossible):
        assert KEY not in words(shown)
        assert page.status_code == 404
    assert Notice.objects.count() == 0


def test_the_field_calls_no_keyboard_and_is_wiped(kiosk, ticket):
    page = kiosk.get(address(kiosk, ticket)).content.decode()

    field = re.search(r"<input[^>]*name=\"phone\"[^>]*>", page).group()
    assert 'inputmode="none"' in field
    assert "data-wiped" in field
    assert 'autocomplete="off"' in field
    assert re.findall(r'data-key="(\w+)"', page) == [*"123456789", "all", "0", "back"]
    assert 'data-idle="60"' in page


def test_a_number_typed_is_sent_and_stands_in_no_address(kiosk, ticket):
    answer = send(kiosk, ticket)

    notice = Notice.objects.get()
    assert answer.url == address(kiosk, ticket, "ticket") + "?texted"
    assert (notice.address, notice.language) == ("0912345678", "vi")
    assert "Còn 0" not in notice.body
    assert "Không còn ai trước. Chờ khoảng" in notice.body
    shown = words(kiosk.get(answer.url))
    assert "Tin nhắn có số này đang được gửi" in shown
    assert "0912" not in shown


def test_the_same_form_sent_twice_is_one_message(kiosk, ticket):
    answers = [send(kiosk, ticket).url for _press in range(2)]

    assert answers == [address(kiosk, ticket, "ticket") + "?texted"] * 2
    assert Notice.objects.count() == 1


def test_a_wrong_number_is_said_at_the_field_and_can_be_mended(kiosk, ticket):
    answer = send(kiosk, ticket, "0912 34")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="0912 34"' in page
    assert 'aria-invalid="true" aria-describedby="phone-error"' in page
    assert re.search(r'id="phone-error" role="alert">.*?Số điện thoại có 10 chữ số, bắt đầu bằng 0\.', page)
    assert "<title>Lỗi: Nhận số qua tin nhắn" in page
    assert Notice.objects.count() == 0


def test_a_third_phone_is_refused_at_the_field(kiosk, ticket):
    send(kiosk, ticket)
    send(kiosk, ticket, "0987654321")

    answer = send(kiosk, ticket, "0356789012")

    assert answer.status_code == 422
    assert "Số này đã gửi đến 2 điện thoại" in words(answer)
    assert Notice.objects.count() == 2


def test_a_number_that_left_offers_no_message_and_says_why(kiosk, ticket):
    actions.leave(ticket.pk, at=after(6))

    assert KEY not in words(kiosk.get(address(kiosk, ticket, "ticket")))
    page = kiosk.get(address(kiosk, ticket))
    assert (page.status_code, 'name="phone"' in page.content.decode()) == (200, False)
    assert "Số A001 không còn chờ gọi" in words(page)
    assert send(kiosk, ticket).status_code == 422


def test_the_page_and_the_message_speak_english(kiosk, ticket):
    kiosk.cookies["django_language"] = "en"

    page = words(kiosk.get(address(kiosk, ticket)))
    send(kiosk, ticket)

    assert "Get number A001 by text message" in page
    assert Notice.objects.get().body.startswith("Your number is A001, Trung tâm. Nobody ahead.")


def test_a_wrong_token_is_not_there(kiosk, ticket):
    wrong = reverse("kiosk:text", args=(kiosk.made.pk, "khong-co-ma-nay"))

    assert kiosk.get(wrong).status_code == 404
    assert kiosk.post(wrong, {"phone": PHONE}).status_code == 404


def test_a_kiosk_of_another_centre_sends_no_number_of_this_one(kiosk, ticket, device):
    other = unit("khac", "Trung tâm khác", "centre", official_code="H99.99")
    made, browser = device(name="Khác", centre=other)
    browser.made = made

    assert send(browser, ticket).status_code == 404
    assert Notice.objects.count() == 0


def test_who_is_no_kiosk_sends_nothing(client, kiosk, ticket):
    answer = client.post(address(kiosk, ticket), {"phone": PHONE})

    assert answer.url == "/kiosk"
    assert Notice.objects.count() == 0


def test_the_page_asks_little(kiosk, ticket):
    kiosk.get(address(kiosk, ticket))

    with at_most(4):
        kiosk.get(address(kiosk, ticket))
