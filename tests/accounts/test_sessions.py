from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from motcua.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def saved() -> SessionStore:
    session = SessionStore()
    session["name"] = "Hoa"
    session.save()
    return session


def test_a_session_is_read_back_by_its_key():
    key = saved().session_key

    assert SessionStore(key)["name"] == "Hoa"


def test_an_ended_session_gives_nothing():
    key = saved().session_key
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert SessionStore(key).get("name") is None


def test_a_made_up_key_gives_nothing():
    assert SessionStore("x" * 32).get("name") is None


def test_reading_a_session_takes_one_statement(django_assert_num_queries):
    key = saved().session_key

    with django_assert_num_queries(1):
        SessionStore(key).get("name")
