"""Forms of the centre's pages beside intake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from motcua.base.text import official
from motcua.dossiers.actions import Mended
from motcua.dossiers.models import Paper
from motcua.dossiers.rules import Wanted
from motcua.dossiers.supplements import Sheet
from motcua.web.ui.faults import FAULTS, MISSING
from motcua.web.ui.fields import WordsField
from motcua.web.ui.marking import Marker, mark_fields, mark_of, marker_of

MOST_EXTRA = 3
_OFF = {"autocomplete": "off"}
_LONG = {"rows": 3}


class NoteForm(forms.Form):
    """A confirmation with a note that may stay empty."""

    note = WordsField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.TextInput(attrs=_OFF))


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """A line of the request with how many pieces were brought for it."""

    wanted: Wanted
    counts: list[BoundField]


class BroughtForm(NoteForm):
    """What was brought to the counter for each line of a request for supplement, as receptions count papers."""

    PARTS = (
        ("originals", _("Bản chính")),
        ("certified_copies", _("Chứng thực")),
        ("copies", _("Bản sao")),
    )

    def __init__(self, data: Any = None, *, wanted: Sequence[Wanted] = ()) -> None:
        super().__init__(data)
        self.wanted = wanted
        for line in range(1, len(wanted) + 1):
            for name, label in self.PARTS:
                self.fields[f"{name}_{line}"] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=0,
                    max_value=99,
                    initial=1 if name == "originals" else None,
                    widget=forms.NumberInput(attrs={**_OFF, "inputmode": "numeric", "min": 0, "max": 99}),
                    error_messages={
                        "invalid": _("Số bản từ 0 đến 99"),
                        "min_value": _("Số bản từ 0 đến 99"),
                        "max_value": _("Số bản từ 0 đến 99"),
                    },
                )

    @property
    def rows(self) -> list[BroughtRow]:
        return [
            BroughtRow(one, [self[f"{name}_{line}"] for name, _label in self.PARTS])
            for line, one in enumerate(self.wanted, start=1)
        ]

    @property
    def papers(self) -> list[Mended]:
        values = self.cleaned_data
        return [
            Mended(line, **{name: values.get(f"{name}_{line}") or 0 for name, _label in self.PARTS})
            for line in range(1, len(self.wanted) + 1)
        ]


class RefusalForm(forms.Form):
    """Why a dossier is not received (form 03)."""

    reason = WordsField(
        label=_("Lý do từ chối"),
        max_length=1000,
        error_messages={"required": _("Hãy ghi lý do từ chối, người nộp sẽ đọc lý do này.")},
        help_text=_("Ghi rõ căn cứ và nơi người nộp cần đến, nếu hồ sơ thuộc cơ quan khác."),
        widget=forms.Textarea(attrs=_LONG),
    )


class PaymentForm(forms.Form):
    """The proof that the applicant paid, or is exempt."""

    proof = WordsField(
        label=_("Chứng từ nộp tiền hoặc quyết định miễn"),
        max_length=300,
        error_messages={"required": _("Hãy ghi chứng từ nộp tiền hoặc quyết định miễn.")},
        help_text=_("Ghi số và ngày của giấy nộp tiền, biên lai hoặc quyết định miễn, giảm."),
        widget=forms.TextInput(attrs={**_OFF, "autofocus": True}),
    )
    note = WordsField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.TextInput(attrs=_OFF))


class CorrectionForm(forms.Form):
    """A note to a closed dossier; nothing of it is rewritten."""

    text = WordsField(
        label=_("Nội dung đính chính"),
        max_length=1000,
        error_messages={"required": _("Hãy ghi nội dung đính chính.")},
        help_text=_("Hồ sơ đã kết thúc không sửa được; ghi chú này nằm cạnh những gì đã ghi."),
        widget=forms.Textarea(attrs=_LONG),
    )


class ChangeForm(forms.Form):
    """The right procedure in place of one chosen by mistake, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    case = forms.IntegerField(widget=forms.HiddenInput)
    reason = WordsField(
        label=_("Vì sao sửa thủ tục"),
        max_length=1000,
        error_messages={"required": _("Hãy ghi vì sao sửa thủ tục.")},
        widget=forms.Textarea(attrs=_LONG),
    )


class GroundForm(forms.Form):
    """A recorded ground for what the law allows only by exception."""

    reason = WordsField(
        label=_("Lý do"),
        max_length=1000,
        error_messages={"required": _("Hãy ghi lý do.")},
        widget=forms.Textarea(attrs=_LONG),
    )


class ExtensionForm(forms.Form):
    """The centre's answer to a request for a later date."""

    override = WordsField(
        label=_("Lý do đặc biệt"),
        required=False,
        max_length=1000,
        help_text=_("Bắt buộc khi hồ sơ đã được gia hạn."),
        widget=forms.Textarea(attrs=_LONG),
    )


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A line of the request for supplement as the page shows it."""

    paper: Paper | None
    is_wanted: BoundField | None
    name: BoundField | None
    wrong: BoundField
    mend: BoundField
    # Where the place can be marked, when the paper has a copy.
    marker: Marker | None = None


class SupplementForm(forms.Form):
    """One complete request: paper by paper what is wrong and how to mend it (NĐ 118/2025 Điều 11)."""

    note = WordsField(
        label=_("Lời dặn thêm cho người nộp"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs=_OFF),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        papers: Sequence[Paper],
        missing: Sequence[str] = (),
        sheets: Mapping[int, Sequence[Sheet]] | None = None,
    ) -> None:
        super().__init__(data)
        self.papers, self.missing, self.sheets = papers, missing, sheets or {}
        for paper in papers:
            self.fields[f"wanted_{paper.order}"] = forms.BooleanField(label=paper.name, required=False)
            self._add_words(str(paper.order))
            self.fields |= mark_fields(f"p{paper.order}", self.sheets.get(paper.order, ()))
        for at in range(1, len(missing) + MOST_EXTRA + 1):
            name = missing[at - 1] if at <= len(missing) else ""
            self.fields[f"name_new_{at}"] = WordsField(
                label=_("Giấy tờ còn thiếu"),
                required=False,
                max_length=400,
                initial=name,
                widget=forms.TextInput(attrs=_OFF),
            )
            wrong, mend = map(official, FAULTS[MISSING]) if name else ("", "")
            self._add_words(f"new_{at}", wrong=wrong, mend=mend)

    def _add_words(self, key: str, *, wrong: str = "", mend: str = "") -> None:
        words = {"required": False, "max_length": 300}
        self.fields[f"wrong_{key}"] = WordsField(
            label=_("Thiếu hay sai gì"),
            initial=wrong,
            widget=forms.TextInput(attrs={**_OFF, "list": "usual-faults"}),
            **words,
        )
        self.fields[f"mend_{key}"] = WordsField(
            label=_("Cần làm gì để đúng"), initial=mend, widget=forms.TextInput(attrs=_OFF), **words
        )

    @property
    def rows(self) -> list[WantedRow]:
        return [
            WantedRow(
                paper,
                self[f"wanted_{paper.order}"],
                None,
                self[f"wrong_{paper.order}"],
                self[f"mend_{paper.order}"],
                marker_of(self, f"p{paper.order}", paper.name, self.sheets.get(paper.order, ())),
            )
            for paper in self.papers
        ]

    @property
    def missing_rows(self) -> list[WantedRow]:
        return [self._new_row(at) for at in range(1, len(self.missing) + 1)]

    @property
    def spare_rows(self) -> list[WantedRow]:
        first = len(self.missing) + 1
        return [self._new_row(at) for at in range(first, first + MOST_EXTRA)]

    def _new_row(self, at: int) -> WantedRow:
        words = self[f"wrong_new_{at}"], self[f"mend_new_{at}"]
        return WantedRow(None, None, self[f"name_new_{at}"], *words)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for key, _name, _paper in self._chosen(values):
            for part, reason in (
                ("wrong", _("Hãy ghi thiếu hay sai gì")),
                ("mend", _("Hãy ghi cần làm gì để đúng")),
            ):
                if not values.get(f"{part}_{key}") and f"{part}_{key}" not in self.errors:
                    self.add_error(f"{part}_{key}", reason)
        if not self.errors and not self._chosen(values):
            self.add_error(None, _("Hãy đánh dấu ít nhất một giấy tờ cần bổ sung."))
        return values

    def _chosen(self, values: dict[str, Any]) -> list[tuple[str, str, int | None]]:
        """Key, name and order of each paper that is asked for."""
        filed: list[tuple[str, str, int | None]] = [
            (str(paper.order), paper.name, paper.order)
            for paper in self.papers
            # What was typed beside an unticked paper is meant, too.
            if values.get(f"wanted_{paper.order}") or values.get(f"mend_{paper.order}")
        ]
        new = [
            (f"new_{at}", name, None)
            for at in range(1, len(self.missing) + MOST_EXTRA + 1)
            if (name := values.get(f"name_new_{at}", ""))
        ]
        return filed + new

    @property
    def wanted(self) -> list[Wanted]:
        values = self.cleaned_data
        return [
            Wanted(
                name,
                values[f"wrong_{key}"],
                values[f"mend_{key}"],
                paper,
                mark_of(values, f"p{paper}", self.sheets.get(paper or 0, ())),
            )
            for key, name, paper in self._chosen(values)
        ]
