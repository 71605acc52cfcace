"""A mark on a page: where on its picture something is wrong, drawn or said in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHOLE = 1000
# Less than so many thousandths is a slip of the finger, no mark.
LEAST = 10
_THIRD = WHOLE // 3
_SHA256 = 64


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle on one page of a file, in thousandths of the picture's width and height from its upper left corner."""

    # The page people count over all files of a paper; the file by its SHA-256, and the page in it.
    page: int
    file: str
    file_page: int
    left: int
    top: int
    width: int
    height: int

    def __str__(self) -> str:
        """Return where the mark is: trang 2, góc trên bên phải."""
        return _("trang %(page)s, %(place)s") % {"page": self.page, "place": PLACES[place_of(self)][0]}


# place → what it is called, left, top, width, height; a page said in words instead of drawn on.
PLACES: dict[str, tuple[Any, tuple[int, int, int, int]]] = {
    "whole": (gettext_lazy("cả trang"), (0, 0, WHOLE, WHOLE)),
    "top-left": (gettext_lazy("góc trên bên trái"), (0, 0, _THIRD, _THIRD)),
    "top": (gettext_lazy("phía trên, ở giữa"), (_THIRD, 0, _THIRD, _THIRD)),
    "top-right": (gettext_lazy("góc trên bên phải"), (2 * _THIRD, 0, _THIRD, _THIRD)),
    "left": (gettext_lazy("giữa trang, bên trái"), (0, _THIRD, _THIRD, _THIRD)),
    "middle": (gettext_lazy("chính giữa trang"), (_THIRD, _THIRD, _THIRD, _THIRD)),
    "right": (gettext_lazy("giữa trang, bên phải"), (2 * _THIRD, _THIRD, _THIRD, _THIRD)),
    "bottom-left": (gettext_lazy("góc dưới bên trái"), (0, 2 * _THIRD, _THIRD, _THIRD)),
    "bottom": (gettext_lazy("phía dưới, ở giữa"), (_THIRD, 2 * _THIRD, _THIRD, _THIRD)),
    "bottom-right": (gettext_lazy("góc dưới bên phải"), (2 * _THIRD, 2 * _THIRD, _THIRD, _THIRD)),
}
_GRID = (
    ("top-left", "top", "top-right"),
    ("left", "middle", "right"),
    ("bottom-left", "bottom", "bottom-right"),
)


def place_of(mark: Mark) -> str:
    """Return the name of the place a mark lies on; a mark over most of the page is the whole page."""
    if mark.width * mark.height >= WHOLE * WHOLE * 7 // 10:
        return "whole"
    column = min(2, (mark.left + mark.width // 2) * 3 // WHOLE)
    row = min(2, (mark.top + mark.height // 2) * 3 // WHOLE)
    return _GRID[row][column]


def read(said: Mapping[str, Any]) -> Mark:
    """Return a mark as an event keeps it."""
    return Mark(**said)


def why_not_mark(mark: Mark) -> str:
    """Return what is wrong with a mark itself, or ""."""
    numbers = (mark.page, mark.file_page, mark.left, mark.top, mark.width, mark.height)
    is_whole = all(type(number) is int for number in numbers) and len(mark.file) == _SHA256
    if (
        is_whole
        and mark.page >= 1
        and mark.file_page >= 1
        and 0 <= mark.left <= mark.left + mark.width <= WHOLE
        and 0 <= mark.top <= mark.top + mark.height <= WHOLE
        and min(mark.width, mark.height) >= LEAST
    ):
        return ""
    return _("Chỗ đánh dấu không nằm trên trang. Hãy đánh dấu lại.")
