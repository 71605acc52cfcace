"""The work lists: mine, my unit's, everything in my scope; grouped by the clock of the step."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.dossiers import messages, queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import GROUPS, MOST_COUNTED, PAGE, Row, WorkList
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.web.cases import rows
from motcua.web.cases.acts import KEYS
from motcua.web.cases.rows import CLOCKS, Writer
from motcua.web.cases.undoing import undoable
from motcua.worktime import queries as worktime

Role = Position.Role
# whose work → address, heading
LISTS = {
    "mine": ("cases:home", gettext_lazy("Việc của tôi")),
    "unit": ("cases:unit", gettext_lazy("Cả phòng")),
    "all": ("cases:all", gettext_lazy("Tất cả hồ sơ")),
}
GOOD_NEWS = {
    "overdue": gettext_lazy("Không có việc nào quá hạn."),
    "soon": gettext_lazy("Không còn việc đến hạn hôm nay."),
    "in_time": gettext_lazy("Không có việc nào khác trong hạn."),
    "waiting": gettext_lazy("Không có việc nào đang tạm dừng."),
}


class FilterForm(forms.Form):
    """What the address of a list asks for."""

    q = forms.CharField(required=False, max_length=100)
    group = forms.ChoiceField(required=False, choices=[(name, name) for name in GROUPS])
    page = forms.IntegerField(required=False, min_value=1)


@dataclass(frozen=True, slots=True)
class Tab:
    """A group of the list to look at alone."""

    name: str
    label: str
    icon: SafeString
    state: str
    count: int
    query: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one clock."""

    name: str
    label: str
    icon: SafeString
    count: int
    rows: SafeString


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return shown(request, "mine")


@require_safe
def unit(request: HttpRequest) -> HttpResponse:
    return shown(request, "unit")


@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    return shown(request, "all")


def shown(request: HttpRequest, whose: str) -> HttpResponse:
    """Return the page of a list, filtered as its address asks."""
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    form = FilterForm(request.GET)
    form.is_valid()
    text, group = form.cleaned_data.get("q", ""), form.cleaned_data.get("group", "")
    found = queries.work_list(
        rights, whose=whose, at=at, group=group, text=text, page=form.cleaned_data.get("page") or 1
    )
    address, heading = LISTS[whose]
    writer = rows.writer(
        at=at,
        whose=whose,
        working_time=worktime.current().working_time,
        # A search costs a statement more already; the list itself says what is unread.
        unread={} if text else messages.unread(rights.user_id, [row.number for row in found.rows]),
    )
    page = {
        "whose": whose,
        "heading": heading,
        "address": reverse(address),
        "at": at,
        "text": text,
        "group": group,
        "counts": found.counts,
        "tabs": _tabs(request, found.counts, group, writer.symbols),
        "sections": _sections(found, writer),
        "rows": len(found.rows),
        "pages": Paginator(range(found.total), PAGE).page(found.page),
        # Counted no further, so listed no further.
        "is_cut": found.page == found.pages and _is_bounded(found, group),
        "empty": str(GOOD_NEWS[group]) if group else "",
        "finished": _finished(rights, whose, text, found),
        "undoable": undoable(request),
        "may_reassign": rights.has_role(Role.HEAD_OF_DIVISION, Role.HEAD_OF_AGENCY),
        "keys": KEYS,
    }
    return render(request, "cases/dossiers/list.html", page)


def _is_bounded(found: WorkList, group: str) -> bool:
    counts = [found.counts[group]] if group else found.counts.values()
    return max(counts) == MOST_COUNTED


def _finished(rights: Rights, whose: str, text: str, found: WorkList) -> list[Dossier]:
    """Dossiers that have ended and match: only a search in everything looks for them."""
    if whose != "all" or not text or found.page > 1:
        return []
    open_ones = {row.number for row in found.rows}
    return [one for one in queries.find(rights, text=text) if one.number not in open_ones]


def _tabs(
    request: HttpRequest, counts: dict[str, int], group: str, symbols: dict[str, SafeString]
) -> list[Tab]:
    asked = request.GET.copy()
    asked.pop("page", None)
    asked.pop("group", None)
    without = asked.urlencode()
    tabs = []
    for name, (state, label) in CLOCKS.items():
        # The tab one is in leads back to all groups.
        asked["group"] = name
        query = without if name == group else asked.urlencode()
        tabs.append(Tab(name, str(label), symbols[name], state, counts[name], query, name == group))
    return tabs


def _sections(found: WorkList, writer: Writer) -> list[Section]:
    of_group: dict[str, list[Row]] = {name: [] for name in GROUPS}
    for row in found.rows:
        of_group[row.group].append(row)
    return [
        Section(name, str(CLOCKS[name][1]), writer.symbols[name], found.counts[name], writer.write(rows))
        for name, rows in of_group.items()
        if rows
    ]
