"""Forms of the sign-in."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        max_length=200,
        error_messages={
            "required": _("Hãy điền mật khẩu"),
            "max_length": _("Mật khẩu dài quá 200 ký tự"),
            "null_characters_not_allowed": _("Mật khẩu có ký tự không đọc được. Hãy gõ lại."),
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
