"""Forms of the pages about paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.web.ui.fields import WordsField

_OFF = {"autocomplete": "off", "spellcheck": "false"}
_OLD = dict.fromkeys(("required", "invalid"), _("Biểu mẫu này đã cũ. Hãy tải lại trang."))
_NO_UNIT = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"), _("Hãy chọn đơn vị nhận khác đơn vị giao.")
)
_MOST = 2**31 - 1


class BatchForm(forms.Form):
    """A new batch: from whom, to whom, and the codes scanned beside the ticked dossiers."""

    request_key = forms.UUIDField(error_messages=_OLD)
    giver = forms.IntegerField(min_value=1, max_value=_MOST, error_messages=_NO_UNIT)
    taker = forms.IntegerField(min_value=1, max_value=_MOST, error_messages=_NO_UNIT)
    codes = forms.CharField(required=False, max_length=20_000)


class GiveBackForm(forms.Form):
    """Who takes originals back."""

    request_key = forms.UUIDField(error_messages=_OLD, widget=forms.HiddenInput)
    receiver = WordsField(
        label=_("Người nhận lại giấy tờ"),
        max_length=200,
        error_messages={"required": _("Hãy ghi họ tên người nhận.")},
        widget=forms.TextInput(attrs=_OFF),
    )


class FoundForm(forms.Form):
    """Where a missing original was found."""

    code = forms.CharField(max_length=70)
    unit = forms.IntegerField(
        min_value=1,
        max_value=_MOST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Bạn không giữ giấy tờ của đơn vị này.")
        ),
    )
    note = WordsField(max_length=300, error_messages={"required": _("Hãy ghi giấy tờ được tìm thấy ở đâu.")})
