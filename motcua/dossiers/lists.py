"""Lists beside the work list: what is paused, what is to be signed, opinions asked for, letters unsigned.

Each begins with open tasks or with an index of its own, so that it takes as long as its work, not as history.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from motcua.dossiers.models import NOT_ENDED, Dossier, Event, Task
from motcua.dossiers.rules.clock import PAUSING
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.workflow import queries as workflow
from motcua.workflow.models import Step
from motcua.workflow.rules import StepView

Business, Kind, Role = Dossier.Business, Event.Kind, Position.Role
PAGE = 50
# What the clock may wait for, in the order in which the list tells it.
PAUSES = ("supplement", "payment", "suspended", "outside")


@dataclass(frozen=True)
class Paused:
    """A dossier whose clock is stopped: for what, since when, until when."""

    dossier: Dossier
    task: Task
    cause: str
    since: datetime | None
    until: date | None
    # Whether nobody answered in time.
    is_expired: bool
    # What stopped the clock; a step outside has no event of its own.
    event: Event | None = None


@dataclass(frozen=True)
class PausedList:
    """A page of paused dossiers, and how many wait for each cause."""

    rows: list[Paused]
    counts: dict[str, int]
    total: int
    page: int


def paused(rights: Rights, *, on: date, only: str = "", page: int = 1) -> PausedList:
    """Return what is paused in my units, and in the centres I work for, the first to expire first."""
    tasks = _in_my_places(rights).filter(is_waiting=True, asked_by=None, dossier__paused_at__isnull=False)
    counts = tasks.aggregate(**{name: Count("pk", filter=_CAUSES[name]) for name in PAUSES})
    wanted = tasks.filter(_CAUSES[only]) if only in PAUSES else tasks
    total = counts[only] if only in PAUSES else sum(counts.values())
    page = _within(page, total)
    found = list(
        wanted.annotate(until=Coalesce("dossier__wait_until", Value(NOT_ENDED)))
        .select_related("dossier__procedure", "dossier__unit", "step", "unit", "person")
        .order_by("until", "dossier__paused_at", "pk")[(page - 1) * PAGE : page * PAGE]
    )
    stops = _stops(found)
    return PausedList([_paused(task, stops, on) for task in found], counts, total, page)


def _paused(task: Task, stops: dict[int, Event], on: date) -> Paused:
    dossier = task.dossier
    return Paused(
        dossier,
        task,
        cause_of(dossier),
        dossier.paused_at,
        dossier.wait_until,
        is_expired=dossier.wait_until is not None and dossier.wait_until < on,
        event=stops.get(dossier.pk),
    )


def _stops(tasks: Sequence[Task]) -> dict[int, Event]:
    """The event that stopped the clock of each dossier, unless a step outside did."""
    since = {task.dossier_id: task.dossier.paused_at for task in tasks}
    events = Event.objects.filter(dossier__in=since, kind__in=PAUSING)
    return {event.dossier_id: event for event in events if event.at == since[event.dossier_id]}


_WAITING = Q(dossier__business=Business.WAITING_SUPPLEMENT)
_SUSPENDED = Q(dossier__business=Business.SUSPENDED)
_DUE = Q(dossier__money=Dossier.Money.DUE)
_CAUSES = {
    "supplement": _WAITING,
    "suspended": _SUSPENDED,
    "payment": ~_WAITING & ~_SUSPENDED & _DUE,
    "outside": ~_WAITING & ~_SUSPENDED & ~_DUE,
}


def cause_of(dossier: Dossier) -> str:
    """Return what the clock of a paused dossier waits for, or ""."""
    return cause(dossier.business, dossier.money) if dossier.is_paused and dossier.is_open else ""


def cause(business: str, money: str) -> str:
    """Return the cause of a pause by the columns of the dossier, the Python twin of `_CAUSES`."""
    if business == Business.WAITING_SUPPLEMENT:
        return "supplement"
    if business == Business.SUSPENDED:
        return "suspended"
    return "payment" if money == Dossier.Money.DUE else "outside"


def _in_my_places(rights: Rights) -> QuerySet[Task]:
    units = {post.unit_id for post in rights.posts}
    return Task.objects.open().filter(Q(unit__in=units) | Q(centre__in=units))


def _within(page: int, total: int) -> int:
    return min(max(1, page), max(1, -(-total // PAGE)))


@dataclass(frozen=True)
class Asked:
    """An opinion that is asked for."""

    task: Task
    question: str
    asked_by: str

    @property
    def dossier(self) -> Dossier:
        return self.task.dossier


@dataclass(frozen=True)
class Opinions:
    """Opinions asked of me or of my units, and those I wait for."""

    of_us: list[Asked]
    by_me: list[Asked]


def opinions(rights: Rights) -> Opinions:
    """Return the open opinions asked of my units and those my own steps wait for, the first due first."""
    asked = Task.objects.open().filter(asked_by__isnull=False)
    units = {post.unit_id for post in rights.posts}
    mine = Task.objects.open().filter(person=rights.user_id, asked_by=None).values("dossier")
    of_us = _asked(asked.filter(unit__in=units))
    by_me = _asked(asked.filter(dossier__in=mine).exclude(unit__in=units))
    questions = _questions([*of_us, *by_me])
    return Opinions(*([_told(task, questions) for task in tasks] for tasks in (of_us, by_me)))


def _asked(tasks: QuerySet[Task]) -> list[Task]:
    related = ("dossier__procedure", "unit", "person", "opened_by")
    return list(tasks.select_related(*related).order_by("due_at", "pk")[:PAGE])


def _questions(tasks: Iterable[Task]) -> dict[tuple[int, int], str]:
    """The question of each opinion, by dossier and number of the task."""
    events = Event.objects.filter(dossier__in={task.dossier_id for task in tasks}, kind=Kind.CONSULTED)
    return {
        (event.dossier_id, ask["number"]): event.note for event in events for ask in event.payload["asks"]
    }


def _told(task: Task, questions: dict[tuple[int, int], str]) -> Asked:
    question = questions.get((task.dossier_id, task.number), "")
    return Asked(task, question, task.opened_by.full_name)


@dataclass(frozen=True)
class ToSign:
    """A task at a step of signature, with the advice it came with."""

    task: Task
    advice: str
    adviser: str
    following: StepView | None
    opinions: int

    @property
    def dossier(self) -> Dossier:
        return self.task.dossier

    @property
    def is_last(self) -> bool:
        """Whether the result is issued here, so that it needs its number."""
        return self.following is None or self.following.kind == Step.Kind.RETURN


def to_sign(rights: Rights) -> list[ToSign]:
    """Return what waits for my signature, the first promised first; paused ones wait elsewhere."""
    mine = Q(person=rights.user_id)
    for post in rights.posts:
        mine |= Q(unit=post.unit_id, role=post.role, person=None)
    tasks = list(
        Task.objects.open()
        .filter(mine, is_waiting=False, step__kind=Step.Kind.SIGN, asked_by=None)
        .annotate(promised=Coalesce("dossier__extended_to", "dossier__due_at"))
        .select_related("dossier__procedure", "dossier__unit", "step")
        .order_by("promised", "pk")[:PAGE]
    )
    opened = _openings(tasks)
    waiting = _open_opinions(tasks)
    return [_to_sign(task, opened, waiting) for task in tasks]


def _openings(tasks: Sequence[Task]) -> dict[tuple[int, int], Event]:
    """The event that opened each task: it carries the advice of the step before."""
    events = Event.objects.filter(dossier__in=[task.dossier_id for task in tasks], kind=Kind.MOVED)
    return {
        (event.dossier_id, event.payload["opens"]["number"]): event for event in events.select_related("by")
    }


def _open_opinions(tasks: Sequence[Task]) -> list[tuple[int, int | None]]:
    asked = Task.objects.open().filter(
        dossier__in=[task.dossier_id for task in tasks], asked_by__isnull=False
    )
    return list(asked.values_list("dossier_id", "asked_by"))


def _to_sign(
    task: Task, opened: dict[tuple[int, int], Event], waiting: list[tuple[int, int | None]]
) -> ToSign:
    event = opened.get((task.dossier_id, task.number))
    process = workflow.definition(task.dossier.process_id)
    targets = process.forward.get(task.step_id, ())
    return ToSign(
        task,
        advice=event.note if event else "",
        adviser=event.by.full_name if event else "",
        following=process.step(targets[0]) if targets else None,
        opinions=waiting.count((task.dossier_id, task.number)),
    )


@dataclass(frozen=True)
class Letter:
    """A drafted letter of apology that waits for its signature."""

    dossier: Dossier
    payload: dict[str, Any]
    drafted_at: datetime


def unsigned_letters(rights: Rights) -> list[Letter]:
    """Return the letters of apology that I may sign, the longest late first."""
    tree = organisations.tree()
    heads = {post.unit_id for post in rights.posts if post.role == Role.HEAD_OF_AGENCY}
    units: frozenset[int] = reduce(or_, (tree.subtree(unit_id) for unit_id in heads), frozenset())
    dossiers = list(
        Dossier.objects.filter(unit__in=units, apology=Dossier.Apology.DRAFTED)
        .select_related("procedure", "unit", "calendar")
        .order_by("due_at", "pk")[:PAGE]
    )
    events = Event.objects.filter(dossier__in=dossiers, kind=Kind.APOLOGY_DRAFTED).order_by("seq")
    drafts = {event.dossier_id: event for event in events}
    return [
        Letter(dossier, drafts[dossier.pk].payload, drafts[dossier.pk].at)
        for dossier in dossiers
        if dossier.pk in drafts
    ]


def posts_of(chosen: Iterable[tuple[str, int]], rights: Rights) -> set[tuple[int, str]]:
    """Return the unit and role that hold each of these tasks, of those in scope."""
    wanted = dict(chosen)
    tasks = Task.objects.open().filter(dossier__number__in=wanted, unit__in=rights.scope)
    held = tasks.values_list("dossier__number", "number", "unit_id", "role")
    return {(unit_id, role) for number, task, unit_id, role in held if wanted[number] == task}


@dataclass(frozen=True)
class Family:
    """The dossiers linked with one: its parent, and every child of that parent."""

    root: Dossier
    children: list[Dossier]
    events: list[Event]

    @property
    def open_children(self) -> int:
        return sum(child.is_open for child in self.children)

    def others(self, than: Dossier) -> list[Dossier]:
        """Return the linked dossiers beside one, the parent first."""
        return [one for one in (self.root, *self.children) if one.pk != than.pk]


def family(dossier: Dossier) -> Family:
    """Return a linked dossier with its parts, whatever agency resolves them: one visible timeline (R21)."""
    root_id = dossier.parent_id or dossier.pk
    found = Dossier.objects.filter(Q(pk=root_id) | Q(parent=root_id)).select_related("procedure", "unit")
    by_pk = {one.pk: one for one in found.order_by("pk")}
    events = Event.objects.filter(dossier__in=set(by_pk) - {dossier.pk}).select_related("by", "unit")
    children = [one for one in by_pk.values() if one.pk != root_id]
    return Family(by_pk[root_id], children, list(events.order_by("at", "pk")))
