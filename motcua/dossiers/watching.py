"""The watch: what must be said or drafted because time has passed, without anybody asking.

Run by `motcua watch` every few minutes. Whatever it does it does once, however often and by however many
processes it is run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from motcua.accounts.models import User
from motcua.base.clock import local_day
from motcua.dossiers import actions, digests, rules
from motcua.dossiers.models import NOT_ENDED, Dossier, Reminder, Task
from motcua.dossiers.rules.reminding import ORDER, Level, is_told_above, reminder_level
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights, superiors
from motcua.worktime import queries as worktime

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Watched:
    """What one round of the watch did."""

    reminders: int
    apologies: int
    digests: int


def watch(*, at: datetime) -> Watched:
    """Remind of steps, draft the letters of apology and make the digests that have become due."""
    return Watched(
        reminders=remind(at=at), apologies=draft_apologies(at=at), digests=digests.make_digests(at=at)
    )


def remind(*, at: datetime) -> int:
    """Make the reminders that are due now, each once, in the working hours of the unit; return how many."""
    made = 0
    known = _known()
    batch: list[Reminder] = []
    for task in _running():
        level = _level(task, at=at)
        if not level or ORDER.index(Level(level)) <= known.get(task.pk, -1):
            continue
        batch.append(_reminder(task, level, at=at))
        if len(batch) == CHUNK:
            made += _write(batch)
            batch = []
    return made + _write(batch)


def _running() -> Iterator[Task]:
    """Open tasks whose clock runs; the last reminder there is has been made for none of them."""
    told = Reminder.objects.filter(level=Level.AFTER).values("task")
    running = Task.objects.open().filter(is_waiting=False).exclude(pk__in=told).order_by("pk")
    fields = ("pk", "unit_id", "role", "person_id", "opened_at", "due_at", "closed_at")
    return running.only(*fields).iterator(chunk_size=CHUNK)


def _known() -> dict[int, int]:
    """The highest level told so far, by open task."""
    highest: dict[int, int] = {}
    rows = Reminder.objects.filter(task__closed_at=None).values_list("task_id", "level")
    for task_id, level in rows:
        highest[task_id] = max(highest.get(task_id, -1), ORDER.index(Level(level)))
    return highest


def _level(task: Task, *, at: datetime) -> str:
    working_time = worktime.current(organisations.calendar_code(task.unit_id)).working_time
    if not working_time.is_open(at):
        return ""
    return reminder_level(opened_at=task.opened_at, due_at=task.due_at, at=at, working_time=working_time)


def _reminder(task: Task, level: str, *, at: datetime) -> Reminder:
    unit_id, role, person_id = task.unit_id, task.role, task.person_id
    if is_told_above(level):
        above = list(superiors(unit_id, role, tree=organisations.tree()))
        # At the breach the nearest superior, a day later the next one up; at the top of the line the same.
        step = 0 if level == Level.BREACH else 1
        if above:
            unit_id, role = above[min(step, len(above) - 1)]
            person_id = None
    return Reminder(task=task, level=level, unit_id=unit_id, role=role, person_id=person_id, made_at=at)


@transaction.atomic
def _write(batch: list[Reminder]) -> int:
    before = Reminder.objects.filter(task__in=[one.task_id for one in batch]).count()
    Reminder.objects.bulk_create(batch, ignore_conflicts=True)
    return Reminder.objects.filter(task__in=[one.task_id for one in batch]).count() - before


def draft_apologies(*, at: datetime) -> int:
    """Draft the letters of apology that are due and not there yet; return how many."""
    today = local_day(at)
    late = Dossier.objects.filter(
        Q(ended_on=NOT_ENDED, due_on__lt=today)
        | Q(business=Dossier.Business.RESOLVED, ending=Dossier.Ending.RESULT, ended_on__gt=F("due_on")),
        apology=Dossier.Apology.NONE,
    )
    system = Rights(User.objects.system().pk, (), frozenset())
    numbers = list(late.order_by("due_at").values_list("number", flat=True))
    return sum(actions.draft_apology(number, by=system, at=at) is not None for number in numbers)


@dataclass(frozen=True, slots=True)
class Silent:
    """A dossier that nobody has touched for too long, and who has to."""

    number: str
    procedure_name: str
    step_name: str
    since: datetime
    days: int
    unit_name: str
    owners: tuple[str, ...]


def silent(rights: Rights, *, at: datetime, limit: int = 200) -> list[Silent]:
    """Return the running steps in scope that lie untouched, the longest first, each with an owner."""
    days = rules.in_force().silence_days
    rows = list(_untouched(rights, before=at - timedelta(days=days))[: limit * 2])
    found = []
    for task in rows:
        working_time = worktime.current(organisations.calendar_code(task.unit_id)).working_time
        since = task.taken_at or task.opened_at
        passed = working_time.working_days_between(local_day(since), local_day(at))
        if passed >= days:
            found.append((task, since, passed))
    return _with_owners(found[:limit], at=at)


def _untouched(rights: Rights, *, before: datetime) -> QuerySet[Task]:
    return (
        Task.objects.open()
        .filter(Q(centre__in=rights.scope) | Q(unit__in=rights.scope), is_waiting=False, opened_at__lt=before)
        .filter(Q(taken_at=None) | Q(taken_at__lt=before))
        .select_related("dossier__procedure", "step", "unit")
        .order_by("opened_at", "pk")
    )


def _with_owners(found: list[tuple[Task, datetime, int]], *, at: datetime) -> list[Silent]:
    owners = {task.pk: _owners(task, at=at) for task, _since, _days in found}
    ids = {person for people in owners.values() for person in people}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        Silent(
            number=task.dossier.number,
            procedure_name=task.dossier.procedure.name,
            step_name=task.step.name,
            since=since,
            days=days,
            unit_name=str(task.unit),
            owners=tuple(names[person] for person in owners[task.pk] if person in names),
        )
        for task, since, days in found
    ]


def _owners(task: Task, *, at: datetime) -> tuple[int, ...]:
    if task.person_id is not None and organisations.present(task.person_id, at=at):
        return (task.person_id,)
    return tuple(organisations.accountable(task.unit_id, task.role, on=local_day(at)).people)


def reminders_of(rights: Rights, *, limit: int = 100) -> list[Reminder]:
    """Return what somebody was reminded of and has not put away, the most urgent first."""
    mine: Any = Q(person=rights.user_id)
    for post in rights.posts:
        mine |= Q(person=None, unit=post.unit_id, role=post.role)
    waiting = Reminder.objects.filter(mine, seen_at=None, task__closed_at=None)
    return list(
        waiting.select_related("task__dossier__procedure", "task__step", "task__unit").order_by(
            "task__due_at", "pk"
        )[:limit]
    )


def put_away(reminder_id: int, *, by: Rights, at: datetime) -> bool:
    """Put a reminder away; False when it is not of this person or was put away before."""
    mine = {one.pk for one in reminders_of(by)}
    if reminder_id not in mine:
        return False
    return bool(Reminder.objects.filter(pk=reminder_id, seen_at=None).update(seen_at=at, seen_by=by.user_id))
