"""Machines of Lạc Hồng: sessions of its staff that speak JSON, on a Monday at nine."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import MORNING, world


@pytest.fixture
def lac_hong(db):
    return world()


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MORNING)


class Machine:
    """A client that sends and reads JSON."""

    def __init__(self, user=None):
        self.client = Client()
        if user:
            self.client.force_login(user)

    def post(self, address, sent=None, **headers):
        return self.client.post(f"/api/v1/{address}", sent or {}, "application/json", headers=headers)

    def get(self, address, **query):
        return self.client.get(f"/api/v1/{address}", query)


@pytest.fixture
def machine():
    return Machine


def filled(**changes):
    """Mrs Hoa's household business, nothing missing."""
    sent = {
        "request_key": str(uuid4()),
        "centre": "lac-hong",
        "procedure": "1.001612",
        "owner": {
            "name": "Nguyễn Thị Hoa",
            "number": "001 189 001 234",
            "birth_on": "1989-09-13",
            "sex": "female",
            "address": "Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc",
            "phone": "0912 345 678",
        },
        "papers": [{"order": 1, "originals": 1}],
    }
    owner = {**sent["owner"], **changes.pop("owner", {})}
    return {**sent, "owner": owner, **changes}
