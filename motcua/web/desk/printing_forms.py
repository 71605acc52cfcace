"""Forms of the page that prints."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.forms import Kind
from motcua.dossiers.receipts import PRINTABLE
from motcua.reports.rules import why_not_period
from motcua.web.desk.fields import DayField

# The list is in the form, these fields stand beside it.
_FAR = {"form": "printing"}


class PrintForm(forms.Form):
    """Which form to print, on which paper."""

    kind = forms.ChoiceField(
        label=_("Biểu mẫu"),
        choices=[(kind.value, kind.label) for kind in PRINTABLE],
        initial=Kind.RECEIPT.value,
        widget=forms.Select(attrs=_FAR),
    )
    paper = forms.ChoiceField(
        label=_("Khổ giấy"),
        choices=[("a5", "A5"), ("a4", "A4")],
        initial="a5",
        widget=forms.Select(attrs=_FAR),
        help_text=_("Khổ A5 chỉ có ở giấy hẹn; biểu mẫu khác in khổ A4."),
    )


class RegisterForm(forms.Form):
    """The first and last day of a register."""

    start = DayField(
        label=_("Từ ngày"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/MM/yyyy"}),
    )
    to = DayField(
        label=_("Đến ngày"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/MM/yyyy"}),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"start": today.replace(day=1), "to": today})

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and (
            reason := why_not_period(start=given["start"], to=given["to"], as_of=given["to"])
        ):
            self.add_error("to", reason)
        return given
