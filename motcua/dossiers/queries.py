"""What lists and pages read."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Any, Protocol

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from motcua.base.prepared import Prepared, PreparedCounts
from motcua.base.sealing import blind_index
from motcua.base.text import fold
from motcua.dossiers import clocks, rules
from motcua.dossiers.models import Dossier, Event, Paper, Task
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.people.rules import digits, local_phone
from motcua.workflow import queries as workflow
from motcua.workflow.rules import Definition, StepView
from motcua.worktime import queries as worktime
from motcua.worktime.rules import Due

PAGE = 50
# Nobody works through a thousand tasks of a group by their number: it is said that there are more.
MOST_COUNTED = 1000
# Due soon: within this many working minutes, or today (ux.md §4.2; a setting of the centre later).
SOON_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a work list."""

    number: str
    task: int
    group: str
    due_at: datetime
    opened_at: datetime
    is_taken: bool
    person_name: str
    unit_id: int
    step_name: str
    step_order: int
    step_count: int
    procedure_name: str
    owner_name: str
    channel: str
    promised_at: datetime
    # What the clock waits for, when it is stopped.
    business: str
    money: str
    paused_at: datetime | None
    wait_until: date | None


@dataclass(frozen=True, slots=True)
class WorkList:
    """A page of open tasks, and how many there are in each group: MOST_COUNTED stands for that many or more."""

    rows: list[Row]
    counts: dict[str, int]
    total: int
    page: int
    pages: int


GROUPS = ("overdue", "soon", "in_time", "waiting")


def work_list(
    rights: Rights, *, whose: str, at: datetime, group: str = "", text: str = "", page: int = 1
) -> WorkList:
    """Return open tasks by deadline: `mine`, those of my `unit`s, or `all` in my scope.

    A group is counted up to MOST_COUNTED; pages end where the counts do.
    """
    moments = at, _soon_until(at)
    group = group if group in GROUPS else ""
    # What somebody typed is not kept in memory.
    counted, listed = (_counted, _listed) if text else (_kept_count, _kept_list)
    counts = _in_groups(counted(rights, whose, text).counts(*moments))
    total = counts[group] if group else sum(counts.values())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    is_long = MOST_COUNTED in counts.values()
    found = listed(rights, whose, text, group, page, is_long).rows(*moments) if total else []
    # Fifty rows are of a few processes.
    process = cache(workflow.definition)
    return WorkList([_row(values, process, *moments) for values in found], counts, total, page, pages)


# Stand-ins of this moment and of the end of what is soon.
_AT, _SOON = (datetime(year, 1, 1, tzinfo=UTC) for year in (1901, 1902))
# Ranges of one index each; in this order they make the list.
_RANGES = {
    "overdue": Q(is_waiting=False, due_at__lt=_AT),
    "soon": Q(is_waiting=False, due_at__gte=_AT, due_at__lte=_SOON),
    "in_time": Q(is_waiting=False, due_at__gt=_SOON),
    "waiting": Q(is_waiting=True),
}


def _counted(rights: Rights, whose: str, text: str) -> PreparedCounts:
    def build() -> list[QuerySet[Any]]:
        parts = _parts_of(rights, whose) or [_tasks_of(rights, whose).order_by(*_ORDER)]
        return [
            _with_text(tasks, text).values("pk").filter(wanted)[:MOST_COUNTED]
            for wanted in _RANGES.values()
            for tasks in parts
        ]

    return PreparedCounts(build, stand_ins=(_AT, _SOON))


def _in_groups(counts: Sequence[int]) -> dict[str, int]:
    """What was counted group by group, each in as many parts as the others."""
    parts = len(counts) // len(GROUPS)
    return {
        group: min(sum(counts[at * parts : (at + 1) * parts]), MOST_COUNTED)
        for at, group in enumerate(GROUPS)
    }


def _listed(rights: Rights, whose: str, text: str, group: str, page: int, is_long: bool) -> Prepared:
    def build() -> QuerySet[Any]:
        # Along the index of deadlines a short list would be looked for among everybody's work: it is sorted.
        order = _ORDER if is_long else ("is_waiting", Coalesce("due_at", "opened_at"), "pk")
        tasks = _with_text(_tasks_of(rights, whose), text).filter(_RANGES.get(group, Q())).order_by(*order)
        # The page first, from one table; only its rows are joined.
        chosen = tasks.values("pk")[(page - 1) * PAGE : page * PAGE]
        return Task.objects.filter(pk__in=chosen).order_by(*_ORDER).values_list(*_ROW_COLUMNS)

    return Prepared(build, stand_ins=(_AT, _SOON))


_ORDER = ("is_waiting", "due_at", "pk")
# A list is opened again and again by the same people: its queries are built once for each of them.
_kept_count = lru_cache(maxsize=4096)(_counted)
_kept_list = lru_cache(maxsize=4096)(_listed)


def _with_text(tasks: QuerySet[Task], text: str) -> QuerySet[Task]:
    return tasks.filter(_matching(text, prefix="dossier__")) if text else tasks


def group_of(at: datetime) -> Case:
    """Return the group of a task as an expression: the ranges of the work list in one column."""
    return Case(
        When(is_waiting=True, then=Value("waiting")),
        When(due_at__lt=at, then=Value("overdue")),
        When(due_at__lte=_soon_until(at), then=Value("soon")),
        default=Value("in_time"),
    )


_ROW_COLUMNS = (
    "dossier__number",
    "number",
    "is_waiting",
    "due_at",
    "opened_at",
    "taken_at",
    "person__full_name",
    "unit_id",
    "step_id",
    "dossier__process_id",
    "dossier__procedure__name",
    "dossier__owner_name",
    "dossier__channel",
    "dossier__due_at",
    "dossier__business",
    "dossier__money",
    "dossier__paused_at",
    "dossier__wait_until",
)


def _row(
    values: tuple[Any, ...], process: Callable[[int], Definition], at: datetime, soon_until: datetime
) -> Row:
    number, task, is_waiting, due_at, opened_at, taken_at, person, unit_id, step_id, process_id, *rest = (
        values
    )
    definition = process(process_id)
    step = definition.step(step_id)
    # In Python as in `_RANGES`.
    group = (
        "waiting"
        if is_waiting
        else "overdue"
        if due_at < at
        else "soon"
        if due_at <= soon_until
        else "in_time"
    )
    return Row(
        number,
        task,
        group,
        due_at,
        opened_at,
        taken_at is not None,
        person or "",
        unit_id,
        step.name,
        step.order,
        len(definition.steps),
        *rest,
    )


def _soon_until(at: datetime) -> datetime:
    working_time = worktime.current().working_time
    end_of_day = at.replace(hour=23, minute=59, second=59)
    return max(working_time.add_minutes(at, SOON_MINUTES), end_of_day)


def _tasks_of(rights: Rights, whose: str) -> QuerySet[Task]:
    tasks = Task.objects.open()
    if whose == "all":
        return tasks.filter(
            Q(unit__in=rights.scope) | Q(centre__in=rights.scope) | Q(resolver__in=rights.scope)
        )
    if whose == "unit":
        return tasks.filter(unit__in=_units_of(rights))
    return tasks.filter(reduce(or_, _my_parts(rights)))


def _parts_of(rights: Rights, whose: str) -> list[QuerySet[Task]]:
    """Tasks in parts without a common one, each by an index that begins with whose they are; none of `all`.

    One index for an "or" would be read past everybody else's tasks.
    """
    tasks = Task.objects.open()
    if whose == "mine":
        return [tasks.filter(part) for part in _my_parts(rights)]
    if whose == "unit":
        # With every role named, the index of a unit's roles is read where the deadlines are.
        roles = [role.value for role in Position.Role]
        return [tasks.filter(unit=unit_id, role__in=roles) for unit_id in sorted(_units_of(rights))]
    return []


def _units_of(rights: Rights) -> set[int]:
    return {post.unit_id for post in rights.posts}


def _my_parts(rights: Rights) -> list[Q]:
    """What is in my hands, what waits for one of my posts, what somebody has whom I stand in for."""
    waiting = {(post.unit_id, post.role, None) for post in rights.posts}
    standing_in = {
        (post.unit_id, post.role, post.standing_in_for)
        for post in rights.posts
        if post.standing_in_for not in (None, rights.user_id)
    }
    held = sorted(waiting | standing_in, key=str)
    return [Q(person=rights.user_id), *(Q(unit=unit, role=role, person=who) for unit, role, who in held)]


def _matching(text: str, *, prefix: str = "") -> Q:
    """Dossiers a typed text means: a number or its end, a phone, a personal number, or words of a name."""
    folded, plain = fold(text), digits(text)
    # 261124-0032 is the end of a dossier's number, though it has the digits of a phone.
    if re.fullmatch(r"[\d+]{9,13}", plain) and not re.fullmatch(r"\d{6}-\d{4,}", folded):
        person = blind_index(plain)
        return (
            Q(**{f"{prefix}phone": local_phone(plain)})
            | Q(**{f"{prefix}owner__number_index": person})
            | Q(**{f"{prefix}representative__number_index": person})
        )
    words = Q()
    for word in folded.split()[:6]:
        words &= Q(**{f"{prefix}search__contains": word})
    return words


def visible_to(rights: Rights) -> QuerySet[Dossier]:
    """Return the dossiers somebody may see; the only way a staff door gets them."""
    return Dossier.objects.in_scope(rights.scope)


def is_visible(dossier: Dossier, rights: Rights) -> bool:
    """Say whether a dossier in hand is one of those `visible_to` gives."""
    if dossier.centre_id in rights.scope or dossier.unit_id in rights.scope:
        return True
    return Task.objects.filter(dossier=dossier, unit__in=rights.scope).exists()


def find(rights: Rights, *, text: str, limit: int = PAGE) -> list[Dossier]:
    """Return the newest dossiers in scope that a typed text means."""
    found = visible_to(rights).filter(_matching(text)).select_related("procedure", "unit")
    return list(found.order_by("-received_at")[:limit])


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step as the path of one dossier shows it."""

    step: StepView
    state: str  # done, now, next
    unit_name: str
    opened_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    person_name: str


@dataclass(frozen=True, slots=True)
class DossierPage:
    """Everything the page of a dossier shows."""

    dossier: Dossier
    events: list[Event]
    tasks: list[Task]
    papers: list[Paper]
    process: Definition
    path: list[PathStep]
    why: Due

    @property
    def open_tasks(self) -> list[Task]:
        return [task for task in self.tasks if task.closed_at is None]


def dossier_page(number: str, rights: Rights) -> DossierPage | None:
    """Return a dossier with its road, or None when it does not exist or is out of scope."""
    dossier = (
        visible_to(rights)
        .filter(number=number)
        .select_related(
            "procedure__procedure",
            "procedure__field",
            "case",
            "centre",
            "unit",
            "owner",
            "representative",
            "calendar",
        )
        .first()
    )
    if dossier is None:
        return None
    events = list(dossier.events.select_related("by", "unit"))
    tasks = list(dossier.tasks.select_related("step", "unit", "person").order_by("number"))
    papers = list(dossier.papers.all())
    process = workflow.definition(dossier.process_id)
    return DossierPage(
        dossier,
        events,
        tasks,
        papers,
        process,
        path_of(process, tasks, centre_id=dossier.centre_id, unit_id=dossier.unit_id),
        clocks.why([clocks.fact_of(event) for event in events]),
    )


def explained(limit: dict[str, Any], *, at: datetime) -> Due:
    """Return a deadline with its lines from the inputs that the event of reception keeps."""
    return worktime.of_version(limit["calendar"]).explain(at, limit["amount"], limit["unit"])


class Trodden(Protocol):
    """A task as the road shows it; whoever has it knows its `person` too, the public does not."""

    @property
    def step_id(self) -> int: ...
    @property
    def unit_id(self) -> int: ...
    @property
    def asked_by(self) -> int | None: ...
    @property
    def outcome(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime: ...


def path_of(process: Definition, tasks: Iterable[Trodden], *, centre_id: int, unit_id: int) -> list[PathStep]:
    """Return the steps of a process with what became of them in one dossier."""
    # Opinions are asked within a step; they are no steps of the road.
    last: dict[int, Trodden] = {task.step_id: task for task in tasks if task.asked_by is None}
    tree = organisations.tree()
    path = []
    for step in process.steps:
        task = last.get(step.id)
        if task is None:
            held_by, _role = rules.holder_of(
                step.place, step.role, centre_id=centre_id, unit_id=unit_id, tree=tree
            )
            path.append(PathStep(step, "next", tree[held_by].short_name, None, None, None, ""))
            continue
        # A step that was sent back or recalled is to be done again.
        is_done = task.outcome in (Task.Outcome.FORWARDED, Task.Outcome.DONE)
        path.append(
            PathStep(
                step,
                "now" if task.closed_at is None else "done" if is_done else "next",
                tree[task.unit_id].short_name,
                task.opened_at,
                task.closed_at,
                task.due_at,
                person.full_name if (person := getattr(task, "person", None)) else "",
            )
        )
    return path


def my_round(rights: Rights, *, limit: int = 200) -> list[str]:
    """Return the numbers of the dossiers that wait for me, the most urgent first."""
    mine = _tasks_of(rights, "mine").order_by("due_at", "pk").values_list("dossier__number", flat=True)
    return list(dict.fromkeys(mine[:limit]))


def already_done(number: str, *, by_id: int, kind: str, **same: Any) -> bool:
    """Say whether this person has done this very thing: a form may arrive twice."""
    return Event.objects.filter(dossier__number=number, kind=kind, by=by_id, **same).exists()


def results_waiting(rights: Rights, *, text: str = "", limit: int = PAGE) -> list[Dossier]:
    """Return the dossiers whose result waits to be handed over at my counters."""
    units = {post.unit_id for post in rights.posts}
    waiting = Dossier.objects.filter(business=Dossier.Business.RESOLVED, centre__in=units)
    if text:
        waiting = waiting.filter(_matching(text))
    return list(waiting.select_related("procedure", "owner").order_by("resolved_at")[:limit])


def tidy_number(typed: str) -> str:
    """Return a dossier number as it is written, whatever case, spaces or dashes it was typed with."""
    compact = re.sub(r"[\s\-‐‑–—]+", "-", typed.strip()).strip("-").upper()
    # Typed without its dashes: the agency, six digits of the day, four of the place in it.
    joined = re.fullmatch(r"([A-Z0-9.]+?)-?(\d{6})-?(\d{4})", compact)
    return "-".join(joined.groups()) if joined else compact


def timing_of(dossier: Dossier, *, on: date) -> str:
    """Return early, on_time, late, in_time, overdue, or "" for a dossier that ended without resolution."""
    return rules.timing(
        due_on=dossier.due_on,
        ended_on=dossier.ended_on,
        on=on,
        with_result=dossier.ending == Dossier.Ending.RESULT,
    )
