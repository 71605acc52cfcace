"""Changes of the road itself: a procedure chosen by mistake, parts of a linked dossier, another calendar."""

from datetime import datetime

from motcua.base.text import clean
from motcua.dossiers import rules
from motcua.dossiers.actions.common import limit_of, opening, refuse_if
from motcua.dossiers.actions.reception import Intake, limit_payload, receive, road_payload
from motcua.dossiers.journal import Journal, writing
from motcua.dossiers.models import Dossier
from motcua.dossiers.roads import road
from motcua.dossiers.rules import Fact, Kind, Role
from motcua.organisations.rules import Rights
from motcua.worktime import queries as worktime


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
        dossier.unit_id = way.unit_id
        opens = opening(file, step, at=at, due_at=way.due.due_at)
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
        payload = {"child": child.number, "procedure": child.procedure_id}
        centre_id = file.dossier.centre_id
        file.record(Fact(Kind.LINKED, at, by.user_id, centre_id, Role.RECEPTION, "", payload))
        return child


def recalendar(
    number: str, *, calendar_id: int, by: Rights, at: datetime, note: str = "", journal: Journal | None = None
) -> Dossier:
    """Count the date of an open dossier again by another version of its calendar."""
    with writing(journal) as book:
        file = book.hold(number)
        dossier = file.dossier
        refuse_if(rules.why_not_fit(Kind.RECALENDARED, dossier))
        limit = limit_of(file)
        counted_from = rules.counted_from(file.dossier.events.all())
        due_at = worktime.of_version(calendar_id).due(counted_from, limit.amount, limit.unit)
        payload = {
            "calendar": calendar_id,
            "limit": {"amount": limit.amount, "unit": limit.unit, "calendar": calendar_id},
            "counted_from": counted_from.isoformat(),
            "was": dossier.due_at.isoformat(),
            "due_at": due_at.isoformat(),
        }
        file.record(
            Fact(Kind.RECALENDARED, at, by.user_id, dossier.centre_id, Role.DIRECTOR, clean(note), payload)
        )
        return dossier
