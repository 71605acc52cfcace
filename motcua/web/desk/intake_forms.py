"""Forms of the intake screen: the person, what is asked, the papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from motcua.base import clock
from motcua.catalogue.models import RequiredPaper
from motcua.catalogue.offers import CaseOffer
from motcua.dossiers.actions import PaperIn
from motcua.dossiers.intakes import why_not_complete, why_not_represent, why_not_send_to
from motcua.dossiers.models import Dossier
from motcua.dossiers.roads import is_needed
from motcua.people.models import Person
from motcua.people.rules import Details, why_not_number
from motcua.web.desk.fields import DayField, EmailField, NumberField, PhoneField
from motcua.web.ui.fields import WordsField

# At the counter a word is enough.
_CHANNELS = ((Dossier.Channel.DIRECT, _("Trực tiếp")), (Dossier.Channel.POST, _("Bưu chính")))
_RESULT_CHANNELS = (
    (Dossier.ResultChannel.COUNTER, _("Tại quầy")),
    (Dossier.ResultChannel.POST, _("Bưu chính")),
    (Dossier.ResultChannel.ONLINE, _("Điện tử")),
)
MOST_EXTRA_PAPERS = 20
_OFF = {"autocomplete": "off"}
_DIGITS = {**_OFF, "inputmode": "numeric"}
_WRONG_COUNT = _("Số lượng là số từ 0 đến 99")
_CHOOSE = {"required": _("Hãy chọn một trong các mục"), "invalid_choice": _("Hãy chọn một trong các mục")}


class IntakeForm(forms.Form):
    """Who comes, for whom, and what they ask for."""

    request_key = forms.UUIDField(
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Biểu mẫu này đã cũ. Hãy bấm “Hồ sơ mới” rồi điền lại.")
        ),
        widget=forms.HiddenInput,
    )
    # The number whose owner was last fetched from the register.
    fetched = forms.CharField(required=False, widget=forms.HiddenInput)
    known = forms.CharField(required=False, widget=forms.HiddenInput)
    centre = forms.TypedChoiceField(
        label=_("Nơi tiếp nhận"),
        coerce=int,
        error_messages={"invalid_choice": _("Bạn không giữ vị trí tiếp nhận ở trung tâm này.")},
    )
    card = forms.CharField(
        label=_("Quét hoặc dán mã QR trên thẻ căn cước"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={**_OFF, "spellcheck": "false"}),
    )

    kind = forms.ChoiceField(
        label=_("Người nộp là"), choices=Person.Kind.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    number = NumberField(
        label=_("Số định danh"),
        max_length=40,
        error_messages={"required": _("Hãy điền số định danh hoặc mã số thuế, hoặc đánh dấu là không có số")},
        widget=forms.TextInput(attrs=_DIGITS),
    )
    no_number = forms.BooleanField(label=_("Không có số định danh, mã số thuế"), required=False)
    name = WordsField(
        label=_("Họ và tên"),
        max_length=200,
        error_messages={"required": _("Hãy điền họ và tên")},
        widget=forms.TextInput(attrs=_OFF),
    )
    birth_on = DayField(
        label=_("Ngày sinh"), required=False, widget=forms.TextInput(attrs={**_DIGITS, "maxlength": 12})
    )
    sex = forms.ChoiceField(
        label=_("Giới tính"), required=False, choices=Person.Sex.choices, error_messages=_CHOOSE
    )
    address = WordsField(
        label=_("Nơi thường trú"), required=False, max_length=300, widget=forms.TextInput(attrs=_OFF)
    )
    phone = PhoneField(
        label=_("Điện thoại nhận tin"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={**_OFF, "inputmode": "tel"}),
    )
    email = EmailField(
        label=_("Thư điện tử"), required=False, max_length=254, widget=forms.EmailInput(attrs=_OFF)
    )

    rep_name = WordsField(
        label=_("Họ và tên người được ủy quyền"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=_OFF),
    )
    rep_number = NumberField(
        label=_("Số định danh"), required=False, max_length=40, widget=forms.TextInput(attrs=_DIGITS)
    )
    rep_phone = PhoneField(
        label=_("Điện thoại"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={**_OFF, "inputmode": "tel"}),
    )

    query = forms.CharField(
        label=_("Tìm thủ tục theo tên hoặc mã"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={**_OFF, "spellcheck": "false"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    case = forms.TypedChoiceField(
        label=_("Trường hợp"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=_CHOOSE,
        widget=forms.RadioSelect,
    )
    content = WordsField(
        label=_("Nội dung yêu cầu giải quyết"),
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={**_OFF, "placeholder": _("Để trống là theo tên thủ tục")}),
    )
    sets = forms.IntegerField(
        label=_("Số bộ hồ sơ"),
        min_value=1,
        max_value=99,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Số bộ hồ sơ là số từ 1 đến 99")
        ),
        widget=forms.NumberInput(attrs=_DIGITS),
    )
    channel = forms.ChoiceField(
        label=_("Hình thức nộp"),
        choices=_CHANNELS,
        error_messages=_CHOOSE,
        widget=forms.RadioSelect,
    )
    result_channel = forms.ChoiceField(
        label=_("Trả kết quả bằng"),
        choices=_RESULT_CHANNELS,
        error_messages=_CHOOSE,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: dict[str, Any] | None = None,
        *,
        centres: Iterable[tuple[int, str]],
        cases: Iterable[CaseOffer] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["number"].required = not self["no_number"].value()
        self.fields["centre"].choices = list(centres)
        self.fields["case"].choices = [(one.case.pk, one.case.name or _("Chung")) for one in cases]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("version"):
            self.add_error("query", _("Hãy chọn thủ tục"))
        elif not values.get("case") and "case" not in self.errors:
            self.add_error("case", _("Hãy chọn trường hợp"))
        self._check_number(values)
        self._check_representative(values)
        if reason := why_not_send_to(
            values.get("address", ""), result_channel=values.get("result_channel", "")
        ):
            self.add_error("address", reason)
        return values

    def _check_number(self, values: dict[str, Any]) -> None:
        number = values.get("number", "")
        reason = why_not_number(values.get("kind", ""), number, today=clock.today()) if number else ""
        if reason:
            self.add_error("number", reason)

    def _check_representative(self, values: dict[str, Any]) -> None:
        if not any(values.get(name) for name in ("rep_name", "rep_number", "rep_phone")):
            return
        if not values.get("rep_name") and "rep_name" not in self.errors:
            self.add_error("rep_name", _("Hãy điền họ và tên người được ủy quyền"))
        if reason := why_not_represent(
            values.get("rep_number", ""), owner_number=values.get("number", ""), today=clock.today()
        ):
            self.add_error("rep_number", reason)

    @property
    def owner(self) -> Details:
        values = self.cleaned_data
        is_citizen = values["kind"] == Person.Kind.CITIZEN
        return Details(
            name=values["name"],
            kind=values["kind"],
            number=values["number"],
            birth_on=values["birth_on"] if is_citizen else None,
            sex=values["sex"] if is_citizen else "",
            address=values["address"],
            phone=values["phone"],
            email=values["email"],
        )

    @property
    def representative(self) -> Details | None:
        values = self.cleaned_data
        if not values["rep_name"]:
            return None
        return Details(name=values["rep_name"], number=values["rep_number"], phone=values["rep_phone"])


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the checklist as the page shows it."""

    key: int
    paper: RequiredPaper | None
    is_given: bool
    is_needed: bool
    is_missing: bool
    name: BoundField | None
    counts: tuple[BoundField, ...]
    electronic: BoundField


class PapersForm(forms.Form):
    """The checklist of one case, and papers beyond it."""

    # Carries the ticks of every line, and the error that says what is missing.
    given = forms.MultipleChoiceField(
        label=_("Thành phần hồ sơ"),
        required=False,
        error_messages={"invalid_choice": _("Danh mục giấy tờ vừa thay đổi, hãy xem lại từng dòng.")},
    )

    def __init__(
        self,
        data: dict[str, Any] | None = None,
        *,
        case: CaseOffer,
        extra: int = 1,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.case = case
        self.extra = min(extra, MOST_EXTRA_PAPERS)
        self.askable = [paper for paper in case.papers if paper.kind != RequiredPaper.Kind.STATE_DATA]
        self.fields["given"].choices = [(str(paper.pk), paper.name) for paper in self.askable]
        for paper in self.askable:
            self._add_counts(paper.pk, originals=paper.originals, copies=paper.copies)
        for number in range(1, self.extra + 1):
            self.fields[f"extra_{number}"] = WordsField(
                label=_("Tên giấy tờ khác"),
                required=False,
                max_length=400,
                widget=forms.TextInput(attrs=_OFF),
            )
            self._add_counts(f"extra_{number}", originals=1, copies=0)

    def _add_counts(self, key: int | str, *, originals: int, copies: int) -> None:
        labels = {"originals": _("Bản chính"), "certified": _("Bản sao chứng thực"), "copies": _("Bản sao")}
        wanted = {"originals": originals, "certified": 0, "copies": copies}
        for part, label in labels.items():
            self.fields[f"{part}_{key}"] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=99,
                initial=wanted[part],
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _WRONG_COUNT),
                widget=forms.NumberInput(attrs=_DIGITS),
            )
        self.fields[f"electronic_{key}"] = forms.BooleanField(label=_("Bản điện tử"), required=False)

    def clean_given(self) -> list[str]:
        given = self.cleaned_data["given"]
        if reason := why_not_complete(self.case, given={int(key) for key in given}):
            raise forms.ValidationError(reason)
        return given

    def papers(self) -> tuple[PaperIn, ...]:
        """Return what was handed in, in the order of the list."""
        values = self.cleaned_data
        required = [
            self._paper(paper.pk, paper.name, paper)
            for paper in self.askable
            if str(paper.pk) in values["given"]
        ]
        extra = [
            self._paper(f"extra_{number}", name, None)
            for number in range(1, self.extra + 1)
            if (name := values[f"extra_{number}"])
        ]
        return (*required, *extra)

    def _paper(self, key: int | str, name: str, required: RequiredPaper | None) -> PaperIn:
        values = self.cleaned_data
        return PaperIn(
            name,
            required=required,
            originals=values[f"originals_{key}"] or 0,
            certified_copies=values[f"certified_{key}"] or 0,
            copies=values[f"copies_{key}"] or 0,
            is_electronic=values[f"electronic_{key}"],
        )

    @cached_property
    def ticked(self) -> frozenset[str]:
        return frozenset(str(key) for key in self["given"].value() or ())

    @cached_property
    def rows(self) -> list[PaperRow]:
        """The checklist of the case, those the State holds included."""
        rows = []
        for key, paper in enumerate(self.case.papers, start=1):
            is_askable = paper in self.askable
            is_given = str(paper.pk) in self.ticked
            rows.append(
                PaperRow(
                    key=key,
                    paper=paper,
                    is_given=is_given,
                    is_needed=is_needed(paper),
                    is_missing=self.is_bound and is_needed(paper) and not is_given,
                    name=None,
                    counts=self._counts(paper.pk) if is_askable else (),
                    electronic=self[f"electronic_{paper.pk}"] if is_askable else self["given"],
                )
            )
        return rows

    @property
    def extra_rows(self) -> list[PaperRow]:
        return [
            PaperRow(
                key=number,
                paper=None,
                is_given=False,
                is_needed=False,
                is_missing=False,
                name=self[f"extra_{number}"],
                counts=self._counts(f"extra_{number}"),
                electronic=self[f"electronic_extra_{number}"],
            )
            for number in range(1, self.extra + 1)
        ]

    def _counts(self, key: int | str) -> tuple[BoundField, ...]:
        return tuple(self[f"{part}_{key}"] for part in ("originals", "certified", "copies"))

    @property
    def needed(self) -> int:
        return sum(row.is_needed for row in self.rows)

    @property
    def needed_given(self) -> int:
        return sum(row.is_needed and row.is_given for row in self.rows)
