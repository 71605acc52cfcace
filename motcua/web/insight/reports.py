"""Reports on the screen and as files; every figure opens its dossiers."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.base import clock
from motcua.base.visitors import address_of
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.organisations.queries import rights_of
from motcua.reports import exports
from motcua.reports.queries import behind, by_field, by_level, level_shares
from motcua.reports.rules import COLUMNS, Line, unbalanced
from motcua.web.insight.reports_forms import PeriodForm

HEADS = {
    "received": gettext_lazy("Mới tiếp nhận trong kỳ"),
    "carried_over": gettext_lazy("Kỳ trước chuyển sang"),
    "resolved": gettext_lazy("Đã giải quyết"),
    "early": gettext_lazy("Trước hạn"),
    "on_time": gettext_lazy("Đúng hạn"),
    "late": gettext_lazy("Trễ hạn"),
    "open": gettext_lazy("Đang giải quyết"),
    "in_time": gettext_lazy("Trong hạn"),
    "overdue": gettext_lazy("Quá hạn"),
    "other": gettext_lazy("Rút, trả lại, khác"),
}
FILES: dict[str, tuple[str, Callable[..., str | bytes]]] = {
    # The byte order mark lets Excel read Vietnamese letters.
    "csv": ("text/csv; charset=utf-8", lambda heads, rows, title: "\ufeff" + exports.as_csv(heads, rows)),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda heads, rows, title: exports.as_xlsx(heads, rows, title=title),
    ),
}


def fields(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return render(request, "insight/reports/fields.html", {"form": form})
    table = by_field(form.period())
    if answer := _file(request, form, "linh-vuc", exports.field_rows(table)):
        return answer
    page = {
        "form": form,
        "heads": list(HEADS.values()),
        "rows": [_row(line, form, field=line.key) for line in table.lines],
        "total": _row(table.total, form),
        "unbalanced": unbalanced(table.lines),
        **_links(request),
    }
    return render(request, "insight/reports/fields.html", page)


def levels(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return render(request, "insight/reports/levels.html", {"form": form})
    period = form.period()
    shares = level_shares(period)
    if answer := _file(request, form, "muc-do", exports.level_rows(shares)):
        return answer
    table = by_level(period)
    page = {
        "form": form,
        "shares": [
            {"label": s.label, "count": s.count, "shown": s.percent.replace(".", ",")} for s in shares
        ],
        "count": sum(share.count for share in shares),
        "heads": list(HEADS.values()),
        "rows": [_row(line, form, level=line.key) for line in table.lines],
        "total": _row(table.total, form),
        "unbalanced": unbalanced(table.lines),
        **_links(request),
    }
    return render(request, "insight/reports/levels.html", page)


def dossiers(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    column = request.GET.get("column", "")
    if column not in HEADS or not form.is_valid():
        raise Http404
    found = behind(
        form.period(), column=column, field=_number(request, "field"), level=_number(request, "level")
    )
    listed = (
        found.select_related("procedure", "unit", "field")
        .order_by("received_at", "pk")
        # One look at the table, whatever the list holds.
        .only(
            "number",
            "owner_name",
            "phone",
            "received_at",
            "due_at",
            "resolved_at",
            "ended_on",
            "ending",
            "procedure__name",
            "unit__name",
            "field__name",
        )
    )
    paginator = Paginator(listed, 50)
    shown = paginator.get_page(request.GET.get("page"))
    history.record(
        Entry.Verb.VIEWED,
        subject="report",
        key=column,
        at=clock.now(),
        by=request.user,
        address=address_of(request),
        query=request.GET.urlencode()[:300],
    )
    page = {
        "form": form,
        "head": HEADS[column],
        "page": shown,
        "field": _number(request, "field"),
        "back": reverse("insight:levels" if "level" in request.GET else "insight:fields")
        + f"?{urlencode(_query(form))}",
    }
    return render(request, "insight/reports/dossiers.html", page)


def _form(request: HttpRequest) -> PeriodForm:
    today = clock.today()
    return PeriodForm(request.GET, scope=rights_of(request.user.pk, on=today).scope, today=today)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() else None


def _query(form: PeriodForm) -> dict[str, str]:
    given = form.cleaned_data
    return {name: str(given[name] or "") for name in ("centre", "start", "to", "as_of")}


def _row(line: Line, form: PeriodForm, **of: int) -> dict:
    """One row with the address behind each figure; a zero opens nothing."""
    query = {**_query(form), **{name: str(value) for name, value in of.items()}}
    cells = [
        {
            "value": value,
            "head": HEADS[column],
            "address": f"{reverse('insight:dossiers')}?{urlencode({**query, 'column': column})}"
            if value
            else "",
        }
        for column, value in zip(COLUMNS, line.figures.values(), strict=True)
    ]
    return {"label": line.label, "cells": cells, "rate": _rate(line)}


def _rate(line: Line) -> float | None:
    return (line.early + line.on_time) / line.resolved * 100 if line.resolved else None


def _links(request: HttpRequest) -> dict:
    query = request.GET.copy()
    query.pop("format", None)
    prefix = f"?{query.urlencode()}&" if query else "?"
    return {name: f"{prefix}format={name}" for name in FILES}


def _file(
    request: HttpRequest, form: PeriodForm, name: str, table: tuple[list[str], list]
) -> HttpResponse | None:
    kind = request.GET.get("format", "")
    if kind not in FILES:
        return None
    heads, rows = table
    content_type, make = FILES[kind]
    words = {"field": _("Lĩnh vực"), "level": _("Mức độ"), "count": _("Số lượng"), "percent": _("Tỷ lệ %")}
    named = [str(HEADS.get(head) or words[head]) for head in heads]
    answer = HttpResponse(make(named, rows, form.title()), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="bao-cao-{name}.{kind}"'
    history.record(
        Entry.Verb.EXPORTED,
        subject="report",
        key=name,
        at=clock.now(),
        by=request.user,
        address=address_of(request),
        title=form.title(),
        format=kind,
    )
    return answer
