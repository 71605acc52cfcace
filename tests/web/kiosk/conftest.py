"""A hall with a kiosk and a board in it, on a Monday at 8:10."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from motcua.accounts.models import User
from motcua.queueing import devices
from motcua.queueing.models import Device, Screen
from motcua.web.kiosk.access import COOKIE
from tests.queueing.halls import OPENING, after, hall


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: after(10))


@pytest.fixture
def place(db):
    return hall()


@pytest.fixture
def device(request, db):
    """Make a device of a hall, by default of the one of `place`, and return it with its browser."""

    def make(screen=Screen.KIOSK, centre=None, **changes):
        token = f"ma-{screen}-{changes.get('name', '')}"
        made = Device.objects.create(
            centre=centre or request.getfixturevalue("place").centre,
            screen=screen,
            token_hash=devices.fingerprint(token),
            registered_at=OPENING,
            registered_by=User.objects.system(),
            **{"name": "Cột cạnh cửa", **changes},
        )
        browser = Client()
        browser.cookies[COOKIE] = token
        return made, browser

    return make


@pytest.fixture
def kiosk(place, device):
    """The browser of a kiosk that prints, while two counters serve; `made` is its device."""
    place.open(1, 2)
    made, browser = device(has_printer=True)
    browser.made = made
    return browser


def words(response):
    """Return what somebody reads on a page."""
    body = re.search(r"<body.*", response.content.decode(), re.DOTALL)
    text = body.group() if body else response.content.decode()
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))
