"""Forms of the look-up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.tracking import wrong_question
from motcua.people.rules import digits


class TrackForm(forms.Form):
    """The number on the receipt, and four digits only the applicant knows."""

    number = forms.CharField(
        label=_("Mã hồ sơ"),
        max_length=60,
        error_messages={
            "required": _("Hãy điền mã hồ sơ"),
            "null_characters_not_allowed": _("Mã hồ sơ có ký tự không đọc được. Hãy gõ lại."),
            "max_length": _("Mã hồ sơ dài quá 60 ký tự. Mã có dạng H99.12-261124-0032."),
        },
        widget=forms.TextInput(
            attrs={
                "class": "num",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    digits = forms.CharField(
        label=_("4 số cuối điện thoại hoặc số định danh"),
        max_length=20,
        help_text=_("Của người nộp, đã ghi khi nộp hồ sơ"),
        error_messages={
            "required": _("Hãy điền 4 số cuối"),
            "max_length": _("Chỉ cần 4 số cuối"),
            "null_characters_not_allowed": _("Cần đủ 4 chữ số cuối"),
        },
        widget=forms.TextInput(
            attrs={"class": "num mc-input-short", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )

    def clean(self) -> dict[str, str]:
        values = super().clean()
        wrong = wrong_question(values.get("number", ""), values.get("digits", ""))
        for name, reason in wrong.items():
            if name in values:
                self.add_error(name, reason)
        return values

    def clean_digits(self) -> str:
        return digits(self.cleaned_data["digits"])
