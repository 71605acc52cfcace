"""What if: recorded days of a hall played again with other counters, and the fewest that a target needs."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.organisations.rules import UnitView
from motcua.queueing import staffing
from motcua.queueing.queries import setup
from motcua.queueing.rules.staffing import Day, Figures, Found, Plan
from motcua.reports import exports
from motcua.web.insight.hall import here, rights_of
from motcua.web.insight.staffing_forms import DaysForm, PlanForm

# A search answers after so many seconds with how far it is, and goes on when it is asked again.
SLICE_SECONDS = 1.0
# The chart, in its own units.
WIDTH, HEIGHT, LEFT, TOP, FOOT = 720, 250, 40, 22, 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: a centre, the recorded days, and the plan that is typed."""

    centre: UnitView
    days: Sequence[Day]
    days_form: DaysForm
    plan_form: PlanForm


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    centre, halls = here(request, rights_of(request))
    context: dict[str, Any] = {"centre": centre, "halls": halls}
    asked = _asked(request, centre, context) if centre else None
    if asked is None or not asked.plan_form.is_valid():
        return render(request, "insight/staffing/show.html", context)
    if "suggest" in request.GET:
        context |= _suggested(request, asked)
        if request.headers.get("X-Part"):
            return render(request, "insight/staffing/_suggestion.html", context)
    context |= _compared(asked)
    if request.GET.get("format") == "csv":
        return _csv(context["rows"], asked)
    return render(request, "insight/staffing/show.html", context)


def _asked(request: HttpRequest, centre: UnitView, context: dict[str, Any]) -> Asked | None:
    """Return what is asked for, and put what the page shows of it into the context; None when the days are wrong."""
    today, data = clock.today(), request.GET.copy()
    last = staffing.last_day(centre.id, today=today)
    context |= {"last": last}
    if last is None:
        return None
    data.setdefault("day", f"{last:%d/%m/%Y}")
    data.setdefault("days", "1")
    days_form = DaysForm(data, auto_id="of-%s")
    context["days_form"] = days_form
    if not days_form.is_valid():
        return None
    day, count = days_form.cleaned_data["day"], days_form.cleaned_data["days"]
    chosen = staffing.recorded_days(centre.id, until=day, count=count, step=7)
    if not chosen or chosen[0] != day:
        said = {"last": f"{last:%d/%m/%Y}"}
        days_form.add_error(
            "day", _("Ngày này sảnh chưa phát số nào; ngày trọn gần nhất có số là %(last)s.") % said
        )
        return None
    days, of = staffing.days(centre.id, chosen, at=clock.now()), setup(centre.id)
    form = PlanForm(
        data,
        centre_id=centre.id,
        usual=staffing.plan_as_it_was(centre.id, days),
        terms=staffing.terms(centre.id),
        counters=of.counters,
        groups=of.groups,
    )
    context |= {
        "days": days,
        "comers": sum(len(one.visits) for one in days),
        "form": form,
        "grid": form.grid(),
        "hours": [staffing.hour_label(one) for one in form.usual.cells],
        "arrivals": _arrivals(days, form.usual),
        "together": _together(form),
        "letters": [(group.letter, group) for group in of.groups.values()],
    }
    return Asked(centre, days, days_form, form)


def _together(form: PlanForm) -> list[int]:
    """Return how many counters the grid has open in each hour."""
    return [
        sum(box.is_open for box in boxes) for boxes in zip(*(row.boxes for row in form.grid()), strict=True)
    ]


def _arrivals(days: Sequence[Day], plan: Plan) -> list[int]:
    """Return how many come in each hour of the grid, on one day; who comes between two comes in the later one."""
    counts = [0] * len(plan.cells)
    for visit in (visit for day in days for visit in day.visits):
        at = next(
            (at for at, (_since, until) in enumerate(plan.cells) if visit.came < until), len(counts) - 1
        )
        counts[at] += 1
    return [round(one / len(days)) for one in counts]


def _compared(asked: Asked) -> dict[str, Any]:
    form, centre_id = asked.plan_form, asked.centre.id
    usual = staffing.terms(centre_id)
    told = staffing.compare(
        asked.days,
        form.plan().seats() if form.is_given else None,
        terms=staffing.terms(centre_id, cap=form.cleaned_data["cap"]),
        usual=usual,
        limit=form.cleaned_data["target"],
    )
    of, rows = setup(centre_id), staffing.rows(told, centre_id=centre_id)
    counters = sorted(
        {*told.before.utilisation, *told.after.utilisation}, key=lambda one: (one < 0, abs(one))
    )
    hours = [row for row in rows if row.is_hour]
    return {
        "told": told,
        "rows": [(row, changed(row.before, row.after)) for row in rows],
        "chart": chart(hours, target=form.cleaned_data["target"]),
        "more": [(name, staffing.told_of(getattr(told, part))) for name, part in staffing.parts().items()],
        "busy": [
            (
                staffing.counter_label(one, of),
                100 * told.before.utilisation.get(one, 0),
                100 * told.after.utilisation.get(one, 0),
            )
            for one in counters
        ],
        "csv": _address(asked, form.plan(), [("run", "1"), ("format", "csv")]),
    }


def changed(before: Figures, after: Figures) -> tuple[str, str]:
    """Return in words what becomes of the ninetieth percentile, and whether that is better."""
    less = round(before.ninetieth) - round(after.ninetieth)
    if not less:
        return _("như cũ"), ""
    said = {"count": abs(less)}
    if less > 0:
        return ngettext("ngắn hơn %(count)s ph", "ngắn hơn %(count)s ph", less) % said, "ok"
    return ngettext("lâu hơn %(count)s ph", "lâu hơn %(count)s ph", -less) % said, "soon"


def _suggested(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    form = asked.plan_form
    typed = request.GET["suggest"]
    tried = int(typed) if typed.isdecimal() and len(typed) < 5 else 0
    plan = form.plan()
    if not tried:
        plan = replace(plan, posts=tuple(replace(one, cells=form.every_cell()) for one in plan.posts))
    target = form.cleaned_data["target"]
    terms = staffing.terms(asked.centre.id, cap=form.cleaned_data["cap"])
    found = staffing.suggest(
        asked.days, plan, terms=terms, target=target, tried=tried, go_on=_for(SLICE_SECONDS)
    )
    lines = staffing.said(found, target=target, centre_id=asked.centre.id) if found.is_done else []
    return {
        "found": found,
        "percent": 100 * found.tried // max(found.pieces, 1),
        "said": lines,
        "needed": _needed(found, form) if found.is_done and not found.misses else [],
        "go_on": _address(asked, found.plan, [("suggest", str(found.tried))]),
        "use": _address(asked, found.plan, [("run", "1")]),
        "with_more": _with_more(found, asked) if found.needs else "",
    }


def _for(seconds: float) -> Callable[[], bool]:
    """Return what says yes for so many seconds, and at least once."""
    until: list[float] = []

    def go_on() -> bool:
        if not until:
            until.append(time.monotonic() + seconds)
            return True
        return time.monotonic() < until[0]

    return go_on


def _needed(found: Found, form: PlanForm) -> list[tuple[str, list[int]]]:
    """Return for each set of groups how many counters are open hour by hour."""
    sets: dict[str, list[int]] = {}
    for post in found.plan.posts:
        counts = sets.setdefault(form.letters(post.skills), [0] * len(found.plan.cells))
        for cell in post.cells:
            counts[cell] += 1
    return [(letters, counts) for letters, counts in sets.items() if any(counts)]


def _with_more(found: Found, asked: Asked) -> str:
    """Return the address that searches again with the counters that are missing."""
    groups = setup(asked.centre.id).groups
    more = ", ".join(
        [*filter(None, [asked.plan_form.data["more"]]), *(groups[one].letter for one in found.needs)]
    )
    pairs = [(name, value) for name, value in asked.plan_form.query(found.plan) if name != "more"]
    return "?" + urlencode([*_days(asked), *pairs, ("more", more), ("suggest", "0")])


def _days(asked: Asked) -> list[tuple[str, str]]:
    data = asked.days_form.data
    return [("centre", asked.centre.code), ("day", data["day"]), ("days", data["days"])]


def _address(asked: Asked, plan: Plan, more: list[tuple[str, str]]) -> str:
    return "?" + urlencode([*_days(asked), *asked.plan_form.query(plan), *more])


def _csv(rows: Sequence[tuple[staffing.Row, object]], asked: Asked) -> HttpResponse:
    words = [_("lượt"), _("trung vị (phút)"), _("90% (phút)"), _("lâu nhất (phút)"), _("quá mục tiêu (%)")]
    heads = [_("Nhóm"), *(f"{part}: {word}" for part in staffing.parts() for word in words)]
    body = [
        [
            row.label,
            *(
                value
                for one in row.all
                for value in (one.count, round(one.median, 1), round(one.ninetieth, 1), round(one.longest, 1), round(100 * one.over, 1))
            ),
        ]
        for row, _changed in rows
    ]  # fmt: skip
    name = f"bo-tri-quay-{asked.centre.code}-{asked.days[0].day:%Y-%m-%d}.csv"
    # The byte order mark lets Excel read Vietnamese letters.
    answer = HttpResponse("\ufeff" + exports.as_csv(heads, body), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart with the minutes written over it; places as SVG writes them, in every language."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    minutes: int
    is_after: bool


def chart(rows: Sequence[staffing.Row], *, target: int) -> dict[str, Any]:
    """Return the ninetieth percentile by hour, before and after, as bars with places, and the line of the target."""
    highest = max([target, *(max(row.before.ninetieth, row.after.ninetieth) for row in rows)])
    scale, step = (HEIGHT - TOP - FOOT) / highest, (WIDTH - LEFT) / max(len(rows), 1)
    wide = step * 0.36
    bars, labels = [], []
    for at, row in enumerate(rows):
        left = LEFT + at * step + step * 0.12
        bars.append(_bar(left, wide, row.before.ninetieth, scale, is_after=False))
        bars.append(_bar(left + wide + 2, wide, row.after.ninetieth, scale, is_after=True))
        labels.append((f"{left + wide + 1:.1f}", row.label))
    line = f"{HEIGHT - FOOT - target * scale:.1f}"
    places = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "floor": HEIGHT - FOOT, "line": line}
    return {"bars": bars, "labels": labels, "target": target, **places}


def _bar(x: float, wide: float, minutes: float, scale: float, *, is_after: bool) -> Bar:
    height = minutes * scale
    places = (x, HEIGHT - FOOT - height, wide, height, x + wide / 2)
    left, top, width, tall, middle = (f"{one:.1f}" for one in places)
    return Bar(left, top, width, tall, middle, round(minutes), is_after)
