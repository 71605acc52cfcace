"""The road of a dossier as its page draws it: a bar for each step, as long as its budget."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.dossiers.queries import DossierPage, PathStep
from motcua.workflow.rules import duration
from motcua.worktime.rules import WorkingTime


@dataclass(frozen=True, slots=True)
class Stretch:
    """One step of the path: a bar as long as its budget, filled as far as it is used."""

    name: str
    state: str
    icon: str
    who: str
    used: str
    norm: str
    # One to twelve: how long the bar is beside the others.
    width: int
    share: int
    is_over: bool


_ICONS = {"done": "check-circle", "now": "hourglass", "next": "clock"}
_LONGEST = 12


def road(page: DossierPage, *, at: datetime, working_time: WorkingTime) -> list[Stretch]:
    """Return the steps of a dossier as the page draws them."""
    longest = max((step.step.budget_minutes or 0 for step in page.path), default=0) or 1
    return [_stretch(step, longest, at=at, working_time=working_time) for step in page.path]


def _stretch(path: PathStep, longest: int, *, at: datetime, working_time: WorkingTime) -> Stretch:
    budget = path.step.budget_minutes
    spent = None
    if path.opened_at and path.state != "next":
        spent = max(0, working_time.minutes_between(path.opened_at, path.closed_at or at))
    is_over = budget is not None and spent is not None and spent > budget
    share = 100 if path.state == "done" or is_over else 100 * (spent or 0) // (budget or spent or 1)
    return Stretch(
        name=path.step.name,
        state=path.state,
        icon="alert" if is_over and path.state == "now" else _ICONS[path.state],
        who=path.person_name or path.unit_name,
        used=_("đã dùng %(span)s") % {"span": duration(spent)} if spent is not None else "",
        norm=_("định mức %(span)s") % {"span": path.step.budget} if budget else path.step.budget,
        width=max(1, round(_LONGEST * (budget or 0) / longest)),
        share=0 if path.state == "next" else share,
        is_over=is_over,
    )
