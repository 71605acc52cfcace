from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.base.days import read_day

TODAY = date(2026, 11, 23)


# ux.md §4.7: what the counter accepts for a date.
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("13/09/1989", date(1989, 9, 13)),
        ("1/9/89", date(1989, 9, 1)),
        ("1-9-1989", date(1989, 9, 1)),
        ("1.9.1989", date(1989, 9, 1)),
        ("010989", date(1989, 9, 1)),
        ("01091989", date(1989, 9, 1)),
        ("1989-09-01", date(1989, 9, 1)),
        (" 01/02/26 ", date(2026, 2, 1)),
        ("01/02/27", date(1927, 2, 1)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2023", None),
        ("31/11/2026", None),
        ("00/01/2000", None),
        ("1/9/989", None),
        ("13-09", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it_or_not_at_all(typed, day):
    assert read_day(typed, today=TODAY) == day


@given(st.dates())
def test_every_day_is_read_back_from_the_way_pages_show_it(day):
    assert read_day(f"{day.day:02}/{day.month:02}/{day.year:04}", today=TODAY) == day


@given(st.text())
def test_any_text_is_a_day_or_none_and_never_a_fault(text):
    assert isinstance(read_day(text, today=TODAY), date | None)
