"""What people fill in when they act on a step."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.base.text import clean

LONGEST_NOTE = 1000
TOO_LONG = gettext_lazy("Chỉ ghi được %(limit_value)s chữ, đang có %(show_value)s.")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a step may go: the step, the unit that holds it there, and the people of that unit."""

    step_id: int
    name: str
    people: tuple[tuple[int, str], ...] = ()


class TaskForm(forms.Form):
    """The task one acts on, as the page showed it."""

    # The act it is for; several forms stand on one page.
    name = ""
    task = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.auto_id = f"{self.name}_%s"


class TakeForm(TaskForm):
    """Taking a waiting task."""

    name = "take"


class RecallForm(TaskForm):
    """Taking back what one has just passed on."""

    name = "recall"


class _StepForm(TaskForm):
    """A task and the step it goes to (`target`), chosen only where there is a choice."""

    def __init__(self, *args: object, targets: Iterable[Target] = (), **more: object) -> None:
        super().__init__(*args, **more)
        choices = self.choices(tuple(targets))
        if len(choices) > 1:
            self.fields["target"].widget = forms.Select(choices=choices)
        elif choices:
            self.initial.setdefault("target", choices[0][0])

    def choices(self, targets: tuple[Target, ...]) -> list[tuple[str, str]]:
        return [(str(target.step_id), target.name) for target in targets]

    @property
    def has_choice(self) -> bool:
        return not self.fields["target"].widget.is_hidden

    def clean_target(self) -> tuple[int | None, int | None]:
        """Return the step and the person; without a choice the process decides."""
        found = re.fullmatch(r"(\d{1,18})?(?::(\d{1,18}))?", self.cleaned_data["target"])
        if not found:
            raise forms.ValidationError(_("Hãy chọn bước tiếp theo."))
        step, person = found.groups()
        return int(step) if step else None, int(person) if person else None


class ForwardForm(_StepForm):
    """Passing a task on, with an opinion."""

    name = "forward"
    target = forms.CharField(
        label=gettext_lazy("Chuyển đến"), required=False, max_length=40, widget=forms.HiddenInput
    )
    note = forms.CharField(
        label=gettext_lazy("Ý kiến xử lý"),
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def choices(self, targets: tuple[Target, ...]) -> list[tuple[str, str]]:
        several = len(targets) > 1
        found = []
        for target in targets:
            found.append((str(target.step_id), target.name))
            # One person in the unit needs no choice: who is alone takes it.
            if len(target.people) > 1 or (several and target.people):
                found += [
                    (f"{target.step_id}:{person_id}", f"{target.name}: {name}")
                    for person_id, name in target.people
                ]
        return found


class SendBackForm(_StepForm):
    """Returning a task to an earlier step, with the reason."""

    name = "send-back"
    target = forms.CharField(
        label=gettext_lazy("Trả lại bước"), required=False, max_length=40, widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do trả lại"),
        max_length=LONGEST_NOTE,
        error_messages={
            "required": gettext_lazy("Hãy ghi lý do trả lại để người nhận biết cần sửa gì."),
            "max_length": TOO_LONG,
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class IssueForm(TaskForm):
    """The signed and numbered result."""

    name = "issue"
    sign = forms.CharField(
        label=gettext_lazy("Số, ký hiệu"),
        max_length=80,
        error_messages={
            "required": gettext_lazy("Hãy điền số, ký hiệu của văn bản kết quả."),
            "max_length": TOO_LONG,
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    summary = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        max_length=300,
        error_messages={
            "required": gettext_lazy("Hãy điền trích yếu: tên văn bản, cấp cho ai."),
            "max_length": TOO_LONG,
        },
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=gettext_lazy("Ý kiến xử lý"),
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def result(self) -> str:
        """The result as the record keeps it: 12/GCN-HKD: Giấy chứng nhận đăng ký hộ kinh doanh."""
        return clean(f"{self.cleaned_data['sign']}: {self.cleaned_data['summary']}")


class TogetherForm(forms.Form):
    """Many tasks to be treated alike, as number:task."""

    ACTS = (("forward", gettext_lazy("Chuyển bước sau")), ("take", gettext_lazy("Nhận việc")))

    act = forms.ChoiceField(choices=ACTS)

    def __init__(self, data: MultiValueDict) -> None:
        super().__init__(data)
        self.selected = [
            (found["number"], int(found["task"]))
            for found in map(_SELECTED.fullmatch, data.getlist("selected"))
            if found
        ]


_SELECTED = re.compile(r"(?P<number>[0-9A-Za-z.-]{1,60}):(?P<task>\d{1,4})")
