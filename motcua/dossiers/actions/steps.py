"""The straight road: take, forward, send back, recall, issue, hand over; and giving work to another."""

from datetime import datetime

from motcua.base.clock import local_day
from motcua.base.prepared import Prepared
from motcua.base.text import clean
from motcua.dossiers import rules
from motcua.dossiers.actions.common import (
    clock_at,
    held_in,
    moving,
    opening,
    pass_on,
    refuse_if,
    stands_still,
    task_in,
)
from motcua.dossiers.clocks import fact_of
from motcua.dossiers.journal import File, Journal, writing
from motcua.dossiers.models import NOT_ENDED, Dossier, Task
from motcua.dossiers.rules import Fact, Kind
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights


def take(number: str, *, task: int, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """Take a waiting task into one's own hands."""
    with writing(journal) as book:
        file = book.hold(number)
        held = task_in(file, task)
        refuse_if(rules.why_not_take(held, by))
        payload = {"task": task, "from": held.person_id}
        file.record(Fact(Kind.TAKEN, at, by.user_id, held.unit_id, held.role, payload=payload))
        return file.dossier


def undo(number: str, *, task: int, by: Rights, at: datetime) -> Dossier:
    """Undo for some seconds that one took a task or gave it to somebody: whoever had it before has it again."""
    with writing(None) as book:
        file = book.hold(number)
        held = task_in(file, task)
        last = file.dossier.events.latest("seq")
        refuse_if(rules.why_not_undo(fact_of(last), by, task=task, at=at))
        payload = {
            "task": task,
            "person": last.payload["from"],
            "from": held.person_id,
            "undoes": last.seq,
            **({"untaken": True} if last.kind == Kind.TAKEN else {}),
        }
        file.record(Fact(Kind.REASSIGNED, at, by.user_id, held.unit_id, held.role, payload=payload))
        return file.dossier


def forward(
    number: str,
    *,
    task: int,
    by: Rights,
    at: datetime,
    to_step: int | None = None,
    note: str = "",
    proof: str = "",
    person_id: int | None = None,
    journal: Journal | None = None,
) -> Dossier:
    """Pass a task on to the next step, or to the one chosen among those the process allows.

    Leaving the step in which the applicant pays needs the `proof`: a receipt or a decision of exemption.
    """
    with writing(journal) as book:
        held = held_in(book.hold(number), task)
        allowed = held.definition.forward.get(held.step.id, ())
        step_id = to_step if to_step in allowed else (allowed[0] if allowed and to_step is None else None)
        step = held.definition.step(step_id) if step_id is not None else None
        refuse_if(
            rules.why_not_forward(
                held.task,
                by,
                target_kind=step.kind if step else "",
                opinions=held.opinions,
                is_outside=held.is_outside,
            )
        )
        assert step is not None
        # From one step outside to the next the applicant may still be about to pay (QT047).
        if held.is_outside and not stands_still(step):
            refuse_if(rules.why_not_leave_payment(held.file.dossier, proof=clean(proof)))
        pass_on(held, step, by=by, at=at, note=clean(note), proof=clean(proof), person_id=person_id)
        return held.file.dossier


def send_back(
    number: str,
    *,
    task: int,
    reason: str,
    by: Rights,
    at: datetime,
    to_step: int | None = None,
    journal: Journal | None = None,
) -> Dossier:
    """Return a task to an earlier step with the reason; without a choice, to the step just before."""
    with writing(journal) as book:
        held = held_in(book.hold(number), task)
        allowed = held.definition.back.get(held.step.id, ())
        step_id = to_step if to_step is not None else (allowed[-1] if allowed else None)
        refuse_if(
            rules.why_not_send_back(
                held.task,
                by,
                is_allowed=step_id in allowed,
                reason=clean(reason),
                opinions=held.opinions,
                is_outside=held.is_outside,
            )
        )
        assert step_id is not None
        step = held.definition.step(step_id)
        changes = clock_at(held, step, at=at, policy="shift")
        opens = opening(held.file, step, at=at)
        fact = moving(
            Kind.SENT_BACK, held.file, held.task, opens, by=by, at=at, note=clean(reason), **changes
        )
        held.file.record(fact)
        return held.file.dossier


def recall(number: str, *, task: int, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """Take back what one has just passed on, while nobody has touched it."""
    with writing(journal) as book:
        held = held_in(book.hold(number), task)
        refuse_if(rules.why_not_recall(held.task, by))
        sent = _step_before(held.file, task)
        refuse_if(rules.why_not_recall_over(sent))
        step = held.definition.step(sent.step_id)
        opens = {
            "number": held.file.dossier.last_task + 1,
            "step": sent.step_id,
            "unit": sent.unit_id,
            "role": sent.role,
            "person": by.user_id,
            # The clock of the step went on while the dossier was away.
            "due_at": sent.due_at.isoformat(),
        }
        changes = clock_at(held, step, at=at, policy="shift")
        fact = moving(Kind.RECALLED, held.file, held.task, opens, by=by, at=at, **changes)
        fact.unit_id, fact.role = sent.unit_id, sent.role
        held.file.record(fact)
        return held.file.dossier


def _step_before(file: File, number: int) -> Task:
    """The task that was passed on to this one; opinions have numbers of their own between the steps."""
    if file.is_new:
        return max(
            (task for task in file.tasks.values() if task.asked_by is None and task.number < number),
            key=lambda task: task.number,
        )
    return Task.objects.filter(dossier=file.dossier, asked_by=None, number__lt=number).latest("number")


def issue_result(
    number: str,
    *,
    task: int,
    result: str,
    by: Rights,
    at: datetime,
    note: str = "",
    journal: Journal | None = None,
) -> Dossier:
    """Issue the signed and numbered result: the clock ends here and the dossier waits for the applicant."""
    with writing(journal) as book:
        held = held_in(book.hold(number), task)
        dossier = held.file.dossier
        allowed = held.definition.forward.get(held.step.id, ())
        step = held.definition.step(allowed[0]) if allowed else None
        refuse_if(
            rules.why_not_issue(
                held.task,
                by,
                next_kind=step.kind if step else "",
                result=clean(result),
                opinions=held.opinions,
                is_outside=held.is_outside,
                open_children=_open_children(dossier),
            )
        )
        assert step is not None
        opens = opening(held.file, step, at=at)
        more = {"note": clean(note), "result": clean(result)}
        held.file.record(moving(Kind.RESULT_ISSUED, held.file, held.task, opens, by=by, at=at, **more))
        return dossier


def _open_children(dossier: Dossier) -> int:
    # A dossier that only a batch knows yet has no children.
    if dossier.pk is None:
        return 0
    return len(_children.rows(dossier.pk))


# Asked of every result: compiled once.
_NOBODY = -1
_children = Prepared(
    lambda: Dossier.objects.filter(parent=_NOBODY, ended_on=NOT_ENDED).values_list("pk"),
    stand_ins=(_NOBODY,),
)


def confirm_result(
    number: str, *, by: Rights, at: datetime, place: str = "", journal: Journal | None = None
) -> Dossier:
    """Confirm that the centre has the result in hand, and where it is kept."""
    with writing(journal) as book:
        file = book.hold(number)
        refuse_if(rules.why_not_confirm_result(file.dossier, by))
        payload = {"place": clean(place)}
        fact = Fact(
            Kind.RESULT_ARRIVED, at, by.user_id, file.dossier.centre_id, rules.Role.RETURNS, payload=payload
        )
        file.record(fact)
        return file.dossier


def return_result(
    number: str, *, receiver: str, by: Rights, at: datetime, note: str = "", journal: Journal | None = None
) -> Dossier:
    """Hand the result over to the applicant or the one who may receive it.

    A late result needs its letter of apology first, or the recorded override of the centre.
    """
    with writing(journal) as book:
        file = book.hold(number)
        held = next((one for one in file.tasks.values() if one.closed_at is None), None)
        refuse_if(
            rules.why_not_return(file.dossier, held, by, receiver=clean(receiver))
            or rules.why_not_without_apology(file.dossier, is_required=rules.in_force().apology_required)
        )
        assert held is not None
        payload = {"task": held.number, "receiver": clean(receiver), "how": file.dossier.result_channel}
        file.record(Fact(Kind.RETURNED, at, by.user_id, held.unit_id, held.role, clean(note), payload))
        return file.dossier


def reassign(
    number: str,
    *,
    task: int,
    by: Rights,
    at: datetime,
    person_id: int | None = None,
    note: str = "",
    journal: Journal | None = None,
) -> Dossier:
    """Give a task to another holder of its post, back to all of them (None), or take it over oneself."""
    with writing(journal) as book:
        file = book.hold(number)
        held = task_in(file, task)
        refuse_if(
            rules.why_not_reassign(
                file.dossier,
                held,
                by,
                is_superior=rules.is_superior(by, held.unit_id, tree=organisations.tree()),
                person_id=person_id,
                holders=organisations.holders(held.unit_id, held.role, on=local_day(at)),
            )
        )
        payload = {"task": task, "person": person_id, "from": held.person_id}
        file.record(Fact(Kind.REASSIGNED, at, by.user_id, held.unit_id, held.role, clean(note), payload))
        return file.dossier
