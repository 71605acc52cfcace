"""What somebody may do with a dossier now, and the reason for each thing that may not be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.dossiers import rules
from motcua.dossiers.models import Task
from motcua.dossiers.queries import DossierPage
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.cases.steps_forms import (
    ForwardForm,
    IssueForm,
    RecallForm,
    SendBackForm,
    TakeForm,
    Target,
    TaskForm,
)
from motcua.workflow.models import Step
from motcua.workflow.rules import StepView

# Fields whose words must not be lost when an act is refused.
TYPED = ("note", "reason", "sign", "summary")
# The rules ask for words that only the form will bring.
_TO_BE_TYPED = "…"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing people do with a step: a button, or the reason it is grey."""

    name: str
    label: str
    icon: str
    key: str
    why_not: str


@dataclass(frozen=True)
class Panel:
    """The acts on one open task, with the forms of those that may be done."""

    task: Task
    holder: str
    is_mine: bool
    # Why none of it may be done; said once.
    why_not: str
    main: Act | None
    # What else may be done, then what may not.
    others: list[Act]
    refused: list[Act]
    forms: dict[str, TaskForm]

    @property
    def form(self) -> TaskForm | None:
        return self.forms.get(self.main.name) if self.main else None

    @property
    def sending_back(self) -> TaskForm | None:
        return self.forms.get(SendBackForm.name)


def panel(page: DossierPage, rights: Rights, *, on: date, tried: TaskForm | None = None) -> Panel | None:
    """Return what this person may do with the dossier, or None when no step is open any more.

    `tried` is a form that was refused: it is shown again with what was typed in it.
    """
    task = _task_for(page.open_tasks, rights)
    if task is None:
        return None
    following = [page.process.step(step_id) for step_id in page.process.forward.get(task.step_id, ())]
    earlier = [page.process.step(step_id) for step_id in page.process.back.get(task.step_id, ())]
    why_not = rules.why_not_act(task, rights)
    acts = _acts(page, task, rights, following=following, earlier=earlier)
    main_name = _main(task, following)
    main = next((act for act in acts if act.name == main_name and not act.why_not), None)
    forms = _forms(page, task, acts, following=following, earlier=earlier, on=on)
    if tried is not None and tried.name in forms:
        forms[tried.name] = _filled(tried, forms[tried.name])
    return Panel(
        task=task,
        holder=_holder(task),
        is_mine=task.person_id == rights.user_id and task.taken_at is not None,
        why_not=why_not,
        main=main,
        others=[act for act in acts if act is not main and not act.why_not],
        refused=[act for act in acts if act.why_not],
        forms=forms,
    )


def _task_for(tasks: list[Task], rights: Rights) -> Task | None:
    """The open task this person may act on, else the first."""
    return next((task for task in tasks if not rules.why_not_act(task, rights)), tasks[0] if tasks else None)


def _main(task: Task, following: list[StepView]) -> str:
    if task.step.kind == Step.Kind.RETURN:
        return "return"
    return "issue" if following and following[0].kind == Step.Kind.RETURN else "forward"


def _acts(
    page: DossierPage, task: Task, rights: Rights, *, following: list[StepView], earlier: list[StepView]
) -> list[Act]:
    next_kind = following[0].kind if following else ""
    passing = next((step.kind for step in following if step.kind != Step.Kind.RETURN), next_kind)
    forward = rules.why_not_forward(task, rights, target_kind=passing)
    back = rules.why_not_send_back(task, rights, is_allowed=bool(earlier), reason=_TO_BE_TYPED)
    issue = rules.why_not_issue(task, rights, next_kind=next_kind, result=_TO_BE_TYPED)
    give = rules.why_not_return(page.dossier, task, rights, receiver=_TO_BE_TYPED)
    acts = [
        Act("forward", _forward_label(following), "send", "T", forward),
        Act("issue", _("Phát hành kết quả"), "check-circle", "P", issue),
        Act("return", _("Trả kết quả"), "hand", "", give),
        Act("send-back", _("Trả lại để sửa"), "undo", "L", back),
        Act("recall", _("Thu hồi"), "redo", "", rules.why_not_recall(task, rights)),
    ]
    is_taken = task.person_id == rights.user_id and task.taken_at is not None
    if not is_taken:
        acts.insert(3, Act("take", _("Nhận việc"), "inbox", "N", rules.why_not_take(task, rights)))
    return acts


def _forward_label(following: list[StepView]) -> str:
    if len(following) == 1:
        if following[0].kind == Step.Kind.SIGN:
            return _("Đạt, trình ký")
        if following[0].kind != Step.Kind.RETURN:
            return _("Chuyển: %(step)s") % {"step": following[0].name}
    return _("Chuyển xử lý")


def _forms(
    page: DossierPage,
    task: Task,
    acts: list[Act],
    *,
    following: list[StepView],
    earlier: list[StepView],
    on: date,
) -> dict[str, TaskForm]:
    """The empty forms of the acts that may be done; handing over has a page of its own at the counter."""
    allowed = {act.name for act in acts if not act.why_not}
    known = {"task": task.number}
    forms: dict[str, TaskForm] = {}
    if "forward" in allowed:
        targets = _targets(page, following, on=on)
        forms["forward"] = ForwardForm(initial=dict(known), targets=targets)
    if "send-back" in allowed:
        # The step just before comes first: most often it is the one.
        targets = [Target(step.id, step.name) for step in reversed(earlier)]
        forms["send-back"] = SendBackForm(initial=dict(known), targets=targets)
    if "issue" in allowed:
        forms["issue"] = IssueForm(initial=known | {"summary": page.dossier.procedure.result})
    for kind in (TakeForm, RecallForm):
        if kind.name in allowed:
            forms[kind.name] = kind(initial=known)
    return forms


def _filled(tried: TaskForm, fresh: TaskForm) -> TaskForm:
    """What was typed again: with its faults, or for the task that is open now."""
    if tried.errors:
        if isinstance(tried, ForwardForm | SendBackForm):
            tried.fields["target"].widget = fresh.fields["target"].widget
        return tried
    fresh.initial |= {name: tried.cleaned_data[name] for name in tried.fields if name in TYPED}
    return fresh


def _targets(page: DossierPage, following: Iterable[StepView], *, on: date) -> list[Target]:
    """The steps a task may go to with the people who may be chosen; a result has an act of its own."""
    dossier, tree = page.dossier, organisations.tree()
    places = {}
    for step in following:
        if step.kind != Step.Kind.RETURN:
            unit_id, role = rules.holder_of(
                step.place, step.role, centre_id=dossier.centre_id, unit_id=dossier.unit_id, tree=tree
            )
            places[step.id] = (step.name, unit_id, organisations.holders(unit_id, role, on=on))
    asked = {person_id for _name, _unit, people in places.values() for person_id in people}
    names = dict(User.objects.filter(pk__in=asked, is_active=True).values_list("pk", "full_name"))
    return [
        Target(
            step_id,
            f"{name}, {tree[unit_id].short_name}",
            tuple((person_id, names[person_id]) for person_id in people if person_id in names),
        )
        for step_id, (name, unit_id, people) in places.items()
    ]


def _holder(task: Task) -> str:
    if task.person:
        return _("Đang giữ: %(person)s, %(unit)s.") % {"person": task.person.full_name, "unit": task.unit}
    return _("Đang chờ %(role)s, %(unit)s nhận.") % {
        "role": rules.Role(task.role).label,
        "unit": task.unit,
    }
