"""A kiosk calls somebody: for whoever stands there, or for its printer."""

from datetime import timedelta

import pytest

from motcua.base.errors import Refused
from motcua.organisations.queries import rights_of
from motcua.queueing import actions, devices
from motcua.queueing.models import Device, HallEvent, Screen
from motcua.queueing.overview import overview
from motcua.queueing.rules.watching import Need
from tests.factories import user
from tests.queueing.halls import MONDAY, OPENING, after, hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = hall()
    made.kiosk = Device.objects.create(
        centre=made.centre,
        name="Cột cạnh cửa",
        screen=Screen.KIOSK,
        has_printer=True,
        token_hash="x",
        registered_at=OPENING,
        registered_by=made.people[0],
    )
    return made


def told():
    return list(HallEvent.objects.order_by("seq").values_list("kind", "reason", "values"))


def needs(made, *, minutes):
    seen = overview(made.centre.pk, at=after(minutes))
    return [(one.need, one.minutes, one.device_id) for one in seen.alerts]


def test_a_kiosk_calls_once_until_somebody_of_the_centre_came(made):
    kiosk = made.kiosk.pk
    devices.call_help(kiosk, at=after(1))
    devices.call_help(kiosk, at=after(2))

    assert needs(made, minutes=4) == [(Need.HELP, 3, kiosk)]

    devices.answer(kiosk, by=made.rights(2), at=after(5))

    assert needs(made, minutes=6) == []
    assert told() == [("help", "", {"device": kiosk}), ("helped", "", {"device": kiosk})]
    with pytest.raises(Refused, match="Máy này không còn chờ người giúp."):
        devices.answer(kiosk, by=made.rights(2), at=after(7))


def test_a_stranger_answers_no_call(made):
    devices.call_help(made.kiosk.pk, at=after(1))
    stranger = rights_of(user("khach", "Người ngoài").pk, on=MONDAY)

    with pytest.raises(Refused, match="Bạn không giữ vị trí nào tại trung tâm này."):
        devices.answer(made.kiosk.pk, by=stranger, at=after(2))


def test_a_printer_without_paper_is_told_once_and_forgotten_when_it_prints_again(made):
    kiosk = made.kiosk.pk
    for minutes in (1, 2):
        devices.tell_fault(kiosk, "paper", at=after(minutes))

    assert needs(made, minutes=3) == [(Need.FAULT, 2, kiosk)]

    devices.tell_fault(kiosk, "", at=after(4))

    assert needs(made, minutes=5) == []
    assert told() == [("help", "paper", {"device": kiosk}), ("helped", "", {"device": kiosk})]


def test_who_answers_a_kiosk_sees_to_its_printer_too(made):
    kiosk = made.kiosk.pk
    devices.tell_fault(kiosk, "offline", at=after(1))
    devices.call_help(kiosk, at=after(2))

    assert needs(made, minutes=2) == [(Need.HELP, 0, kiosk), (Need.FAULT, 1, kiosk)]

    devices.answer(kiosk, by=made.rights(0), at=after(3))

    assert needs(made, minutes=3) == []


def test_nobody_waits_at_a_kiosk_overnight(made):
    devices.call_help(made.kiosk.pk, at=after(60))

    actions.end_days_before(made.centre.pk, day=MONDAY + timedelta(days=1), at=after(24 * 60))

    made.kiosk.refresh_from_db()
    assert made.kiosk.help_at is None


def test_a_kiosk_that_was_shut_out_calls_nobody(made):
    devices.call_help(made.kiosk.pk, at=after(1))
    Device.objects.update(revoked_at=after(2), revoked_by=made.people[0])

    assert needs(made, minutes=3) == []


def test_a_rating_keeps_what_it_was_for_in_the_order_of_the_list(made):
    made.open(1)
    ticket = made.issue()
    made.serve(minutes=1)

    actions.rate(ticket.pk, stars=2, at=after(9), why=["wait", "hack", "attitude"])

    assert HallEvent.objects.get(kind="rated").values == {"stars": 2, "why": ["attitude", "wait"]}


@pytest.mark.parametrize(
    ("typed", "may"),
    [
        ("", True),
        ("http://127.0.0.1:9101", True),
        ("http://127.0.0.1:80", True),
        ("http://192.168.1.5:9101", False),
        ("https://127.0.0.1:9101", False),
        ("http://127.0.0.1:9101/print", False),
        ("http://127.0.0.1:9101;x", False),
    ],
)
def test_a_print_helper_runs_on_the_kiosk_itself(typed, may):
    assert (devices.why_not_print_at(typed) == "") is may
