"""Writing events and what they fold to: one dossier at a time, or many in one batch.

Every action records facts in a journal; the journal numbers and chains them, folds them into the state
and writes events, tasks and columns together. A batch keeps dossiers in memory until it is written, so
that imports and demo data go through the very same actions.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from motcua.base.bulk import insert_prepared, prepared, update_many, update_one
from motcua.base.models import Counter
from motcua.base.prepared import Prepared, instances, unsaved
from motcua.base.text import fold
from motcua.base.transactions import early_release
from motcua.base.trips import Trip, one_trip
from motcua.dossiers.models import Dossier, DueDay, Event, Paper, Task
from motcua.dossiers.rules import (
    FOLDED,
    TASK_FOLDED,
    DueChange,
    Fact,
    State,
    apply,
    chain,
    dossier_number,
    due_change,
)
from motcua.dossiers.signals import recorded

CHUNK = 500
FEW = 3
_EVENT = ("dossier_id", "seq", "kind", "at", "by_id", "unit_id", "role", "note", "payload", "hash")
_DUE_DAY = ("dossier_id", "seq", "changed_on", "was")
_TASK = ("dossier_id", "number", "centre_id", "resolver_id", *TASK_FOLDED)
_LINKED = ("last_seq", "last_hash")
_CHANGING = (*FOLDED, *_LINKED)
_DOSSIER = tuple(field.attname for field in Dossier._meta.concrete_fields if not field.primary_key)
_PAPER = (
    "dossier_id",
    "order",
    "required_id",
    "name",
    "originals",
    "certified_copies",
    "copies",
    "is_electronic",
)


@dataclass(frozen=True, slots=True)
class Series:
    """What numbers of dossiers are counted by: the code of an agency, and a day."""

    code: str
    day: date


@dataclass
class File:
    """A dossier in hand: its row, its open tasks, and what was recorded but not yet written."""

    dossier: Dossier
    tasks: dict[int, Task]
    state: State
    is_new: bool = False
    papers: list[Paper] = field(default_factory=list)
    # Number and fact of what was recorded.
    events: list[tuple[int, Fact]] = field(default_factory=list)
    # Where a new dossier gets its number from.
    series: Series | None = None
    due_changes: list[DueChange] = field(default_factory=list)
    # The columns that changed: of the dossier, and of each task by its number.
    changed: set[str] = field(default_factory=set)
    touched: dict[int, set[str]] = field(default_factory=dict)

    def record(self, fact: Fact) -> None:
        """Number and fold one fact."""
        dossier = self.dossier
        dossier.last_seq += 1
        self.events.append((dossier.last_seq, fact))
        closed = {number for number, task in self.state.tasks.items() if task["closed_at"] is not None}
        before = dict(self.state.columns)
        apply(self.state, fact)
        if change := due_change(before, fact, self.state.columns, seq=dossier.last_seq):
            self.due_changes.append(change)
        self._mirror(closed)

    def give_number(self) -> None:
        """Give a new dossier the next number of its series, which stays locked until the transaction ends."""
        if self.series is not None:
            dossier = self.dossier
            order, key = Counter.take_with_key(self.series.code, day=self.series.day, model=Dossier)
            if key is not None:
                dossier.pk = key
            dossier.number = dossier_number(self.series.code, day=self.series.day, order=order)
            dossier.search = f"{fold(dossier.number)} {dossier.search}"[:400]
            self.series = None

    def links(self) -> list[str]:
        """Return the hashes of what was recorded, each over the one before; the dossier keeps the last."""
        dossier, found = self.dossier, []
        for seq, fact in self.events:
            dossier.last_hash = chain(dossier.last_hash, number=dossier.number, seq=seq, fact=fact)
            found.append(dossier.last_hash)
        return found

    def _mirror(self, closed: set[int]) -> None:
        """Bring the rows in hand to what the state says; what was closed before no event changes."""
        self.changed |= _bring(self.dossier, self.state.columns)
        for number, values in self.state.tasks.items():
            if number in closed:
                continue
            if number not in self.tasks:
                task = self.tasks[number] = unsaved(
                    Task, number=number, centre_id=self.dossier.centre_id, resolver_id=self.dossier.unit_id
                )
                task.dossier = self.dossier
            if differing := _bring(self.tasks[number], values):
                self.touched.setdefault(number, set()).update(differing)


def _bring(row: Dossier | Task, values: dict[str, Any]) -> set[str]:
    """Set what differs and return the names of it."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return set(differing)


class Journal:
    """Holds the dossiers that one transaction works on, and writes them at its end."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.new: list[File] = []

    def hold(self, number: str) -> File:
        """Return a dossier and its open tasks, locked until the transaction ends."""
        if number not in self.files:
            self.files[number] = _locked(number)
        return self.files[number]

    def hold_all(self, numbers: Sequence[str]) -> None:
        """Lock many dossiers that somebody holds, with their open tasks, in one statement."""
        tasks: dict[str, list[Task]] = {}
        for task in (
            Task.objects.open()
            .filter(dossier__number__in=numbers)
            .select_related("dossier")
            .select_for_update(of=("self", "dossier"))
            # One order for everybody who locks many, or two would wait for each other.
            .order_by("dossier", "number")
        ):
            tasks.setdefault(task.dossier.number, []).append(task)
        for number, held in tasks.items():
            self.files[number] = _file(held[0].dossier, held)

    def add(self, dossier: Dossier, papers: list[Paper], *, series: Series) -> File:
        """Start a new dossier. It gets its number when it is written: everybody at the counters waits for numbers."""
        file = File(dossier, {}, State(), is_new=True, papers=papers, series=series)
        self.new.append(file)
        return file

    def give_numbers(self) -> None:
        """Number the dossiers started here; only an event that names one has to ask before the end."""
        for file in self.new:
            file.give_number()

    def write(self, trip: Trip | None = None) -> None:
        """Write everything recorded, at the end of a trip that is given; then nothing is in hand any more."""
        files = [*self.new, *(file for file in self.files.values() if file.events and not file.is_new)]
        # All rows are made ready before the numbers are taken: everybody at the counters waits for that lock.
        sheets = [_Sheet(file) for file in files]
        covers = _Covers(self.new)
        self.give_numbers()
        links = [link for file in files for link in file.links()]
        covers.fill()
        with one_trip() if trip is None else nullcontext(trip) as last:
            covers.write(last)
            _write_sheets(last, sheets, links)
        recorded.send(type(self), files=files)
        self.files.clear()
        self.new.clear()


class Batch(Journal):
    """A journal of new dossiers kept in memory until `write`; nobody else can know them yet."""

    def add(self, dossier: Dossier, papers: list[Paper], *, series: Series) -> File:
        """Start a new dossier, with its number at once: what comes next asks for it by that."""
        file = super().add(dossier, papers, series=series)
        file.give_number()
        self.files[dossier.number] = file
        return file

    def hold(self, number: str) -> File:
        return self.files[number]


@contextmanager
def writing(journal: Journal | None) -> Iterator[Journal]:
    """Yield the journal to record in: the batch that was given, or one that is written on leaving."""
    if journal is not None:
        yield journal
        return
    with early_release() as trip:
        journal = Journal()
        yield journal
        journal.write(trip)


class _Covers:
    """The rows of new dossiers: ready but for what the lock of the numbers tells."""

    def __init__(self, new: list[File]) -> None:
        self.new = new
        self.names = ("id", *_DOSSIER) if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else _DOSSIER
        self.rows = prepared(Dossier, self.names, (_values(file.dossier, self.names) for file in new))

    def fill(self) -> None:
        told = [name for name in ("id", "number", "search", "last_hash") if name in self.names]
        places = [(self.names.index(name), name) for name in told]
        for file, row in zip(self.new, self.rows, strict=True):
            for place, name in places:
                row[place] = getattr(file.dossier, name)

    def write(self, trip: Trip) -> None:
        """Write the dossiers; every one has its key then."""
        insert_prepared(trip, Dossier, self.names, self.rows)
        if "id" not in self.names:
            keys = _keys([file.dossier.number for file in self.new])
            for file in self.new:
                file.dossier.pk = keys[file.dossier.number]
        for file in self.new:
            file.dossier._state.adding, file.dossier._state.db = False, DEFAULT_DB_ALIAS


class _Sheet:
    """The rows that belong to one dossier: ready but for its key and the hashes."""

    def __init__(self, file: File) -> None:
        self.file = file
        touched = [(file.tasks[number], changed) for number, changed in sorted(file.touched.items())]
        self.changed = [(task, changed) for task, changed in touched if task.pk]
        self.papers = prepared(Paper, _PAPER, (_values(paper, _PAPER) for paper in file.papers))
        self.tasks = prepared(
            Task, _TASK, (_values(task, _TASK) for task, _changed in touched if not task.pk)
        )
        self.events = prepared(Event, _EVENT, (_said(seq, fact) for seq, fact in file.events))
        self.due_days = prepared(
            DueDay,
            _DUE_DAY,
            ((None, change.seq, change.changed_on, change.was) for change in file.due_changes),
        )


def _said(seq: int, fact: Fact) -> tuple[Any, ...]:
    said = (fact.kind, fact.at, fact.by_id, fact.unit_id, fact.role, fact.note, fact.payload)
    return (None, seq, *said, "")


def _write_sheets(trip: Trip, sheets: Sequence[_Sheet], links: Sequence[str]) -> None:
    old = [sheet.file for sheet in sheets if not sheet.file.is_new]
    _update(trip, Dossier, _CHANGING, [(file.dossier, {*file.changed, *_LINKED}) for file in old])
    # Closed tasks first: a dossier may not have one step open twice.
    _update(trip, Task, TASK_FOLDED, [changed for sheet in sheets for changed in sheet.changed])
    events = [row for sheet in sheets for row in sheet.events]
    for row, link in zip(events, links, strict=True):
        row[-1] = link
    for model, names, rows_of in _INSIDE:
        for sheet in sheets:
            for row in rows_of(sheet):
                row[0] = sheet.file.dossier.pk
        insert_prepared(trip, model, names, [row for sheet in sheets for row in rows_of(sheet)])


_INSIDE: tuple[tuple[type[Model], tuple[str, ...], Callable[[_Sheet], list[list[Any]]]], ...] = (
    (Paper, _PAPER, lambda sheet: sheet.papers),
    (Task, _TASK, lambda sheet: sheet.tasks),
    (Event, _EVENT, lambda sheet: sheet.events),
    (DueDay, _DUE_DAY, lambda sheet: sheet.due_days),
)


def _update(
    trip: Trip,
    model: type[Dossier | Task],
    names: tuple[str, ...],
    rows: Sequence[tuple[Dossier | Task, set[str]]],
) -> None:
    # An act changes one or two rows, and few columns of them; only what is done to a thousand dossiers is worth
    # one statement for all.
    if len(rows) > FEW:
        values = (_values(row, names) for row, _changed in rows)
        update_many(trip, model, names, values, keys=[row.pk for row, _changed in rows])
        return
    for row, changed in rows:
        own = tuple(name for name in names if name in changed)
        update_one(trip, model, own, _values(row, own), key=row.pk)


def _keys(numbers: list[str]) -> dict[str, int]:
    keys: dict[str, int] = {}
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        keys.update(Dossier.objects.filter(number__in=chunk).values_list("number", "pk"))
    return keys


def _values(row: Dossier | Task | Paper, names: tuple[str, ...]) -> list[Any]:
    return [getattr(row, name) for name in names]


_held = Prepared(
    lambda: (
        Task.objects.open()
        .filter(dossier__number="number")
        .select_related("dossier")
        # Both rows: a task read before the dossier's lock was granted would be stale.
        .select_for_update(of=("self", "dossier"))
        .order_by("number")
    ),
    stand_ins=("number",),
)


def _locked(number: str) -> File:
    rows = _held.rows(number)
    tasks: list[Task] = instances(Task, rows)
    dossier: Dossier
    if rows:
        (dossier,) = instances(Dossier, rows[:1], start=len(Task._meta.concrete_fields))
    else:
        dossier = Dossier.objects.select_for_update().get(number=number)
    return _file(dossier, tasks)


def _file(dossier: Dossier, tasks: Sequence[Task]) -> File:
    state = State(
        columns={name: getattr(dossier, name) for name in FOLDED},
        tasks={task.number: {name: getattr(task, name) for name in TASK_FOLDED} for task in tasks},
    )
    for task in tasks:
        task.dossier = dossier
    return File(dossier, {task.number: task for task in tasks}, state)
