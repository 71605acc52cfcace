"""Processes as their keepers and all staff see them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.base.text import fold
from motcua.workflow import queries
from motcua.workflow.models import ProcessVersion
from motcua.workflow.rules import diagram

PAGE = 50
OWN, TEMPLATES, REMARKS, DRAFTS = "own", "templates", "remarks", "drafts"
_KINDS = {
    OWN: lambda one: not one.is_template,
    TEMPLATES: lambda one: one.is_template,
    # A template always says that it is one.
    REMARKS: lambda one: not one.is_template and (one.errors or one.warnings),
    DRAFTS: lambda one: one.version.state == ProcessVersion.State.DRAFT,
}


@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    text, kind = request.GET.get("q", "").strip()[:200], request.GET.get("kind", "")
    every = queries.processes()
    rows = [one for one in every if _is_named(one, text) and _KINDS.get(kind, lambda _one: True)(one)]
    return render(
        request,
        "setup/workflow/processes.html",
        {
            "q": text,
            "kind": kind if kind in _KINDS else "",
            "kinds": [
                ("", _("Tất cả"), len(every)),
                *((name, label, sum(1 for one in every if _KINDS[name](one))) for name, label in _labels()),
            ],
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        },
    )


def _labels() -> list[tuple[str, str]]:
    return [
        (OWN, _("Theo quyết định")),
        (TEMPLATES, _("Quy trình mẫu")),
        (REMARKS, _("Có nhận xét")),
        (DRAFTS, _("Bản nháp")),
    ]


def _is_named(one: queries.Listed, text: str) -> bool:
    procedure = one.process.procedure.code if one.process.procedure else ""
    return all(
        word in fold(f"{one.process.code} {one.process.name} {procedure}") for word in fold(text).split()
    )


@require_GET
def process(request: HttpRequest, code: str) -> HttpResponse:
    versions = queries.versions_of(code)
    number = request.GET.get("version", "")
    shown = next((one for one in versions if not number or str(one.number) == number), None)
    if shown is None:
        raise Http404
    definition = queries.definition(shown.pk)
    findings = queries.findings_of(shown)
    return render(
        request,
        "setup/workflow/process.html",
        {
            "version": shown,
            "versions": versions,
            "definition": definition,
            "diagram": diagram(definition),
            "findings": findings,
            "is_template": code.startswith(queries.TEMPLATE_PREFIX),
        },
    )
