"""Forms of the sign-in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.accounts.rules import why_not_pin


def _password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        error_messages={
            "required": _("Hãy điền mật khẩu"),
            "max_length": _("Mật khẩu dài quá 200 ký tự"),
            "null_characters_not_allowed": _("Mật khẩu có ký tự không đọc được. Hãy gõ lại."),
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SignInForm(forms.Form):
    """Who wants to come in."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        error_messages={
            "required": _("Hãy điền tên đăng nhập"),
            "max_length": _("Tên đăng nhập dài quá 60 ký tự"),
            "null_characters_not_allowed": _("Tên đăng nhập có ký tự không đọc được. Hãy gõ lại."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = _password(_("Mật khẩu"))


def _pin(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=6,
        error_messages={
            "required": _("Hãy nhập đủ 6 chữ số"),
            "max_length": _("Mã ký gồm đúng 6 chữ số."),
            "null_characters_not_allowed": _("Mã ký gồm đúng 6 chữ số."),
        },
        widget=forms.PasswordInput(
            attrs={"class": "num mc-input-short", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )


class PinForm(forms.Form):
    """A new PIN, typed twice, by whoever knows the password."""

    password = _password(_("Mật khẩu đăng nhập"))
    pin = _pin(_("Mã ký mới"), _("6 chữ số, không lặp và không liền nhau"))
    again = _pin(_("Nhập lại mã ký mới"))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        pin, again = values.get("pin"), values.get("again")
        if pin and (reason := why_not_pin(pin)):
            self.add_error("pin", reason)
        elif pin and again and pin != again:
            self.add_error("again", _("Hai lần nhập khác nhau. Hãy nhập lại."))
        return values
