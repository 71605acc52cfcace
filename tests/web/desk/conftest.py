"""A clerk at a counter of Lạc Hồng on a Monday morning."""

from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import MORNING, world

CARD = "001189001234|012345678|Nguyễn Thị Hoa|13091989|Nữ|Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc|01072021"


@pytest.fixture
def lac_hong(db):
    return world()


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch):
    """Doors read the clock: here it is Monday, 09:00."""
    monkeypatch.setattr(timezone, "now", lambda: MORNING)


@pytest.fixture
def clerk(client, lac_hong):
    client.force_login(lac_hong.clerk)
    return client


@pytest.fixture
def returner(client, lac_hong):
    client.force_login(lac_hong.returner)
    return client


def filled(world, **changes):
    """A form filled in for Mrs Hoa's household business, nothing missing."""
    form, lease = world.papers
    values = {
        "do": "receive",
        "request_key": str(uuid4()),
        "centre": world.centre.pk,
        "kind": "citizen",
        "number": "001189001234",
        "name": "Nguyễn Thị Hoa",
        "birth_on": "13/09/1989",
        "sex": "female",
        "address": "Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc",
        "phone": "0912 345 678",
        "version": world.version.pk,
        "case": world.case.pk,
        "channel": "direct",
        "result_channel": "counter",
        "sets": "1",
        "given": [form.pk],
        f"originals_{form.pk}": "1",
        f"certified_{form.pk}": "0",
        f"copies_{form.pk}": "0",
        f"originals_{lease.pk}": "0",
        f"certified_{lease.pk}": "0",
        f"copies_{lease.pk}": "1",
        "extra_1": "",
        "originals_extra_1": "1",
    }
    return {**values, **changes}


def words(response):
    """The page as text with its entities read, runs of white space made one space."""
    return " ".join(unescape(response.content.decode()).split())
