"""The day that a list of the hall shows."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from motcua.web.ui.fields import DayField


class DayForm(forms.Form):
    """The day whose visits or appointments are listed; today when none is asked for."""

    day = DayField(label=gettext_lazy("Ngày"))

    def __init__(self, data: Any, *, today: date) -> None:
        given = data.copy()
        given["day"] = given.get("day") or f"{today:%d/%m/%Y}"
        super().__init__(given, auto_id="listed-%s")
