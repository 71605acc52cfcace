"""The service menu: a card opens it, nothing else does, and it shuts by itself."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.base.registers import forget_all
from motcua.history.models import Entry
from motcua.organisations.models import Position
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Manager
from motcua.queueing import cards, devices
from motcua.queueing.models import ServiceCard
from tests.factories import post, unit, user
from tests.queueing.halls import MONDAY, after
from tests.statements import at_most
from tests.web.kiosk.conftest import words

# Session, user, devices, cards, who may hold one.
DEVICES_PAGE = 5


@pytest.fixture
def keeper(place):
    person = user("giamsat", "Người giám sát")
    post(person, place.centre, Position.Role.SUPERVISOR)
    forget_all()
    return person


@pytest.fixture
def card(place, keeper):
    made, number = cards.issue(
        place.centre.pk,
        holder_id=place.people[0].pk,
        by=Manager(rights_of(keeper.pk, on=MONDAY)),
        at=after(5),
    )
    made.number = number
    return made


def address(kiosk, name="service"):
    return reverse(f"kiosk:{name}", args=(kiosk.made.pk,))


def scan(kiosk, number):
    return kiosk.post(address(kiosk, "scan"), {"typed": number})


def do(kiosk, act):
    return kiosk.post(address(kiosk), {"act": act})


def recorded():
    found = Entry.objects.filter(verb="serviced").order_by("pk")
    return [(one.key, one.actor.username, one.details["act"]) for one in found]


def shut(answer, kiosk):
    return (answer.status_code, answer.url) == (302, address(kiosk, "home") + "?fresh")


def test_a_scanned_card_opens_the_menu_of_the_kiosk(kiosk, card):
    answer = scan(kiosk, card.number)

    assert answer.url == address(kiosk)
    assert card.number not in answer.url
    page = words(kiosk.get(answer.url))
    for said in ("Bảo dưỡng máy", "Thẻ của Cán bộ quầy 1", "Cột cạnh cửa", "Trung tâm", "0.1.0"):
        assert said in page
    assert "Trình duyệt in: không báo trục trặc" in page
    assert recorded() == [("trung-tam/Cột cạnh cửa", "quay1", "opened")]


def test_a_number_read_in_groups_is_the_same_card(kiosk, card):
    groups = " ".join(card.number[at : at + 4] for at in range(0, 24, 4))

    assert scan(kiosk, groups).url == address(kiosk)


def test_without_a_fresh_scan_the_address_opens_nothing(kiosk, card):
    assert shut(kiosk.get(address(kiosk)), kiosk)
    assert shut(do(kiosk, "print"), kiosk)
    assert recorded() == []


def test_the_menu_shuts_when_nothing_was_done_for_two_minutes(kiosk, card, monkeypatch):
    scan(kiosk, card.number)
    monkeypatch.setattr(timezone, "now", lambda: after(11.9))
    open_still = kiosk.get(address(kiosk)).status_code
    monkeypatch.setattr(timezone, "now", lambda: after(13.9))

    assert open_still == 200
    assert shut(kiosk.get(address(kiosk)), kiosk)


def test_the_page_leaves_by_itself_after_a_minute_like_every_other(kiosk, card):
    scan(kiosk, card.number)

    page = kiosk.get(address(kiosk)).content.decode()

    assert re.search(r'data-idle="(\d+)"', page).group(1) == "60"


@pytest.mark.parametrize("way", ["?fresh", "?fresh&attract"])
def test_beginning_anew_shuts_the_menu(kiosk, card, way):
    scan(kiosk, card.number)

    kiosk.get(address(kiosk, "home") + way)

    assert shut(kiosk.get(address(kiosk)), kiosk)


def test_a_menu_opens_at_the_kiosk_that_read_the_card_and_at_no_other(kiosk, card, device):
    other, browser = device(name="Khác")
    browser.made = other
    opened = scan(kiosk, card.number)

    browser.cookies["service"] = opened.cookies["service"].value

    assert shut(browser.get(address(browser)), browser)


def test_what_was_put_together_by_hand_opens_nothing(kiosk, card):
    kiosk.cookies["service"] = f"{kiosk.made.pk} {card.pk} 9999999999"

    assert shut(kiosk.get(address(kiosk)), kiosk)


def test_a_card_taken_back_shuts_the_menu_at_the_next_act(kiosk, card, keeper):
    scan(kiosk, card.number)

    cards.revoke(card.pk, by=Manager(rights_of(keeper.pk, on=MONDAY)), at=after(10))

    assert shut(do(kiosk, "print"), kiosk)


@pytest.mark.parametrize("number", ["0" * 24, "1234 5678 9012 3456 7890 1234"])
def test_a_strange_card_is_told_so_and_offered_help(kiosk, card, number):
    answer = scan(kiosk, number)

    assert answer.status_code == 422
    assert "Thẻ không dùng được ở máy này" in words(answer)
    assert address(kiosk, "help") in answer.content.decode().split("<main")[1].split("</main")[0]
    assert recorded() == []


def test_a_card_of_another_centre_is_a_strange_one(card, device):
    other = unit("khac", "Trung tâm khác", "centre", official_code="H99.99")
    made, browser = device(name="Khác", centre=other)
    browser.made = made

    assert scan(browser, card.number).status_code == 422


@pytest.mark.parametrize(
    "typed",
    ["046189001234||Nguyễn Thị Hoa|13091989|Nữ|Tổ 4|01072024", "0912345678", "482913", "/t/AbCdEfGhIjKlMnOp"],
)
def test_what_citizens_hold_before_the_scanner_never_opens_the_menu(kiosk, card, typed):
    answer = scan(kiosk, typed)

    assert "service" not in answer.cookies
    assert shut(kiosk.get(address(kiosk)), kiosk)


def test_the_number_typed_where_bookings_are_typed_opens_nothing(kiosk, card):
    answer = kiosk.post(address(kiosk, "check-in"), {"typed": card.number})

    assert answer.status_code == 422
    assert "Không đọc được" in words(answer)


def test_a_test_slip_is_printed_and_recorded(kiosk, card):
    scan(kiosk, card.number)

    page = do(kiosk, "print").content.decode()

    assert re.search(r'data-print="[\w-]{36}"', page)
    assert "Phiếu thử" in page
    assert recorded()[-1][2] == "print"


def test_a_kiosk_without_a_printer_prints_no_test_slip(card, device):
    made, browser = device(name="Không in")
    browser.made = made
    scan(browser, card.number)

    assert "Máy này không in" in words(browser.get(address(browser)))
    assert do(browser, "print").status_code == 404


def test_paper_put_in_is_recorded_and_the_hall_is_told(kiosk, card):
    devices.tell_fault(kiosk.made.pk, "paper", at=after(6))
    scan(kiosk, card.number)
    before = words(kiosk.get(address(kiosk)))

    after_it = words(do(kiosk, "repaired"))

    kiosk.made.refresh_from_db()
    assert "hết giấy từ 08:06" in before
    assert "Đã ghi nhận" in after_it
    assert "không báo trục trặc" in after_it
    assert (kiosk.made.fault, recorded()[-1][1:]) == ("", ("quay1", "repaired"))


def test_a_repair_sent_twice_says_that_nobody_waits(kiosk, card):
    devices.tell_fault(kiosk.made.pk, "paper", at=after(6))
    scan(kiosk, card.number)
    do(kiosk, "repaired")

    assert "Máy này không còn chờ người giúp." in words(do(kiosk, "repaired"))
    assert [act for _key, _who, act in recorded()] == ["opened", "repaired"]


def test_the_voice_is_tested_and_recorded(kiosk, card):
    scan(kiosk, card.number)

    assert do(kiosk, "sound").status_code == 200
    assert recorded()[-1][2] == "sound"


def test_the_waiting_screen_begins_at_once(kiosk, card):
    scan(kiosk, card.number)

    answer = do(kiosk, "attract")
    page = kiosk.get(kiosk.get(answer.url).url).content.decode()

    assert re.search(r'data-attract="45"(?! hidden)', page)
    assert recorded()[-1][2] == "attract"


def test_ending_shuts_the_menu(kiosk, card):
    scan(kiosk, card.number)

    assert shut(do(kiosk, "end"), kiosk)
    assert shut(kiosk.get(address(kiosk)), kiosk)
    assert recorded()[-1][2] == "end"


def test_an_act_no_page_of_ours_sends_is_not_there(kiosk, card):
    scan(kiosk, card.number)

    assert do(kiosk, "wipe").status_code == 404


def test_the_menu_speaks_english(kiosk, card):
    scan(kiosk, card.number)
    kiosk.cookies["django_language"] = "en"

    page = words(kiosk.get(address(kiosk)))

    assert "Whatever is done here is recorded." in page
    assert "Print a test slip" in page


# What a manager sees


@pytest.fixture
def manager(keeper):
    client = Client()
    client.force_login(keeper)
    return client


def give(manager, place, holder=0):
    return manager.post(reverse("setup:cards"), {"holder": f"{place.centre.pk}:{place.people[holder].pk}"})


def test_a_card_is_shown_once_with_its_number_and_code(manager, place, kiosk):
    answer = give(manager, place)

    number = re.search(r"(?:\d{4} ){5}\d{4}", words(answer)).group()
    assert "no-store" in answer["Cache-Control"]
    assert "Cán bộ quầy 1" in words(answer)
    assert scan(kiosk, number).url == address(kiosk)
    assert number not in words(manager.get(reverse("setup:devices")))


def test_the_page_of_devices_lists_cards_with_what_became_of_them(manager, place, card):
    give(manager, place, holder=1)
    manager.post(reverse("setup:card-revoke", args=(card.pk,)))

    page = words(manager.get(reverse("setup:devices")))

    assert "Đã thu hồi thẻ của Cán bộ quầy 1." in page
    assert page.index("Cán bộ quầy 2 Trung tâm") < page.index("Cán bộ quầy 1 Trung tâm")
    assert "đã thu hồi" in page


def test_a_card_of_another_centre_is_nobodys_here(manager, place, card):
    other = unit("khac", "Trung tâm khác", "centre", official_code="H99.99")
    ServiceCard.objects.filter(pk=card.pk).update(centre=other)

    assert manager.post(reverse("setup:card-revoke", args=(card.pk,))).status_code == 404
    stranger = {"holder": f"{other.pk}:{place.people[0].pk}"}
    assert manager.post(reverse("setup:cards"), stranger).status_code == 422
    assert ServiceCard.objects.count() == 1


@pytest.mark.parametrize("holder", ["", "x:y", "1"])
def test_a_card_for_nobody_is_refused_at_the_field(manager, place, holder):
    answer = manager.post(reverse("setup:cards"), {"holder": holder})

    assert answer.status_code == 422
    assert dict(answer.context["card_form"].errors) == {"holder": ["Chọn người giữ thẻ."]}
    assert 'id="id_holder_error"' in answer.content.decode()
    assert ServiceCard.objects.count() == 0


def test_a_card_for_one_who_left_the_centre_meanwhile_is_refused_at_the_field(manager, place):
    manager.get(reverse("setup:devices"))
    place.people[0].memberships.all().delete()
    forget_all()

    answer = give(manager, place)

    assert answer.status_code == 422
    assert dict(answer.context["card_form"].errors) == {"holder": ["Chọn người giữ thẻ."]}
    assert 'id="id_holder_error"' in answer.content.decode()


def test_the_address_of_a_refused_card_opens_the_form_again(manager, place):
    assert "Cấp thẻ cho" in words(manager.get(reverse("setup:cards")))


def test_three_cards_are_listed_with_as_many_statements_as_one(manager, place):
    for holder in range(3):
        give(manager, place, holder=holder)
        manager.get(reverse("setup:devices"))
        if holder in (0, 2):
            with at_most(DEVICES_PAGE):
                manager.get(reverse("setup:devices"))
