"""The officers of Lạc Hồng on a Monday, an hour after Mrs Hoa's dossier came in."""

from html import unescape

import pytest
from django.utils import timezone

from motcua.base import clock
from tests.factories import MONDAY, world

TEN = clock.at(MONDAY, 10)


@pytest.fixture
def lac_hong(db):
    return world()


@pytest.fixture(autouse=True)
def the_clock(monkeypatch):
    """Doors read the clock: it is Monday, 10:00, until a test says otherwise."""

    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(TEN)
    return set_to


@pytest.fixture
def sign_in(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def head(sign_in, lac_hong):
    return sign_in(lac_hong.head)


def words(response):
    """The page as text with its entities read, runs of white space made one space."""
    content = b"".join(response) if response.streaming else response.content
    return " ".join(unescape(content.decode()).split())
