"""What the boards of a hall show."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.base import clock
from motcua.dossiers import actions as dossiers
from motcua.dossiers.models import Dossier
from motcua.queueing import actions
from motcua.queueing.models import Screen
from tests.factories import MONDAY, resolved, world
from tests.queueing.halls import after
from tests.statements import at_most
from tests.web.kiosk.conftest import words

NOON = clock.at(MONDAY, 17)


@pytest.fixture
def board(device):
    def make(screen=Screen.SERVING, **changes):
        made, browser = device(screen, **changes)
        return lambda name="board-now": browser.get(reverse(f"kiosk:{name}", args=(made.pk,)))

    return make


def called(response):
    """Return the calls a board would read aloud: code and counter, the newest first."""
    listed = re.search(r'data-calls="([^"]*)"', response.content.decode()).group(1)
    return [tuple(one.split(";")[2:]) for one in listed.split()]


def test_the_last_call_is_the_big_one(place, board):
    place.open(1, 2)
    place.issue()
    place.issue(place.civil)
    place.call(1, minutes=1)
    place.call(2, minutes=2)

    shown = board()("board")

    page = words(shown)
    assert "Mời số B001" in page
    assert "Đến quầy 02" in page
    assert called(shown) == [("B001", "2"), ("A001", "1")]


def test_a_number_called_again_is_read_again(place, board):
    place.open(1)
    ticket = place.issue()
    place.call(1, minutes=1)
    actions.recall(ticket.pk, **place.at(1, 2))

    assert called(board()()) == [("A001", "1"), ("A001", "1")]


def test_who_waits_is_counted_and_not_named(place, board):
    place.open(1)
    for minutes in range(3):
        place.issue(minutes=minutes)

    page = words(board()())

    assert "3 người đang chờ" in page
    assert "A001" not in page


def test_a_zone_shows_and_reads_its_own_counters_only(place, board):
    for number, zone in ((1, "Dãy trái"), (2, "Dãy phải")):
        skills = {place.land.pk: 1} if number == 1 else {place.civil.pk: 1}
        actions.define_counter(place.centre.pk, number=number, zone=zone, skills=skills)
    place.open(1, 2)
    place.issue()
    place.issue(place.civil)
    place.call(1, minutes=1)
    place.call(2, minutes=2)

    shown = board(Screen.ZONE, zone="Dãy trái")()

    assert called(shown) == [("A001", "1")]
    assert "B001" not in words(shown)


def test_a_counter_says_who_serves_and_when_it_pauses(place, board):
    place.open(1)
    own = board(Screen.COUNTER, counter=place.counters[0])

    open_now = words(own())
    actions.pause_counter(
        place.counters[0].pk, reason="Nghỉ", by=place.rights(0), at=after(5), back_at=after(20)
    )
    paused = words(own())

    assert "Sẵn sàng phục vụ" in open_now
    assert "Cán bộ quầy 1" in open_now
    assert "Tạm nghỉ đến 08:20" in paused


def test_in_the_evening_the_board_says_when_the_doors_open(place, board, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: after(12 * 60))

    page = words(board()())

    assert "Hết giờ làm việc" in page
    assert "Mở lại" in page


def test_after_closing_whoever_still_waits_is_still_shown(place, board, monkeypatch):
    place.open(1)
    place.issue()
    place.call(1, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: after(10 * 60))

    assert "A001" in words(board()())


def test_results_to_fetch_are_shown_by_four_digits_and_no_name(device):
    home = world()
    at_agency, here, by_post = resolved(home), resolved(home), resolved(home)
    for one in (here, by_post):
        dossiers.confirm_result(one.number, place="Ngăn B4", by=home.rights(home.returner), at=NOON)
    Dossier.objects.filter(pk=by_post.pk).update(result_channel="post")
    made, browser = device(Screen.RESULTS, centre=home.centre)

    page = words(browser.get(reverse("kiosk:board-now", args=(made.pk,))))

    assert f"•••{here.number[-4:]}" in page
    assert f"•••{at_agency.number[-4:]}" not in page
    assert f"•••{by_post.number[-4:]}" not in page
    assert here.number not in page
    assert "Nguyễn" not in page


def test_the_league_is_what_the_portal_publishes(place, board):
    assert "Chưa đủ số liệu để so sánh" in words(board(Screen.LEAGUE)())


def test_only_the_board_that_may_speak_is_given_a_voice(place, device):
    silent, one = device(Screen.SERVING)
    loud, other = device(Screen.SERVING, name="Có loa", speaks=True)

    assert "data-speaks" not in one.get(reverse("kiosk:board", args=(silent.pk,))).content.decode()
    assert "data-speaks" in other.get(reverse("kiosk:board", args=(loud.pk,))).content.decode()


def test_a_page_without_a_stream_asks_whether_the_hall_moved(client, place):
    address = reverse("kiosk:seq", args=(place.centre.pk,))
    before = client.get(address)
    place.open(1)

    same = client.get(address, headers={"If-None-Match": before["ETag"]})
    again = client.get(address, headers={"If-None-Match": same["ETag"]})

    assert before.json() == {"hall": "20261123-0"}
    assert same.json() == {"hall": "20261123-1"}
    assert again.status_code == 304


def test_a_board_asks_the_same_little_whatever_happened(place, board):
    place.open(1, 2, 3)
    show = board()
    show()
    for minutes in range(6):
        place.issue(minutes=minutes)
    for number in (1, 3):
        place.call(number, minutes=7)

    with at_most(12):
        show()
