"""Who may be a kiosk or a board: a code on the screen, a manager who types it in."""

from datetime import timedelta

import pytest

from motcua.base.errors import Refused
from motcua.history.models import Entry
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Manager
from motcua.queueing import devices
from motcua.queueing.models import Device, Registration, Screen
from tests.factories import post, unit, user
from tests.queueing.halls import MONDAY, OPENING, after, hall

pytestmark = pytest.mark.django_db
TOKEN = "mot-ma-cua-trinh-duyet"


@pytest.fixture
def place():
    return hall()


def manager_at(centre, role="supervisor", name="giamsat"):
    person = user(name, "Người quản lý")
    post(person, centre, role)
    return Manager(rights_of(person.pk, on=MONDAY))


def let_in(place, by, **changes):
    code = changes.pop("code", None) or devices.ask(TOKEN, address="10.0.0.7", at=OPENING)
    values = {"name": "Cột cạnh cửa", "screen": Screen.KIOSK, "at": after(1), **changes}
    return devices.let_in(code, centre_id=place.centre.pk, by=by, **values)


def test_a_browser_is_a_device_once_a_manager_typed_its_code(place):
    device = let_in(place, manager_at(place.centre))

    assert devices.device_of(TOKEN) == device
    assert devices.device_of("khac") is None
    assert devices.device_of("") is None


def test_the_token_itself_is_kept_nowhere(place):
    device = let_in(place, manager_at(place.centre))

    assert TOKEN not in device.token_hash
    assert len(device.token_hash) == 64


def test_a_code_is_used_up_and_ends_after_ten_minutes(place):
    by = manager_at(place.centre)
    code = devices.ask(TOKEN, address="10.0.0.7", at=OPENING)
    late = devices.ask("khac", address="10.0.0.8", at=OPENING)

    let_in(place, by, code=f"{code[:3]} {code[3:]}")

    with pytest.raises(Refused, match="Không có máy nào đang hiện mã này"):
        let_in(place, by, code=code)
    with pytest.raises(Refused, match="Không có máy nào đang hiện mã này"):
        let_in(place, by, code=late, at=OPENING + devices.CODE_LASTS)


@pytest.mark.parametrize("role", ["reception", "returns", "catalogue_keeper"])
def test_only_those_who_run_the_centre_let_devices_in(place, role):
    with pytest.raises(Refused, match="Chỉ giám đốc hoặc người giám sát"):
        let_in(place, manager_at(place.centre, role, f"nguoi-{role}"))


def test_nobody_lets_devices_into_the_hall_of_another_centre(place):
    other = unit("khac", "Trung tâm khác", "centre", official_code="H99.99")

    with pytest.raises(Refused, match="Chỉ giám đốc hoặc người giám sát"):
        let_in(place, manager_at(other, "director"))


def test_a_device_that_is_shut_out_is_none_at_once(place):
    by = manager_at(place.centre)
    device = let_in(place, by)

    devices.revoke(device.pk, by=by, at=after(5))

    assert devices.device_of(TOKEN) is None
    with pytest.raises(Refused, match="đã bị thu hồi"):
        devices.revoke(device.pk, by=by, at=after(6))


def test_a_zone_needs_its_zone_and_a_counter_its_counter(place):
    by = manager_at(place.centre)
    code = devices.ask(TOKEN, address="10.0.0.7", at=OPENING)

    with pytest.raises(Refused, match="Chọn khu vực"):
        let_in(place, by, code=code, screen=Screen.ZONE)
    with pytest.raises(Refused, match="Chọn quầy"):
        let_in(place, by, code=code, screen=Screen.COUNTER)
    let_in(place, by, code=code, screen=Screen.COUNTER, counter=place.counters[0], speaks=True)

    assert Device.objects.values_list("counter__number", "speaks").get() == (1, True)


def test_one_address_cannot_fill_the_list_of_those_who_wait():
    for at in range(devices.FROM_ONE_ADDRESS):
        devices.ask(f"trinh-duyet-{at}", address="10.0.0.7", at=OPENING)

    with pytest.raises(Refused, match="thử lại sau 10 phút"):
        devices.ask("them", address="10.0.0.7", at=after(1))

    devices.ask("noi-khac", address="10.0.0.8", at=after(1))
    devices.ask("them", address="10.0.0.7", at=OPENING + devices.CODE_LASTS + timedelta(seconds=1))
    assert Registration.objects.count() == 2


def test_asking_again_from_one_browser_leaves_one_code():
    devices.ask(TOKEN, address="10.0.0.7", at=OPENING)

    code = devices.ask(TOKEN, address="10.0.0.7", at=after(1))

    assert devices.code_of(TOKEN, at=after(2)) == code
    assert Registration.objects.count() == 1


def test_the_record_keeps_who_let_a_device_in_changed_it_and_shut_it_out(place):
    by = manager_at(place.centre)

    device = let_in(place, by, name="Cột 1")
    devices.set_printing(device.pk, has_printer=True, helper_url="", by=by, at=after(3))
    devices.revoke(device.pk, by=by, at=after(5))

    told = Entry.objects.filter(verb="changed", subject="device", key="trung-tam/Cột 1").order_by("pk")
    assert [one.actor_id for one in told] == [by.user_id] * 3
    assert [one.details["values"] for one in told][1:] == [
        {"has_printer": [False, True]},
        {"is_used": [True, False]},
    ]
