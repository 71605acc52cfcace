"""Rating a visit, calling a person, and telling of the printer, at the kiosk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.queueing import actions, devices
from motcua.queueing.models import HallEvent, Ticket
from tests.queueing.halls import OPENING, after
from tests.statements import at_most
from tests.web.kiosk.conftest import words


def address(kiosk, name="rate"):
    return reverse(f"kiosk:{name}", args=(kiosk.made.pk,))


def look_for(kiosk, number):
    return kiosk.get(address(kiosk), {"number": number})


def rated():
    return list(HallEvent.objects.filter(kind="rated").values_list("ticket__number", "values"))


@pytest.fixture
def served(place, kiosk):
    ticket = place.issue()
    place.serve(minutes=2, takes=5)
    return ticket


def test_the_last_visits_are_proposed_until_they_are_rated_or_long_over(kiosk, served, monkeypatch):
    proposed = words(kiosk.get(address(kiosk)))

    actions.rate(served.pk, stars=4, at=after(9))
    after_rating = words(kiosk.get(address(kiosk)))

    assert "A001 3 phút trước" in proposed
    assert "A001" not in after_rating


def test_a_visit_of_half_an_hour_ago_is_not_proposed_but_found_by_its_number(kiosk, served, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: after(50))

    assert "A001" not in words(kiosk.get(address(kiosk)))
    assert "Ông/Bà hài lòng đến đâu?" in words(look_for(kiosk, "a1"))


def test_one_tap_on_a_face_is_the_whole_rating(kiosk, served):
    page = words(look_for(kiosk, "A001"))

    answer = kiosk.post(address(kiosk), {"number": "A001", "stars": "4", "why": ["attitude", "wait"]})

    assert "A001 · Đất đai · Quầy 01" in page
    assert "Rất hài lòng" in page
    assert answer.url == f"{address(kiosk)}?done"
    assert rated() == [(1, {"stars": 4, "why": ["attitude", "wait"]})]
    assert "Cảm ơn Ông/Bà đã chấm điểm." in words(kiosk.get(answer.url))


def test_the_slip_is_scanned_and_its_secret_stays_off_the_page(kiosk, served):
    answer = look_for(kiosk, f"https://dichvucong.example.vn/t/{served.token}")

    assert "Ông/Bà hài lòng đến đâu?" in words(answer)
    assert served.token not in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("A009", "Hôm nay chưa có số này."),
        ("1", "Ông/Bà hài lòng đến đâu?"),
        ("<b>", "Hôm nay chưa có số này."),
        ("/t/khong-co-ma-nay-dau", "Hôm nay chưa có số này."),
    ],
)
def test_a_number_that_is_not_there_says_what_to_type(kiosk, served, number, said):
    assert said in words(look_for(kiosk, number))


def test_a_number_without_its_letter_that_two_have_is_asked_for_again(kiosk, place, served):
    place.issue(place.civil, minutes=1)

    assert "Hãy gõ cả chữ và số" in words(look_for(kiosk, "1"))


def test_who_still_waits_is_told_how_many_go_first(kiosk, place):
    place.issue()
    place.issue(minutes=1)

    page = words(look_for(kiosk, "A002"))

    assert "Số A002 đang chờ. Còn 1 người trước. Chấm điểm sau khi làm việc xong." in page


def test_a_visit_is_rated_once_and_never_with_stars_nobody_has(kiosk, served):
    wrong = kiosk.post(address(kiosk), {"number": "A001", "stars": "9"})
    kiosk.post(address(kiosk), {"number": "A001", "stars": "1"})
    again = kiosk.post(address(kiosk), {"number": "A001", "stars": "5"})

    assert "Chọn từ 1 đến 5." in words(wrong)
    assert "Lượt này đã được đánh giá." in words(again)
    assert rated() == [(1, {"stars": 1})]


def test_the_visit_of_yesterday_is_not_rated_at_the_kiosk(kiosk, served, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: OPENING + timedelta(days=1))

    assert "Hôm nay chưa có số này." in words(look_for(kiosk, f"/t/{served.token}"))
    assert "Hôm nay chưa có số này." in words(look_for(kiosk, "A001"))


def test_looking_for_a_visit_asks_little(kiosk, served):
    look_for(kiosk, "A001")

    with at_most(7):
        look_for(kiosk, "A001")


def test_on_the_phone_the_rating_says_what_it_was_for_too(client, served):
    client.post(f"/t/{served.token}", {"act": "rate", "stars": "2", "why": ["papers"], "words": "Thiếu bút"})

    assert rated() == [(1, {"stars": 2, "why": ["papers"]})]
    assert HallEvent.objects.get(kind="rated").reason == "Thiếu bút"


def test_whoever_calls_a_person_sees_that_one_comes_and_then_that_one_came(kiosk, place):
    before = words(kiosk.get(address(kiosk, "help")))

    first = kiosk.post(address(kiosk, "help"))
    second = kiosk.post(address(kiosk, "help"))
    called = words(kiosk.get(first.url))
    devices.answer(kiosk.made.pk, by=place.rights(0), at=after(11))
    came = words(kiosk.get(second.url))

    assert "Cần người giúp?" in before
    assert "Đang có người tới" in called
    assert "lúc 08:10" in called
    assert "Cán bộ đã đến giúp" in came
    assert list(HallEvent.objects.values_list("kind", flat=True))[-2:] == ["help", "helped"]


def test_the_printer_of_a_kiosk_is_told_of_by_the_kiosk_alone(kiosk, client):
    told = kiosk.post(address(kiosk, "printer"), {"fault": "paper"})
    nonsense = kiosk.post(address(kiosk, "printer"), {"fault": "hỏng"})
    stranger = client.post(address(kiosk, "printer"), {"fault": ""})

    kiosk.made.refresh_from_db()
    assert (told.status_code, nonsense.status_code, stranger.status_code) == (204, 404, 302)
    assert (kiosk.made.fault, kiosk.made.fault_at) == ("paper", after(10))


def test_a_kiosk_with_a_helper_gets_the_bytes_in_its_page_and_may_speak_to_it_alone(place, device):
    place.open(1)
    made, browser = device(has_printer=True, helper_url="http://127.0.0.1:9101", helper_key="chia-khoa")
    ticket = place.issue()

    answer = browser.get(reverse("kiosk:ticket", args=(made.pk, ticket.token)))

    page, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    assert f'data-slip="{ticket.token}"' in page
    assert 'data-helper="http://127.0.0.1:9101"' in page
    assert "G0AddjA" in page
    assert "mc-slip" not in page
    assert "http://127.0.0.1:9101" in policy.split("connect-src")[1].split(";")[0]
    assert "127.0.0.1:9101" not in policy.split("connect-src")[0]


def test_a_kiosk_whose_browser_prints_has_the_slip_as_words(kiosk, place):
    ticket = place.issue()

    page = kiosk.get(reverse("kiosk:ticket", args=(kiosk.made.pk, ticket.token))).content.decode()

    assert '<p class="is-huge">A001</p>' in page
    assert "data-helper" not in page
    assert Ticket.objects.count() == 1
