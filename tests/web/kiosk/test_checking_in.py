"""Checking in at the kiosk, and what its scanner reads."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.appointments import actions
from motcua.base import clock
from motcua.queueing.models import Ticket
from motcua.web.kiosk.checking_in import Kind, Read, read
from tests.appointments.hours import HOA, WEDNESDAY, book, bookable
from tests.factories import unit
from tests.queueing.halls import MONDAY
from tests.statements import at_most
from tests.web.kiosk.conftest import words

HALF_PAST_NINE = clock.at(WEDNESDAY, 9, 30)
NUMBER = "001189001234"
CARD = f"{NUMBER}|012345678|Nguyễn Thị Hoa|01021989|Nữ|Tổ 4, phường Lạc Hồng|10052021"


@pytest.fixture
def place(db):
    return bookable()


@pytest.fixture
def kiosk(place, device, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: HALF_PAST_NINE - timedelta(minutes=5))
    made, browser = device()
    browser.made = made
    return browser


def address(kiosk, name="check-in"):
    return reverse(f"kiosk:{name}", args=(kiosk.made.pk,))


def say(kiosk, typed, name="check-in", **more):
    return kiosk.post(address(kiosk, name), {"typed": typed, **more})


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("https://dichvucong.example.vn/appointments/Zk3hQ0a9LmXw72Tb", Read(Kind.LINK, "Zk3hQ0a9LmXw72Tb")),
        ("Zk3hQ0a9LmXw72Tb", Read(Kind.LINK, "Zk3hQ0a9LmXw72Tb")),
        (" 123 456 ", Read(Kind.CODE, "123456")),
        ("0912.345.678", Read(Kind.PHONE, "0912345678")),
        (CARD, Read(Kind.CARD, NUMBER)),
        # What a scanner set to another keyboard makes of the marks.
        (f"{NUMBER}||Nguye63n Thi5 Hoa", Read(Kind.CARD, NUMBER)),
        (NUMBER, Read(Kind.CARD, NUMBER)),
        (
            "https://dichvucong.example.vn/t/AbCdEfGhIjKlMnOp",
            Read(Kind.SLIP, "https://dichvucong.example.vn/t/AbCdEfGhIjKlMnOp"),
        ),
        ("https://dichvucong.example.vn/track/H99.12-261124-0032", Read(Kind.DOSSIER, "H99.12-261124-0032")),
        ("h99.12-261124-0032", Read(Kind.DOSSIER, "H99.12-261124-0032")),
        ("", Read(Kind.UNKNOWN)),
        ("12", Read(Kind.UNKNOWN)),
        ("xin chào", Read(Kind.UNKNOWN)),
    ],
)
def test_what_is_typed_or_scanned_is_recognised(typed, found):
    assert read(typed) == found


@pytest.mark.parametrize("how", ["link", "token", "code", "phone", "card"])
def test_whoever_booked_is_in_with_one_scan(kiosk, place, how):
    booking = book(place, number=NUMBER)
    typed = {
        "link": f"https://dichvucong.example.vn/appointments/{booking.token}",
        "token": booking.token,
        "code": booking.code,
        "phone": HOA,
        "card": CARD,
    }[how]

    answer = say(kiosk, typed)

    ticket = Ticket.objects.get()
    assert answer.url == reverse("kiosk:ticket", args=(kiosk.made.pk, ticket.token))
    assert ticket.appointment_at == HALF_PAST_NINE
    page = words(kiosk.get(answer.url))
    assert "Lịch hẹn 09:30" in page
    assert "A001" in page


def test_checked_in_twice_it_is_the_same_number(kiosk, place):
    booking = book(place)

    first, second = say(kiosk, booking.code), say(kiosk, booking.code)

    assert first.url == second.url
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-90, "Ông/Bà đến sớm. Xin báo đến từ 08:30, lịch hẹn lúc 09:30."), (-60 * 24 * 2, "09:30")],
)
def test_too_early_says_when_to_come_back(kiosk, place, monkeypatch, minutes, said):
    booking = book(place)
    monkeypatch.setattr(timezone, "now", lambda: HALF_PAST_NINE + timedelta(minutes=minutes))

    answer = say(kiosk, booking.token)

    assert (answer.status_code, Ticket.objects.count()) == (422, 0)
    assert said in words(answer)


def test_too_late_gives_an_ordinary_number_and_says_so(kiosk, place, monkeypatch):
    booking = book(place)
    monkeypatch.setattr(timezone, "now", lambda: HALF_PAST_NINE + timedelta(minutes=25))

    page = words(kiosk.get(say(kiosk, booking.code).url))

    assert "Giờ hẹn đã qua, số này ở hàng thường, theo thứ tự đến." in page


def test_a_booking_of_another_day_is_told_by_its_phone(kiosk, place, monkeypatch):
    book(place)
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY, 10))

    page = words(say(kiosk, HOA))

    assert "Lịch hẹn của Ông/Bà vào 09:30 25/11/2026." in page
    assert HOA not in page


def test_who_has_none_or_types_nonsense_is_told_what_to_do(kiosk):
    none, nonsense = words(say(kiosk, "0987654321")), words(say(kiosk, "xin chào"))

    assert "Hôm nay không có lịch hẹn này. Xin xem lại mã, hoặc lấy số thường." in none
    assert "Không đọc được. Gõ mã hẹn 6 chữ số, hoặc số điện thoại đã đặt lịch." in nonsense


def test_a_cancelled_booking_gives_no_number(kiosk, place):
    booking = book(place)
    actions.cancel(booking.pk, at=clock.at(MONDAY, 10))

    assert "đã hủy" in words(say(kiosk, booking.token))
    assert Ticket.objects.count() == 0


def test_two_bookings_of_one_phone_are_chosen_between(kiosk, place):
    first, second = book(place), book(place, clock.at(WEDNESDAY, 10))

    page = say(kiosk, HOA)
    answer = say(kiosk, HOA, booking=second.pk)

    assert re.findall(r'name="booking" value="(\d+)"', page.content.decode()) == [
        str(first.pk),
        str(second.pk),
    ]
    assert "10:00" in words(page)
    assert Ticket.objects.get(token=answer.url.rsplit("/", 1)[-1]).appointment_at == second.starts_at


def test_a_booking_of_another_phone_is_never_chosen_by_its_key(kiosk, place):
    book(place)
    book(place, clock.at(WEDNESDAY, 10, 30))
    other = book(place, clock.at(WEDNESDAY, 10), phone="0987654321")

    answer = say(kiosk, HOA, booking=other.pk)

    assert answer.status_code == 422
    assert Ticket.objects.count() == 0


def test_a_booking_elsewhere_says_where(place, device, kiosk):
    booking = book(place)
    elsewhere = unit("noi-khac", "Nơi khác", kind="centre", official_code="H99.99")
    made, browser = device(centre=elsewhere, name="Khac")

    page = words(browser.post(reverse("kiosk:check-in", args=(made.pk,)), {"typed": booking.token}))

    assert "Lịch hẹn này ở Trung tâm, không ở đây." in page


def test_the_number_of_a_card_stands_nowhere_afterwards(kiosk, place):
    answer = say(kiosk, CARD)

    assert NUMBER not in answer.content.decode()


def test_the_first_page_leads_on_from_what_its_scanner_reads(kiosk, place):
    booking = book(place)
    arrived = say(kiosk, booking.token, "scan")
    ticket = Ticket.objects.get()

    slip = say(kiosk, f"https://dichvucong.example.vn/t/{ticket.token}", "scan")
    receipt = say(kiosk, "https://dichvucong.example.vn/track/H99.12-261124-0032", "scan")
    nonsense = say(kiosk, "8934588012345", "scan")

    assert arrived.url.endswith(ticket.token)
    assert slip.url == f"{address(kiosk, 'rate')}?number=/t/{ticket.token}"
    assert "Đã đọc mã hồ sơ. Xin gõ 4 số cuối." in words(receipt)
    assert 'value="H99.12-261124-0032"' in receipt.content.decode()
    assert "Không đọc được." in words(nonsense)


def test_checking_in_asks_the_same_for_every_booking(kiosk, place):
    first, second = book(place), book(place, clock.at(WEDNESDAY, 10), phone="0987654321")
    say(kiosk, first.code)

    with at_most(30):
        say(kiosk, second.code)
