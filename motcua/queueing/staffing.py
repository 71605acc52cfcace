"""Recorded days of a hall, ready to be played again with other counters (`rules.staffing`)."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import TypeVar

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from motcua.base.clock import at as clock_at
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.organisations.queries import calendar_code
from motcua.queueing.models import CounterSession, Hall, HallEvent, Ticket
from motcua.queueing.queries import Setup, setup
from motcua.queueing.rules import staffing
from motcua.queueing.rules.staffing import (
    Came,
    Day,
    Figures,
    Found,
    Happened,
    Plan,
    Post,
    Report,
    Sat,
    Seat,
    Span,
    Terms,
)
from motcua.worktime import queries as worktime

T = TypeVar("T")
MINUTE = 60.0
# No office is closed longer than this at a time.
DAYS_OFF = 14
# A plan is made for so many days at most: more tell nothing more, and take longer.
DAYS = 8
# A suggestion is tried on each day as it was and with so many draws of its services, so that it does not fit one day only.
DRAWS = 1
_TICKET = ("pk", "lane", "arrived_at", "appointment_at")
_EVENT = ("kind", "at", "ticket_id", "group_id", "counter_id", "values")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Days as they were, played again as they were, and played with a plan."""

    recorded: Report
    before: Report
    after: Report

    @property
    def all(self) -> tuple[Report, Report, Report]:
        return self.recorded, self.before, self.after


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a comparison: of all waits, of an hour, or of a group."""

    label: str
    recorded: Figures
    before: Figures
    after: Figures
    is_hour: bool = False

    @property
    def all(self) -> tuple[Figures, Figures, Figures]:
        return self.recorded, self.before, self.after


def recorded_days(centre_id: int, *, until: date, count: int, step: int = 1) -> list[date]:
    """Return the last days with numbers up to a day, the newest first; `step` 7 takes only the same weekday."""
    days = (
        Hall.objects.filter(centre=centre_id, day__lte=until)
        .filter(Exists(Ticket.objects.filter(hall=OuterRef("pk"))))
        .order_by("-day")
        .values_list("day", flat=True)
    )
    if step > 1:
        days = days.filter(day__in=[until - timedelta(days=step * back) for back in range(52)])
    return list(days[:count])


def last_day(centre_id: int, *, today: date) -> date | None:
    """Return the last whole day with numbers, or today where there was none before."""
    found = recorded_days(centre_id, until=today, count=2)
    return next((day for day in found if day < today), found[0] if found else None)


def days(centre_id: int, chosen: Sequence[date], *, at: datetime) -> list[Day]:
    """Return recorded days as values, those without numbers left out."""
    of = setup(centre_id)
    halls = dict(Hall.objects.filter(centre=centre_id, day__in=chosen).values_list("day", "pk"))
    of_halls = {"hall__in": halls.values()}
    came = Ticket.objects.filter(**of_halls).values_list("hall_id", *_TICKET)
    happened = HallEvent.objects.filter(**of_halls).order_by("seq").values_list("hall_id", *_EVENT)
    tickets = _by_hall((row[0], Came(*row[1:])) for row in came)
    events = _by_hall((row[0], Happened(*row[1:])) for row in happened)
    sittings = _sittings(centre_id, halls)
    return [
        staffing.read(
            day,
            events=events[halls[day]],
            tickets=tickets[halls[day]],
            sittings=sittings[day],
            sessions=sessions(centre_id, day),
            usual={group_id: group.minutes * MINUTE for group_id, group in of.groups.items()},
            until=min(at, clock_at(day + timedelta(days=1))),
        )
        for day in chosen
        if tickets[halls.get(day, 0)]
    ]


def _by_hall(rows: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for hall_id, one in rows:
        found[hall_id].append(one)
    return found


def _sittings(centre_id: int, chosen: Iterable[date]) -> dict[date, list[Sat]]:
    wanted = set(chosen)
    rows = CounterSession.objects.filter(counter__centre=centre_id)
    if wanted:
        begins, ends = clock_at(min(wanted)), clock_at(max(wanted) + timedelta(days=1))
        rows = rows.filter(from_at__gte=begins, from_at__lt=ends)
    found: dict[date, list[Sat]] = defaultdict(list)
    for counter_id, skills, from_at, to_at in rows.values_list("counter", "skills", "from_at", "to_at"):
        ranks = {int(group): rank for group, rank in skills.items()}
        found[local_day(from_at)].append(Sat(counter_id, ranks, from_at, to_at))
    return found


def sessions(centre_id: int, day: date) -> tuple[Span, ...]:
    """Return when the doors are open on a day, in seconds of it; of a day off, what the last working day before had."""
    working_time = worktime.current(calendar_code(centre_id)).working_time
    earlier = (day - timedelta(days=back) for back in range(DAYS_OFF))
    told = next((some for one in earlier if (some := working_time.sessions(one))), [(8 * 60, 17 * 60)])
    return tuple((opens * MINUTE, closes * MINUTE) for opens, closes in told)


def terms(centre_id: int, *, cap: int | None = None) -> Terms:
    """Return what a centre has decided about the order, with another cap where one is given."""
    policy = setup(centre_id).policy
    return Terms(cap or policy.cap, policy.return_behind, policy.long_wait_minutes)


def plan_as_it_was(centre_id: int, chosen: Sequence[Day]) -> Plan:
    """Return the plan that recorded days come closest to, with every counter in use."""
    return staffing.as_it_was(
        chosen, hours=staffing.cells(chosen[0].sessions), skills=_kept(setup(centre_id))
    )


def everybody(centre_id: int, chosen: Sequence[Day]) -> Plan:
    """Return the plan with every counter in use open all day: what a search begins from."""
    hours = staffing.cells(chosen[0].sessions)
    everything = frozenset(range(len(hours)))
    posts = (Post(one, skills, everything) for one, skills in _kept(setup(centre_id)).items())
    return Plan(hours, tuple(posts))


def _kept(of: Setup) -> dict[int, Mapping[int, int]]:
    return {one: of.skills[one] for one, counter in of.counters.items() if counter.is_kept and of.skills[one]}


def compare(
    chosen: Sequence[Day],
    seats: Sequence[Seat] | None,
    *,
    terms: Terms,
    usual: Terms,
    limit: float,
    seed: int = 1,
) -> Comparison:
    """Return the waits as they were, played again as they were, and with other terms and counters, or the same ones.

    The limit, in minutes, is what waits are counted over.
    """
    known = [staffing.drawn(day, seed=seed) for day in chosen]
    before = [staffing.play(day, day.seats, terms=usual) for day in known]
    after = [staffing.play(day, day.seats if seats is None else seats, terms=terms) for day in known]
    told = [staffing.recorded(day) for day in chosen]
    return Comparison(*(staffing.report(some, limit=limit) for some in (told, before, after)))


def suggest(
    chosen: Sequence[Day],
    plan: Plan,
    *,
    terms: Terms,
    target: float,
    seed: int = 1,
    tried: int = 0,
    go_on: Callable[[], bool] = lambda: True,
) -> Found:
    """Return the fewest counters that keep nine in ten waits under a target, or how far the search came.

    The plan has to do for the days as they were, and once more with their services drawn anew.
    """
    draws = [[staffing.drawn(day, seed=seed, run=run) for day in chosen] for run in range(DRAWS + 1)]
    return staffing.suggest(plan, draws, terms=terms, target=target, tried=tried, go_on=go_on)


def rows(told: Comparison, *, centre_id: int) -> list[Row]:
    """Return the waits before and after: of all, by hour, by group."""
    groups = setup(centre_id).groups
    none = staffing.figures((), limit=0)
    hours = sorted({*told.before.hours, *told.after.hours})
    found = {*told.before.groups, *told.after.groups}
    by_hour = [
        _row(f"{hour:02d}:00", [one.hours.get(hour, none) for one in told.all], is_hour=True)
        for hour in hours
    ]
    by_group = [
        _row(f"{group.letter} {group.label}", [part.groups.get(one, none) for part in told.all])
        for one, group in groups.items()
        if one in found
    ]
    return [_row(_("Tất cả"), [one.total for one in told.all]), *by_hour, *by_group]


def _row(label: str, some: Sequence[Figures], *, is_hour: bool = False) -> Row:
    recorded, before, after = some
    return Row(label, recorded, before, after, is_hour)


def parts() -> dict[str, str]:
    """Return what a comparison compares: the words and the name of each part."""
    return {_("Đã diễn ra"): "recorded", _("Chạy lại như đã diễn ra"): "before", _("Theo phương án"): "after"}


def told_of(one: Report) -> str:
    """Return in a sentence what figures of waits do not tell."""
    said = {
        "left": one.left_at_closing,
        "never": one.total.never_called,
        "gone": one.gone,
        "hours": f"{one.counter_hours:.1f}".replace(".", ","),
    }
    told = (
        _("Lúc hết giờ còn %(left)s người chờ; %(never)s người không được gọi, %(gone)s người bỏ về.") % said
    )
    return " ".join([told, _("Một ngày mở %(hours)s giờ quầy.") % said]) if one.counter_hours else told


def said(found: Found, *, target: int, centre_id: int) -> list[str]:
    """Return in sentences what a search found: the plan's size, or why no plan of these counters holds the target."""
    also = _(
        "Đã thử với những ngày này như đã diễn ra, và với thời gian phục vụ rút lại từ chính những ngày này."
    )
    if not found.misses:
        hours = sum(one.seconds for one in found.plan.seats()) / 3600
        told = {"target": target, "hours": f"{hours:.1f}".replace(".", ",")}
        return [
            _("Ít nhất %(hours)s giờ quầy một ngày để chín trong mười người chờ không quá %(target)s phút.")
            % told,
            also,
        ]
    groups = setup(centre_id).groups
    lines = [
        _("Mở mọi quầy cả ngày vẫn không giữ được chín trong mười người chờ không quá %(target)s phút:")
        % {"target": target}
    ]
    for miss in found.misses:
        told = {"minutes": ceil(miss.minutes), "hour": miss.hour}
        if miss.group_id is not None:
            told["group"] = f"{groups[miss.group_id].letter} {groups[miss.group_id].label}"
            lines.append(_("– nhóm %(group)s: %(minutes)s phút") % told)
        elif miss.hour is not None:
            lines.append(_("– người đến từ %(hour)s giờ: %(minutes)s phút") % told)
        else:
            lines.append(_("– tất cả: %(minutes)s phút") % told)
    return [*lines, *_wanted(found, {one: group.letter for one, group in groups.items()}), also]


def _wanted(found: Found, letters: Mapping[int, str]) -> list[str]:
    if not found.needs:
        return []
    counts = Counter(letters[one] for one in found.needs)
    told = {"counters": ", ".join(f"{count} {letter}" for letter, count in sorted(counts.items()))}
    if found.is_enough:
        return [_("Sẽ đủ nếu thêm quầy cả ngày cho các nhóm: %(counters)s.") % told]
    return [_("Thêm quầy cả ngày cho các nhóm sau vẫn chưa đủ: %(counters)s.") % told]


def hour_label(span: Span) -> str:
    """Return a cell as 07:00–08:00."""
    return "–".join(f"{int(second) // 3600:02d}:{int(second) % 3600 // 60:02d}" for second in span)


def counter_label(counter_id: int, of: Setup) -> str:
    """Return the number of a counter, of one that is only assumed with a plus."""
    return str(of.counters[counter_id]) if counter_id in of.counters else f"+{-counter_id}"


def read_letters(typed: str, *, centre_id: int) -> dict[int, int]:
    """Return the groups that letters such as “BE” name, the first served first; refuses what names none."""
    groups = {group.letter: group.pk for group in setup(centre_id).groups.values()}
    letters = [one for one in typed.upper() if one not in " ,;"]
    for letter in letters:
        if letter not in groups:
            said = {"letter": letter, "letters": ", ".join(sorted(groups))}
            raise Refused(_("Không có nhóm dịch vụ %(letter)s; các nhóm là %(letters)s.") % said)
    if not letters:
        raise Refused(_("Ghi chữ cái của nhóm dịch vụ quầy phục vụ, ví dụ BE."))
    return {groups[letter]: rank for rank, letter in enumerate(dict.fromkeys(letters), start=1)}


_ITEM = re.compile(r"0*(?P<number>\d{1,4})(:(?P<letters>[A-Za-z]+))?(=(?P<hours>.+))?")
_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?")


def read_counters(items: Sequence[str], *, centre_id: int, sessions: Sequence[Span]) -> list[Seat]:
    """Return the counters that items such as 05, 05:BE or 05=08:00-11:30,13:30-17:00 open; refuses what says nothing.

    Without hours a counter is open all day, without letters it serves what it always serves.
    """
    return [_counter(item, centre_id=centre_id, sessions=sessions) for item in items]


def _counter(item: str, *, centre_id: int, sessions: Sequence[Span]) -> Seat:
    of = setup(centre_id)
    said = _ITEM.fullmatch(item.strip())
    if said is None:
        raise Refused(
            _("“%(item)s” không phải là quầy, ví dụ 05, 05:BE hoặc 05=08:00-11:30.") % {"item": item}
        )
    counter = next((one for one in of.counters.values() if one.number == int(said["number"])), None)
    if counter is None and not said["letters"]:
        said_of = {"number": said["number"]}
        raise Refused(_("Chưa có quầy %(number)s; quầy giả định cần ghi nhóm, ví dụ 20:A.") % said_of)
    counter_id = counter.pk if counter else -int(said["number"])
    letters = said["letters"]
    skills = read_letters(letters, centre_id=centre_id) if letters else of.skills[counter_id]
    spans = [_span(one) for one in said["hours"].split(",")] if said["hours"] else list(sessions)
    return staffing.seat(counter_id, skills, spans, closes=sessions[-1][1])


def _span(typed: str) -> Span:
    said = _HOURS.fullmatch(typed.strip())
    if said is None:
        raise Refused(_("“%(hours)s” không phải là khoảng giờ, ví dụ 08:00-11:30.") % {"hours": typed})
    since, until = (
        int(hour) * 60 + int(minute or 0) for hour, minute in (said.group(1, 2), said.group(3, 4))
    )
    if not since < until <= 24 * 60:
        raise Refused(_("“%(hours)s” không phải là khoảng giờ, ví dụ 08:00-11:30.") % {"hours": typed})
    return since * MINUTE, until * MINUTE
