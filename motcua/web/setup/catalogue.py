"""The catalogue as its keepers see it: health of every posting, versions, loading a file."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.tables import read_table
from motcua.catalogue import actions, queries
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import Difference, differences, missing_posting_parts
from motcua.web.setup.catalogue_forms import (
    NO_PROCESS,
    UNVERIFIED,
    ConfirmForm,
    ListForm,
    UploadForm,
    health_label,
    seal_file,
)
from motcua.workflow import queries as workflow
from motcua.workflow.rules import diagram

PAGE = 50
SHOWN_BAD_ROWS = 200


@dataclass(frozen=True)
class Row:
    """A procedure in the list."""

    hit: queries.Hit
    lacking: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        return [health_label(part) for part in self.lacking]


def _lacking() -> dict[int, tuple[str, ...]]:
    """Return what each procedure in force lacks for being received and posted."""
    served = workflow.procedures_with_process()
    return {
        hit.version.pk: (
            *queries.lacking()[hit.version.pk],
            *([NO_PROCESS] if hit.version.procedure_id not in served else []),
            *([UNVERIFIED] if hit.version.verified != ProcedureVersion.Verified.YES else []),
        )
        for hit in queries.search("", limit=None)
    }


@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    asked = form.asked()
    lacking = _lacking()
    found = queries.search(
        asked["q"], field=asked["field"], level=asked["level"], online=asked["online"], limit=None
    )
    rows = [Row(hit, lacking[hit.version.pk]) for hit in found]
    if asked["missing"]:
        rows = [row for row in rows if asked["missing"] in row.lacking]
    return render(
        request,
        "setup/catalogue/procedures.html",
        {
            "form": form,
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "total": queries.count(),
            "health": [
                (part, label, sum(part in parts for parts in lacking.values()))
                for part, label in form.fields["missing"].choices
                if part
            ],
            "is_filtered": any(asked.values()),
        },
    )


@dataclass(frozen=True)
class Told:
    """A version in the history, with what it changed."""

    version: ProcedureVersion
    changes: list[Difference]


@require_GET
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    versions = queries.versions_of(code)
    if not versions:
        raise Http404
    shown = _asked_version(versions, request.GET.get("version", ""))
    process = workflow.process_for(shown.procedure_id)
    history = [Told(new, differences(old, new)) for new, old in pairwise(versions)]
    return render(
        request,
        "setup/catalogue/procedure.html",
        {
            "version": shown,
            "latest": versions[0],
            "missing": missing_posting_parts(shown),
            "cases": shown.cases.all(),
            "history": [*history, Told(versions[-1], [])],
            "process": process,
            "diagram": diagram(process) if process else None,
        },
    )


def _asked_version(versions: list[ProcedureVersion], number: str) -> ProcedureVersion:
    if not number:
        return versions[0]
    found = next((version for version in versions if str(version.number) == number), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "sealed" in request.POST:
        return _load(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    page: dict[str, Any] = {"form": form}
    if form.is_valid():
        name, content = form.cleaned_data["file"].name, form.cleaned_data["file"].read()
        try:
            page |= _preview(name, content)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    return render(request, "setup/catalogue/import.html", page)


def _preview(name: str, content: bytes) -> dict[str, Any]:
    """Return what loading the file would do; nothing is kept but what the next form carries, sealed."""
    result = actions.import_procedures(
        read_table(content, name=name), source=name, today=clock.today(), skip_bad=True, is_trial=True
    )
    return {
        "name": name,
        "result": result,
        "bad_rows": result.bad_rows[:SHOWN_BAD_ROWS],
        "hidden": max(len(result.bad_rows) - SHOWN_BAD_ROWS, 0),
        "has_news": bool(result.created or result.changed),
        "confirm": ConfirmForm(initial={"sealed": seal_file(name, content)}),
    }


def _load(request: HttpRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tệp xem trước đã quá một giờ hoặc bị đổi. Hãy tải lên lại."))
        return redirect("setup:import")
    name, content = form.cleaned_data["sealed"]
    result = actions.import_procedures(
        read_table(content, name=name),
        source=name,
        today=clock.today(),
        skip_bad=True,
        by=request.user,
        at=clock.now(),
    )
    messages.success(
        request,
        _("Đã nhập %(name)s: tạo mới %(created)s, thay đổi %(changed)s, giữ nguyên %(unchanged)s.")
        % {
            "name": name,
            "created": result.created,
            "changed": result.changed,
            "unchanged": result.unchanged,
        },
    )
    return redirect("setup:procedures")
