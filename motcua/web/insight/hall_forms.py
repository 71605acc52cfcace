"""Which days of a hall are looked at."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.reports.rules import why_not_period
from motcua.web.ui.fields import DayField

# So many days are shown at first.
DAYS = 14


class PeriodForm(forms.Form):
    """The first and the last day; without any the last two weeks."""

    first = DayField(label=_("Từ ngày"))
    last = DayField(label=_("Đến ngày"))

    def __init__(self, data: Any, *, today: date) -> None:
        given = data.copy()
        given.setdefault("last", f"{today:%d/%m/%Y}")
        given.setdefault("first", f"{today - timedelta(days=DAYS - 1):%d/%m/%Y}")
        super().__init__(given, auto_id="of-%s")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            first, last = given["first"], given["last"]
            if reason := why_not_period(start=first, to=last, as_of=last):
                self.add_error("last", reason)
        return given
