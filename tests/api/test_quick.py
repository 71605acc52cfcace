"""The door of the hall's two acts: what it answers is what the usual way answers; the unusual it leaves to that."""

import json
from uuid import UUID

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, RequestFactory
from django.utils import timezone

from motcua.accounts.sessions import SessionStore
from motcua.api.quick import quickly
from motcua.queueing.models import HallEvent, Ticket
from tests.queueing.halls import after, hall

pytestmark = pytest.mark.django_db
TOKEN = "ma-cua-may-lay-so"
KEY = str(UUID(int=7))
TICKETS, CALL = "/api/v1/hall/tickets", "/api/v1/hall/counters/1/call"
MACHINE = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
TAP = {"request_key": KEY, "group": "A"}


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: after(30))


@pytest.fixture(autouse=True)
def connection_kept():
    """A test is one transaction: its connection outlives the requests."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def place():
    made = hall()
    made.open(1)
    made.let_in(TOKEN)
    return made


@pytest.fixture
def panel(place):
    """What a signed-in panel sends with each request."""
    client = Client()
    client.force_login(place.people[0])
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": "a" * 32}
    words = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"HTTP_COOKIE": words, "HTTP_X_CSRFTOKEN": "a" * 32}


class Usual:
    """The usual way, which tells how often it was gone."""

    def __init__(self):
        self.django, self.asked = get_wsgi_application(), 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)


def ask(application, path, body, **headers):
    """Return the status, the headers and the body of an application's answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = RequestFactory().generic("POST", path, content, "application/json", **headers)
    told = {}

    def start_response(status, names):
        told.update(status=int(status.split()[0]), headers=dict(names))

    answer = application(request.environ, start_response)
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return told["status"], told["headers"], json.loads(content)


def test_a_tap_is_answered_at_the_door_as_on_the_usual_way(place):
    usual = Usual()
    status, headers, told = ask(quickly(usual), TICKETS, TAP | {"lane": "elderly"}, **MACHINE)

    again = ask(usual.django, TICKETS, TAP | {"lane": "elderly"}, **MACHINE)

    assert (status, told, usual.asked) == (201, again[2], 0)
    assert headers == {
        "Content-Type": "application/json",
        "Content-Length": again[1]["Content-Length"],
        "X-Content-Type-Options": "nosniff",
    }
    assert (Ticket.objects.get().code, Ticket.objects.get().lane) == ("A001", "elderly")


def test_a_call_is_answered_at_the_door_as_on_the_usual_way(place, panel):
    place.issue(), place.issue()
    usual = Usual()
    first = ask(quickly(usual), CALL, {}, **panel)
    second = ask(quickly(usual), CALL, {"after": "A001"}, **panel)

    again = ask(usual.django, CALL, {"after": "A001"}, **panel)

    assert (first[0], first[2]["number"]) == (200, "A001")
    assert (second[0], second[2]) == (200, again[2]) == (200, again[2] | {"number": "A002"})
    assert usual.asked == 0
    assert HallEvent.objects.filter(kind="called").count() == 2


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        (TICKETS, TAP, {}, 401),
        (TICKETS, TAP, {"HTTP_AUTHORIZATION": "Bearer nobody"}, 401),
        (TICKETS, TAP | {"group": "Z"}, MACHINE, 422),
        (TICKETS, TAP | {"colour": "red"}, MACHINE, 422),
        (TICKETS, {"group": "A"}, MACHINE, 422),
        (TICKETS, b"{not json", MACHINE, 400),
        (TICKETS, b"", MACHINE, 422),
        (TICKETS, TAP | {"group": "A" * 2000}, MACHINE, 422),
        ("/api/v1/hall/counters/0/call", {}, MACHINE, 403),
        ("/api/v1/hall/nothing", {}, MACHINE, 404),
        (CALL, {}, {}, 403),
    ],
)
def test_what_is_unusual_goes_the_usual_way(place, path, body, headers, status, language):
    usual = Usual()
    headers = headers | {"HTTP_ACCEPT_LANGUAGE": language}

    answer = ask(quickly(usual), path, body, **headers)

    assert (answer[0], usual.asked) == (status, 1)
    assert answer == ask(usual.django, path, body, **headers)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("change", "path", "body", "status"),
    [
        ({"HTTP_X_CSRFTOKEN": "b" * 32}, CALL, {}, 403),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, CALL, {}, 403),
        ({}, "/api/v1/hall/counters/99/call", {}, 404),
        ({}, "/api/v1/hall/counters/2/call", {}, 409),
        ({}, CALL, {"after": 7}, 422),
    ],
)
def test_a_panel_is_refused_on_the_usual_way(place, panel, change, path, body, status, language):
    place.issue()
    usual = Usual()
    headers = panel | change | {"HTTP_ACCEPT_LANGUAGE": language}

    answer = ask(quickly(usual), path, body, **headers)

    assert (answer[0], usual.asked) == (status, 1)
    assert answer == ask(usual.django, path, body, **headers)
    assert not HallEvent.objects.filter(kind="called").exists()


def test_headers_that_let_a_panel_in_before_do_so_only_while_its_session_is_open(place, panel):
    place.issue(), place.issue()
    usual = Usual()
    door = quickly(usual)
    first, second = ask(door, CALL, {}, **panel), ask(door, CALL, {"after": "A001"}, **panel)

    SessionStore(panel["HTTP_COOKIE"].split("; ")[0].removeprefix("sessionid=")).delete()
    third = ask(door, CALL, {"after": "A002"}, **panel)

    assert (first[0], second[0], third[0], usual.asked) == (200, 200, 401, 1)


def test_in_production_a_tap_that_others_could_read_is_sent_to_https(place, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    usual, told = Usual(), []
    content = json.dumps(TAP).encode()
    plain = RequestFactory().generic("POST", TICKETS, content, "application/json", **MACHINE)

    b"".join(quickly(usual)(plain.environ, lambda status, _headers: told.append(status)))
    status, _headers, _body = ask(quickly(usual), TICKETS, TAP, **MACHINE, HTTP_X_FORWARDED_PROTO="https")

    assert (told, status, usual.asked) == (["301 Moved Permanently"], 201, 1)
    assert Ticket.objects.count() == 1


def test_a_page_and_other_acts_go_the_usual_way(place):
    usual = Usual()
    request = RequestFactory().get("/")

    b"".join(quickly(usual)(request.environ, lambda _status, _headers: None))

    assert usual.asked == 1


def test_granian_serves_the_quick_door():
    from motcua.config.wsgi import application  # noqa: PLC0415 - what a server imports

    assert application.__qualname__ == "quickly.<locals>.application"
