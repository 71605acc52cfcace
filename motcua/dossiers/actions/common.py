"""What every act needs: the task in hand, the next holder, the clock of a step entered or left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.base.prepared import Prepared, instances
from motcua.dossiers import rules
from motcua.dossiers.clocks import fact_of
from motcua.dossiers.journal import File
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.rules import Fact, Kind, Limit
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.workflow import queries as workflow
from motcua.workflow.models import Step
from motcua.workflow.rules import Definition, StepView
from motcua.worktime import queries as worktime

# What an event of the system itself says in place of a role.
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Held:
    """A task in hand, with the step it is of."""

    file: File
    task: Task
    definition: Definition
    step: StepView

    @property
    def is_outside(self) -> bool:
        """Whether the step lies outside the authority, so that the clock stands still in it."""
        return stands_still(self.step)

    @property
    def opinions(self) -> int:
        """How many opinions the task waits for."""
        return sum(
            task.closed_at is None and task.asked_by == self.task.number for task in self.file.tasks.values()
        )


def task_in(file: File, number: int) -> Task:
    """The open task of this number, or as it was closed: the rules say what became of it."""
    task = file.tasks.get(number)
    return task if task is not None else Task.objects.get(dossier=file.dossier, number=number)


def held_in(file: File, number: int) -> Held:
    """Return a task in hand with its step and process; a closed one too, the rules say what became of it."""
    task = task_in(file, number)
    definition = workflow.definition(file.dossier.process_id)
    return Held(file, task, definition, definition.step(task.step_id))


def only_task(file: File) -> Task | None:
    """The open task of the process itself, opinions apart."""
    return next(
        (task for task in file.tasks.values() if task.closed_at is None and task.asked_by is None), None
    )


def stands_still(step: StepView) -> bool:
    """Say whether the clock stands still in a step: it lies outside the authority and is not the return."""
    return step.stops_clock and step.kind != Step.Kind.RETURN


def step_due(step: StepView, *, unit_id: int, at: datetime, due_at: datetime) -> datetime:
    """The step's own clock by its holder's calendar; a step without time of its own has the dossier's."""
    if step.budget_minutes is None or step.stops_clock:
        return due_at
    calendar = worktime.current(organisations.calendar_code(unit_id))
    return calendar.working_time.add_minutes(at, step.budget_minutes)


def remaining_minutes(definition: Definition, step_id: int) -> int:
    """The working minutes of the steps still to be made, from this one to the result or to the tax office.

    Steps outside count nothing; after the tax office there is another promised date.
    """
    total, at, seen = 0, step_id, set[int]()
    while at not in seen:
        seen.add(at)
        step = definition.step(at)
        if at != step_id and step.place == Step.Place.TAX:
            break
        if not step.stops_clock and step.kind != Step.Kind.RETURN:
            total += step.budget_minutes or 0
        onward = definition.forward.get(at, ())
        if not onward:
            break
        at = onward[0]
    return total


def opening(
    file: File,
    step: StepView,
    *,
    at: datetime,
    person_id: int | None = None,
    due_at: datetime | None = None,
    resolver_id: int | None = None,
) -> dict[str, Any]:
    """Return what an event says of the task it opens: step, holder, deadline of the step."""
    dossier = file.dossier
    unit_id, role = rules.holder_of(
        step.place,
        step.role,
        centre_id=dossier.centre_id,
        unit_id=resolver_id or dossier.unit_id,
        tree=organisations.tree(),
    )
    return {
        "number": dossier.last_task + 1,
        "step": step.id,
        "unit": unit_id,
        "role": role,
        "person": person_id,
        "due_at": step_due(step, unit_id=unit_id, at=at, due_at=due_at or dossier.due_at).isoformat(),
    }


def moving(
    kind: str, file: File, task: Task, opens: dict[str, Any], *, by: Rights, at: datetime, **more: Any
) -> Fact:
    """A fact that closes one task and opens another."""
    note = more.pop("note", "")
    custody = rules.custody_at(opens["unit"], centre_id=file.dossier.centre_id)
    payload = {"task": task.number, "opens": opens, "custody": custody, **more}
    return Fact(kind, at, by.user_id, task.unit_id, task.role, note, payload)


def clock_at(held: Held, step: StepView, *, at: datetime, policy: str, proof: str = "") -> dict[str, Any]:
    """What entering a step does to the clock: one outside stops it, leaving it starts it again."""
    dossier = held.file.dossier
    is_tax = step.place == Step.Place.TAX
    if stands_still(step):
        return ({} if dossier.is_paused else {"pauses": True}) | _money_outside(
            dossier, is_tax=is_tax, proof=proof
        )
    if not held.is_outside or not dossier.is_paused:
        return {}
    changes = going_on(
        held.file, policy=policy, phase_minutes=remaining_minutes(held.definition, step.id), at=at
    )
    if dossier.money == Dossier.Money.DUE:
        # Sent back or recalled before anybody paid: nothing is due any more.
        changes["money"] = (Dossier.Money.PAID if proof else Dossier.Money.NOTHING_DUE).value
        changes |= {"proof": proof} if proof else {}
    return changes


def _money_outside(dossier: Dossier, *, is_tax: bool, proof: str) -> dict[str, Any]:
    """What a step outside says of the money: asked for at the tax office, paid with the proof that was handed in."""
    if is_tax:
        return {"money": Dossier.Money.DUE.value}
    if proof and dossier.money == Dossier.Money.DUE:
        return {"money": Dossier.Money.PAID.value, "proof": proof}
    return {}


def going_on(file: File, *, policy: str, phase_minutes: int, at: datetime) -> dict[str, Any]:
    """What the payload of an event says that ends a pause: the new date with its inputs."""
    dossier = file.dossier
    assert dossier.paused_at is not None
    working_time = worktime.of_version(dossier.calendar_id)
    due_at = rules.due_after_pause(
        policy,
        limit=limit_of(file),
        phase_minutes=phase_minutes,
        paused_at=dossier.paused_at,
        at=at,
        due_at=dossier.due_at,
        working_time=working_time,
    )
    return {
        "policy": policy,
        "phase_minutes": phase_minutes,
        "was": dossier.due_at.isoformat(),
        "due_at": due_at.isoformat(),
    }


def tasks_going_on(file: File, *, at: datetime) -> Mapping[str, str]:
    """The new deadlines of the open tasks once a pause is over, each by its own unit's calendar."""
    dossier = file.dossier
    assert dossier.paused_at is not None
    return {
        str(task.number): rules.task_due_after_pause(
            task.due_at,
            paused_at=dossier.paused_at,
            at=at,
            working_time=worktime.current(organisations.calendar_code(task.unit_id)).working_time,
        ).isoformat()
        for task in file.tasks.values()
        if task.closed_at is None
    }


_SETS_LIMIT = (Kind.REGISTERED, Kind.RECEIVED, Kind.PROCEDURE_CHANGED, Kind.RECALENDARED)
_NOBODY = -1
_last_limit = Prepared(
    lambda: (
        Event.objects.filter(dossier=_NOBODY, kind__in=_SETS_LIMIT)
        .order_by("-seq")
        .values_list("payload__limit")[:1]
    ),
    stand_ins=(_NOBODY,),
)
_events = Prepared(lambda: Event.objects.filter(dossier=_NOBODY).order_by("seq"), stand_ins=(_NOBODY,))


def limit_of(file: File) -> Limit:
    """The time limit a dossier runs by: the one of the last event that set one."""
    for _seq, fact in reversed(file.events):
        if fact.kind in _SETS_LIMIT:
            return Limit.of(fact.payload["limit"])
    ((limit,),) = _last_limit.rows(file.dossier.pk)
    return Limit.of(limit)


def facts_in(file: File) -> list[Fact]:
    """Return everything that happened to a dossier, what is not written yet included."""
    written = [] if file.is_new else instances(Event, _events.rows(file.dossier.pk))
    return [fact_of(event) for event in written] + [fact for _seq, fact in file.events]


def pass_on(
    held: Held,
    step: StepView,
    *,
    by: Rights,
    at: datetime,
    note: str = "",
    proof: str = "",
    person_id: int | None = None,
) -> None:
    """Close the task in hand and open the step for its holder, or for the person chosen among them."""
    changes = clock_at(held, step, at=at, policy="phase", proof=proof)
    due_at = datetime.fromisoformat(changes["due_at"]) if "due_at" in changes else None
    opens = opening(held.file, step, at=at, person_id=person_id, due_at=due_at)
    if person_id is not None:
        holders = organisations.holders(opens["unit"], opens["role"], on=local_day(at))
        if reason := rules.why_not_hand_to(person_id, holders):
            raise Refused(reason)
    held.file.record(moving(Kind.MOVED, held.file, held.task, opens, by=by, at=at, note=note, **changes))


def refuse_if(reason: str) -> None:
    """Refuse with the reason a guard gave, if it gave one."""
    if reason:
        raise Refused(reason)
