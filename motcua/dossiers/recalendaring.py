"""Moving open dossiers to a new version of their calendar: what would change, doing it, and who is told.

A dossier that is on the new version already is left alone, so that a move which was broken off goes on where it
stopped, and one that is repeated does nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.dossiers import actions, rules
from motcua.dossiers.clocks import TURNING
from motcua.dossiers.journal import Journal
from motcua.dossiers.models import NOT_ENDED, Dossier, Event
from motcua.dossiers.rules import MOVES, Fact, Kind
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.worktime import queries as worktime
from motcua.worktime.models import CalendarVersion
from motcua.worktime.rules import WorkingTime

CHUNK = 500
_TURNS = Q(kind__in=(*TURNING, Kind.MOVED, Kind.SENT_BACK, Kind.RECALLED))
# How far around the last date days are compared: the oldest open dossiers, and dates that move far.
_BEFORE, _AFTER = timedelta(days=3 * 366), timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Moving:
    """An open dossier whose date another version of its calendar moves."""

    dossier: Dossier
    was: datetime
    due_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a move is: dossiers on the new version by it, and those that wait."""

    version: CalendarVersion
    moved: int
    waiting: int

    @property
    def all(self) -> int:
        return self.moved + self.waiting


@dataclass(frozen=True, slots=True)
class Letter:
    """Whom to tell that the promised date has moved."""

    dossier: Dossier
    was: datetime
    due_at: datetime
    at: datetime
    reason: str


def waiting(code: str) -> QuerySet[Dossier]:
    """Return the open dossiers that still run by an older version of a calendar their unit works by."""
    current = worktime.current(code)
    units = [
        unit_id for unit_id in organisations.tree().units if organisations.calendar_code(unit_id) == code
    ]
    before = next(move.before for move in MOVES if move.kind == Kind.RECALENDARED)
    return (
        Dossier.objects.filter(
            ended_on=NOT_ENDED, business__in=before, calendar__calendar__code=code, unit__in=units
        )
        .exclude(calendar=current.version_id)
        .order_by("due_at", "pk")
    )


def progress(code: str) -> Progress:
    """Return how far the move of a calendar's dossiers to its newest version is."""
    version = CalendarVersion.objects.select_related("calendar").get(pk=worktime.current(code).version_id)
    moved = Event.objects.filter(kind=Kind.RECALENDARED, payload__calendar=version.pk).count()
    return Progress(version, moved, waiting(code).count())


def preview(code: str) -> Iterator[Moving]:
    """Yield the dossiers whose date the newest version moves, the nearest date first; nothing is changed.

    A stopped clock has no date to move: it is counted by the new version when it goes on.
    """
    new = worktime.current(code).working_time
    found = waiting(code).filter(paused_at=None).select_related("procedure")
    differing: dict[int, list[date]] = {}
    ids = list(found.values_list("pk", "calendar_id", "due_at"))
    for calendar_id in {calendar_id for _pk, calendar_id, _due in ids}:
        differing[calendar_id] = differing_days(worktime.of_version(calendar_id), new, until=_last(ids))
    touched = [
        pk
        for pk, calendar_id, due_at in ids
        if differing[calendar_id] and local_day(due_at) >= differing[calendar_id][0]
    ]
    for start in range(0, len(touched), CHUNK):
        chunk = touched[start : start + CHUNK]
        facts = _facts(chunk)
        rows = found.in_bulk(chunk)
        for pk in chunk:
            moving = _moving(rows[pk], facts[pk], new, differing[rows[pk].calendar_id])
            if moving:
                yield moving


def _last(ids: Sequence[tuple[int, int, datetime]]) -> date:
    return max(local_day(due_at) for _pk, _calendar, due_at in ids)


def differing_days(old: WorkingTime, new: WorkingTime, *, until: date) -> list[date]:
    """Return the days whose sessions differ between two versions, the first one first, until after a last date."""
    days = (until - _BEFORE + timedelta(days=at) for at in range((_BEFORE + _AFTER).days))
    return [day for day in days if old.schedule.sessions_on(day) != new.schedule.sessions_on(day)]


def _moving(
    dossier: Dossier, facts: Sequence[Fact], new: WorkingTime, differing: Sequence[date]
) -> Moving | None:
    before = [fact for fact in facts if fact.kind != Kind.RECALENDARED]
    due_at = rules.replay(before, calendar_of=lambda _version: new).due_at
    assert due_at is not None
    if due_at == dossier.due_at:
        return None
    return Moving(dossier, dossier.due_at, due_at, _why(dossier, before, new, differing, due_at))


def _why(
    dossier: Dossier, facts: Sequence[Fact], new: WorkingTime, differing: Sequence[date], due_at: datetime
) -> str:
    """The days that moved the date, in words; many days in a row are told by their first and last."""
    since = local_day(rules.basis(facts).counted_from)
    last = max(local_day(due_at), local_day(dossier.due_at))
    days = [day for day in differing if since <= day <= last]
    if not days:
        return _("Tính lại theo lịch mới")
    if len(days) > 2:
        values = {"first": f"{days[0]:%d/%m/%Y}", "last": f"{days[-1]:%d/%m/%Y}"}
        return _("Giờ làm việc thay đổi từ %(first)s đến %(last)s") % values
    return "; ".join(_day_changed(day, new) for day in days)


def _day_changed(day: date, new: WorkingTime) -> str:
    special = new.schedule.special_days.get(day)
    values = {"day": f"{day:%d/%m/%Y}", "name": special.name if special else ""}
    if not new.schedule.sessions_on(day):
        told = _("Ngày %(day)s nghỉ: %(name)s") if values["name"] else _("Ngày %(day)s nghỉ")
    else:
        told = (
            _("Ngày %(day)s làm việc: %(name)s")
            if values["name"]
            else _("Giờ làm việc ngày %(day)s thay đổi")
        )
    return told % values


def _facts(ids: Sequence[int]) -> dict[int, list[Fact]]:
    """The events that turn the clocks of these dossiers, in one statement."""
    found: dict[int, list[Fact]] = defaultdict(list)
    rows = Event.objects.filter(_TURNS, dossier__in=ids).order_by("dossier", "seq")
    for pk, *said in rows.values_list(
        "dossier_id", "kind", "at", "by_id", "unit_id", "role", "note", "payload"
    ).iterator():
        found[pk].append(Fact(*said))
    return found


def move_some(code: str, *, by: Rights, at: datetime, reason: str = "", limit: int = CHUNK) -> int:
    """Move a chunk of the dossiers that wait, in one transaction; return how many were moved."""
    version_id = worktime.current(code).version_id
    with transaction.atomic():
        book = Journal()
        book.hold_all(list(waiting(code).values_list("number", flat=True)[:limit]))
        held = [
            file.dossier
            for file in book.files.values()
            # Resolved, or moved by somebody else, while we waited for its lock.
            if rules.fits(Kind.RECALENDARED, file.dossier.business) and file.dossier.calendar_id != version_id
        ]
        facts = _facts([dossier.pk for dossier in held])
        for dossier in held:
            actions.recalendar(
                dossier.number,
                calendar_id=version_id,
                by=by,
                at=at,
                note=reason,
                facts=facts[dossier.pk],
                journal=book,
            )
        book.write()
    return len(held)


def move_all(code: str, *, by: Rights, at: datetime, reason: str = "") -> Iterator[Progress]:
    """Move every dossier that waits, chunk by chunk; yield how far it is after each."""
    told = progress(code)
    moved, left = told.moved, told.waiting
    while left > 0 and (done := move_some(code, by=by, at=at, reason=reason)):
        moved, left = moved + done, left - done
        yield Progress(told.version, moved, left)


def letters(code: str) -> QuerySet[Event]:
    """Return the events whose applicants have to be told of a new date, the nearest date first."""
    version_id = worktime.current(code).version_id
    return (
        Event.objects.filter(kind=Kind.RECALENDARED, payload__calendar=version_id, payload__letter=True)
        .select_related("dossier__procedure", "dossier__unit")
        .order_by("dossier__due_at", "pk")
    )


def letter(event: Event) -> Letter:
    """Return what a letter says, by the event that made it."""
    said: dict[str, Any] = event.payload
    return Letter(
        event.dossier,
        datetime.fromisoformat(said["was"]),
        datetime.fromisoformat(said["due_at"]),
        event.at,
        event.note,
    )
