"""Finding a procedure, and everything to know before filing it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.base import clock
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Case, ProcedureVersion, TimeLimit
from motcua.catalogue.rules import missing_posting_parts
from motcua.reports import queries as reports
from motcua.web.portal.procedures_forms import SearchForm
from motcua.workflow import queries as workflow
from motcua.worktime import queries as worktime
from motcua.worktime.rules import Due, WorkingTime

PER_PAGE = 20


def index(request: HttpRequest) -> HttpResponse:
    """The list, searched and narrowed; what a filter does not know is left aside."""
    form = SearchForm(request.GET)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name, "") for name in ("q", "field", "level", "online")}
    filters = {name: asked[name] for name in ("field", "level", "online")}
    hits = catalogue.search(asked["q"], **filters, limit=None)
    page = Paginator(hits, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/procedures/index.html",
        {
            "here": "procedures",
            "search": form,
            "asked": asked,
            "is_narrowed": any(filters.values()),
            # What the words alone would find, to offer when the filters leave nothing.
            "without_filters": len(catalogue.search(asked["q"], limit=None)) if not hits else 0,
            "page": page,
        },
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """When a dossier handed in now, or when the centre opens, would be ready."""

    limit: TimeLimit
    is_open: bool
    starts_at: datetime
    due: Due


def procedure(request: HttpRequest, code: str) -> HttpResponse:
    now = clock.now()
    version, state = _posted(code, on=now.date())
    cases = list(version.cases.all())
    case = _chosen(cases, request.GET.get("case", ""))
    promise = None
    if case and state == "in_force":
        promise = _promise(case, now=now, working_time=worktime.current().working_time)
    return render(
        request,
        "portal/procedures/procedure.html",
        {
            "here": "procedures",
            "version": version,
            "state": state,
            "cases": cases,
            "case": case,
            "limits": list(case.time_limits.all()) if case else [],
            "papers": list(case.papers.all()) if case else [],
            "promise": promise,
            "process": workflow.process_for(version.procedure_id),
            "kept": reports.of_procedure(version.procedure_id, today=now.date()),
            "missing": missing_posting_parts(version),
        },
    )


def _posted(code: str, *, on: date) -> tuple[ProcedureVersion, str]:
    """Return the version in force, else the last one and why it is not."""
    version = catalogue.in_force(code, on=on)
    if version:
        return version, "in_force"
    versions = catalogue.versions_of(code)
    if not versions:
        raise Http404
    repealed_on = versions[0].procedure.repealed_on
    return versions[0], "repealed" if repealed_on and repealed_on <= on else "not_in_force"


def _chosen(cases: list[Case], order: str) -> Case | None:
    return next((case for case in cases if str(case.order) == order), cases[0] if cases else None)


def _promise(case: Case, *, now: datetime, working_time: WorkingTime) -> Promise | None:
    limits = {limit.channel: limit for limit in case.time_limits.all()}
    limit = limits.get(TimeLimit.Channel.DIRECT) or limits.get(TimeLimit.Channel.ANY)
    if limit is None:
        return None
    is_open = working_time.is_open(now)
    starts_at = now if is_open else working_time.next_opening(now)
    return Promise(limit, is_open, starts_at, working_time.explain(starts_at, limit.amount, limit.unit))
