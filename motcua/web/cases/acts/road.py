"""The straight road: take, forward, send back, recall, issue; and giving work to another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.base.text import clean
from motcua.dossiers import actions, rules
from motcua.dossiers.models import Dossier, Event
from motcua.web.cases.acts.act import TO_BE_TYPED, Act, StepForm, TaskForm, line, words
from motcua.web.cases.situation import Situation
from motcua.workflow.models import Step

Kind = Event.Kind


class TakeForm(TaskForm):
    """Taking a waiting task."""


class RecallForm(StepForm):
    """Taking back what one has just passed on."""


class UndoForm(StepForm):
    """Undoing that one took a task, or gave it to somebody."""

    @property
    def repeats(self) -> dict[str, Any]:
        return super().repeats | {"payload__has_key": "undoes"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a step may go: the step with the unit that holds it there, and the people of that unit."""

    step_id: int
    name: str
    people: tuple[tuple[int, str], ...] = ()


class _MovingForm(StepForm):
    """A task and the step it goes to (`target`), chosen only where there is a choice."""

    target = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def fit(self, now: Situation) -> None:
        super().fit(now)
        choices = self.choices(list(self.targets(now)))
        if len(choices) > 1:
            self.fields["target"].widget = forms.Select(choices=choices)
        elif choices:
            self.initial.setdefault("target", choices[0][0])

    def targets(self, now: Situation) -> Iterable[Target]:
        # The step just before comes first: most often it is the one.
        return [Target(step.id, step.name) for step in reversed(now.earlier)]

    def choices(self, targets: list[Target]) -> list[tuple[str, str]]:
        return [(str(target.step_id), target.name) for target in targets]

    def clean_target(self) -> tuple[int | None, int | None]:
        """Return the step and the person; without a choice the process decides."""
        found = re.fullmatch(r"(\d{1,18})?(?::(\d{1,18}))?", self.cleaned_data["target"])
        if not found:
            raise forms.ValidationError(_("Hãy chọn bước tiếp theo."))
        step, person = found.groups()
        return int(step) if step else None, int(person) if person else None

    @property
    def repeats(self) -> dict[str, Any]:
        step = self.cleaned_data["target"][0]
        return super().repeats | ({"payload__opens__step": step} if step else {})


class ForwardForm(_MovingForm):
    """Passing a task on, with an opinion; with the proof where the applicant had to pay."""

    proof = line(
        gettext_lazy("Chứng từ nộp tiền"),
        hint=gettext_lazy("Số biên lai, giấy nộp tiền hoặc quyết định miễn."),
    )
    note = words(gettext_lazy("Ý kiến xử lý"))
    # Whether the page saw that money is due.
    owes = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = ("task", "owes", "note", "proof", "target")

    def fit(self, now: Situation) -> None:
        super().fit(now)
        self.fields["target"].label = _("Chuyển đến")
        if now.is_outside and now.dossier.money == Dossier.Money.DUE:
            self.initial["owes"] = True
            self.fields["proof"].required = True
        else:
            del self.fields["proof"], self.fields["owes"]

    def clean(self) -> dict[str, Any]:
        known = super().clean()
        if known.get("owes") and not known.get("proof"):
            self.add_error("proof", _("Hãy ghi chứng từ nộp tiền hoặc quyết định miễn."))
        return known

    def targets(self, now: Situation) -> Iterable[Target]:
        return [
            Target(
                step.id,
                f"{step.name}, {now.tree[unit_id].short_name}",
                tuple((person_id, now.names[person_id]) for person_id in people if person_id in now.names),
            )
            for step, unit_id, people in now.places
        ]

    def choices(self, targets: list[Target]) -> list[tuple[str, str]]:
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

    @property
    def arguments(self) -> dict[str, Any]:
        step, person = self.cleaned_data["target"]
        said = {name: self.cleaned_data.get(name, "") for name in ("note", "proof")}
        return {"task": self.cleaned_data["task"], "to_step": step, "person_id": person, **said}


class SendBackForm(_MovingForm):
    """Returning a task to an earlier step, with the reason."""

    reason = words(
        gettext_lazy("Lý do trả lại"), gettext_lazy("Hãy ghi lý do trả lại để người nhận biết cần sửa gì.")
    )

    def fit(self, now: Situation) -> None:
        super().fit(now)
        self.fields["target"].label = _("Trả lại bước")

    @property
    def arguments(self) -> dict[str, Any]:
        step, _person = self.cleaned_data["target"]
        return {"task": self.cleaned_data["task"], "to_step": step, "reason": self.cleaned_data["reason"]}


class IssueForm(StepForm):
    """The signed and numbered result."""

    sign = line(
        gettext_lazy("Số, ký hiệu"), gettext_lazy("Hãy điền số, ký hiệu của văn bản kết quả."), longest=80
    )
    summary = words(
        gettext_lazy("Trích yếu"),
        gettext_lazy("Hãy điền trích yếu: tên văn bản, cấp cho ai."),
        rows=2,
        longest=300,
    )
    note = words(gettext_lazy("Ý kiến xử lý"), rows=2)

    def fit(self, now: Situation) -> None:
        super().fit(now)
        self.initial.setdefault("summary", now.dossier.procedure.result)

    @property
    def result(self) -> str:
        """The result as the record keeps it: 12/GCN-HKD: Giấy chứng nhận đăng ký hộ kinh doanh."""
        return clean(f"{self.cleaned_data['sign']}: {self.cleaned_data['summary']}")

    @property
    def arguments(self) -> dict[str, Any]:
        known = self.cleaned_data
        return {"task": known["task"], "result": self.result, "note": known["note"]}

    @property
    def repeats(self) -> dict[str, Any]:
        return super().repeats | {"payload__result": self.result}


class ReassignForm(TaskForm):
    """Giving a task to somebody else of its post, to oneself, or back to all of them."""

    person = forms.CharField(
        label=gettext_lazy("Giao cho"), required=False, max_length=18, widget=forms.Select
    )
    note = words(gettext_lazy("Lời nhắn"), rows=2)

    def fit(self, now: Situation) -> None:
        super().fit(now)
        task = now.task
        if task is None:
            return
        people = [person for person in now.colleagues if person in now.names]
        choices = [
            (str(person), now.names[person])
            for person in people
            if person not in (task.person_id, now.rights.user_id)
        ]
        if task.person_id != now.rights.user_id:
            choices.append((str(now.rights.user_id), _("Tôi nhận thay")))
        if task.person_id is not None:
            choices.append(("", _("Trả về hàng chờ chung của vị trí")))
        self.fields["person"].widget.choices = choices

    def clean_person(self) -> int | None:
        typed = self.cleaned_data["person"]
        if typed and not typed.isdecimal():
            raise forms.ValidationError(_("Hãy chọn người nhận việc."))
        return int(typed) if typed else None

    @property
    def arguments(self) -> dict[str, Any]:
        known = self.cleaned_data
        return {"task": known["task"], "person_id": known["person"], "note": known["note"]}

    @property
    def repeats(self) -> dict[str, Any]:
        return super().repeats | {"payload__person": self.cleaned_data["person"]}


def forward_label(now: Situation) -> str:
    if len(now.following) == 1:
        step = now.following[0]
        if step.kind == Step.Kind.SIGN:
            return _("Đạt, trình ký")
        if step.kind != Step.Kind.RETURN:
            return _("Chuyển: %(step)s") % {"step": step.name}
    return _("Chuyển xử lý")


def _why_not_forward(now: Situation) -> str:
    first = now.following[0].kind if now.following else ""
    passing = next((step.kind for step in now.following if step.kind != Step.Kind.RETURN), first)
    return rules.why_not_forward(
        now.step_task,
        now.rights,
        target_kind=passing,
        opinions=len(now.opinions),
        is_outside=now.is_outside,
    )


def _why_not_issue(now: Situation) -> str:
    return rules.why_not_issue(
        now.step_task,
        now.rights,
        next_kind=now.following[0].kind if now.following else "",
        result=TO_BE_TYPED,
        opinions=len(now.opinions),
        is_outside=now.is_outside,
        open_children=now.open_children,
    )


def _why_not_send_back(now: Situation) -> str:
    return rules.why_not_send_back(
        now.step_task,
        now.rights,
        is_allowed=bool(now.earlier),
        reason=TO_BE_TYPED,
        opinions=len(now.opinions),
        is_outside=now.is_outside,
    )


def _why_not_reassign(now: Situation) -> str:
    task = now.task
    # Whoever holds it cannot get it again: ask about somebody else.
    other = None if task.person_id is not None else now.rights.user_id
    return rules.why_not_reassign(
        now.dossier, task, now.rights, is_superior=now.is_superior, person_id=other, holders=now.colleagues
    )


def _is_on_the_road(now: Situation) -> bool:
    return now.step is not None and now.step.kind != Step.Kind.RETURN


def _can_be_taken(now: Situation) -> bool:
    task = now.task
    return task is not None and not (task.person_id == now.rights.user_id and task.taken_at is not None)


RETURN = Act(
    "return",
    gettext_lazy("Trả kết quả"),
    "hand",
    TaskForm,
    None,
    Kind.RETURNED,
    lambda now: rules.why_not_return(now.dossier, now.step_task, now.rights, receiver=TO_BE_TYPED),
    "",
    concerns=lambda now: now.step is not None and now.step.kind == Step.Kind.RETURN,
    is_main=True,
    in_peek=True,
    page=lambda number: f"{reverse('desk:returns')}?q={number}",
)
ISSUE = Act(
    "issue",
    gettext_lazy("Phát hành kết quả"),
    "check-circle",
    IssueForm,
    actions.issue_result,
    Kind.RESULT_ISSUED,
    _why_not_issue,
    gettext_lazy("Đã phát hành kết quả hồ sơ %(number)s."),
    concerns=_is_on_the_road,
    key="P",
    is_main=True,
    in_peek=True,
)
FORWARD = Act(
    "forward",
    forward_label,
    "send",
    ForwardForm,
    actions.forward,
    Kind.MOVED,
    _why_not_forward,
    gettext_lazy("Đã chuyển hồ sơ %(number)s."),
    concerns=_is_on_the_road,
    key="T",
    keyed=gettext_lazy("Chuyển bước sau, trình ký"),
    is_main=True,
    in_peek=True,
    undo="offer",
)
TAKE = Act(
    "take",
    gettext_lazy("Nhận việc"),
    "inbox",
    TakeForm,
    actions.take,
    Kind.TAKEN,
    lambda now: rules.why_not_take(now.task, now.rights),
    gettext_lazy("Bạn đã nhận việc."),
    concerns=_can_be_taken,
    key="N",
    in_peek=True,
    # Taking is the beginning of the work.
    stays=True,
    undo="offer",
)
SEND_BACK = Act(
    "send-back",
    gettext_lazy("Trả lại để sửa"),
    "undo",
    SendBackForm,
    actions.send_back,
    Kind.SENT_BACK,
    _why_not_send_back,
    gettext_lazy("Đã trả lại hồ sơ %(number)s."),
    concerns=_is_on_the_road,
    key="L",
    button=gettext_lazy("Trả lại"),
    in_peek=True,
    undo="offer",
    is_grave=True,
)
RECALL = Act(
    "recall",
    gettext_lazy("Thu hồi"),
    "redo",
    RecallForm,
    actions.recall,
    Kind.RECALLED,
    lambda now: now.why_not_recall,
    gettext_lazy("Đã thu hồi hồ sơ %(number)s."),
    concerns=_is_on_the_road,
    in_peek=True,
    stays=True,
    undo="withdraw",
)
REASSIGN = Act(
    "reassign",
    gettext_lazy("Giao người khác"),
    "users",
    ReassignForm,
    actions.reassign,
    Kind.REASSIGNED,
    _why_not_reassign,
    gettext_lazy("Đã giao lại hồ sơ %(number)s."),
    concerns=lambda now: now.task is not None and now.dossier.is_open,
    key="D",
    button=gettext_lazy("Giao việc"),
    stays=True,
    undo="offer",
)
# Offered for some seconds by the bar that says what was done, never among the acts of a dossier.
UNDO = Act(
    "undo",
    gettext_lazy("Hoàn tác"),
    "undo",
    UndoForm,
    actions.undo,
    Kind.REASSIGNED,
    lambda now: "",
    gettext_lazy("Đã hoàn tác, hồ sơ %(number)s như trước."),
    concerns=lambda now: False,
    stays=True,
    undo="withdraw",
)
ROAD = (RETURN, ISSUE, FORWARD, TAKE, SEND_BACK, REASSIGN, RECALL, UNDO)
