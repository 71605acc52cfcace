"""How long one waits at a centre, for whoever has not left home yet."""

import html
import re

import pytest
from django.urls import reverse

from tests.queueing.halls import after, hall
from tests.statements import at_most

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(at):
    at(after(30))
    return hall()


def read(client, address="portal:hall", **query):
    text = client.get(reverse(address), query).content.decode()
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def test_every_line_tells_how_many_wait_and_how_long_a_newcomer_would(client, place):
    place.open(1)
    place.issue()
    place.issue(minutes=1)

    page = read(client)

    assert "Đất đai Chờ khoảng 9–45 phút 2 người đang chờ · 1 quầy mở" in page
    assert "Hộ tịch Chưa có quầy nào mở." in page
    assert "Lúc 08:30." in page


def test_a_wait_over_the_break_at_noon_says_so(client, place, at):
    place.open(1)
    for minutes in range(3):
        place.issue(minutes=minutes)
    at(after(3 * 60 + 15))

    assert "phút, gồm giờ nghỉ 3 người đang chờ" in read(client)


def test_a_line_that_gives_no_numbers_says_why(client, place, at):
    place.open(1)
    at(after(14 * 60))

    page = read(client)

    assert "người đang chờ" not in page
    assert "Đất đai Hết giờ" in page or "Đất đai Trung tâm" in page


def test_the_first_page_leads_to_the_waits(client, place):
    place.open(1, 2)

    assert "Ở quầy: Chờ khoảng" in read(client, "portal:home")
    assert reverse("portal:hall") in client.get(reverse("portal:home")).content.decode()


def test_the_first_page_promises_no_wait_while_no_counter_serves(client, place):
    page = read(client, "portal:home")

    assert "Xem ai đang chờ ở quầy" in page
    assert "Ở quầy: " not in page


def test_where_no_centre_gives_numbers_the_page_says_so(client, at):
    at(after(0))

    assert "Chưa trung tâm nào phát số qua hệ thống này." in read(client)
    assert reverse("portal:hall") not in client.get(reverse("portal:home")).content.decode()


def test_a_centre_that_is_not_there_is_not_found(client, place):
    assert client.get(reverse("portal:hall"), {"centre": "nowhere"}).status_code == 404
    assert client.get(reverse("portal:hall"), {"centre": "trung-tam"}).status_code == 200


def test_names_are_in_the_language_of_the_reader(client, place):
    place.land.name_en = "Land"
    place.land.save()
    client.cookies["django_language"] = "en"

    assert "Land" in read(client)


def test_the_waits_stay_within_their_statements(client, place):
    read(client)

    with at_most(1):
        read(client)
