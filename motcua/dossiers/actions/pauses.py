"""Acts that stop the clock and start it again: supplement, financial obligation, suspension."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.dossiers import rules
from motcua.dossiers.actions.common import (
    going_on,
    held_in,
    only_task,
    refuse_if,
    remaining_minutes,
    task_in,
    tasks_going_on,
)
from motcua.dossiers.journal import File, Journal, writing
from motcua.dossiers.models import NOT_RECEIVED, Dossier
from motcua.dossiers.rules import Fact, Kind, Wanted
from motcua.dossiers.supplements import why_not_marked
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.workflow import queries as workflow
from motcua.worktime import queries as worktime


def approve_supplement(
    number: str, *, task: int, ground: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Allow one more request for supplement, with the written ground (NĐ 118/2025 Điều 11)."""
    with writing(journal) as book:
        file = book.hold(number)
        held = task_in(file, task)
        is_superior = rules.is_superior(by, held.unit_id, tree=organisations.tree())
        refuse_if(
            rules.why_not_approve_supplement(
                file.dossier, held, by, is_superior=is_superior, ground=clean(ground)
            )
        )
        payload = {"task": task}
        file.record(
            Fact(Kind.SUPPLEMENT_APPROVED, at, by.user_id, held.unit_id, held.role, clean(ground), payload)
        )
        return file.dossier


def request_supplement(
    number: str,
    *,
    task: int,
    wanted: Sequence[Wanted],
    by: Rights,
    at: datetime,
    note: str = "",
    journal: Journal | None = None,
) -> Dossier:
    """Ask the applicant, once and for everything, to complete the dossier (form 02); the clock stops."""
    lines = [
        Wanted(clean(one.name), clean(one.wrong), clean(one.mend), one.paper, one.mark) for one in wanted
    ]
    with writing(journal) as book:
        file = book.hold(number)
        held, dossier = task_in(file, task), file.dossier
        refuse_if(rules.why_not_request_supplement(dossier, held, by, wanted=lines))
        refuse_if(why_not_marked(dossier.pk, lines))
        days = rules.in_force().supplement_days
        until = worktime.of_version(dossier.calendar_id).due(at, days, "working_day")
        is_intake = dossier.received_on == NOT_RECEIVED
        payload = {
            "task": task,
            "phase": "intake" if is_intake else "examination",
            "wanted": [one.said for one in lines],
            "wait_until": local_day(until).isoformat(),
        }
        file.record(
            Fact(Kind.SUPPLEMENT_REQUESTED, at, by.user_id, held.unit_id, held.role, clean(note), payload)
        )
        return dossier


def close_expired(
    number: str, *, by: Rights, at: datetime, note: str = "", journal: Journal | None = None
) -> Dossier:
    """Close a dossier whose supplement did not come in time; the system proposes it, a person confirms."""
    with writing(journal) as book:
        file = book.hold(number)
        refuse_if(rules.why_not_close_expired(file.dossier, by, on=local_day(at)))
        file.record(_at_the_centre(file, Kind.EXPIRED, by=by, at=at, note=note))
        return file.dossier


def request_payment(
    number: str,
    *,
    task: int,
    notice: str,
    by: Rights,
    at: datetime,
    amount: int | None = None,
    journal: Journal | None = None,
) -> Dossier:
    """Tell the applicant of a financial obligation by the number of its notice; the clock stops.

    `amount` is in đồng, when it is known. The date promised until now stays in the event: the first of the two
    promised dates of a land dossier.
    """
    with writing(journal) as book:
        file = book.hold(number)
        held = task_in(file, task)
        refuse_if(rules.why_not_request_payment(file.dossier, held, by, notice=clean(notice)))
        payload = {
            "task": task,
            "notice": clean(notice),
            "amount": amount,
            "first_due_at": file.dossier.due_at.isoformat(),
        }
        file.record(Fact(Kind.PAYMENT_REQUESTED, at, by.user_id, held.unit_id, held.role, "", payload))
        return file.dossier


def record_payment(
    number: str, *, proof: str, by: Rights, at: datetime, note: str = "", journal: Journal | None = None
) -> Dossier:
    """Record the proof of payment, or of exemption: the second promised date runs from now."""
    with writing(journal) as book:
        file = book.hold(number)
        held = only_task(file)
        refuse_if(rules.why_not_record_payment(file.dossier, held, by, proof=clean(proof)))
        policy = rules.in_force().after_payment
        file.record(ending_pause(file, Kind.PAID, policy=policy, by=by, at=at, note=note, proof=clean(proof)))
        return file.dossier


def suspend(
    number: str,
    *,
    task: int,
    reason: str,
    document: str,
    by: Rights,
    at: datetime,
    journal: Journal | None = None,
) -> Dossier:
    """Suspend a dossier that must wait for something outside, with the document that says so."""
    with writing(journal) as book:
        file = book.hold(number)
        held = task_in(file, task)
        refuse_if(
            rules.why_not_suspend(file.dossier, held, by, reason=clean(reason), document=clean(document))
        )
        payload = {"task": task, "document": clean(document)}
        file.record(Fact(Kind.SUSPENDED, at, by.user_id, held.unit_id, held.role, clean(reason), payload))
        return file.dossier


def resume(
    number: str, *, task: int, reason: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Go on with a suspended dossier; its date moves by the working time it was suspended."""
    with writing(journal) as book:
        file = book.hold(number)
        held = held_in(file, task)
        refuse_if(rules.why_not_resume(file.dossier, held.task, by, reason=clean(reason)))
        policy = rules.in_force().after_suspension
        fact = ending_pause(file, Kind.RESUMED, policy=policy, by=by, at=at, note=reason)
        fact.unit_id, fact.role = held.task.unit_id, held.task.role
        file.record(fact)
        return file.dossier


def ending_pause(
    file: File,
    kind: str,
    *,
    policy: str,
    by: Rights,
    at: datetime,
    phase_minutes: int = 0,
    note: str = "",
    **more: Any,
) -> Fact:
    """Return the fact that ends a pause: the new date with its inputs, and what else it says.

    Without minutes of its own a phase is as long as the steps still to be made.
    """
    held = only_task(file)
    definition = workflow.definition(file.dossier.process_id)
    minutes = phase_minutes or (remaining_minutes(definition, held.step_id) if held else 0)
    changes = going_on(file, policy=policy, phase_minutes=minutes, at=at)
    fact = _at_the_centre(file, kind, by=by, at=at, note=note)
    fact.payload = {**changes, "tasks": tasks_going_on(file, at=at), **more}
    return fact


def _at_the_centre(file: File, kind: str, *, by: Rights, at: datetime, note: str) -> Fact:
    return Fact(kind, at, by.user_id, file.dossier.centre_id, rules.Role.RECEPTION, clean(note))
