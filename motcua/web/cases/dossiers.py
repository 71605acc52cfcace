"""The page of a dossier and its peek beside the list."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.base.text import mask_phone
from motcua.base.visitors import address_of
from motcua.dossiers import queries
from motcua.dossiers.queries import DossierPage
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.cases import acts, telling
from motcua.web.cases.steps_forms import TaskForm
from motcua.web.cases.undoing import undoable
from motcua.web.ui.deadlines import Chip, chip
from motcua.workflow.rules import Diagram, diagram
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act was not done, what had happened meanwhile, and the words that must not be lost."""

    reason: str
    happened: str = ""
    typed: str = ""


@require_safe
@never_cache
def page(request: HttpRequest, number: str) -> HttpResponse:
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    found = found_or_404(number, rights)
    _record_view(request, found, rights, how="page")
    return shown(request, found, rights)


@require_safe
@never_cache
def peek(request: HttpRequest, number: str) -> HttpResponse:
    """The fragment beside the list: what is needed to act without opening the dossier."""
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    found = found_or_404(number, rights)
    _record_view(request, found, rights, how="peek")
    return render(request, "cases/dossiers/_peek.html", _facts(request, found, rights))


def found_or_404(number: str, rights: Rights) -> DossierPage:
    """Return a dossier in scope; of others not even their existence is told."""
    found = queries.dossier_page(number, rights)
    if found is None:
        raise Http404
    return found


def shown(
    request: HttpRequest,
    found: DossierPage,
    rights: Rights,
    *,
    tried: TaskForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a dossier, with the form that was refused when there is one."""
    facts = _facts(request, found, rights, tried=tried)
    if refusal and tried and facts["panel"] and tried.name in facts["panel"].forms:
        # The words are back in their form.
        refusal = replace(refusal, typed="")
    number = found.dossier.number
    others = queries.my_round(rights)
    at = others.index(number) if number in others else None
    following = others[(at + 1) % len(others)] if at is not None and len(others) > 1 else None
    previous = others[at - 1] if at else None
    facts |= {
        "form": tried,
        "refusal": refusal,
        "place": at + 1 if at is not None else None,
        "round": len(others),
        "previous": previous,
        "following": following if at is not None and at + 1 < len(others) else None,
        # Whoever clears a step goes on with the next one, after the last with the first.
        "next": reverse("cases:dossier", args=[following]) if following else reverse("cases:home"),
        "told": telling.history(found, reader_id=rights.user_id),
        "diagram": _diagram(found),
        "undoable": undoable(request),
    }
    return render(request, "cases/dossiers/detail.html", facts, status=status)


def _facts(
    request: HttpRequest, found: DossierPage, rights: Rights, *, tried: TaskForm | None = None
) -> dict[str, Any]:
    at = clock.now()
    dossier = found.dossier
    working_time = worktime.of_version(dossier.calendar_id)
    panel = acts.panel(found, rights, on=at.date(), tried=tried)
    return {
        "dossier": dossier,
        "code": dossier.procedure.procedure.code,
        "channel": telling.CHANNELS[dossier.channel],
        "phone": mask_phone(dossier.phone),
        "papers": found.papers,
        "panel": panel,
        "step_chip": _step_chip(panel, at=at, working_time=working_time),
        "promise_chip": _promise_chip(found, at=at, working_time=working_time),
        "why": found.why,
        "road": telling.road(found, at=at, working_time=working_time),
        "last": next((event for event in reversed(found.events) if event.note), None),
        "at": at,
    }


def _diagram(found: DossierPage) -> Diagram:
    steps = {state: {path.step.id for path in found.path if path.state == state} for state in ("now", "done")}
    return diagram(found.process, current=steps["now"], done=steps["done"])


def _step_chip(panel: acts.Panel | None, *, at: datetime, working_time: WorkingTime) -> Chip | None:
    """The clock of the open step; none once there is a result: the applicant comes when he likes."""
    if panel is None or not panel.task.dossier.is_open:
        return None
    if panel.task.step.stops_clock:
        return Chip("paused", "")
    return chip(panel.task.due_at, now=at, working_time=working_time)


def _promise_chip(found: DossierPage, *, at: datetime, working_time: WorkingTime) -> Chip | None:
    if found.dossier.is_open:
        return chip(found.dossier.due_at, now=at, working_time=working_time)
    timing = queries.timing_of(found.dossier, on=at.date())
    return Chip(timing, "") if timing else None


def _record_view(request: HttpRequest, found: DossierPage, rights: Rights, *, how: str) -> None:
    post = rights.posts[0]
    history.record(
        Entry.Verb.VIEWED,
        subject="dossier",
        key=found.dossier.number,
        at=clock.now(),
        by=request.user,
        address=address_of(request),
        unit=organisations.tree()[post.unit_id].code,
        role=post.role,
        how=how,
    )
