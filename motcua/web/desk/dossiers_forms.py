"""Forms of the counter's dossier pages."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.base.text import clean
from motcua.dossiers.models import Dossier
from motcua.dossiers.returns import why_not_hand_to
from motcua.people.rules import read_card
from motcua.web.ui.fields import WordsField

# The QR code of a receipt leads to the page that follows the dossier.
_FOLLOW = re.compile(r"https?://\S+/track/([^/?#\s]+)", re.IGNORECASE)


class SearchForm(forms.Form):
    """What somebody looks for: a number, a name, a phone, a scanned receipt or card."""

    q = forms.CharField(
        label=_("Mã hồ sơ, họ tên, điện thoại, số định danh"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_q(self) -> str:
        text = clean(self.cleaned_data["q"])
        if card := read_card(text):
            return card.number
        if receipt := _FOLLOW.search(text):
            return receipt[1]
        return text[:200]


class HandOverForm(forms.Form):
    """Who takes the result away."""

    receiver = WordsField(
        label=_("Người nhận kết quả"),
        max_length=200,
        error_messages={"required": _("Hãy điền họ tên người nhận kết quả")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_identity_checked = forms.BooleanField(
        label=_("Đã đối chiếu giấy tờ tùy thân của người nhận"),
        error_messages={"required": _("Hãy đối chiếu giấy tờ tùy thân của người nhận rồi đánh dấu")},
        widget=forms.CheckboxInput(attrs={"autofocus": True}),
    )
    note = WordsField(
        label=_("Ghi chú"),
        required=False,
        max_length=1000,
        help_text=_("Người nhận thay: ghi văn bản ủy quyền hoặc quan hệ với chủ hồ sơ."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossier = dossier

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        receiver = values.get("receiver", "")
        reason = why_not_hand_to(receiver, self.dossier, note=values.get("note", "")) if receiver else ""
        if reason:
            self.add_error("note", reason)
        return values


class WithdrawForm(forms.Form):
    """The applicant's own wish to take the dossier back."""

    reason = WordsField(
        label=_("Yêu cầu của người nộp"),
        max_length=1000,
        error_messages={"required": _("Hãy ghi yêu cầu của người nộp: lý do rút và cách đã xác nhận.")},
        help_text=_("Ghi lý do rút và cách đã xác nhận với người nộp: đơn, trực tiếp tại quầy, điện thoại."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_confirmed = forms.BooleanField(
        label=_("Chính người nộp đã yêu cầu rút hồ sơ này"),
        error_messages={"required": _("Chỉ rút hồ sơ khi chính người nộp đã yêu cầu")},
    )
