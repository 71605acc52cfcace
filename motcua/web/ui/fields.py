"""Fields every form may use: what people type, and what is said when it is too much."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.base.text import clean


class TypedField(forms.CharField):
    """Text that says in the product's words when it is too long."""

    default_error_messages = {"max_length": _("Chỉ ghi được %(limit_value)s chữ, đang có %(show_value)s.")}


class WordsField(TypedField):
    """Text in one Unicode form, without spare spaces."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")
