"""Forms of booking: who comes, and the code that shows the phone is theirs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.notifications.models import Channel
from motcua.notifications.rules import why_not_address
from motcua.people.rules import local_phone, tidy_personal_number, why_not_personal_number
from motcua.web.ui.fields import TypedField, WordsField


class WhoForm(forms.Form):
    """Phone, and what makes arriving easier: a name, a personal number."""

    phone = TypedField(
        label=_("Số điện thoại di động"),
        max_length=20,
        help_text=_("Nhận mã xác nhận, mã hẹn và lời nhắc"),
        error_messages={"required": _("Hãy điền số điện thoại di động")},
        widget=forms.TextInput(
            attrs={"class": "num", "type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        ),
    )
    name = WordsField(
        label=_("Họ và tên"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    number = TypedField(
        label=_("Số định danh"),
        max_length=20,
        required=False,
        help_text=_("Để báo đến bằng thẻ căn cước tại máy lấy số"),
        widget=forms.TextInput(attrs={"class": "num", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, today: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_phone(self) -> str:
        phone = local_phone(self.cleaned_data["phone"])
        if reason := why_not_address(Channel.SMS, phone):
            raise forms.ValidationError(reason)
        return phone

    def clean_number(self) -> str:
        number = tidy_personal_number(self.cleaned_data["number"])
        if number and (reason := why_not_personal_number(number, today=self.today)):
            raise forms.ValidationError(reason)
        return number


class CodeForm(WhoForm):
    """The same with the code that was sent."""

    code = forms.CharField(
        label=_("Mã 6 chữ số trong tin nhắn"),
        max_length=12,
        error_messages={
            "required": _("Hãy điền mã trong tin nhắn"),
            "max_length": _("Mã có 6 chữ số"),
        },
        widget=forms.TextInput(
            attrs={
                "class": "num mc-input-short",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
            }
        ),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
