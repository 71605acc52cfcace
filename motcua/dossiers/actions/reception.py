"""Receiving: at the counter, online, or not at all."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from motcua.base.clock import local_day
from motcua.base.prepared import unsaved
from motcua.base.text import clean, fold
from motcua.catalogue.models import RequiredPaper
from motcua.dossiers import rules
from motcua.dossiers.actions.common import held_in, pass_on, refuse_if, step_due
from motcua.dossiers.journal import File, Journal, Series, writing
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.roads import Road, Way, road, way_to_refuse
from motcua.dossiers.rules import Fact, Kind
from motcua.organisations.rules import Rights
from motcua.people.actions import register as register_person
from motcua.people.rules import Details
from motcua.workflow.models import Step
from motcua.worktime import queries as worktime


@dataclass(frozen=True, slots=True)
class PaperIn:
    """A paper as it was handed in."""

    name: str
    required: RequiredPaper | None = None
    originals: int = 0
    certified_copies: int = 0
    copies: int = 0
    is_electronic: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything a counter knows when it receives a dossier."""

    request_key: UUID
    centre_id: int
    version_id: int
    owner: Details
    case_id: int | None = None
    representative: Details | None = None
    content: str = ""
    phone: str = ""
    channel: str = Dossier.Channel.DIRECT
    result_channel: str = Dossier.ResultChannel.COUNTER
    sets: int = 1
    papers: tuple[PaperIn, ...] = field(default_factory=tuple)


def receive(
    intake: Intake, *, by: Rights, at: datetime, journal: Journal | None = None, parent: Dossier | None = None
) -> Dossier:
    """Receive a dossier: number it, promise a date, and pass it on to the first step after reception.

    The same form sent twice gives the dossier of the first time. A `parent` makes it a part of a linked one.
    """
    try:
        with writing(journal) as book:
            way = _road(intake, by=by, at=at)
            file = _new(intake, way, journal=book, at=at, parent=parent)
            file.record(_reception(file, way, intake, by=by, at=at))
            _on_from_reception(file, by=by, at=at)
            return file.dossier
    except IntegrityError:
        # The network repeated the form: whoever came second gets what the first one made.
        if again := _made_before(intake):
            return again
        raise


def register(intake: Intake, *, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """File a dossier online: it has a number and waits for reception (NĐ 297/2025 Điều 6)."""
    try:
        with writing(journal) as book:
            way = _road(intake, by=None, at=at)
            file = _new(intake, way, journal=book, at=at)
            file.record(_filing(file, way, by=by, at=at))
            return file.dossier
    except IntegrityError:
        # The network repeated the form: whoever came second gets what the first one made.
        if again := _made_before(intake):
            return again
        raise


def accept(number: str, *, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """Receive a dossier that was filed online: the clock of its resolution starts now."""
    with writing(journal) as book:
        file = book.hold(number)
        dossier = file.dossier
        refuse_if(rules.why_not_fit(Kind.RECEIVED, dossier))
        way = road(
            dossier.procedure_id,
            case_id=dossier.case_id,
            channel=dossier.channel,
            centre_id=dossier.centre_id,
            by=by,
            at=at,
        )
        (task,) = (task for task in file.tasks.values() if task.closed_at is None)
        first = way.process.steps[0]
        due_at = step_due(first, unit_id=dossier.centre_id, at=at, due_at=way.due.due_at)
        payload = {
            **_promised(way),
            "custody": dossier.custody,
            "task": task.number,
            "task_due_at": due_at.isoformat(),
        }
        role = rules.Role.RECEPTION
        file.record(Fact(Kind.RECEIVED, at, by.user_id, dossier.centre_id, role, payload=payload))
        _on_from_reception(file, by=by, at=at)
        return dossier


def refuse(number: str, *, reason: str, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """Refuse a dossier that was filed online, with a real reason (form 03)."""
    with writing(journal) as book:
        file = book.hold(number)
        refuse_if(rules.why_not_refuse(file.dossier, by, reason=clean(reason)))
        file.record(_refusal(file, reason, by=by, at=at))
        return file.dossier


def refuse_at_counter(
    intake: Intake, *, reason: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Refuse what somebody hands in at a counter; it is kept with its number, so that form 03 has one."""
    try:
        with writing(journal) as book:
            way = way_to_refuse(
                intake.version_id, case_id=intake.case_id, centre_id=intake.centre_id, by=by, at=at
            )
            file = _new(intake, way, journal=book, at=at)
            file.record(_filing(file, way, by=by, at=at))
            refuse_if(rules.why_not_refuse(file.dossier, by, reason=clean(reason)))
            file.record(_refusal(file, reason, by=by, at=at))
            return file.dossier
    except IntegrityError:
        # The network repeated the form: whoever came second gets what the first one made.
        if again := _made_before(intake):
            return again
        raise


def _made_before(intake: Intake) -> Dossier | None:
    return Dossier.objects.filter(request_key=intake.request_key).first()


def _road(intake: Intake, *, by: Rights | None, at: datetime) -> Road:
    return road(
        intake.version_id,
        case_id=intake.case_id,
        channel=intake.channel,
        centre_id=intake.centre_id,
        by=by,
        at=at,
    )


def _new(intake: Intake, way: Way, *, journal: Journal, at: datetime, parent: Dossier | None = None) -> File:
    """Number a dossier and put it into the journal; the first event says the rest."""
    owner = register_person(intake.owner)
    representative = register_person(intake.representative) if intake.representative else None
    phone = intake.phone or intake.owner.phone
    name = clean(intake.owner.name)
    dossier = unsaved(
        Dossier,
        request_key=intake.request_key,
        centre_id=intake.centre_id,
        owner_name=name,
        owner_address=intake.owner.address,
        phone=phone,
        content=clean(intake.content) or way.version.name,
        sets=intake.sets,
        channel=intake.channel,
        result_channel=intake.result_channel,
        search=fold(f"{name} {phone} {representative.name if representative else ''}"),
        last_seq=0,
    )
    dossier.parent, dossier.owner, dossier.representative = parent, owner, representative
    dossier.procedure, dossier.case = way.version, way.case.case
    papers = [_paper(dossier, order, paper) for order, paper in enumerate(intake.papers, start=1)]
    return journal.add(dossier, papers, series=Series(way.official_code, local_day(at)))


def _on_from_reception(file: File, *, by: Rights, at: datetime) -> None:
    held = held_in(file, file.dossier.last_task)
    steps = held.definition.steps
    if len(steps) > 1 and steps[1].kind != Step.Kind.RETURN:
        pass_on(held, steps[1], by=by, at=at)


def _paper(dossier: Dossier, order: int, paper: PaperIn) -> Paper:
    made = unsaved(
        Paper,
        order=order,
        name=clean(paper.name),
        originals=paper.originals,
        certified_copies=paper.certified_copies,
        copies=paper.copies,
        is_electronic=paper.is_electronic,
    )
    made.dossier, made.required = dossier, paper.required
    return made


def _promised(way: Road) -> dict[str, Any]:
    """What is fixed at reception: the road, and the inputs of the deadline that explain it for ever."""
    return {**limit_payload(way), "due_at": way.due.due_at.isoformat(), "road": road_payload(way)}


def limit_payload(way: Road) -> dict[str, Any]:
    """Return the limit that counts, and the whole one where it is longer: two promised dates."""
    said: dict[str, Any] = {
        "limit": {"amount": way.promised.amount, "unit": way.promised.unit, "calendar": way.calendar_id}
    }
    if (way.promised.amount, way.promised.unit) != (way.limit.amount, way.limit.unit):
        said["whole"] = {"amount": way.limit.amount, "unit": way.limit.unit}
    return said


def road_payload(way: Way) -> dict[str, Any]:
    """Return what an event keeps of the road that a procedure gives a dossier."""
    return {
        "procedure": way.version.pk,
        "case": way.case.case.pk,
        "process": way.process.version_id,
        "unit": way.unit_id,
        "calendar": way.calendar_id,
        "field": way.version.field_id,
        "online_level": way.version.online_level,
    }


def _custody(file: File, intake: Intake) -> str:
    has_paper = intake.channel != Dossier.Channel.ONLINE and any(
        not paper.is_electronic for paper in file.papers
    )
    return (Dossier.Custody.CENTRE if has_paper else Dossier.Custody.NO_PAPER).value


def _reception(file: File, way: Road, intake: Intake, *, by: Rights, at: datetime) -> Fact:
    step, centre_id = way.process.steps[0], intake.centre_id
    payload = {
        **_promised(way),
        "custody": _custody(file, intake),
        "opens": {
            "number": 1,
            "step": step.id,
            "unit": centre_id,
            "role": rules.Role.RECEPTION.value,
            "person": by.user_id,
            "due_at": step_due(step, unit_id=centre_id, at=at, due_at=way.due.due_at).isoformat(),
        },
    }
    return Fact(Kind.RECEIVED, at, by.user_id, centre_id, rules.Role.RECEPTION, payload=payload)


def _filing(file: File, way: Way, *, by: Rights, at: datetime) -> Fact:
    """Filed and not received: what runs is the time of reception, by the calendar of the centre."""
    centre_id = file.dossier.centre_id
    minutes = rules.in_force().reception_minutes
    due_at = worktime.of_version(way.calendar_id).due(at, minutes, "working_minute").isoformat()
    payload = {
        "limit": {"amount": minutes, "unit": "working_minute", "calendar": way.calendar_id},
        "due_at": due_at,
        "road": road_payload(way),
        "custody": Dossier.Custody.NO_PAPER.value,
        "opens": {
            "number": 1,
            "step": way.process.steps[0].id,
            "unit": centre_id,
            "role": rules.Role.RECEPTION.value,
            "person": None,
            "due_at": due_at,
        },
    }
    return Fact(Kind.REGISTERED, at, by.user_id, centre_id, rules.Role.RECEPTION, payload=payload)


def _refusal(file: File, reason: str, *, by: Rights, at: datetime) -> Fact:
    role = rules.Role.RECEPTION
    return Fact(Kind.REFUSED, at, by.user_id, file.dossier.centre_id, role, clean(reason))
