"""The ticket on the phone."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.queueing import actions
from motcua.queueing.models import HallEvent, Ticket
from tests.queueing.halls import after
from tests.web.kiosk.conftest import words


@pytest.fixture
def ticket(place):
    place.open(1, 2)
    place.issue()
    return place.issue(minutes=1)


def page_of(client, ticket, name="phone"):
    return words(client.get(reverse(f"kiosk:{name}", args=(ticket.token,))))


def do(client, ticket, act, **more):
    return words(client.post(reverse("kiosk:phone", args=(ticket.token,)), {"act": act, **more}, follow=True))


def state(ticket):
    return Ticket.objects.get(pk=ticket.pk).state


def test_who_waits_sees_how_many_go_first_and_how_long(client, ticket):
    page = page_of(client, ticket)

    assert "A002" in page
    assert "Còn 1 người trước" in page
    assert "Chờ khoảng" in page


def test_who_is_called_sees_the_counter(client, place, ticket):
    place.serve(1, minutes=2)
    place.call(1, minutes=5)

    page = page_of(client, ticket, "phone-now")

    assert "Mời số A002" in page
    assert "Đến quầy 01" in page


def test_who_is_late_lets_others_first_and_keeps_the_number(client, place, ticket):
    for minutes in (2, 3):
        place.issue(minutes=minutes)

    page = do(client, ticket, "late", minutes="10")

    assert "số vẫn còn trong hàng" in page
    assert HallEvent.objects.get(ticket=ticket, kind="late").values["minutes"] == 10


def test_who_leaves_may_come_back_to_the_end(client, ticket):
    assert "Ông/Bà đã rời hàng" in do(client, ticket, "leave")
    assert state(ticket) == "left"
    assert "Số đã vào lại hàng chờ" in do(client, ticket, "rejoin")
    assert state(ticket) == "waiting"


def test_who_was_served_rates_once(client, place, ticket):
    place.serve(1, minutes=2)
    place.serve(1, minutes=5)

    said = do(client, ticket, "rate", stars="5", words="Nhanh")
    again = do(client, ticket, "rate", stars="1")

    assert "Cảm ơn Ông/Bà đã chấm điểm" in said
    assert "Lượt này đã được đánh giá" in again
    assert HallEvent.objects.get(kind="rated").values["stars"] == 5


@pytest.mark.parametrize("said", [{"minutes": "-3"}, {"minutes": "999"}, {"minutes": "x"}, {}])
def test_minutes_nobody_offers_are_refused(client, ticket, said):
    assert "Chọn số phút đến muộn từ 1 đến 60" in do(client, ticket, "late", **said)


def test_an_act_nobody_offers_is_not_there(client, ticket):
    address = reverse("kiosk:phone", args=(ticket.token,))

    assert client.post(address, {"act": "call"}).status_code == 404


def test_the_ticket_of_yesterday_offers_nothing(client, ticket, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: after(24 * 60))

    page = page_of(client, ticket)

    assert "Số này của ngày khác" in page
    assert "Tôi đến muộn" not in page


def test_the_page_shows_nobody_and_no_other_ticket(client, place, ticket):
    other = place.issue(place.civil, minutes=2)

    page = page_of(client, ticket)

    assert "Cán bộ quầy" not in page
    assert other.code not in page


def test_being_told_why_somebody_else_went_first(client, place, ticket):
    actions.issue(place.centre.pk, group_id=place.land.pk, request_key=uuid4(), at=after(2), lane="elderly")
    place.call(1, minutes=3)

    assert "Vì sao chờ lâu" in page_of(client, ticket)
