"""Forms of the catalogue pages."""

import base64
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.catalogue import queries
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import part_label

_SALT = "motcua.setup.import"
_ONE_HOUR = 60 * 60
# What the next form carries must fit DATA_UPLOAD_MAX_MEMORY_SIZE after coding.
BIGGEST_FILE = 3 * 1024 * 1024
NO_PROCESS, UNVERIFIED = "process", "unverified"
# What a keeper asks for first: each blocks a dossier or belies a posting.
HEALTH = ("limits", NO_PROCESS, "papers", "agency", "decision", UNVERIFIED)


class ListForm(forms.Form):
    """Filters of the list; an unknown value filters nothing."""

    q = forms.CharField(required=False, label=gettext_lazy("Tên hoặc mã thủ tục"), max_length=200)
    field = forms.ChoiceField(required=False, label=gettext_lazy("Lĩnh vực"))
    level = forms.ChoiceField(required=False, label=gettext_lazy("Cấp thực hiện"))
    online = forms.ChoiceField(required=False, label=gettext_lazy("Mức độ trực tuyến"))
    missing = forms.ChoiceField(required=False, label=gettext_lazy("Còn thiếu"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = [("", _("Tất cả"))]
        self.fields["field"].choices = whole + [
            (field.code, f"{field.name} ({field.count})") for field in queries.fields()
        ]
        self.fields["level"].choices = whole + [(level, level) for level in queries.levels()]
        self.fields["online"].choices = whole + [
            (str(number), label) for number, label in ProcedureVersion.OnlineLevel.choices
        ]
        self.fields["missing"].choices = whole + [(part, health_label(part)) for part in HEALTH]

    def asked(self) -> dict[str, str]:
        """Return what each filter asks for, "" where it asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "").strip() for name in self.fields}


def health_label(part: str) -> str:
    """Return what people call something a procedure lacks."""
    if part == NO_PROCESS:
        return _("quy trình đã ban hành")
    if part == UNVERIFIED:
        return _("đối chiếu văn bản")
    return part_label(part)


class UploadForm(forms.Form):
    """The file of a keeper."""

    file = forms.FileField(
        label=gettext_lazy("Tệp thủ tục"),
        help_text=gettext_lazy(
            "CSV (UTF-8), XLSX hoặc ODS, tối đa 3 MB. Dòng đầu là tên cột, bắt buộc có cột code."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods"}),
        error_messages={
            "required": gettext_lazy("Hãy chọn tệp thủ tục"),
            "empty": gettext_lazy("Tệp này không có nội dung."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > BIGGEST_FILE:
            raise forms.ValidationError(_("Tệp lớn quá 3 MB, hãy chia nhỏ hoặc dùng lệnh motcua import."))
        return file


class ConfirmForm(forms.Form):
    """Carries the previewed file to the loading, so that what was shown is what is loaded."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def clean_sealed(self) -> tuple[str, bytes]:
        try:
            said = signing.loads(self.cleaned_data["sealed"], salt=_SALT, max_age=_ONE_HOUR)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("Tệp xem trước đã quá một giờ hoặc bị đổi.")) from error
        return said["name"], base64.b64decode(said["content"])


def seal_file(name: str, content: bytes) -> str:
    """Return a file as a text that the browser can carry and cannot change."""
    said = {"name": name, "content": base64.b64encode(content).decode()}
    return signing.dumps(said, salt=_SALT, compress=True)
