"""How the centre keeps its promises, as the portal and the boards show it to everybody."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from motcua.base import clock
from motcua.organisations import queries as organisations
from motcua.organisations.models import Unit
from motcua.reports import queries as reports
from motcua.reports.queries import KeptShare, Period, Published
from motcua.reports.rules import Line

# The figures of thirty days hardly move in five minutes, and the first page shows them to everybody.
KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class FieldLine(KeptShare):
    """How one field kept its promises."""

    name: str
    resolved: int
    kept: int


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
