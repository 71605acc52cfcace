"""One's work of the morning on the screen."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.base import clock
from motcua.dossiers import actions, digests
from tests.factories import MONDAY, MORNING, received, world
from tests.web.setup.conftest import words

ADDRESS = reverse("cases:digest")
WEDNESDAY_AT_8 = clock.at(date(2026, 11, 25), 8)


@pytest.fixture
def made(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: WEDNESDAY_AT_8)
    return world()


@pytest.fixture
def examining(made):
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
    return dossier


def page_of(client, person, query=""):
    client.force_login(person)
    return words(client.get(ADDRESS + query))


def test_before_the_first_morning_the_page_says_what_will_come(client, made):
    assert "Chưa có bản việc đầu ngày nào." in page_of(client, made.examiner)


def test_an_official_reads_the_work_of_the_morning_with_links(client, made, examining):
    digests.make_digests(at=WEDNESDAY_AT_8)

    page = page_of(client, made.examiner)

    assert "Đến hạn hôm nay" in page
    assert reverse("cases:dossier", args=(examining.number,)) in page
    assert "Đơn vị tôi phụ trách" not in page


def test_a_head_reads_what_lies_in_the_units_led(client, made, examining):
    digests.make_digests(at=WEDNESDAY_AT_8)

    page = page_of(client, made.leader)

    assert "Đơn vị tôi phụ trách" in page
    assert "Phòng Kinh tế" in page


def test_a_morning_without_work_says_so(client, made):
    digests.make_digests(at=WEDNESDAY_AT_8)

    assert "Sáng đó không có việc nào đến hạn." in page_of(client, made.examiner)


def test_another_morning_can_be_read_again(client, made):
    for day in (MONDAY, MONDAY + timedelta(days=2)):
        digests.make_digests(at=clock.at(day, 8))

    page = page_of(client, made.examiner, f"?day={MONDAY.isoformat()}")

    assert "23/11/2026, như lúc 08:00" in page


@pytest.mark.parametrize("day", ["2026-11-24", "hom-qua"])
def test_a_day_without_a_digest_is_not_there(client, made, day):
    client.force_login(made.examiner)

    assert client.get(f"{ADDRESS}?day={day}").status_code == 404


def test_the_reminders_lead_to_the_morning_and_back(client, made):
    client.force_login(made.examiner)

    assert ADDRESS in words(client.get(reverse("cases:reminders")))
    assert reverse("cases:reminders") in words(client.get(ADDRESS))
