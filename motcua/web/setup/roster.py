"""The roster of a unit as a week of half days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.visitors import address_of
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.organisations import actions, queries, rules
from motcua.organisations.actions import Key, Saved
from motcua.organisations.models import Absence, Session, Unit
from motcua.organisations.roster_rows import HEADINGS
from motcua.organisations.rules import UnitView
from motcua.reports import exports
from motcua.web.setup.organisations import manager_of, unit_choices
from motcua.web.ui.templatetags.ui import WEEKDAYS

WEEK = timedelta(days=7)
SATURDAY = 5
SHOWN_SKIPPED = 5
_SHORT = (
    gettext_lazy("T2"),
    gettext_lazy("T3"),
    gettext_lazy("T4"),
    gettext_lazy("T5"),
    gettext_lazy("T6"),
    gettext_lazy("T7"),
    gettext_lazy("CN"),
)


@dataclass(frozen=True)
class Week:
    """A unit and the days of one week."""

    unit: UnitView
    monday: date

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def address(self) -> str:
        return f"{reverse('setup:roster')}?unit={self.unit.code}&week={self.monday:%Y-%m-%d}"


@dataclass(frozen=True)
class Day:
    """A day of the grid."""

    day: date
    open: tuple[str, ...]
    is_today: bool
    is_picked: bool

    @property
    def name(self) -> str:
        return str(WEEKDAYS[self.day.weekday()])

    @property
    def short(self) -> str:
        return str(_SHORT[self.day.weekday()])


@dataclass(frozen=True)
class Cell:
    """Half a day of somebody; without a name it cannot be filled in."""

    name: str
    column: int
    label: str
    place: str
    away: str
    is_open: bool
    fault: str


@dataclass(frozen=True)
class Row:
    """Somebody of the unit."""

    name: str
    title: str
    cells: list[Cell]


def _week(request: HttpRequest) -> Week:
    """Return the unit and week asked for: the first unit one arranges, and this week, unless said otherwise."""
    choices = unit_choices(rules.managed_units(manager_of(request), tree=queries.tree()))
    asked = request.GET.get("unit", "")
    units = [queries.tree()[unit_id] for unit_id, _name in choices]
    unit = next((one for one in units if asked in ("", one.code)), None)
    if unit is None:
        raise Http404
    try:
        day = date.fromisoformat(request.GET.get("week", "") or clock.today().isoformat())
    except ValueError as error:
        raise Http404 from error
    if not 2020 <= day.year <= 2098:
        raise Http404
    return Week(unit, day - timedelta(days=day.weekday()))


@require_http_methods(["GET", "POST"])
def week(request: HttpRequest) -> HttpResponse:
    asked = _week(request)
    saved, typed, refusal = Saved(), {}, ""
    if request.method == "POST":
        typed = _typed(request, asked)
        try:
            saved = actions.save_week(
                Unit.objects.get(pk=asked.unit.id),
                monday=asked.monday,
                cells=typed,
                seen=request.POST.get("seen", ""),
                by=manager_of(request),
                at=clock.now(),
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            if not saved.faults:
                _tell_saved(request, saved)
                return redirect(asked.address)
    return render(request, "setup/organisations/roster.html", _page(request, asked, saved, typed, refusal))


def _tell_saved(request: HttpRequest, saved: Saved) -> None:
    if saved.changed:
        text = ngettext("Đã lưu %(n)s ô.", "Đã lưu %(n)s ô.", saved.changed) % {"n": saved.changed}
    else:
        text = _("Lịch trực không có gì thay đổi.")
    messages.success(request, text)


def _typed(request: HttpRequest, asked: Week) -> dict[Key, str]:
    """Return the cells that were sent, of the people and days of the grid."""
    known = {_name(key): key for key in _keys(asked)}
    return {known[name]: str(value) for name, value in request.POST.items() if name in known}


def _staff(asked: Week) -> list[int]:
    held = queries.staff_of(asked.unit.id, first=asked.monday, last=asked.sunday)
    duties = queries.roster(asked.unit.id, first=asked.monday, last=asked.sunday)
    return list(dict.fromkeys([*held, *(duty.user_id for duty in duties)]))


def _keys(asked: Week) -> list[Key]:
    days = [asked.monday + timedelta(days=at) for at in range(7)]
    return [
        (user_id, day, session) for user_id in _staff(asked) for day in days for session in Session.values
    ]


def _name(key: Key) -> str:
    user_id, day, session = key
    return f"d{user_id}-{day:%Y%m%d}-{session}"


def _page(
    request: HttpRequest, asked: Week, saved: Saved, typed: dict[Key, str], refusal: str
) -> dict[str, Any]:
    duties = queries.roster(asked.unit.id, first=asked.monday, last=asked.sunday)
    places = {(duty.user_id, duty.day, duty.session): duty.place for duty in duties}
    days = _days(asked, {duty.day for duty in duties})
    people = User.objects.in_bulk(_staff(asked))
    choices = unit_choices(rules.managed_units(manager_of(request), tree=queries.tree()))
    return {
        "unit": asked.unit,
        "units": [(queries.tree()[unit_id].code, name) for unit_id, name in choices],
        "monday": asked.monday,
        "sunday": asked.sunday,
        "previous": asked.monday - WEEK,
        "next": asked.monday + WEEK,
        "is_this_week": asked.monday <= clock.today() <= asked.sunday,
        "days": days,
        "rows": [
            _row(people[user_id], asked.unit.id, days, places | typed, places, saved.faults)
            for user_id in _staff(asked)
        ],
        "seen": rules.fingerprint((*key, place) for key, place in places.items()),
        "faults": saved.faults,
        "refusal": refusal,
    }


def _days(asked: Week, used: set[date]) -> list[Day]:
    """Return Monday to Friday, and the days of the weekend on which the unit works or somebody is on duty."""
    today = clock.today()
    picked = today if asked.monday <= today <= asked.sunday else asked.monday
    days = []
    for at in range(7):
        day = asked.monday + timedelta(days=at)
        halves = queries.sessions_open(asked.unit.id, day)
        if at < SATURDAY or halves or day in used or day == picked:
            days.append(Day(day, halves, day == today, day == picked))
    return days


def _row(
    user: User,
    unit_id: int,
    days: list[Day],
    shown: dict[Key, str],
    places: dict[Key, str],
    faults: dict[Key, str],
) -> Row:
    absences = queries.absences_of(user.pk)
    cells = []
    for column, day in enumerate(days):
        has_post = queries.has_post(user.pk, unit_id, on=day.day)
        for session in Session:
            key = (user.pk, day.day, session.value)
            span = next((one for one in absences if rules.is_away([one], day.day, session)), None)
            is_open = session in day.open
            # What stands in a cell can be taken out, whatever came after it.
            can_fill = (is_open and has_post and span is None) or key in places or key in faults
            cells.append(
                Cell(
                    name=_name(key) if can_fill else "",
                    column=column,
                    label=f"{day.name} {day.day:%d/%m}, {session.label}",
                    place=shown.get(key, ""),
                    away=str(Absence.Kind(span.kind).label) if span else "",
                    is_open=is_open,
                    fault=faults.get(key, ""),
                )
            )
    titles = [held.title for held in queries.held_by(user.pk) if held.unit_id == unit_id]
    return Row(user.full_name, titles[-1] if titles else _("người thay"), cells)


@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    asked = _week(request)
    copied = actions.copy_week(
        Unit.objects.get(pk=asked.unit.id), monday=asked.monday, by=manager_of(request), at=clock.now()
    )
    text = ngettext("Đã chép %(n)s ô sang tuần sau.", "Đã chép %(n)s ô sang tuần sau.", copied.made)
    messages.success(request, text % {"n": copied.made})
    names = dict(
        User.objects.filter(pk__in={duty.user_id for duty, _why in copied.skipped}).values_list(
            "pk", "full_name"
        )
    )
    for duty, reason in copied.skipped[:SHOWN_SKIPPED]:
        messages.warning(request, f"{names[duty.user_id]}, {duty.day + WEEK:%d/%m}: {reason}")
    if len(copied.skipped) > SHOWN_SKIPPED:
        more = len(copied.skipped) - SHOWN_SKIPPED
        messages.warning(request, _("và %(n)s ô khác không chép được.") % {"n": more})
    return redirect(Week(asked.unit, asked.monday + WEEK).address)


@require_GET
def file(request: HttpRequest) -> HttpResponse:
    asked, kind = _week(request), request.GET.get("file", "csv")
    if kind not in _FILES:
        raise Http404
    rows = _file_rows(asked)
    history.record(
        Entry.Verb.EXPORTED,
        subject="roster",
        key=asked.unit.code,
        at=clock.now(),
        by=request.user,
        address=address_of(request),
        week=asked.monday.isoformat(),
        file=kind,
    )
    mime, write = _FILES[kind]
    answer = HttpResponse(write(list(HEADINGS), rows), content_type=mime)
    name = f"lich-truc-{asked.unit.code}-{asked.monday:%Y%m%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


_FILES = {
    # The byte order mark lets Excel read Vietnamese letters.
    "csv": ("text/csv; charset=utf-8", lambda heads, rows: "\ufeff" + exports.as_csv(heads, rows)),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda heads, rows: exports.as_xlsx(heads, rows, title="", has_total=False),
    ),
}


def _file_rows(asked: Week) -> list[list[Any]]:
    """Return the rows that `motcua import roster` reads again."""
    duties = queries.roster(asked.unit.id, first=asked.monday, last=asked.sunday)
    people = User.objects.in_bulk({duty.user_id for duty in duties})
    return [
        [
            f"{duty.day:%d/%m/%Y}",
            str(Session(duty.session).label),
            people[duty.user_id].username,
            people[duty.user_id].full_name,
            asked.unit.code,
            duty.place,
        ]
        for duty in duties
    ]
