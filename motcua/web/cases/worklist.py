"""The work lists: mine, my unit's, everything in my scope; grouped by the clock of the step."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import GROUPS, PAGE, Row, WorkList
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.cases.telling import CHANNELS
from motcua.web.cases.undoing import undoable
from motcua.web.ui.deadlines import left_words, over_words
from motcua.web.ui.templatetags.ui import DEADLINES, icon
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime

# whose work → address, heading
LISTS = {
    "mine": ("cases:home", gettext_lazy("Việc của tôi")),
    "unit": ("cases:unit", gettext_lazy("Cả phòng")),
    "all": ("cases:all", gettext_lazy("Tất cả hồ sơ")),
}
# group of the domain → state of a deadline chip, heading
CLOCKS = {
    "overdue": ("overdue", gettext_lazy("Quá hạn")),
    "soon": ("soon", gettext_lazy("Sắp đến hạn")),
    "in_time": ("in_time", gettext_lazy("Trong hạn")),
    "waiting": ("paused", gettext_lazy("Chờ bên ngoài")),
}
GOOD_NEWS = {
    "overdue": gettext_lazy("Không có việc nào quá hạn."),
    "soon": gettext_lazy("Không còn việc đến hạn hôm nay."),
    "in_time": gettext_lazy("Không có việc nào khác trong hạn."),
    "waiting": gettext_lazy("Không có việc nào phải chờ bên ngoài."),
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
class Line:
    """A row in words; nothing is computed in the template, it is written fifty times."""

    number: str
    task: int
    address: str
    chip: SafeString
    until: str
    procedure: str
    owner: str
    more: str
    step: str
    dots: SafeString


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one clock."""

    name: str
    label: str
    icon: SafeString
    count: int
    lines: list[Line]


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
    page = {
        "whose": whose,
        "heading": heading,
        "address": reverse(address),
        "at": at,
        "text": text,
        "group": group,
        "counts": found.counts,
        "tabs": _tabs(request, found.counts, group),
        "sections": _sections(found, at=at, whose=whose),
        "rows": len(found.rows),
        "pages": Paginator(range(found.total), PAGE).page(found.page),
        "empty": str(GOOD_NEWS[group]) if group else "",
        "finished": _finished(rights, whose, text, found),
        "undoable": undoable(request),
    }
    return render(request, "cases/dossiers/list.html", page)


def _finished(rights: Rights, whose: str, text: str, found: WorkList) -> list[Dossier]:
    """Dossiers that have ended and match: only a search in everything looks for them."""
    if whose != "all" or not text or found.page > 1:
        return []
    open_ones = {row.number for row in found.rows}
    return [one for one in queries.find(rights, text=text) if one.number not in open_ones]


def _tabs(request: HttpRequest, counts: dict[str, int], group: str) -> list[Tab]:
    asked = request.GET.copy()
    asked.pop("page", None)
    asked.pop("group", None)
    without = asked.urlencode()
    tabs = []
    for name, (state, label) in CLOCKS.items():
        # The tab one is in leads back to all groups.
        asked["group"] = name
        query = without if name == group else asked.urlencode()
        tabs.append(Tab(name, str(label), _symbol(state), state, counts[name], query, name == group))
    return tabs


def _sections(found: WorkList, *, at: datetime, whose: str) -> list[Section]:
    working_time = worktime.current().working_time
    lines: dict[str, list[Line]] = {name: [] for name in GROUPS}
    for row in found.rows:
        lines[row.group].append(_line(row, at=at, whose=whose, working_time=working_time))
    return [
        Section(name, str(CLOCKS[name][1]), _symbol(CLOCKS[name][0]), found.counts[name], of_group)
        for name, of_group in lines.items()
        if of_group
    ]


def _line(row: Row, *, at: datetime, whose: str, working_time: WorkingTime) -> Line:
    state = CLOCKS[row.group][0]
    if row.group == "waiting":
        words, until = (
            _waiting_words(row, at=at, working_time=working_time),
            _("chờ %(step)s") % {"step": row.step_name},
        )
    elif row.group == "overdue":
        words, until = over_words(row.due_at, now=at, working_time=working_time), until_words(row.due_at, at)
    else:
        words, until = left_words(row.due_at, now=at, working_time=working_time), until_words(row.due_at, at)
    return Line(
        number=row.number,
        task=row.task,
        address=_address(row.number),
        chip=chip_html(state, words),
        until=until,
        procedure=row.procedure_name,
        owner=row.owner_name,
        more=_more(row, whose),
        step=_("%(step)s, bước %(order)s/%(count)s")
        % {"step": row.step_name, "order": row.step_order, "count": row.step_count},
        dots=_dots(row.step_order, row.step_count),
    )


def until_words(due_at: datetime, at: datetime) -> str:
    """Return when a step must be done, as short as it stays clear: hạn 11:30 hôm nay."""
    due = clock.local(due_at)
    if due.date() == at.date():
        return _("hạn %(time)s hôm nay") % {"time": f"{due:%H:%M}"}
    day = f"{due:%d/%m}" if due.year == at.year else f"{due:%d/%m/%Y}"
    return _("hạn %(time)s, %(day)s") % {"time": f"{due:%H:%M}", "day": day}


def _waiting_words(row: Row, *, at: datetime, working_time: WorkingTime) -> str:
    days = working_time.working_days_between(clock.local_day(row.opened_at), at.date()) + 1
    return ngettext("Dừng ngày %(count)s", "Dừng ngày %(count)s", days) % {"count": days}


def _more(row: Row, whose: str) -> str:
    """How it was filed; in lists of several people, who has it."""
    channel = str(CHANNELS[row.channel])
    if whose == "mine":
        return channel if row.is_taken else f"{_('chờ nhận')} · {channel}"
    holder = row.person_name or _("chưa ai nhận")
    if whose == "unit":
        return f"{channel} · {holder}"
    return f"{channel} · {organisations.tree()[row.unit_id].short_name}, {holder}"


def chip_html(state: str, words: str) -> SafeString:
    """Return a deadline chip without rendering a template for each row."""
    return format_html('<span class="dl dl-{}">{}<span>{}</span></span>', state, _symbol(state), words)


def _symbol(state: str) -> SafeString:
    return icon(DEADLINES[state][0])


@lru_cache(maxsize=256)
def _dots(order: int, count: int) -> SafeString:
    marks = ("is-done" if at < order else "is-now" if at == order else "" for at in range(1, count + 1))
    bars = "".join(f'<i class="{mark}"></i>' if mark else "<i></i>" for mark in marks)
    return mark_safe(f'<span class="mc-dots" aria-hidden="true">{bars}</span>')


def _address(number: str) -> str:
    # The address of the list is the beginning of every dossier's: resolving fifty names costs more.
    return f"{reverse('cases:home')}/{number}"
