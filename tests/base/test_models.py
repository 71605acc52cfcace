from datetime import date

import pytest
from django.db import connection, transaction

from motcua.accounts.models import User
from motcua.base.models import Counter
from tests.factories import user

pytestmark = pytest.mark.django_db
DAY, NEXT_DAY = date(2026, 11, 23), date(2026, 11, 24)


def test_a_series_counts_from_one_each_day():
    taken = [
        Counter.take("H99.12", day=DAY),
        Counter.take("H99.12", day=DAY),
        Counter.take("H99.12", day=NEXT_DAY),
    ]

    assert taken == [1, 2, 1]


def test_series_do_not_disturb_one_another():
    Counter.take("H99.12", day=DAY)

    assert Counter.take("H99.13", day=DAY) == 1


def test_several_numbers_are_taken_at_once():
    assert (Counter.take("H99.12", day=DAY, count=5), Counter.take("H99.12", day=DAY)) == (1, 6)


def take_and_fail() -> None:
    with transaction.atomic():
        Counter.take("H99.12", day=DAY)
        raise ZeroDivisionError


def test_a_rolled_back_transaction_gives_its_number_back():
    with pytest.raises(ZeroDivisionError):
        take_and_fail()

    assert Counter.take("H99.12", day=DAY) == 1


def test_a_number_comes_with_the_key_of_its_row_where_the_database_tells_it_beforehand():
    numbers, keys = zip(
        *(Counter.take_with_key("H99.12", day=DAY, model=User) for _time in range(2)), strict=True
    )
    next_key = user("hoa", "Nguyễn Thị Hoa").pk

    assert numbers == (1, 2)
    assert keys == ((next_key - 2, next_key - 1) if connection.vendor == "postgresql" else (None, None))
