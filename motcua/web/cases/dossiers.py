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
from motcua.dossiers import lists, queries
from motcua.dossiers.lists import Family
from motcua.dossiers.models import Dossier, Event, Paper
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.supplements import Line, lines_of, news
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.cases import notices, telling
from motcua.web.cases.acts import KEYS, ActForm
from motcua.web.cases.panel import Panel, panel
from motcua.web.cases.road import road
from motcua.web.cases.situation import Situation
from motcua.web.cases.undoing import undoable
from motcua.web.ui import exchange
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
    tried: ActForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a dossier, with the form that was refused when there is one."""
    facts = _facts(request, found, rights, tried=tried)
    if refusal and tried and tried.name in facts["panel"].forms:
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
        "told": telling.history(found, linked=facts["linked"], reader_id=rights.user_id),
        "keys": KEYS,
        "diagram": _diagram(found),
        "undoable": undoable(request),
        "exchange": exchange.shown(found.dossier, rights, door="cases", at=facts["at"]),
    }
    return render(request, "cases/dossiers/detail.html", facts, status=status)


def situation_of(found: DossierPage, rights: Rights) -> Situation:
    """Return what the guards of every act ask about this dossier and this reader."""
    linked = _linked(found)
    return Situation(found, rights, clock.now(), open_children=linked.open_children if linked else 0)


def _linked(found: DossierPage) -> Family | None:
    """The parts of a linked dossier; most dossiers are none, which their events tell."""
    is_linked = found.dossier.parent_id or any(event.kind == Event.Kind.LINKED for event in found.events)
    return lists.family(found.dossier) if is_linked else None


def _papers(found: DossierPage) -> list[Paper]:
    """The papers, those of the last supplement first: they are what there is to look at."""
    by_pk = {paper.pk: paper for paper in found.papers}
    for paper in found.papers:
        if paper.mends_id:
            paper.mends = by_pk[paper.mends_id]
    came = news(found.events, found.papers)
    new = came.orders if came and came.is_new else frozenset()
    return sorted(found.papers, key=lambda paper: (paper.order not in new, paper.order))


def _asked(found: DossierPage) -> list[Line]:
    """What the applicant is asked for, while the dossier waits for it."""
    if found.dossier.business != Dossier.Business.WAITING_SUPPLEMENT:
        return []
    asked = [event for event in found.events if event.kind == Event.Kind.SUPPLEMENT_REQUESTED]
    return lines_of(asked[-1])


def _visible(linked: Family | None, rights: Rights) -> set[str]:
    """The linked dossiers this person may open; that they exist everybody of the family knows."""
    if linked is None:
        return set()
    ours = [one.pk for one in (linked.root, *linked.children)]
    return set(queries.visible_to(rights).filter(pk__in=ours).values_list("number", flat=True))


def _facts(
    request: HttpRequest, found: DossierPage, rights: Rights, *, tried: ActForm | None = None
) -> dict[str, Any]:
    linked = _linked(found)
    now = Situation(found, rights, clock.now(), open_children=linked.open_children if linked else 0)
    dossier, at = found.dossier, now.at
    working_time = worktime.of_version(dossier.calendar_id)
    offered = panel(now, tried=tried)
    return {
        "dossier": dossier,
        "code": dossier.procedure.procedure.code,
        "channel": telling.CHANNELS[dossier.channel],
        "phone": mask_phone(dossier.phone),
        "papers": _papers(found),
        "news": news(found.events, found.papers),
        "asked": _asked(found),
        "panel": offered,
        "step_chip": _step_chip(offered, found, at=at, working_time=working_time),
        "promise_chip": _promise_chip(found, at=at, working_time=working_time),
        "why": found.why,
        "road": road(found, at=at, working_time=working_time),
        "last": next((event for event in reversed(found.events) if event.note), None),
        "linked": linked,
        "family": linked.others(dossier) if linked else [],
        "visible": _visible(linked, rights),
        "notices": notices.of(now),
        "opinions": notices.opinions(now),
        "old_dates": notices.old_dates(now),
        "question": notices.question(now),
        "at": at,
    }


def _diagram(found: DossierPage) -> Diagram:
    steps = {state: {path.step.id for path in found.path if path.state == state} for state in ("now", "done")}
    return diagram(found.process, current=steps["now"], done=steps["done"])


def _step_chip(offered: Panel, found: DossierPage, *, at: datetime, working_time: WorkingTime) -> Chip | None:
    """The clock of the open step; none once there is a result: the applicant comes when he likes."""
    if offered.task is None or not found.dossier.is_open:
        return None
    if found.dossier.is_paused:
        return Chip("paused", telling.pause(found.dossier))
    return chip(offered.task.due_at, now=at, working_time=working_time)


def _promise_chip(found: DossierPage, *, at: datetime, working_time: WorkingTime) -> Chip | None:
    if found.dossier.is_paused:
        return None
    if found.dossier.is_open:
        return chip(found.dossier.promised_at, now=at, working_time=working_time)
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
