"""Forms of the page of scans: one for each thing that can be said of a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.documents.queries import limits
from motcua.documents.rules import why_not_read
from motcua.dossiers.models import Digitisation
from motcua.dossiers.scanning import MOST_FILES, MOST_PAGES
from motcua.web.ui.fields import WordsField
from motcua.web.ui.uploads import ACCEPTED, FilesField, SeveralFilesInput


class PagesForm(forms.Form):
    """How many pages the paper has, counted by hand."""

    paper_pages = forms.IntegerField(
        label=_("Số trang trên giấy"),
        min_value=1,
        max_value=MOST_PAGES,
        error_messages={
            "required": _("Hãy đếm và ghi số trang trên giấy"),
            "invalid": _("Số trang là số nguyên, ví dụ 3"),
            "min_value": _("Số trang ít nhất là 1"),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off", "min": 1}),
    )


class ScanForm(PagesForm):
    """Files for a paper, from this computer or a phone's camera."""

    scans = FilesField(
        label=_("Tệp quét"),
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ACCEPTED, "multiple": True}),
    )
    photos = FilesField(
        label=_("Chụp từng trang"),
        required=False,
        widget=SeveralFilesInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    is_anew = forms.BooleanField(label=_("Thay toàn bộ bản quét đang có"), required=False)
    result_of = WordsField(
        label=_("Là kết quả của hồ sơ (mã hồ sơ)"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, is_too_big: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_big = is_too_big

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = [*values.get("scans", []), *values.get("photos", [])]
        if self.is_too_big:
            self.add_error("scans", why_not_read("too_big", limits=limits()))
        elif not chosen:
            self.add_error("scans", _("Hãy chọn tệp quét của giấy tờ"))
        elif len(chosen) > MOST_FILES:
            self.add_error("scans", _("Mỗi lần chọn nhiều nhất 20 tệp"))
        return {**values, "chosen": chosen}


class AssignForm(PagesForm):
    """Files of the scanner's folder for one of the papers."""

    waiting = forms.MultipleChoiceField(
        label=_("Tệp của máy quét"),
        error_messages={
            "required": _("Hãy đánh dấu tệp của giấy tờ này"),
            "invalid_choice": _("Tệp không còn chờ trong thư mục máy quét. Hãy chọn lại."),
        },
    )
    to = forms.TypedChoiceField(
        label=_("Gán vào giấy tờ"),
        coerce=int,
        error_messages={"required": _("Hãy chọn giấy tờ"), "invalid_choice": _("Hãy chọn giấy tờ")},
    )

    def __init__(
        self, *args: Any, waiting: list[tuple[str, str]], papers: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["waiting"].choices = waiting
        self.fields["to"].choices = papers


class SettleForm(PagesForm):
    """An answer to pages that differ: counted wrongly, or a reason."""

    difference_reason = WordsField(
        label=_("Lý do số trang khác nhau"),
        required=False,
        max_length=300,
        help_text=_("Ví dụ: trang có giấy dán kèm được chụp hai lần, khi có và khi không có giấy dán."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, scanned_pages: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scanned_pages = scanned_pages

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        pages = values.get("paper_pages")
        if pages is not None and pages != self.scanned_pages and not values.get("difference_reason"):
            self.add_error(
                "difference_reason",
                _("Số trang vẫn khác bản quét: hãy sửa số trang, quét thêm hoặc ghi lý do"),
            )
        return values


class ExemptForm(forms.Form):
    """Which of the four cases a paper is that is not scanned."""

    exemption = forms.ChoiceField(
        label=_("Trường hợp không phải số hóa"),
        choices=[(value, label) for value, label in Digitisation.Exemption.choices if value],
        error_messages={"required": _("Hãy chọn một trong bốn trường hợp")},
        widget=forms.RadioSelect,
    )


class ReuseForm(forms.Form):
    """Which earlier copy is used again."""

    copy = forms.IntegerField(min_value=1)


class DropForm(forms.Form):
    """Which file is taken out; none: everything said of the paper."""

    file = forms.IntegerField(required=False, min_value=1)
