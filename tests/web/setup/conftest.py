"""The keeper of the catalogue of Lạc Hồng, on a Monday at ten."""

from html import unescape

import pytest
from django.utils import timezone

from motcua.base import clock
from motcua.organisations.models import Position
from tests.factories import MONDAY, post, user, world

Role = Position.Role


@pytest.fixture(autouse=True)
def the_clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY, 10))


@pytest.fixture
def lac_hong(db):
    return world()


@pytest.fixture
def keeper(lac_hong):
    made = user("giumuc", "Lê Thị Giữ Mục")
    post(made, lac_hong.centre, Role.CATALOGUE_KEEPER)
    return made


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper)
    return client


def words(response):
    """The page as text with its entities read, runs of white space made one space."""
    return " ".join(unescape(response.content.decode()).split())
