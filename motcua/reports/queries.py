"""Figures from the same rows the lists show; every figure can be opened to the dossiers behind it."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from motcua.base.registers import Register
from motcua.catalogue.models import Field, ProcedureVersion
from motcua.dossiers.models import Dossier, DossierQuerySet, DueDay
from motcua.organisations.models import Unit
from motcua.organisations.queries import tree
from motcua.organisations.rules import Tree, UnitView
from motcua.reports.models import Closing, Figure
from motcua.reports.reckoning import FLOWS, STOCKS, spans
from motcua.reports.rules import Line, Share, cut_off, level_label, percentages, total

# Where processes learn that days were closed or opened again.
REGISTER = "figures"


@dataclass(frozen=True, slots=True)
class Period:
    """What a report covers: centres, first and last day, and the day it is made as of."""

    centres: frozenset[int]
    start: date
    to: date
    as_of: date

    @property
    def cut(self) -> date:
        return cut_off(to=self.to, as_of=self.as_of)


@dataclass(frozen=True, slots=True)
class Table:
    """A report: its rows and their total."""

    lines: list[Line]
    total: Line


def centres_of(code: str) -> frozenset[int] | None:
    """Return the centre of this code, or every centre under a unit of this code; None when there is none."""
    units: Tree = tree()
    unit = units.by_code(code)
    if unit is None:
        return None
    under = {at for at in units.subtree(unit.id) if units[at].kind == Unit.Kind.CENTRE}
    return frozenset(under) or None


def by_field(period: Period) -> Table:
    """Return the period report by field, in the order of the fields' names."""
    names = dict(Field.objects.values_list("pk", "name"))
    return _table(period, "field_id", lambda key: names[key], order=lambda line: _sorting(line.label))


def by_level(period: Period) -> Table:
    """Return the period report by online level."""
    named = dict(ProcedureVersion.OnlineLevel.choices)
    return _table(
        period,
        "online_level",
        lambda key: level_label(key, named=str(named[key]), on=period.to),
        order=lambda line: (line.key,),
    )


def level_shares(period: Period) -> list[Share]:
    """Return how many dossiers of the period each online level has, with percentages that sum to 100."""
    lines = by_level(period).lines
    counts = [line.received + line.carried_over for line in lines]
    return [
        Share(line.key, line.label, count, percent)
        for line, count, percent in zip(lines, counts, percentages(counts), strict=True)
    ]


def behind(
    period: Period, *, column: str, field: int | None = None, level: int | None = None
) -> QuerySet[Dossier]:
    """Return the dossiers behind one figure of a report, each with its `timing_then`: what it counts as."""
    has_moved = _has_moved_since(period)
    dossiers = (
        _counted(period).with_both_timings(on=period.cut)
        if has_moved
        else _counted(period).with_timing(on=period.cut).annotate(timing_then=F("timing"))
    )
    if field is not None:
        dossiers = dossiers.filter(field=field)
    if level is not None:
        dossiers = dossiers.filter(online_level=level)
    if column in ("received", "carried_over"):
        chosen = _received(period) if column == "received" else _carried_over(period)
        return dossiers.filter(chosen)
    dossiers = dossiers.filter(_received(period) | _carried_over(period))
    wanted = _TIMINGS[column]
    if not has_moved:
        return dossiers.filter(timing__in=wanted)
    # The history is read for the few that moved, not for every dossier of the period.
    moved = Q(pk__in=DueDay.after(period.cut).values("dossier"))
    return dossiers.filter(Q(~moved, timing__in=wanted) | Q(moved, timing_then__in=wanted))


_TIMINGS = {
    "resolved": ("early", "on_time", "late"),
    "early": ("early",),
    "on_time": ("on_time",),
    "late": ("late",),
    "open": ("in_time", "overdue"),
    "in_time": ("in_time",),
    "overdue": ("overdue",),
    "other": ("left",),
}


def _counted(period: Period) -> DossierQuerySet:
    return counted(period.centres)


def counted(centres: frozenset[int]) -> DossierQuerySet:
    """Return the dossiers of centres that figures count; a refusal at reception is never counted (domain.md §7.1).

    Neither is a part of a linked dossier: one filing is one dossier, its parent (R21).
    """
    return Dossier.objects.filter(centre__in=centres, parent=None).exclude(ending=Dossier.Ending.REFUSED)


def _received(period: Period) -> Q:
    return Q(received_on__gte=period.start, received_on__lte=period.cut)


def _carried_over(period: Period) -> Q:
    return Q(received_on__lt=period.start, ended_on__gte=period.start)


def _table(period: Period, key: str, label: Callable[[int], str], *, order: Callable[[Line], tuple]) -> Table:
    figures = _figures(period, key)
    lines = sorted((Line(group, label(group), **counts) for group, counts in figures.items()), key=order)
    return Table(lines, total(lines))


def _figures(period: Period, key: str) -> dict[int, Counter[str]]:
    """Figures by group: of closed days from their sums, of the others from the dossiers."""
    through = closed_through(period.centres)
    if through is None or through < period.start:
        return _from_dossiers(period, key)
    if period.cut <= through:
        figures = _from_sums(period.centres, key, start=period.start, to=period.cut)
        return _standing(figures, _stocks(period.centres, key, on=period.cut))
    figures = _from_sums(period.centres, key, start=period.start, to=through)
    since = _from_dossiers(replace(period, start=through + timedelta(days=1)), key)
    for group, counts in since.items():
        # What the later days carried over is in the sums, as received or as carried over.
        figures[group].update({name: count for name, count in counts.items() if name != "carried_over"})
    return figures


def _from_sums(centres: frozenset[int], key: str, *, start: date, to: date) -> dict[int, Counter[str]]:
    """What happened on closed days, and what their first found open."""
    parts = [Q(span=span, day__gte=first, day__lte=last) for span, first, last in spans(start, to)]
    sums = Figure.objects.filter(reduce(or_, parts), centre__in=centres).order_by().values_list(key)
    figures: dict[int, Counter[str]] = defaultdict(Counter)
    for group, *flows in sums.annotate(**{f"sum_{name}": Sum(name) for name in FLOWS}):
        figures[group].update({name: flow for name, flow in zip(FLOWS, flows, strict=True) if flow})
    for group, stocks in _stocks(centres, key, on=start - timedelta(days=1)).items():
        figures[group]["carried_over"] += sum(stocks.values())
    return figures


def _stocks(centres: frozenset[int], key: str, *, on: date) -> dict[int, dict[str, int]]:
    """What was open when a closed day ended."""
    rows = Figure.objects.filter(centre__in=centres, span=Figure.Span.DAY, day=on).order_by().values_list(key)
    return {
        group: dict(zip(STOCKS, stocks, strict=True))
        for group, *stocks in rows.annotate(**{f"sum_{name}": Sum(name) for name in STOCKS})
    }


def _standing(figures: dict[int, Counter[str]], stocks: dict[int, dict[str, int]]) -> dict[int, Counter[str]]:
    for group, held in stocks.items():
        figures[group].update({name: count for name, count in held.items() if count})
    return {group: counts for group, counts in figures.items() if any(counts.values())}


def closed_through(centres: frozenset[int]) -> date | None:
    """Return the day up to which the figures of all these centres are closed; None when of some nothing is."""
    days = dict(Closing.objects.filter(centre__in=centres).values_list("centre", "through"))
    through = min((days.get(centre, date.min) for centre in centres), default=date.min)
    return None if through == date.min else through


def closings() -> dict[int, date]:
    """Return up to which day each centre is closed, as this process knows it."""
    return _closings.get()


_closings: Register[dict[int, date]] = Register(
    REGISTER, lambda: dict(Closing.objects.values_list("centre", "through"))
)


def _from_dossiers(period: Period, key: str) -> dict[int, Counter[str]]:
    figures: dict[int, Counter[str]] = defaultdict(Counter)
    for column, chosen in (("received", _received(period)), ("carried_over", _carried_over(period))):
        dossiers = _counted(period).filter(chosen).with_timing(on=period.cut).order_by()
        for group, timing, count in dossiers.values_list(key, "timing").annotate(count=Count("*")):
            figures[group][_column(timing)] += count
            figures[group][column] += count
    for group, now, then, count in _judged_anew(period, key) if _has_moved_since(period) else ():
        figures[group][_column(now)] -= count
        figures[group][_column(then)] += count
    return figures


def _column(timing: str) -> str:
    return "other" if timing == "left" else timing


def _has_moved_since(period: Period) -> bool:
    """Say whether any due day changed after the cut; of a report of now none did."""
    return DueDay.after(period.cut).exists()


def _judged_anew(period: Period, key: str) -> QuerySet[Any, tuple[int, str, str, int]]:
    """Group, timing by the due day of now and by the one of the cut, and how many, where a change lies between.

    Counted apart: the whole is counted along an index that knows no history.
    """
    return (
        _counted(period)
        .filter(_received(period) | _carried_over(period))
        .moved_since(on=period.cut)
        .with_both_timings(on=period.cut)
        .order_by()
        .values_list(key, "timing", "timing_then")
        .annotate(count=Count("*"))
    )


# Vietnamese order of letters: a ă â b c d đ e ê …; tones come after the letters.
_ALPHABET = {letter: at for at, letter in enumerate(" aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_PLAIN = str.maketrans(
    "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
    "aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy",
)


def _sorting(text: str) -> tuple:
    plain = text.lower().translate(_PLAIN)
    return (tuple(_ALPHABET.get(letter, 99) for letter in plain), text)


class KeptShare:
    """The share of results that kept their promised date."""

    __slots__ = ()
    resolved: int
    kept: int

    @property
    def percent(self) -> float:
        return self.kept / self.resolved * 100 if self.resolved else 0.0


@dataclass(frozen=True, slots=True)
class Standing(KeptShare):
    """How one agency kept its promises; agencies with few results are not ranked."""

    unit_id: int
    name: str
    resolved: int
    kept: int


@dataclass(frozen=True, slots=True)
class Published(KeptShare):
    """The on-time figures a portal shows to everybody."""

    start: date
    to: date
    resolved: int
    kept: int
    late: int
    agencies: list[Standing]
    unranked: int


# Fewer results than this in the period say nothing about an agency (ux.md §2.3).
RANKED_FROM = 20


def published_figures(*, today: date, days: int = 30) -> Published:
    """Return the results of the last days: how many kept their promised date, by agency."""
    start = today - timedelta(days=days)
    rows = (
        Dossier.objects.filter(
            ended_on__gte=start, ended_on__lte=today, ending=Dossier.Ending.RESULT, parent=None
        )
        .with_timing(on=today)
        .order_by()
        .values_list("unit_id", "timing")
        .annotate(count=Count("*"))
    )
    units = tree()
    resolved: dict[int, int] = {}
    kept: dict[int, int] = {}
    for unit_id, timing, count in rows:
        agency = units.agency_of(unit_id).id
        resolved[agency] = resolved.get(agency, 0) + count
        if timing != "late":
            kept[agency] = kept.get(agency, 0) + count
    standings = [
        Standing(agency, units[agency].name, count, kept.get(agency, 0)) for agency, count in resolved.items()
    ]
    ranked = [standing for standing in standings if standing.resolved >= RANKED_FROM]
    return Published(
        start=start,
        to=today,
        resolved=_sum(resolved),
        kept=_sum(kept),
        late=_sum(resolved) - _sum(kept),
        agencies=sorted(ranked, key=lambda standing: (-standing.percent, -standing.resolved, standing.name)),
        unranked=len(standings) - len(ranked),
    )


@dataclass(frozen=True, slots=True)
class Kept(KeptShare):
    """How often one procedure kept its promised date."""

    resolved: int
    kept: int


def of_procedure(procedure_id: int, *, today: date, days: int = 90) -> Kept:
    """Return the results of a procedure, all its versions, in the last days."""
    rows = (
        Dossier.objects.filter(
            procedure__procedure=procedure_id,
            ended_on__gte=today - timedelta(days=days),
            ended_on__lte=today,
            ending=Dossier.Ending.RESULT,
        )
        .with_timing(on=today)
        .order_by()
        .values_list("timing")
        .annotate(count=Count("*"))
    )
    counts = dict(rows)
    return Kept(resolved=_sum(counts), kept=_sum(counts) - counts.get("late", 0))


def _sum(counts: dict[Any, int]) -> int:
    return sum(counts.values())


def centres_within(scope: frozenset[int]) -> list[UnitView]:
    """Return the centres among these units, by name."""
    units = tree()
    found = [units[at] for at in scope if units[at].kind == Unit.Kind.CENTRE]
    return sorted(found, key=lambda unit: _sorting(unit.name))
