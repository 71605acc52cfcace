"""A machine in the hall becomes a device, and is shut out again."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from motcua.organisations.models import Position
from motcua.queueing import devices
from motcua.queueing.models import Device
from tests.factories import post, user
from tests.queueing.halls import after
from tests.web.kiosk.conftest import words


@pytest.fixture
def manager(place):
    person = user("giamsat", "Người giám sát")
    post(person, place.centre, Position.Role.SUPERVISOR)
    client = Client()
    client.force_login(person)
    return client


def shown_code(browser, address="/kiosk"):
    browser.post(address)
    return re.search(r"\b(\d{3}) (\d{3})\b", words(browser.get(address))).group().replace(" ", "")


def accept(manager, place, code, **more):
    said = {"code": code, "centre": place.centre.pk, "name": "Cột cạnh cửa", "screen": "kiosk", **more}
    return manager.post(reverse("setup:devices"), said)


def test_the_code_on_the_screen_opens_the_kiosk(client, manager, place):
    answer = accept(manager, place, shown_code(client))

    device = Device.objects.get()
    assert answer.url == reverse("setup:devices")
    assert client.get("/kiosk").url == reverse("kiosk:home", args=(device.pk,))
    assert client.get(reverse("kiosk:home", args=(device.pk,))).status_code == 200


def test_a_board_is_let_in_the_same_way(client, manager, place):
    accept(manager, place, shown_code(client, "/board"), screen="serving", speaks="on")

    device = Device.objects.get()
    assert client.get("/board").url == reverse("kiosk:board", args=(device.pk,))
    assert device.speaks


def test_a_wrong_code_lets_nobody_in_and_says_so_at_the_field(client, manager, place):
    shown_code(client)

    answer = accept(manager, place, "000 000")

    assert answer.status_code == 422
    assert "Không có máy nào đang hiện mã này" in words(answer)
    assert Device.objects.count() == 0


def test_shutting_a_device_out_shows_at_its_next_request(client, manager, place):
    accept(manager, place, shown_code(client))
    device = Device.objects.get()

    manager.post(reverse("setup:device-revoke", args=(device.pk,)))

    assert client.get(reverse("kiosk:home", args=(device.pk,))).url == "/kiosk"
    assert "chưa là thiết bị của sảnh, hoặc đã bị thu hồi" in words(client.get("/kiosk"))
    assert "đã thu hồi" in words(manager.get(reverse("setup:devices")))


def test_a_browser_that_was_shut_out_asks_with_another_token(client, manager, place):
    accept(manager, place, shown_code(client))
    before = client.cookies["device"].value
    manager.post(reverse("setup:device-revoke", args=(Device.objects.get().pk,)))

    shown_code(client)

    assert client.cookies["device"].value != before
    assert devices.device_of(before) is None


def test_the_cookie_is_not_for_scripts(client, place):
    client.post("/kiosk")

    assert client.cookies["device"]["httponly"]
    assert client.cookies["device"]["samesite"] == "Lax"


def test_too_many_machines_at_one_address_have_to_wait(place):
    answers = [Client().post("/kiosk").status_code for _machine in range(devices.FROM_ONE_ADDRESS + 1)]

    assert answers == [302] * devices.FROM_ONE_ADDRESS + [429]


def test_the_devices_of_another_centre_are_not_there(manager, place, device):
    made, _browser = device()
    stranger = user("khac", "Người khác")
    elsewhere = Client()
    elsewhere.force_login(stranger)

    answer = elsewhere.post(reverse("setup:device-revoke", args=(made.pk,)))

    assert answer.status_code == 403
    assert Device.objects.get().revoked_at is None


def change(manager, device, how, helper_url=""):
    said = {"how": how, "helper_url": helper_url}
    return words(manager.post(reverse("setup:device-printing", args=(device.pk,)), said, follow=True))


def test_how_a_kiosk_prints_is_chosen_and_a_helper_is_told_its_key(client, manager, place):
    accept(manager, place, shown_code(client), has_printer="on", helper_url="http://127.0.0.1:9101/")
    device = Device.objects.get()
    page = words(manager.get(reverse("setup:devices")))
    key = device.helper_key

    change(manager, device, "helper", "http://127.0.0.1:9101")
    device.refresh_from_db()
    same = device.helper_key
    by_browser = change(manager, device, "browser")
    device.refresh_from_db()

    assert f"MOTCUA_PRINT_KEY={key} motcua print-helper --printer /dev/usb/lp0" in page
    assert len(key) == 43
    assert same == key
    assert "Đã đổi cách in của Cột cạnh cửa." in by_browser
    assert (device.has_printer, device.helper_url, device.helper_key) == (True, "", "")
    devices.tell_fault(device.pk, "paper", at=after(10))
    change(manager, device, "none")
    device.refresh_from_db()
    assert (device.has_printer, device.fault) == (False, "")


@pytest.mark.parametrize(
    ("how", "helper_url", "said"),
    [
        ("helper", "", "Ghi địa chỉ của chương trình in."),
        ("helper", "http://may-khac:9101", "Chương trình in chạy trên chính máy lấy số"),
    ],
)
def test_a_helper_elsewhere_is_refused(client, manager, place, how, helper_url, said):
    accept(manager, place, shown_code(client))

    assert said in change(manager, Device.objects.get(), how, helper_url)
    assert Device.objects.get().helper_url == ""


def test_a_board_prints_nothing_and_a_stranger_changes_nothing(client, manager, place):
    accept(manager, place, shown_code(client, "/board"), screen="serving", helper_url="http://127.0.0.1:9101")
    board = Device.objects.get()
    stranger = Client()
    stranger.force_login(user("khach", "Người ngoài"))

    assert board.helper_url == ""
    assert "Chỉ máy lấy số đang dùng mới in phiếu." in change(manager, board, "browser")
    assert stranger.post(reverse("setup:device-printing", args=(board.pk,))).status_code == 403
