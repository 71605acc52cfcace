"""Fields that take what people type and give what is kept."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from motcua.base import clock
from motcua.base.days import read_day
from motcua.base.text import clean
from motcua.people.rules import digits, local_phone, why_not_phone


class WordsField(forms.CharField):
    """Text in one Unicode form, without spare spaces."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class NumberField(forms.CharField):
    """A personal or tax number without the spaces and dots people put in; who is meant decides if it is right."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        # The dash before a branch is part of a tax number: 0100109106-001.
        head, dash, branch = typed.strip().rpartition("-")
        if dash and len(digits(head)) == 10 and len(branch.strip()) == 3:
            return f"{digits(head)}-{branch.strip()}"
        return digits(typed)


class PhoneField(forms.CharField):
    """A phone number in its local form."""

    def to_python(self, value: Any) -> str:
        return local_phone(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (reason := why_not_phone(value)):
            raise ValidationError(reason)


class DayField(forms.Field):
    """A day of the past, written as people write it."""

    default_error_messages = {
        "wrong": _("Ngày phải có thật và đã qua, ví dụ 27/03/1989"),
    }

    def to_python(self, value: Any) -> date | None:
        typed = str(value or "")
        if not typed.strip():
            return None
        today = clock.today()
        day = read_day(typed, today=today)
        if day is None or not date(1880, 1, 1) <= day <= today:
            raise ValidationError(self.error_messages["wrong"])
        return day

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
