"""The clock of a whole dossier as the counter shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.base import clock
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import timing_of
from motcua.web.ui.deadlines import Chip, chip
from motcua.worktime.rules import WorkingTime


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier of a list and its clock."""

    dossier: Dossier
    chip: Chip
    # Where in the centre its result is kept.
    place: str = ""
    # How much was said about it that the reader has not read.
    unread: int = 0


def chip_of(dossier: Dossier, *, now: datetime, working_time: WorkingTime) -> Chip:
    """Return how the promise stands: running, kept, missed, or left without resolution."""
    if dossier.is_open and dossier.is_paused:
        # The clock stands still; what for, the state of the dossier says.
        return Chip("paused", "")
    if dossier.is_open:
        return chip(dossier.due_at, now=now, working_time=working_time)
    timing = timing_of(dossier, on=clock.local_day(now))
    return Chip(timing, "") if timing else Chip("none", str(dossier.get_ending_display()).capitalize())


def lines(
    dossiers: list[Dossier],
    *,
    now: datetime,
    working_time: WorkingTime,
    places: Mapping[int, str] | None = None,
    unread: Mapping[str, int] | None = None,
) -> list[Line]:
    """Return the dossiers with their clocks."""
    return [
        Line(
            dossier,
            chip_of(dossier, now=now, working_time=working_time),
            (places or {}).get(dossier.pk, ""),
            (unread or {}).get(dossier.number, 0),
        )
        for dossier in dossiers
    ]
