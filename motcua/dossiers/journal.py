"""Writing events and what they fold to: one dossier at a time, or many in one batch.

Every action records facts in a journal; the journal numbers and chains them, folds them into the state
and writes events, tasks and columns together. A batch keeps dossiers in memory until it is written, so
that imports and demo data go through the very same actions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction

from motcua.dossiers.models import Dossier, Event, Paper, Task
from motcua.dossiers.rules import FOLDED, TASK_FOLDED, Fact, State, apply, chain

CHUNK = 500


@dataclass
class File:
    """A dossier in hand: its row, its open tasks, and what was recorded but not yet written."""

    dossier: Dossier
    tasks: dict[int, Task]
    state: State
    is_new: bool = False
    papers: list[Paper] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    def record(self, fact: Fact) -> None:
        """Number, chain and fold one fact."""
        dossier = self.dossier
        dossier.last_seq += 1
        dossier.last_hash = chain(dossier.last_hash, number=dossier.number, seq=dossier.last_seq, fact=fact)
        self.events.append(
            Event(
                dossier=dossier,
                seq=dossier.last_seq,
                kind=fact.kind,
                at=fact.at,
                by_id=fact.by_id,
                unit_id=fact.unit_id,
                role=fact.role,
                note=fact.note,
                payload=fact.payload,
                hash=dossier.last_hash,
            )
        )
        before = {number: task["closed_at"] for number, task in self.state.tasks.items()}
        apply(self.state, fact)
        self._mirror(before)

    def _mirror(self, before: dict[int, object]) -> None:
        """Bring the rows in hand to what the state says."""
        for name in FOLDED:
            setattr(self.dossier, name, self.state.columns[name])
        for number, values in self.state.tasks.items():
            if number in before and before[number] is not None:
                continue
            task = self.tasks.setdefault(number, Task(dossier=self.dossier, number=number))
            for name in TASK_FOLDED:
                setattr(task, name, values[name])
            self.touched.add(number)


class Journal:
    """Holds the dossiers that one transaction works on, and writes them at its end."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}

    def hold(self, number: str) -> File:
        """Return a dossier and its open tasks, locked until the transaction ends."""
        if number not in self.files:
            self.files[number] = _locked(number)
        return self.files[number]

    def add(self, dossier: Dossier, papers: list[Paper]) -> File:
        """Start a new dossier."""
        file = File(dossier, {}, State(), is_new=True, papers=papers)
        self.files[dossier.number] = file
        return file

    def write(self) -> None:
        """Write everything recorded since the last write."""
        files = [file for file in self.files.values() if file.events]
        new = [file for file in files if file.is_new]
        if new:
            Dossier.objects.bulk_create([file.dossier for file in new], batch_size=CHUNK)
            Paper.objects.bulk_create([paper for file in new for paper in file.papers], batch_size=CHUNK)
        for file in files:
            if not file.is_new:
                file.dossier.save(update_fields=[*FOLDED, "last_seq", "last_hash"])
        touched = [file.tasks[number] for file in files for number in sorted(file.touched)]
        for task in touched:
            if task.pk:
                task.save(update_fields=TASK_FOLDED)
        # Closed tasks first: a dossier may not have one step open twice.
        Task.objects.bulk_create([task for task in touched if not task.pk], batch_size=CHUNK)
        Event.objects.bulk_create([event for file in files for event in file.events], batch_size=CHUNK)
        for file in files:
            file.is_new, file.events, file.papers, file.touched = False, [], [], set()


class Batch(Journal):
    """A journal of new dossiers kept in memory until `write`; nobody else can know them yet."""

    def hold(self, number: str) -> File:
        return self.files[number]


@contextmanager
def writing(journal: Journal | None) -> Iterator[Journal]:
    """Yield the journal to record in: the batch that was given, or one that is written on leaving."""
    if journal is not None:
        yield journal
        return
    with transaction.atomic():
        journal = Journal()
        yield journal
        journal.write()


def _locked(number: str) -> File:
    tasks = list(
        Task.objects.open()
        .filter(dossier__number=number)
        .select_related("dossier")
        # Both rows: a task read before the dossier's lock was granted would be stale.
        .select_for_update(of=("self", "dossier"))
        .order_by("number")
    )
    dossier = tasks[0].dossier if tasks else Dossier.objects.select_for_update().get(number=number)
    state = State(
        columns={name: getattr(dossier, name) for name in FOLDED},
        tasks={task.number: {name: getattr(task, name) for name in TASK_FOLDED} for task in tasks},
    )
    for task in tasks:
        task.dossier = dossier
    return File(dossier, {task.number: task for task in tasks}, state)
