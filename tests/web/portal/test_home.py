import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from motcua.base.clock import at as moment
from motcua.catalogue import queries as catalogue
from motcua.catalogue.actions import install_catalogue
from motcua.web.portal.home import EVENTS, OFTEN
from tests.factories import MONDAY, resolved, world

pytestmark = pytest.mark.django_db


def home(client, query=""):
    return client.get(reverse("portal:home") + query).content.decode()


def test_the_search_comes_first_and_leads_to_the_procedures(client, at):
    page = home(client)

    assert "Ông/Bà cần làm thủ tục gì hôm nay?" in page
    assert page.index('name="q"') < page.index('name="number"')
    assert f'action="{reverse("portal:procedures")}"' in page


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (moment(MONDAY, 9), ["Đang mở", "Đến 11:30"]),
        (moment(MONDAY, 12), ["Hết giờ làm việc", "Mở lại 13:30"]),
        (
            moment(date(2026, 11, 28), 9),
            ["Hết giờ làm việc", "Hôm nay nghỉ", "Mở lại 07:00 Thứ\u00a0Hai, 30/11/2026"],
        ),
    ],
)
def test_the_hours_of_today_come_from_the_calendar(client, at, when, words):
    at(when)

    page = home(client)

    assert [word for word in words if word not in page] == []


def test_kept_promises_are_counted_from_the_dossiers(client, at):
    made = world()
    resolved(made, at=moment(date(2026, 11, 2), 9), ended_at=moment(date(2026, 11, 4), 9))
    resolved(made, at=moment(date(2026, 11, 2), 10), ended_at=moment(date(2026, 11, 20), 9))

    page = re.sub(r"\s+", " ", home(client))

    assert "<b>50%</b><span>hồ sơ trả đúng và trước hẹn</span>" in page
    assert "<b>2</b><span>hồ sơ đã có kết quả</span>" in page
    assert "<b>1</b><span>hồ sơ trễ hẹn</span>" in page


def test_without_results_the_page_says_so(client, at):
    assert "Chưa có hồ sơ nào có kết quả trong 30 ngày qua." in home(client)


def test_a_business_has_events_of_its_own(client, at):
    assert "Mở hộ kinh doanh" in home(client, "?for=business")
    assert "Mở hộ kinh doanh" not in home(client)


def test_every_event_and_frequent_search_finds_procedures_of_the_real_catalogue():
    install_catalogue(today=MONDAY)

    asked = [event.query for events in EVENTS.values() for event in events] + [
        query for _name, query in OFTEN
    ]

    assert [words for words in asked if not catalogue.search(words)] == []


def test_the_first_page_asks_the_database_as_little_for_many_dossiers_as_for_one(
    client, at, django_assert_num_queries
):
    made = world()
    home(client)
    resolved(made, at=moment(MONDAY - timedelta(days=6), 9), ended_at=moment(MONDAY - timedelta(days=5), 9))

    # The register versions are asked for once a second; the figures are kept for five minutes.
    with django_assert_num_queries(0):
        home(client)


def test_no_address_of_the_page_leads_to_another_site(client, at):
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', home(client))

    assert [one for one in addresses if not one.startswith(("/", "#", "tel:"))] == []
