"""How the centre keeps its promises, for everybody to see."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.organisations import queries as organisations
from motcua.organisations.models import Unit
from motcua.reports import exports
from motcua.reports import queries as reports
from motcua.reports.queries import Period, Published
from motcua.reports.rules import Line

# The figures of thirty days hardly move in five minutes, and the first page shows them to everybody.
KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class FieldLine:
    """How one field kept its promises."""

    name: str
    resolved: int
    kept: int

    @property
    def percent(self) -> float:
        return self.kept / self.resolved * 100 if self.resolved else 0.0


@dataclass(frozen=True, slots=True)
class Shown:
    """Published figures and the moment they were counted."""

    figures: Published
    fields: list[FieldLine]
    at: datetime


def published() -> Shown:
    """Return the figures of the last thirty days, counted at most five minutes ago."""
    shown = cache.get("published-figures")
    if shown is None:
        shown = _count(clock.now())
        cache.set("published-figures", shown, KEPT_SECONDS)
    return shown


def _count(now: datetime) -> Shown:
    figures = reports.published_figures(today=now.date())
    units = organisations.tree().units.values()
    centres = frozenset(unit.id for unit in units if unit.kind == Unit.Kind.CENTRE)
    period = Period(centres=centres, start=figures.start, to=figures.to, as_of=figures.to)
    lines = [_field_line(line) for line in reports.by_field(period).lines if line.resolved]
    return Shown(figures, lines, now)


def _field_line(line: Line) -> FieldLine:
    return FieldLine(line.label, line.resolved, line.early + line.on_time)


def performance(request: HttpRequest) -> HttpResponse:
    page = {"here": "performance", "published": published(), "ranked_from": reports.RANKED_FROM}
    return render(request, "portal/performance.html", page)


def table(request: HttpRequest) -> HttpResponse:
    """Send the same figures as a table."""
    shown = published()
    heads = [
        _("Loại"),
        _("Tên"),
        _("Đã giải quyết"),
        _("Đúng và trước hạn"),
        _("Trễ hạn"),
        _("Tỷ lệ đúng hạn (%)"),
    ]
    rows = [_row(_("cơ quan"), agency) for agency in shown.figures.agencies]
    rows += [_row(_("lĩnh vực"), line) for line in shown.fields]
    rows.append(_row(_("tất cả"), shown.figures))
    # With the mark that makes a spreadsheet read it as UTF-8.
    answer = HttpResponse("\ufeff" + exports.as_csv(heads, rows), content_type="text/csv; charset=utf-8")
    name = f"motcua-{shown.figures.start:%Y%m%d}-{shown.figures.to:%Y%m%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _row(kind: str, figures: object) -> list[object]:
    name = getattr(figures, "name", "")
    late = figures.resolved - figures.kept
    return [kind, name, figures.resolved, figures.kept, late, round(figures.percent, 2)]
