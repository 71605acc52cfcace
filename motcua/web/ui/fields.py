"""Fields every form may use: what people type, and what is said when it is too much."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.base.text import clean


class TypedField(forms.CharField):
    """Text that says in the product's words when it is too long."""

    default_error_messages = {"max_length": _("Chỉ ghi được %(limit_value)s chữ, đang có %(show_value)s.")}


class WordsField(TypedField):
    """Text in one Unicode form, without spare spaces."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class DayField(forms.DateField):
    """A day of office life, written as people write it."""

    input_formats = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d%m%Y")

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "placeholder": "dd/MM/yyyy", "maxlength": 10, "autocomplete": "off"}
        messages = {
            "required": _("Hãy điền ngày, ví dụ 27/03/2026"),
            "invalid": _("Ngày phải là ngày có thật, ví dụ 27/03/2026"),
        }
        super().__init__(
            input_formats=self.input_formats,
            widget=forms.TextInput(attrs=attrs),
            error_messages=messages,
            **options,
        )

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value.strip() if isinstance(value, str) else value)
        if day and not 2000 <= day.year <= 2099:
            raise forms.ValidationError(gettext("Ngày phải trong khoảng 2000–2099"))
        return day

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
