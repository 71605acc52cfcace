"""Days of figures from the lives of dossiers: pure arithmetic, one pass over them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from motcua.dossiers.rules import timing

FLOWS = ("received", "early", "on_time", "late", "other")
STOCKS = ("in_time", "overdue")
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Life:
    """What figures need of a dossier; the first day is of reception, the last of its end or far ahead."""

    field: int
    level: int
    received_on: date
    ended_on: date
    due_on: date
    with_result: bool
    # Days on which the due day changed, in their order, each with what it was before.
    changes: Sequence[tuple[date, date]] = ()


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One row: FLOWS of the day, STOCKS at its end."""

    day: date
    field: int
    level: int
    figures: tuple[int, ...]


class _Cell:
    """A field at a level: what happened by day, and by how much its stocks changed."""

    def __init__(self, days: int) -> None:
        self.flows = {name: [0] * days for name in FLOWS}
        # Beyond the last day: what ends after it.
        self.open, self.overdue = [0] * (days + 1), [0] * (days + 1)


def days_of(lives: Iterable[Life], *, first: date, last: date) -> Iterator[DayFigures]:
    """Return the rows of the days from first to last, in their order; without those that would be all zeros.

    `lives` are the dossiers received by the last day and not ended before the first.
    """
    days = (last - first).days + 1
    cells: dict[Cell, _Cell] = {}
    for life in lives:
        cell = cells.get((life.field, life.level)) or cells.setdefault((life.field, life.level), _Cell(days))
        _add(cell, life, first=first.toordinal(), days=days)
    rows = {key: _rows(cell) for key, cell in sorted(cells.items())}
    for at in range(days):
        for (field, level), figures in rows.items():
            if any(figures[at]):
                yield DayFigures(first + timedelta(days=at), field, level, figures[at])


def _add(cell: _Cell, life: Life, *, first: int, days: int) -> None:
    received, ended = life.received_on.toordinal() - first, life.ended_on.toordinal() - first
    if 0 <= received < days:
        cell.flows["received"][received] += 1
    if 0 <= ended < days:
        judged = timing(
            due_on=life.due_on, ended_on=life.ended_on, on=life.ended_on, with_result=life.with_result
        )
        cell.flows[judged or "other"][ended] += 1
    _between(cell.open, received, min(ended, days))
    since = received
    for changed_on, was in life.changes:
        until = changed_on.toordinal() - first
        _between(cell.overdue, max(since, was.toordinal() - first + 1), min(until, ended, days))
        since = until
    _between(cell.overdue, max(since, life.due_on.toordinal() - first + 1), min(ended, days))


def _between(changes: list[int], start: int, end: int) -> None:
    """Count one more from a day on and one less from another."""
    start = max(start, 0)
    if start < end:
        changes[start] += 1
        changes[end] -= 1


def _rows(cell: _Cell) -> list[tuple[int, ...]]:
    opened, overdue = list(accumulate(cell.open)), list(accumulate(cell.overdue))
    in_time = [all_open - late for all_open, late in zip(opened, overdue, strict=True)]
    # One longer than the flows: the day after the last.
    return list(zip(*cell.flows.values(), in_time, overdue, strict=False))


def spans(first: date, last: date) -> list[tuple[str, date, date]]:
    """Return a period as days and whole calendar months: kind of span, first and last of its days."""
    if first > last:
        return []
    start = first if first.day == 1 else _next_month(first)
    end = (last + timedelta(days=1)).replace(day=1)
    if start >= end:
        return [("day", first, last)]
    parts = [
        ("day", first, start - timedelta(days=1)),
        ("month", start, end - timedelta(days=1)),
        ("day", end, last),
    ]
    return [(span, since, until) for span, since, until in parts if since <= until]


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_between(first: date, last: date) -> tuple[date, date] | None:
    """Return the first days of the first and the last month that end by `last`, from the month of `first` on."""
    start = first.replace(day=1)
    end = (last + timedelta(days=1)).replace(day=1)
    return (start, (end - timedelta(days=1)).replace(day=1)) if start < end else None
