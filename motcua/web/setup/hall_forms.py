"""Forms that set up a hall: its groups, counters and policy."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.base.text import fold
from motcua.catalogue.models import Field, Procedure
from motcua.queueing import rules
from motcua.queueing.models import Counter, CounterSession, Policy, ServiceGroup
from motcua.queueing.queries import Setup
from motcua.web.ui.fields import WordsField

_NEEDED = gettext_lazy("Hãy điền ô này.")


class CountField(forms.IntegerField):
    """A number between two others, and what is said of any other."""

    def __init__(self, *, low: int, high: int, **more: Any) -> None:
        self.low, self.high = low, high
        said = gettext_lazy("Hãy ghi một số từ %(low)s đến %(high)s.")
        super().__init__(**more, error_messages=dict.fromkeys(("required", "invalid"), said))
        self.widget.attrs.update(inputmode="numeric", min=low, max=high)

    def clean(self, value: Any) -> Any:
        said = _("Hãy ghi một số từ %(low)s đến %(high)s.") % {"low": self.low, "high": self.high}
        try:
            number = super().clean(value)
        except forms.ValidationError:
            raise forms.ValidationError(said) from None
        if not self.low <= number <= self.high:
            raise forms.ValidationError(said)
        return number


class PolicyForm(forms.Form):
    """What a centre decides about its hall."""

    cap = CountField(
        label=gettext_lazy("Số lượt ưu tiên liên tiếp"),
        low=1,
        high=9,
        help_text=gettext_lazy("Sau ngần ấy lượt ưu tiên hoặc có hẹn, quầy gọi một người đến trước"),
    )
    return_behind = CountField(
        label=gettext_lazy("Vắng mặt thì lùi sau"),
        low=0,
        high=50,
        help_text=gettext_lazy("Số lượt nhường khi được gọi mà chưa đến, chỉ một lần"),
    )
    come_minutes = CountField(
        label=gettext_lazy("Chờ người được gọi (phút)"),
        low=0,
        high=15,
        help_text=gettext_lazy("Sau ngần ấy phút quầy mới được báo vắng mặt"),
    )
    long_wait_minutes = CountField(
        label=gettext_lazy("Chờ lâu là từ (phút)"),
        low=5,
        high=240,
        help_text=gettext_lazy("Quá mức này thì báo người giám sát và gọi trước trong nhóm"),
    )
    early_minutes = CountField(label=gettext_lazy("Phát số trước giờ mở cửa (phút)"), low=0, high=120)
    is_bounded = forms.BooleanField(
        label=gettext_lazy("Ngừng phát số khi người đang chờ đã đủ đến hết giờ làm việc"), required=False
    )
    texts_numbers = forms.BooleanField(
        label=gettext_lazy("Máy lấy số gửi được số qua tin nhắn, khi đã nối cổng tin nhắn"), required=False
    )

    @classmethod
    def values_of(cls, policy: Policy) -> dict[str, Any]:
        return {name: getattr(policy, name) for name in cls.base_fields}


class GroupForm(forms.Form):
    """A group of services: its letter and names, and what it serves."""

    name = WordsField(
        label=gettext_lazy("Tên nhóm dịch vụ"), max_length=120, error_messages={"required": _NEEDED}
    )
    name_en = WordsField(label=gettext_lazy("Tên tiếng Anh"), max_length=120, required=False)
    letter = forms.CharField(
        label=gettext_lazy("Chữ cái trước số"),
        error_messages={"required": _NEEDED},
        widget=forms.TextInput(attrs={"maxlength": 1, "autocomplete": "off"}),
    )
    minutes = CountField(
        label=gettext_lazy("Số phút phục vụ thường thấy"),
        low=1,
        high=240,
        help_text=gettext_lazy("Dùng để hẹn giờ chờ cho đến khi đủ lượt phục vụ trong ngày"),
    )
    order = CountField(label=gettext_lazy("Thứ tự trên máy lấy số"), low=1, high=99)
    is_open = forms.BooleanField(label=gettext_lazy("Đang phát số"), required=False)
    procedures = forms.CharField(
        label=gettext_lazy("Thủ tục riêng, mỗi dòng một mã"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Ví dụ 1.001193; thủ tục ghi ở đây theo nhóm này dù lĩnh vực của nó thuộc nhóm khác"
        ),
    )
    fields_served = forms.MultipleChoiceField(
        label=gettext_lazy("Lĩnh vực"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, group: ServiceGroup | None, others: list[ServiceGroup], is_given: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.group, self.others, self.is_given = group, others, is_given
        served = {field.pk: other.name for other in others for field in other.fields.all()}
        self.known = {field.pk: field.name for field in Field.objects.all()}
        self.fields["fields_served"].choices = [
            (key, f"{name} ({served[key]})" if key in served else name)
            for key, name in sorted(self.known.items(), key=lambda one: fold(one[1]))
        ]
        self.served = served

    def clean_letter(self) -> str:
        letter = self.cleaned_data["letter"].strip().upper()
        taken = {other.letter: other.name for other in self.others}
        was = self.group.letter if self.group else ""
        if reason := rules.why_not_letter(letter, taken=taken, was=was, is_given=self.is_given):
            raise forms.ValidationError(reason)
        return letter

    def clean_fields_served(self) -> list[int]:
        wanted = [int(one) for one in self.cleaned_data["fields_served"]]
        taken = {key: (self.known[key], name) for key, name in self.served.items()}
        if reason := rules.why_not_serve_fields(wanted, taken=taken):
            raise forms.ValidationError(reason)
        return wanted

    def clean_procedures(self) -> list[int]:
        codes = self.cleaned_data["procedures"].split()
        known = dict(Procedure.objects.filter(code__in=codes).values_list("code", "pk"))
        if missing := [code for code in codes if code not in known]:
            said = _("Danh mục không có thủ tục %(codes)s.")
            raise forms.ValidationError(said % {"codes": ", ".join(missing)})
        wanted = [known[code] for code in dict.fromkeys(codes)]
        taken = {one.pk: (one.code, other.name) for other in self.others for one in other.procedures.all()}
        if reason := rules.why_not_serve_fields(wanted, taken=taken):
            raise forms.ValidationError(reason)
        return wanted


class CounterForm(forms.Form):
    """A counter: where it stands and what it serves, in which order."""

    number = CountField(label=gettext_lazy("Số quầy"), low=1, high=99)
    name = WordsField(label=gettext_lazy("Tên quầy"), max_length=120, required=False)
    zone = WordsField(
        label=gettext_lazy("Khu vực"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Để người được gọi tìm thấy, ví dụ: Dãy trái, cạnh cửa sổ"),
    )
    is_kept = forms.BooleanField(label=gettext_lazy("Quầy đang dùng"), required=False)

    def __init__(
        self, *args: Any, of: Setup, counter: Counter | None, session: CounterSession | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.of, self.counter, self.session = of, counter, session
        if counter is not None:
            self.fields["number"].disabled = True
        ranks = [("", gettext_lazy("không phục vụ")), *self._ranks()]
        for group in of.groups.values():
            self.fields[f"rank_{group.pk}"] = forms.ChoiceField(
                label=f"{group.letter} · {group.label}", choices=ranks, required=False
            )

    def _ranks(self) -> list[tuple[str, str]]:
        count = max(len(self.of.groups), 1)
        return [(str(rank), _("ưu tiên %(rank)s") % {"rank": rank}) for rank in range(1, count + 1)]

    @staticmethod
    def values_of(counter: Counter, skills: Mapping[int, int]) -> dict[str, Any]:
        ranks = {f"rank_{group}": str(rank) for group, rank in skills.items()}
        own = {"number": counter.number, "name": counter.name, "zone": counter.zone}
        return {**own, "is_kept": counter.is_kept, **ranks}

    @property
    def rank_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("rank_")]

    @property
    def skills(self) -> dict[int, int]:
        """The groups served, by id, each with its rank."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name.startswith("rank_")}
        return {int(name.removeprefix("rank_")): int(value) for name, value in chosen.items() if value}

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if self.counter is None:
            taken = {one.number for one in self.of.counters.values()}
            if reason := rules.why_not_number(number, taken=taken):
                raise forms.ValidationError(reason)
        return number

    def clean_is_kept(self) -> bool:
        is_kept: bool = self.cleaned_data["is_kept"]
        if not is_kept and (reason := rules.why_not_put_away(self.session)):
            raise forms.ValidationError(reason)
        return is_kept

    def clean(self) -> None:
        names = [name for name in self.fields if name.startswith("rank_")]
        if names and not any(self.cleaned_data.get(name) for name in names):
            self.add_error(names[0], _("Chọn ít nhất một nhóm dịch vụ quầy này phục vụ."))
