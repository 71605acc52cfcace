"""Which forms there are, and what number and title each has by the law of the day a dossier was received."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """A form that can be printed, as screens call it; what the paper itself says is in the sets below."""

    RECEIPT = "receipt", _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    SUPPLEMENT = "supplement", _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
    REFUSAL = "refusal", _("Phiếu từ chối tiếp nhận giải quyết hồ sơ")
    APOLOGY = "apology", _("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết")
    STOP = "stop", _("Thông báo dừng giải quyết hồ sơ")
    NEW_DATE = "new-date", _("Thông báo điều chỉnh thời gian trả kết quả")
    CONTROL = "control", _("Phiếu kiểm soát quá trình giải quyết hồ sơ")
    REGISTER = "register", _("Sổ theo dõi hồ sơ")
    RESULT = "result", _("Giấy biên nhận trả kết quả")
    HAND_OVER = "hand-over", _("Phiếu bàn giao kết quả giải quyết thủ tục hành chính")
    HISTORY = "history", _("Quá trình xử lý hồ sơ")
    JOINT_RECEIPT = (
        "joint-receipt",
        _("Một giấy tiếp nhận chung kèm biên bản giao nhận (cùng một người nộp)"),
    )


@dataclass(frozen=True, slots=True)
class Named:
    """How a set of forms names one of them; a practice document has no number."""

    number: str
    title: str
    # What follows the order number: Số: 0001/TTPVHCC. Empty where the form carries none.
    symbol: str = ""

    @property
    def mark(self) -> str:
        """Return "Mẫu 01", or "" for a paper that no circular numbers."""
        return f"Mẫu {self.number}" if self.number else ""


# The letters after the order number are no law: centres choose them (NĐ 30/2020/NĐ-CP, Phụ lục I, mục 3).
_PRACTICE = {
    Kind.NEW_DATE: Named("", "Thông báo điều chỉnh thời gian trả kết quả", "TB"),
    Kind.RESULT: Named("", "Giấy biên nhận trả kết quả"),
    Kind.HAND_OVER: Named("", "Phiếu bàn giao kết quả giải quyết thủ tục hành chính"),
    Kind.HISTORY: Named("", "Quá trình xử lý hồ sơ"),
}
_RECEIPT = Named("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "TTPVHCC")
_SAME = {
    Kind.RECEIPT: _RECEIPT,
    Kind.JOINT_RECEIPT: _RECEIPT,
    Kind.SUPPLEMENT: Named("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "YCBS"),
    Kind.REFUSAL: Named("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "TCTN"),
}
# TT 01/2018/TT-VPCP, Phụ lục. It knows no notice of stopping: one made for a dossier of those days has no number.
TT_01_2018 = {
    **_PRACTICE,
    **_SAME,
    Kind.APOLOGY: Named("04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "PXL"),
    Kind.STOP: Named("", "Thông báo dừng giải quyết hồ sơ", "TB"),
    Kind.CONTROL: Named("05", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    Kind.REGISTER: Named("06", "Sổ theo dõi hồ sơ"),
}
# TT 03/2025/TT-VPCP, Phụ lục I.
TT_03_2025 = {
    **_PRACTICE,
    **_SAME,
    Kind.APOLOGY: Named("04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "VBXL"),
    Kind.STOP: Named("05", "Thông báo dừng giải quyết hồ sơ", "TB"),
    Kind.CONTROL: Named("06", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    Kind.REGISTER: Named("07", "Sổ theo dõi hồ sơ"),
}
# Each set from its first day on; the newest last.
SETS = ((date.min, TT_01_2018), (date(2025, 9, 15), TT_03_2025))


def named(kind: Kind, *, on: date) -> Named:
    """Return the number and title of a form for a dossier received on a day."""
    return [forms for first_day, forms in SETS if first_day <= on][-1][kind]


def kind_of(word: str) -> Kind | None:
    """Return the form a word means: its own word, or its number in the newest set ("06")."""
    if word in Kind.values:
        return Kind(word)
    newest = SETS[-1][1]
    return next((kind for kind, form in newest.items() if form.number == word != ""), None)
