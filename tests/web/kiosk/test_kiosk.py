"""Taking a number at the kiosk."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.queueing import actions
from motcua.queueing.models import Screen, Ticket
from tests.queueing.halls import OPENING, after
from tests.statements import at_most
from tests.web.kiosk.conftest import words


@pytest.fixture
def kiosk(place, device):
    place.open(1, 2)
    made, browser = device()
    browser.made = made
    return browser


def address(kiosk, name="groups", *more):
    return reverse(f"kiosk:{name}", args=(kiosk.made.pk, *more))


def tap(kiosk, group, key=None, **more):
    return kiosk.post(address(kiosk), {"group": group.pk, "request_key": key or uuid4(), **more})


def test_the_first_page_says_how_long_one_waits(kiosk, place):
    page = words(kiosk.get(address(kiosk, "home")))

    assert "Lấy số thứ tự" in page
    assert "Chờ khoảng" in page


def test_a_tap_on_a_group_gives_its_next_number(kiosk, place):
    place.issue()

    page = words(kiosk.get(tap(kiosk, place.land).url))

    ticket = Ticket.objects.latest("pk")
    assert (ticket.code, ticket.channel, ticket.lane) == ("A002", "kiosk", "ordinary")
    assert "A002" in page
    assert "Còn 1 người trước" in page
    assert f"/t/{ticket.token}" not in page


def test_a_tap_sent_twice_is_one_number(kiosk, place):
    key = uuid4()

    first, second = tap(kiosk, place.land, key), tap(kiosk, place.land, key)

    assert first.url == second.url
    assert Ticket.objects.count() == 1


def test_a_priority_lane_is_chosen_beside_the_group(kiosk, place):
    page = words(kiosk.get(tap(kiosk, place.land, lane="elderly").url))

    assert Ticket.objects.get().lane == "elderly"
    assert "người cao tuổi" in page


def test_a_lane_nobody_knows_is_the_ordinary_one(kiosk, place):
    tap(kiosk, place.land, lane="vip")

    assert Ticket.objects.get().lane == "ordinary"


def test_every_page_of_groups_has_a_key_of_its_own(kiosk):
    keys = [
        re.search(r'name="request_key" value="([\w-]+)"', kiosk.get(address(kiosk)).content.decode()).group(1)
        for _visit in range(2)
    ]

    assert keys[0] != keys[1]


def test_a_group_that_gives_no_numbers_says_why_and_cannot_be_tapped(kiosk, place):
    actions.define_group(place.centre.pk, code="dat-dai", letter="A", name="Đất đai", is_open=False)

    answer = kiosk.get(address(kiosk))

    assert "đang tạm ngừng phát số" in words(answer)
    assert re.search(rf'value="{place.land.pk}" disabled', answer.content.decode())


def test_a_tap_too_late_is_told_why_and_makes_no_ticket(kiosk, place, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: OPENING + timedelta(hours=10))

    page = words(kiosk.get(tap(kiosk, place.land).url))

    assert "Hết giờ làm việc. Mở lại" in page
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("said", [{"group": "x"}, {"group": "999999"}, {"request_key": "x"}])
def test_what_no_page_of_ours_sends_is_not_there(kiosk, place, said):
    values = {"group": place.land.pk, "request_key": uuid4(), **said}

    assert kiosk.post(address(kiosk), values).status_code == 404


def test_beginning_anew_wipes_what_the_one_before_chose(kiosk):
    kiosk.cookies["django_language"], kiosk.cookies["size"] = "en", "large"

    answer = kiosk.get(f"{address(kiosk, 'home')}?fresh")

    assert answer.url == address(kiosk, "home")
    assert {name for name, one in answer.cookies.items() if one["max-age"] == 0} >= {
        "django_language",
        "size",
    }


@pytest.mark.parametrize("name", ["groups", "track", "procedures", "check-in", "rate", "help"])
def test_every_page_goes_back_to_a_wiped_beginning_when_nobody_touches_it(kiosk, name):
    page = kiosk.get(address(kiosk, name)).content.decode()

    assert re.search(r'data-idle="(\d+)"', page).group(1) == "60"
    assert f'data-fresh="{address(kiosk, "home")}?fresh"' in page


def test_the_first_page_wipes_itself_when_somebody_left_it_changed(kiosk):
    plain = kiosk.get(address(kiosk, "home")).content.decode()
    kiosk.cookies["reach"] = "low"
    low = kiosk.get(address(kiosk, "home")).content.decode()
    wiped = kiosk.get(f"{address(kiosk, 'home')}?fresh").cookies["reach"]

    assert "data-idle" not in plain.split("<main")[0]
    assert 'data-idle="60"' in low
    assert 'class="mc-kiosk is-low"' in low
    assert (wiped["max-age"], wiped["path"]) == (0, "/kiosk")


def test_names_of_groups_follow_the_language(kiosk, place):
    actions.define_group(place.centre.pk, code="dat-dai", letter="A", name="Đất đai", name_en="Land")
    kiosk.cookies["django_language"] = "en"

    page = words(kiosk.get(address(kiosk)))

    assert "Land" in page
    assert "Đất đai" not in page


def test_a_number_is_printed_only_where_a_printer_is(kiosk, place, device):
    _made, with_printer = device(name="Có máy in", has_printer=True)
    with_printer.made = _made

    silent = kiosk.get(tap(kiosk, place.land).url).content.decode()
    printed = with_printer.get(tap(with_printer, place.land).url).content.decode()

    assert "data-print" not in silent
    assert f'data-print="{Ticket.objects.latest("pk").token}"' in printed


def test_a_kiosk_opens_only_its_own_pages(kiosk, place, device):
    other, _browser = device(name="Khác")
    board, _browser = device(Screen.SERVING)

    assert kiosk.get(reverse("kiosk:groups", args=(other.pk,))).url == "/kiosk"
    assert kiosk.get(reverse("kiosk:board", args=(board.pk,))).url == "/board"
    assert kiosk.get("/kiosk").url == address(kiosk, "home")


def test_a_stranger_takes_no_number(client, kiosk, place):
    answer = client.post(address(kiosk), {"group": place.land.pk, "request_key": uuid4()})

    assert (answer.status_code, answer.url) == (302, "/kiosk")
    assert Ticket.objects.count() == 0


def test_the_number_of_another_centre_is_not_shown_and_the_page_leads_back_by_itself(kiosk, place):
    answer = kiosk.get(address(kiosk, "ticket", "khong-co-ma-nay"))

    assert answer.status_code == 404
    assert 'data-idle="15"' in answer.content.decode()
    assert f'data-fresh="{address(kiosk, "home")}?fresh"' in answer.content.decode()


def test_the_first_page_stays_one_page_however_many_groups_serve_no_field(kiosk, place):
    for at, letter in enumerate("DEFGHI"):
        actions.define_group(place.centre.pk, code=f"nhom-{at}", letter=letter, name="Nhóm khác")

    page = kiosk.get(address(kiosk, "home")).content.decode()

    assert page.count("data-issue") == 1


def test_a_page_of_groups_asks_little(kiosk, place):
    kiosk.get(address(kiosk))
    place.issue(minutes=1)

    with at_most(8):
        kiosk.get(address(kiosk))


def test_a_group_without_fields_is_on_the_first_page(kiosk, place):
    results = actions.define_group(place.centre.pk, code="tra", letter="H", name="Nhận kết quả", order=0)
    actions.define_counter(place.centre.pk, number=9, skills={results.pk: 1})

    page = words(kiosk.get(address(kiosk, "home")))

    assert "Nhận kết quả" in page


def test_a_clock_set_back_on_the_kiosk_changes_nothing(kiosk, place):
    answer = kiosk.get(address(kiosk, "home"))

    assert f'data-now="{int(after(10).timestamp() * 1000)}"' in answer.content.decode()
