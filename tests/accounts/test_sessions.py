from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from motcua.accounts.models import REGISTER
from motcua.accounts.sessions import SessionStore, user_behind
from motcua.base.models import RegisterVersion
from tests.factories import user

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


# Who is behind a session, for doors that need nothing else of it


@pytest.fixture
def hoa():
    return user("hoa", "Nguyễn Thị Hoa")


@pytest.fixture
def key(client, hoa):
    client.force_login(hoa)
    return client.session.session_key


def test_who_signed_in_is_behind_the_key(key, hoa):
    assert user_behind(key) == hoa


def test_who_is_behind_a_key_is_asked_of_the_database_once(key, hoa, django_assert_num_queries):
    user_behind(key)

    with django_assert_num_queries(0):
        assert user_behind(key) == hoa


def test_nobody_is_behind_a_made_up_key():
    assert user_behind("x" * 32) is None


def test_nobody_is_behind_a_session_without_a_sign_in():
    assert user_behind(saved().session_key) is None


def test_nobody_is_behind_a_session_that_has_ended(key):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert user_behind(key) is None


def test_signing_out_forgets_who_was_behind_the_key(client, key):
    user_behind(key)

    client.logout()

    assert user_behind(key) is None


def test_a_new_password_ends_what_is_remembered_of_a_session(key, hoa):
    user_behind(key)

    hoa.set_password("một mật khẩu mới")
    hoa.save()

    assert user_behind(key) is None


def test_a_closed_account_is_behind_no_key(key, hoa):
    user_behind(key)

    hoa.is_active = False
    hoa.save()

    assert user_behind(key) is None


def test_another_process_that_ends_a_session_is_heard_of(key, settings):
    settings.REGISTER_SECONDS = 0
    user_behind(key)

    # As another process does it: this one is told by the version number alone.
    Session.objects.all().delete()
    RegisterVersion.objects.filter(name=REGISTER).update(number=F("number") + 1)

    assert user_behind(key) is None
