"""A mark on a page: its place in words, and what is no mark."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.rules import Wanted
from motcua.dossiers.rules.marks import LEAST, PLACES, WHOLE, Mark, place_of, why_not_mark

MARK = Mark(2, "a" * 64, 1, 600, 50, 300, 120)


@pytest.mark.parametrize(
    ("rectangle", "words"),
    [
        ((600, 50, 300, 120), "trang 2, góc trên bên phải"),
        ((0, 0, 100, 100), "trang 2, góc trên bên trái"),
        ((400, 450, 200, 100), "trang 2, chính giữa trang"),
        ((350, 900, 300, 60), "trang 2, phía dưới, ở giữa"),
        ((20, 20, 950, 950), "trang 2, cả trang"),
    ],
)
def test_a_mark_is_said_in_words(rectangle, words):
    left, top, width, height = rectangle

    assert str(replace(MARK, left=left, top=top, width=width, height=height)) == words


@pytest.mark.parametrize("place", PLACES)
def test_a_place_said_in_words_is_a_mark_at_that_place(place):
    left, top, width, height = PLACES[place][1]
    mark = replace(MARK, left=left, top=top, width=width, height=height)

    assert why_not_mark(mark) == ""
    assert place_of(mark) == place


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": 0},
        {"file_page": 0},
        {"file": "abc"},
        {"left": -1},
        {"left": 800},
        {"top": 900},
        {"width": LEAST - 1},
        {"height": 1.5},
        {"left": True},
    ],
)
def test_what_does_not_lie_on_a_page_is_no_mark(wrong):
    assert why_not_mark(replace(MARK, **wrong)) == "Chỗ đánh dấu không nằm trên trang. Hãy đánh dấu lại."


edges = st.tuples(st.integers(0, WHOLE), st.integers(0, WHOLE)).map(sorted)


@given(edges, edges)
def test_whatever_is_drawn_is_refused_or_has_a_place(across, down):
    mark = replace(MARK, left=across[0], width=across[1] - across[0], top=down[0], height=down[1] - down[0])

    assert (why_not_mark(mark) == "") is (min(mark.width, mark.height) >= LEAST)
    assert place_of(mark) in PLACES


def test_an_event_keeps_a_line_as_before_when_nothing_is_marked():
    old = {"name": "Hợp đồng", "wrong": "Ảnh mờ", "mend": "Chụp lại", "paper": 2}

    assert Wanted.of(old).said == old
    assert Wanted.of(Wanted.of(old | {"mark": None}).said).mark is None


def test_a_marked_line_is_read_as_it_was_written():
    wanted = Wanted("Hợp đồng", "Ảnh mờ", "Chụp lại", 2, MARK)

    assert Wanted.of(wanted.said) == wanted
