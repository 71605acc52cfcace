"""What a plan of counters is made of, as it is typed: the days, the target, the grid of counters and hours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from motcua.base.errors import Refused
from motcua.queueing import staffing
from motcua.queueing.models import Counter, ServiceGroup
from motcua.queueing.rules.staffing import Plan, Post, Terms
from motcua.web.ui.fields import DayField, TypedField

# Counters that are only assumed, at most.
MORE = 12
LONGEST, MOST_IN_A_ROW = 240, 9


def _number(label: Any, least: int, most: int, **options: Any) -> forms.IntegerField:
    said = _("Điền một số từ %(least)s đến %(most)s") % {"least": least, "most": most}
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), said)
    widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3, "size": 4})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, error_messages=messages, widget=widget, **options
    )


class DaysForm(forms.Form):
    """The recorded days a plan is made for."""

    day = DayField(label=_("Ngày"))
    days = _number(_("Gộp mấy ngày cùng thứ"), 1, staffing.DAYS)


@dataclass(frozen=True, slots=True)
class Box:
    """One hour of one counter in the grid."""

    name: str
    value: int
    hour: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """One counter in the grid; `letters` is the field of what it serves, none of an assumed one."""

    label: str
    zone: str
    served: str
    letters: Any
    boxes: list[Box]


class PlanForm(forms.Form):
    """Which counters are open when and serve what, how many priority tickets go in a row, and the target."""

    target = _number(_("Mục tiêu: chờ không quá (phút)"), 1, LONGEST)
    cap = _number(_("Lượt ưu tiên liên tiếp"), 1, MOST_IN_A_ROW)
    more = TypedField(
        label=_("Quầy giả định"),
        required=False,
        max_length=60,
        help_text=_("Nhóm mỗi quầy thêm phục vụ, cách nhau bằng dấu phẩy: A, A, BE."),
    )

    def __init__(
        self,
        data: Any,
        *,
        centre_id: int,
        usual: Plan,
        terms: Terms,
        counters: Mapping[int, Counter],
        groups: Mapping[int, ServiceGroup],
    ):
        self.centre_id, self.usual, self.counters, self.groups = centre_id, usual, counters, groups
        self.skills: dict[int, Mapping[int, int]] = {}
        self.is_given = "run" in data or any(re.fullmatch(r"[ox]\d+", name) for name in data)
        given = data.copy()
        for name, value in (("target", terms.long_wait_minutes), ("cap", terms.cap), ("more", "")):
            given.setdefault(name, str(value))
        for post in usual.posts:
            given.setdefault(_served(counters[post.counter_id]), self.letters(post.skills))
        super().__init__(given)
        for post in usual.posts:
            counter = counters[post.counter_id]
            self.fields[_served(counter)] = TypedField(
                label=_("Nhóm quầy %(counter)s phục vụ") % {"counter": counter},
                required=False,
                max_length=12,
                widget=forms.TextInput(attrs={"size": 7, "autocomplete": "off", "class": "mc-input"}),
            )

    def letters(self, skills: Mapping[int, int]) -> str:
        """Return groups by their letters, in the order in which they are served."""
        return "".join(self.groups[one].letter for one in sorted(skills, key=lambda one: skills[one]))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for post in self.usual.posts:
            name = _served(self.counters[post.counter_id])
            self._read(name, post.counter_id, given.get(name, ""))
        for order, letters in enumerate(_parts(given.get("more", "")), start=1):
            self._read("more", -order, letters)
        if sum(one < 0 for one in self.skills) > MORE:
            self.add_error(
                "more", ValidationError(_("Thêm được nhiều nhất %(most)s quầy."), params={"most": MORE})
            )
        return given

    def _read(self, name: str, counter_id: int, typed: str) -> None:
        try:
            self.skills[counter_id] = staffing.read_letters(typed, centre_id=self.centre_id)
        except Refused as refusal:
            self.add_error(name, str(refusal))

    def plan(self) -> Plan:
        """Return the plan as it is ticked, or the one the days had when nothing was; the form is valid."""
        usual = {post.counter_id: post.cells for post in self.usual.posts}
        posts = (
            Post(one, skills, self._ticked(one) if self.is_given else usual.get(one, frozenset()))
            for one, skills in self.skills.items()
        )
        return Plan(self.usual.cells, tuple(posts))

    def every_cell(self) -> frozenset[int]:
        return frozenset(range(len(self.usual.cells)))

    def _ticked(self, counter_id: int) -> frozenset[int]:
        told = self.data.getlist(self._open(counter_id))
        return frozenset(int(one) for one in told if one.isdecimal() and len(one) < 3) & self.every_cell()

    def _open(self, counter_id: int) -> str:
        return f"o{self.counters[counter_id].number}" if counter_id > 0 else f"x{-counter_id}"

    def grid(self) -> list[GridRow]:
        """Return the grid as it stands, also when what was typed is wrong."""
        usual = {post.counter_id: post.cells for post in self.usual.posts}
        more = {-order: one for order, one in enumerate(_parts(self.data.get("more", "")), start=1)}
        hours = [staffing.hour_label(one) for one in self.usual.cells]
        rows = []
        for one in [*usual, *list(more)[:MORE]]:
            counter = self.counters.get(one)
            is_open = self._ticked(one) if self.is_given else usual.get(one, frozenset())
            boxes = [Box(self._open(one), at, hour, at in is_open) for at, hour in enumerate(hours)]
            rows.append(
                GridRow(
                    str(counter) if counter else f"+{-one}",
                    counter.zone if counter else "",
                    more.get(one, ""),
                    self[_served(counter)] if counter else None,
                    boxes,
                )
            )
        return rows

    def query(self, plan: Plan) -> list[tuple[str, str]]:
        """Return the fields that fill the form with another plan of the same counters."""
        names = [
            "target",
            "cap",
            "more",
            *(_served(self.counters[one.counter_id]) for one in self.usual.posts),
        ]
        ticked = [(self._open(one.counter_id), str(cell)) for one in plan.posts for cell in sorted(one.cells)]
        return [(name, self.data[name]) for name in names] + ticked


def _served(counter: Counter) -> str:
    return f"s{counter.number}"


def _parts(typed: str) -> Sequence[str]:
    return [one.strip() for one in typed.replace(";", ",").split(",") if one.strip()]
