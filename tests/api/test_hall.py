"""Dispensers and panels of other makers in a hall, on a Monday at half past eight."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Manager
from motcua.queueing import devices
from motcua.queueing.models import Device, HallEvent, Screen, Ticket
from tests.factories import post, user
from tests.queueing.halls import MONDAY, after, hall
from tests.statements import at_most

pytestmark = pytest.mark.django_db
TOKEN = "ma-cua-may-lay-so"


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: after(30))


@pytest.fixture
def place():
    return hall()


@pytest.fixture
def kiosk(place):
    place.let_in(TOKEN)
    return Dispenser(TOKEN)


class Dispenser:
    """A machine that gives numbers."""

    def __init__(self, token):
        self.headers = {"Authorization": f"Bearer {token}"}

    def tap(self, **changes):
        sent = {"request_key": str(uuid4()), "group": "A", **changes}
        return Client().post("/api/v1/hall/tickets", sent, "application/json", headers=self.headers)

    def lines(self, **headers):
        return Client().get("/api/v1/hall/lines", headers=self.headers | headers)


class Panel:
    """A panel at a counter, with the session of whoever sits there."""

    def __init__(self, person, counter):
        self.client, self.counter = Client(), counter
        self.client.force_login(person)

    def press(self, verb, **sent):
        address = f"/api/v1/hall/counters/{self.counter}/{verb}"
        return self.client.post(address, sent, "application/json")


@pytest.fixture
def panel(place):
    place.open(1)
    return Panel(place.people[0], 1)


# Giving numbers


def test_a_tap_gives_the_next_number_of_the_group(kiosk, place):
    place.open(1)
    kiosk.tap()

    answer = kiosk.tap(lane="elderly")

    ticket = Ticket.objects.get(number=2)
    assert answer.status_code == 201
    assert answer.json() == {
        "number": "A002",
        "group": "A",
        "arrived_at": "2026-11-23T08:30:00+07:00",
        "ahead": 0,
        "wait_from": ticket.promised_low,
        "wait_to": ticket.promised_high,
        "phone": f"/t/{ticket.token}",
    }
    assert ticket.lane == "elderly"


def test_the_same_tap_repeated_gives_the_number_of_the_first_time(kiosk):
    key = str(uuid4())
    first = kiosk.tap(request_key=key)

    again = kiosk.tap(request_key=key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"group": "Z"}, [{"field": "group", "reason": "Chỉ nhận A, B."}]),
        ({"group": ""}, [{"field": "group", "reason": "Thiếu phần này."}]),
        ({"request_key": "x"}, [{"field": "request_key", "reason": "Phải là một UUID."}]),
        (
            {"lane": "vip"},
            [
                {
                    "field": "lane",
                    "reason": "Chỉ nhận 'ordinary', 'elderly', 'disabled', 'pregnant', 'child', 'merit'.",
                }
            ],
        ),
        ({"colour": "red"}, [{"field": "colour", "reason": "Không có phần nào tên như thế."}]),
    ],
)
def test_a_wrong_tap_is_told_what_is_wrong_and_gets_no_number(kiosk, changes, faults):
    answer = kiosk.tap(**changes)

    assert answer.status_code == 422
    assert answer.json()["faults"] == faults
    assert Ticket.objects.count() == 0


def test_outside_the_hours_no_number_is_given_and_the_reason_is_said(kiosk, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: after(14 * 60))

    answer = kiosk.tap()

    assert (answer.status_code, Ticket.objects.count()) == (409, 0)
    assert answer.json()["reason"] == kiosk.lines().json()["lines"][0]["why_not"] != ""


def test_the_lines_of_the_hall_are_told_in_the_language_asked_for(kiosk, place):
    place.land.name_en = "Land"
    place.land.save()
    place.open(1)
    kiosk.tap()

    told = kiosk.lines(**{"Accept-Language": "en"}).json()["lines"]

    assert [(line["group"], line["name"], line["waiting"]) for line in told] == [
        ("A", "Land", 1),
        ("B", "Hộ tịch", 0),
    ]


@pytest.mark.parametrize("token", ["khac", ""])
def test_a_machine_nobody_let_in_gets_nothing(kiosk, token):
    answer = Dispenser(token).tap()

    assert (answer.status_code, Ticket.objects.count()) == (401, 0)


def test_a_machine_asks_to_be_let_in_with_a_code(place):
    asked = Client().post("/api/v1/hall/devices")

    code, token = asked.json()["code"], asked.json()["token"]
    assert (asked.status_code, Dispenser(token).tap().status_code) == (201, 401)
    person = user("giamsat", "Giám sát")
    post(person, place.centre, "supervisor")
    by = Manager(rights_of(person.pk, on=MONDAY))
    devices.let_in(code, centre_id=place.centre.pk, name="Máy 1", screen=Screen.KIOSK, by=by, at=after(31))
    assert Dispenser(token).tap().status_code == 201


def test_a_machine_that_is_shut_out_is_refused_at_its_next_tap(kiosk, place):
    person = user("giamsat", "Giám sát")
    post(person, place.centre, "supervisor")
    kiosk.tap()

    devices.revoke(Device.objects.get().pk, by=Manager(rights_of(person.pk, on=MONDAY)), at=after(31))

    assert kiosk.tap().status_code == 401


def test_a_tap_stays_within_its_statements(kiosk, place):
    place.open(1)
    kiosk.tap()

    with at_most(4):
        kiosk.tap()


# Calling


def test_a_counter_calls_the_next_and_finishes_the_one_it_had(panel, place):
    place.issue()
    place.issue(minutes=1)

    first = panel.press("call").json()
    second = panel.press("call", after=first["number"]).json()

    assert first == {"counter": 1, "number": "A001", "state": "called"}
    assert second == {"counter": 1, "number": "A002", "state": "called"}
    assert Ticket.objects.get(number=1).state == "finished"


def test_a_call_whose_answer_was_lost_is_answered_with_whom_it_called(panel, place):
    place.issue()
    place.issue(minutes=1)
    panel.press("call")

    panel.press("call", after="A001")
    again = panel.press("call", after="A001").json()

    assert again["number"] == "A002"
    assert HallEvent.objects.filter(kind="called").count() == 2


def test_where_nobody_waits_nobody_is_called(panel):
    answer = panel.press("call")

    assert (answer.status_code, answer.json()) == (200, {"counter": 1, "number": None, "state": None})


def test_a_number_is_called_again_served_and_finished_by_its_name(panel, place):
    place.issue()
    panel.press("call")

    said = [panel.press(verb, number="A001").json()["state"] for verb in ("recall", "start", "finish")]

    assert said == ["called", "serving", None]


def test_a_number_that_is_not_at_the_counter_is_refused(panel, place):
    place.issue()
    panel.press("call")

    answer = panel.press("finish", number="A007")

    assert (answer.status_code, answer.json()) == (409, {"reason": "Quầy không có số này."})


def test_nobody_calls_to_the_counter_of_somebody_else(panel, place):
    place.open(2)
    place.issue(place.civil)

    answer = Panel(place.people[0], 2).press("call")

    assert answer.status_code == 409
    assert Ticket.objects.get().state == "waiting"


def test_a_counter_that_is_not_there_is_not_found(panel):
    panel.counter = 9

    answer = panel.press("call")

    assert (answer.status_code, answer.json()) == (404, {"reason": "Trung tâm của bạn không có quầy này."})


def test_finishing_and_calling_stay_within_their_statements(panel, place):
    for minutes in range(4):
        place.issue(minutes=minutes)
    panel.press("call")
    panel.press("call", after="A001")

    # The lock, who sits there, the lines, who waits, the change, in two trips; SQLite has no lock and changes
    # row by row.
    with at_most(5 if connection.vendor == "postgresql" else 7):
        panel.press("call", after="A002")
