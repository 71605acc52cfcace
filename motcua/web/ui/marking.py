"""Marking the place on a page that a request for supplement is about: drawn, moved by keys, or said in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from motcua.dossiers.rules.marks import PLACES, Mark, place_of, why_not_mark
from motcua.dossiers.supplements import Sheet

# place → left, top, width, height: what the script draws for a place said in words
RECTANGLES = {name: rectangle for name, (_label, rectangle) in PLACES.items()}
# left, top, width, height in thousandths, as the script writes what was drawn
_DRAWN = re.compile(r"(\d{1,4}) (\d{1,4}) (\d{1,4}) (\d{1,4})")


@dataclass(frozen=True, slots=True)
class Marker:
    """What `ui/_marker.html` shows beside a paper: the pages of its copy and the three fields."""

    name: str
    sheets: Sequence[Sheet]
    page: forms.BoundField
    place: forms.BoundField
    drawn: forms.BoundField

    @property
    def wrong(self) -> bool:
        return any(bound.errors for bound in (self.page, self.place, self.drawn))


def mark_fields(key: str, sheets: Sequence[Sheet]) -> dict[str, forms.Field]:
    """Return the fields of a marker; none for a paper without a copy."""
    if not sheets:
        return {}
    pages = [(str(one.number), _("Trang %(page)s") % {"page": one.number}) for one in sheets]
    places = [(name, label) for name, (label, _rectangle) in PLACES.items()]
    return {
        f"{key}-page": forms.ChoiceField(label=_("Trang được đánh dấu"), required=False, choices=pages),
        f"{key}-place": forms.ChoiceField(
            label=_("Chỗ được đánh dấu"), required=False, choices=[("", _("Không đánh dấu")), *places]
        ),
        f"{key}-drawn": forms.CharField(required=False, max_length=20, widget=forms.HiddenInput),
    }


def marker_of(form: forms.BaseForm, key: str, name: str, sheets: Sequence[Sheet]) -> Marker | None:
    """Return the marker of a paper on a form that has its fields."""
    return (
        Marker(name, sheets, *(form[f"{key}-{part}"] for part in ("page", "place", "drawn")))
        if sheets
        else None
    )


def mark_of(values: Mapping[str, Any], key: str, sheets: Sequence[Sheet]) -> Mark | None:
    """Return what was drawn, or the place said in words; a drawing that lies elsewhere than the words is stale."""
    place = values.get(f"{key}-place") or ""
    number = values.get(f"{key}-page") or "1"
    sheet = next((one for one in sheets if str(one.number) == number), None)
    if not place or sheet is None:
        return None

    if drawn := _DRAWN.fullmatch(values.get(f"{key}-drawn") or ""):
        found = sheet.marked(*(int(part) for part in drawn.groups()))
        if not why_not_mark(found) and place_of(found) == place:
            return found
    return sheet.marked(*PLACES[place][1])
