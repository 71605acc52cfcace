"""Changes of the road itself: a procedure chosen by mistake, parts of a linked dossier, another calendar."""

from collections.abc import Sequence
from datetime import datetime

from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.dossiers import rules
from motcua.dossiers.actions.common import opening, refuse_if
from motcua.dossiers.actions.reception import Intake, limit_payload, receive, road_payload
from motcua.dossiers.clocks import fact_of
from motcua.dossiers.journal import File, Journal, writing
from motcua.dossiers.models import Dossier
from motcua.dossiers.roads import road
from motcua.dossiers.rules import Fact, Kind, Role
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime


def change_procedure(
    number: str,
    *,
    version_id: int,
    case_id: int,
    reason: str,
    by: Rights,
    at: datetime,
    journal: Journal | None = None,
) -> Dossier:
    """Correct a wrongly chosen procedure: the dossier keeps its number and its reception, and goes the right road.

    The date is counted from the reception by the right limit; the applicant does not pay for our mistake.
    """
    with writing(journal) as book:
        file = book.hold(number)
        dossier = file.dossier
        refuse_if(rules.why_not_change_procedure(dossier, by, version_id=version_id, reason=clean(reason)))
        way = road(
            version_id,
            case_id=case_id,
            channel=dossier.channel,
            centre_id=dossier.centre_id,
            by=by,
            at=dossier.received_at,
        )
        steps = way.process.steps
        step = steps[1] if len(steps) > 1 else steps[0]
        # The next holder follows from the right unit, which the fold sets only with this event.
        opens = opening(file, step, at=at, due_at=way.due.due_at, resolver_id=way.unit_id)
        payload = {
            **limit_payload(way),
            "counted_from": dossier.received_at.isoformat(),
            "due_at": way.due.due_at.isoformat(),
            "road": road_payload(way),
            "was": {"procedure": dossier.procedure_id, "due_at": dossier.due_at.isoformat()},
            "opens": opens,
            "custody": rules.custody_at(opens["unit"], centre_id=dossier.centre_id),
        }
        file.record(
            Fact(
                Kind.PROCEDURE_CHANGED,
                at,
                by.user_id,
                dossier.centre_id,
                Role.RECEPTION,
                clean(reason),
                payload,
            )
        )
        return dossier


def open_child(parent: str, intake: Intake, *, by: Rights, at: datetime) -> Dossier:
    """Open the part of a linked dossier that another authority resolves; it is counted with its parent."""
    with writing(None) as book:
        file = book.hold(parent)
        refuse_if(rules.why_not_fit(Kind.LINKED, file.dossier))
        again = Dossier.objects.filter(request_key=intake.request_key).first()
        if again is not None:
            return again
        child = receive(intake, by=by, at=at, journal=book, parent=file.dossier)
        book.give_numbers()
        payload = {"child": child.number, "procedure": child.procedure_id}
        centre_id = file.dossier.centre_id
        file.record(Fact(Kind.LINKED, at, by.user_id, centre_id, Role.RECEPTION, "", payload))
        return child


def recalendar(
    number: str,
    *,
    calendar_id: int,
    by: Rights,
    at: datetime,
    note: str = "",
    facts: Sequence[Fact] | None = None,
    journal: Journal | None = None,
) -> Dossier:
    """Count the date of an open dossier again by another version of its calendar.

    A stopped clock is recounted too: it goes on by the new version. `facts` are all its events, where whoever
    moves many has read them.
    """
    with writing(journal) as book:
        file = book.hold(number)
        dossier = file.dossier
        refuse_if(rules.why_not_fit(Kind.RECALENDARED, dossier))
        if dossier.calendar_id == calendar_id:
            return dossier
        told = [fact_of(event) for event in dossier.events.order_by("seq")] if facts is None else facts
        file.record(_recalendared(file, told, calendar_id=calendar_id, by=by, at=at, note=clean(note)))
        return dossier


def _recalendared(
    file: File, facts: Sequence[Fact], *, calendar_id: int, by: Rights, at: datetime, note: str
) -> Fact:
    dossier, new = file.dossier, worktime.of_version(calendar_id)
    before = [fact for fact in facts if fact.kind != Kind.RECALENDARED]
    clock = rules.replay(before, calendar_of=lambda _version: new)
    assert clock.limit is not None
    assert clock.due_at is not None
    basis = rules.basis(before)
    promised = max(filter(None, (clock.due_at, dossier.extended_to)))
    payload = {
        "calendar": calendar_id,
        "limit": {"amount": clock.limit.amount, "unit": clock.limit.unit, "calendar": calendar_id},
        "counted_from": basis.counted_from.isoformat(),
        "phase_minutes": basis.phase_minutes,
        "is_shifted": basis.is_shifted,
        "was": dossier.promised_at.isoformat(),
        "due_at": clock.due_at.isoformat(),
        # The applicant is told when the day changes that stands on the paper in their hands.
        "letter": not dossier.is_paused and local_day(promised) != local_day(dossier.promised_at),
        "tasks": _steps_by(new, file, due_at=clock.due_at, at=at),
    }
    role = Role.DIRECTOR
    return Fact(Kind.RECALENDARED, at, by.user_id, dossier.centre_id, role, note, payload)


def _steps_by(new: WorkingTime, file: File, *, due_at: datetime, at: datetime) -> dict[str, str]:
    """The deadlines of the steps in hand that the old calendar set: what is left of each is counted by the new one."""
    dossier = file.dossier
    old, code = worktime.of_version(dossier.calendar_id), organisations.calendar_code(dossier.unit_id)
    since = dossier.paused_at or at
    found: dict[str, str] = {}
    for task in file.tasks.values():
        if task.closed_at is not None:
            continue
        if task.due_at == dossier.due_at:
            found[str(task.number)] = due_at.isoformat()
        elif organisations.calendar_code(task.unit_id) == code:
            left = old.minutes_between(since, task.due_at)
            if left >= 0:
                found[str(task.number)] = new.add_minutes(since, left).isoformat()
    return found
