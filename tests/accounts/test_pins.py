"""The signing PIN: hashed, counted, locked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.accounts import actions, queries
from motcua.accounts.models import SigningPin
from motcua.accounts.rules import why_not_pin
from motcua.base.errors import Refused
from tests.factories import MORNING, user

RIGHT, WRONG = "294715", "000001"


@pytest.mark.parametrize("pin", ["294715", "100200", "112358", "909193"])
def test_six_digits_that_are_not_guessed_at_once_make_a_pin(pin):
    assert why_not_pin(pin) == ""


@pytest.mark.parametrize("pin", ["", "29471", "2947150", "29471a", "２９４７１５"])
def test_a_pin_is_six_digits(pin):
    assert why_not_pin(pin) == "Mã ký gồm đúng 6 chữ số."


@pytest.mark.parametrize("pin", ["000000", "123456", "987654", "121212", "123123", "024680"[1:] + "9"])
def test_what_is_tried_first_is_no_pin(pin):
    expected = (
        "" if pin == "246809" else "Mã này quá dễ đoán. Hãy chọn mã khác, không lặp và không liền nhau."
    )

    assert why_not_pin(pin) == expected


@pytest.fixture
def leader(db):
    person = user("lanhdao", "Bùi Quang Huy")
    actions.set_pin(person.pk, pin=RIGHT, at=MORNING)
    return person


def tried(person, typed, *, at=MORNING):
    return actions.try_pin(person.pk, typed=typed, at=at)


def test_only_the_hash_is_kept(leader):
    assert queries.has_pin(leader.pk)
    assert RIGHT not in SigningPin.objects.get().hash


def test_a_guessable_pin_is_not_set(leader):
    with pytest.raises(Refused):
        actions.set_pin(leader.pk, pin="123456", at=MORNING)

    assert tried(leader, RIGHT).is_right


def test_wrong_tries_are_counted_and_a_right_one_forgives_them(leader):
    reasons = [tried(leader, typed).reason for typed in (WRONG, "", WRONG, RIGHT, WRONG)]

    assert reasons == [
        "Mã ký chưa đúng, còn 4 lần thử.",
        "Hãy nhập mã ký.",
        "Mã ký chưa đúng, còn 3 lần thử.",
        "",
        "Mã ký chưa đúng, còn 4 lần thử.",
    ]


def test_the_fifth_wrong_try_locks_for_a_quarter_of_an_hour_even_for_the_right_pin(leader):
    tries = [tried(leader, WRONG) for _ in range(5)]

    assert [one.is_locked_now for one in tries] == [False] * 4 + [True]
    assert tries[4].reason == "Mã ký bị khóa sau 5 lần sai. Thử lại từ 09:15, chưa hồ sơ nào được ký."
    assert not tried(leader, RIGHT, at=MORNING + timedelta(minutes=14)).is_right
    assert tried(leader, RIGHT, at=MORNING + timedelta(minutes=15)).is_right


def test_setting_a_new_pin_does_not_lift_the_lock(leader):
    for _ in range(5):
        tried(leader, WRONG)

    actions.set_pin(leader.pk, pin="530718", at=MORNING)

    assert not tried(leader, "530718").is_right


def test_nobody_signs_with_a_pin_that_was_never_set(db):
    assert tried(user("thuly", "Lê Minh Đức"), RIGHT).reason == "Bạn chưa đặt mã ký."


@pytest.mark.parametrize("wrong", [{"wrong": 6}, {"wrong": 5}, {"locked_until": MORNING}, {"hash": RIGHT}])
def test_the_database_keeps_the_count_with_its_lock_and_no_naked_pin(leader, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningPin.objects.update(**wrong)
