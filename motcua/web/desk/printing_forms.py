"""Forms of the page that prints."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.forms import Kind
from motcua.dossiers.receipts import PRINTABLE
from motcua.reports.rules import why_not_period
from motcua.web.desk.fields import DayField

# The screen speaks its own language; the paper stays Vietnamese.
TITLES = {
    Kind.RECEIPT: _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    Kind.SUPPLEMENT: _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    Kind.REFUSAL: _("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    Kind.APOLOGY: _("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    Kind.STOP: _("Thông báo dừng giải quyết hồ sơ"),
    Kind.CONTROL: _("Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    Kind.HISTORY: _("Quá trình xử lý hồ sơ"),
    Kind.RESULT: _("Giấy biên nhận trả kết quả"),
    Kind.JOINT_RECEIPT: _("Một giấy tiếp nhận chung kèm biên bản giao nhận (cùng một người nộp)"),
    Kind.HAND_OVER: _("Phiếu bàn giao kết quả giải quyết thủ tục hành chính"),
    Kind.REGISTER: _("Sổ theo dõi hồ sơ"),
}


# The list is in the form, these fields stand beside it.
_FAR = {"form": "printing"}


class PrintForm(forms.Form):
    """Which form to print, on which paper."""

    kind = forms.ChoiceField(
        label=_("Biểu mẫu"),
        choices=[(kind.value, TITLES[kind]) for kind in PRINTABLE],
        initial=Kind.RECEIPT.value,
        widget=forms.Select(attrs=_FAR),
    )
    paper = forms.ChoiceField(
        label=_("Khổ giấy"),
        choices=[("a5", "A5"), ("a4", "A4")],
        initial="a5",
        widget=forms.Select(attrs=_FAR),
        help_text=_("Khổ A5 chỉ có ở giấy hẹn; biểu mẫu khác in khổ A4."),
    )


class RegisterForm(forms.Form):
    """The first and last day of a register."""

    start = DayField(
        label=_("Từ ngày"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/MM/yyyy"}),
    )
    to = DayField(
        label=_("Đến ngày"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/MM/yyyy"}),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"start": today.replace(day=1), "to": today})

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and (
            reason := why_not_period(start=given["start"], to=given["to"], as_of=given["to"])
        ):
            self.add_error("to", reason)
        return given
