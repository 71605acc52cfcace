"""How the centre keeps its promises, for everybody to see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.reports import exports
from motcua.reports import queries as reports
from motcua.web.ui.published import published


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
