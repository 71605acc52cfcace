"""Fields that take what people type and give what is kept."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from motcua.base import clock
from motcua.base.days import read_day
from motcua.people.rules import (
    local_phone,
    tidy_personal_number,
    why_not_birth_on,
    why_not_email,
    why_not_phone,
)
from motcua.web.ui.fields import TypedField


class NumberField(TypedField):
    """A personal or tax number without the spaces and dots people put in; who is meant decides if it is right."""

    def to_python(self, value: Any) -> str:
        return tidy_personal_number(super().to_python(value) or "")


class PhoneField(TypedField):
    """A phone number in its local form."""

    def to_python(self, value: Any) -> str:
        return local_phone(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (reason := why_not_phone(value)):
            raise ValidationError(reason)


class EmailField(TypedField):
    """An e-mail address."""

    widget = forms.EmailInput

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (reason := why_not_email(value)):
            raise ValidationError(reason)


class DayField(forms.Field):
    """A day of birth, written as people write it."""

    def to_python(self, value: Any) -> date | None:
        typed = str(value or "")
        if not typed.strip():
            return None
        today = clock.today()
        day = read_day(typed, today=today)
        if reason := why_not_birth_on(day, today=today):
            raise ValidationError(reason)
        return day

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
