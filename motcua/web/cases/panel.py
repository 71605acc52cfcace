"""What the page of a dossier offers its reader to do, and the reason for each thing that may not be done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.dossiers import rules
from motcua.dossiers.models import Task
from motcua.web.cases.acts import ACTS, Act, ActForm
from motcua.web.cases.situation import Situation
from motcua.workflow.models import Step


@dataclass(frozen=True)
class Offer:
    """One act on the page: a button with its form, or grey with the reason."""

    act: Act
    label: str
    why_not: str
    form: ActForm | None
    address: str
    is_open: bool

    @property
    def name(self) -> str:
        return self.act.name

    @property
    def button(self) -> str:
        return str(self.act.button) or self.label

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing to fill in: the button itself does it."""
        return self.form is not None and all(bound.is_hidden for bound in self.form)


@dataclass(frozen=True)
class Panel:
    """The acts on a dossier for one person."""

    task: Task | None
    holder: str
    is_mine: bool
    # Why none of it may be done; said once.
    why_not: str
    main: Offer | None
    # What else may be done, then what is done seldom, then what may not.
    others: list[Offer]
    rare: list[Offer]
    refused: list[Offer]

    @property
    def form(self) -> ActForm | None:
        return self.main.form if self.main else None

    @property
    def forms(self) -> dict[str, ActForm]:
        offers = [*([self.main] if self.main else []), *self.others, *self.rare]
        return {offer.name: offer.form for offer in offers if offer.form}


def panel(now: Situation, *, tried: ActForm | None = None) -> Panel:
    """Return what this person may do with the dossier now.

    `tried` is a form that was refused: it is shown again with what was typed in it.
    """
    offers = [_offer(act, now, tried) for act in ACTS if act.concerns(now)]
    allowed = [offer for offer in offers if not offer.why_not]
    main = next((offer for offer in allowed if offer.act.is_main), None)
    others = [offer for offer in allowed if offer is not main]
    task = now.task
    return Panel(
        task=task,
        holder=_holder(task) if task else "",
        is_mine=task is not None and task.person_id == now.rights.user_id and task.taken_at is not None,
        why_not="" if main else _why_not(now, offers),
        main=main,
        others=[offer for offer in others if not offer.act.is_rare],
        rare=[offer for offer in others if offer.act.is_rare],
        refused=[offer for offer in offers if offer.why_not],
    )


def _offer(act: Act, now: Situation, tried: ActForm | None) -> Offer:
    why_not = act.why_not(now)
    form = None
    if not why_not and act.page is None:
        form = _again(tried, act, now) if tried is not None and tried.name == act.name else act.form(now=now)
    return Offer(
        act=act,
        label=act.named(now),
        why_not=why_not,
        form=form,
        address=act.page(now.dossier.number) if act.page else "",
        is_open=tried is not None and tried.name == act.name,
    )


def _again(tried: ActForm, act: Act, now: Situation) -> ActForm:
    """What was typed again: with its faults, or for the task and the steps that are open now."""
    if tried.errors:
        return act.form(tried.data, now=now)
    fresh = act.form(now=now)
    fresh.initial |= {
        name: tried.cleaned_data[name]
        for name in fresh.fields
        if name in tried.cleaned_data and name not in ("task", "target")
    }
    return fresh


def _why_not(now: Situation, offers: list[Offer]) -> str:
    """Why the main act may not be done: not mine, the clock stopped, opinions still out."""
    if now.task is None:
        return ""
    if reason := rules.why_not_act(now.task, now.rights):
        return reason
    mains = {offer.name: offer.why_not for offer in offers if offer.act.is_main}
    is_last = bool(now.following) and now.following[0].kind == Step.Kind.RETURN
    return mains.get("issue" if is_last else "forward", mains.get("return", ""))


def _holder(task: Task) -> str:
    if task.person:
        return _("Đang giữ: %(person)s, %(unit)s.") % {"person": task.person.full_name, "unit": task.unit}
    return _("Đang chờ %(role)s, %(unit)s nhận.") % {
        "role": rules.Role(task.role).label,
        "unit": task.unit,
    }
