"""What people do with a dossier. One verb, one transaction, one or two events."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.base.models import Counter
from motcua.base.text import clean, fold
from motcua.catalogue.models import RequiredPaper
from motcua.dossiers import rules
from motcua.dossiers.journal import File, Journal, writing
from motcua.dossiers.models import Dossier, Paper, Task
from motcua.dossiers.roads import Road, road
from motcua.dossiers.rules import Fact, Kind
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.people.actions import register
from motcua.people.rules import Details
from motcua.workflow import queries as workflow
from motcua.workflow.models import Step
from motcua.workflow.rules import StepView
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


def receive(intake: Intake, *, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """Receive a dossier: number it, promise a date, and pass it on to the first step after reception.

    The same form sent twice gives the dossier of the first time.
    """
    try:
        with writing(journal) as book:
            return _receive(intake, by=by, at=at, journal=book)
    except IntegrityError:
        # The network repeated the form: whoever came second gets what the first one made.
        if again := Dossier.objects.filter(request_key=intake.request_key).first():
            return again
        raise


def _receive(intake: Intake, *, by: Rights, at: datetime, journal: Journal) -> Dossier:
    way = road(
        intake.version_id,
        case_id=intake.case_id,
        channel=intake.channel,
        centre_id=intake.centre_id,
        by=by,
        at=at,
    )
    owner = register(intake.owner)
    representative = register(intake.representative) if intake.representative else None
    number = rules.dossier_number(
        way.official_code,
        day=local_day(at),
        order=Counter.take(way.official_code, day=local_day(at)),
    )
    version = way.version
    phone = intake.phone or intake.owner.phone
    name = clean(intake.owner.name)
    dossier = Dossier(
        number=number,
        request_key=intake.request_key,
        centre_id=intake.centre_id,
        unit_id=way.unit_id,
        procedure=version,
        case=way.case.case,
        process_id=way.process.version_id,
        calendar_id=way.calendar_id,
        field_id=version.field_id,
        online_level=version.online_level,
        owner=owner,
        representative=representative,
        owner_name=name,
        owner_address=intake.owner.address,
        phone=phone,
        content=clean(intake.content) or version.name,
        sets=intake.sets,
        channel=intake.channel,
        result_channel=intake.result_channel,
        search=fold(f"{number} {name} {phone} {representative.name if representative else ''}")[:400],
        last_seq=0,
    )
    papers = [_paper(dossier, order, paper) for order, paper in enumerate(intake.papers, start=1)]
    file = journal.add(dossier, papers)
    has_paper = intake.channel != Dossier.Channel.ONLINE and any(not paper.is_electronic for paper in papers)
    first = way.process.steps[0]
    file.record(_reception(way, first, by=by, at=at, centre_id=intake.centre_id, has_paper=has_paper))
    if len(way.process.steps) > 1 and way.process.steps[1].kind != Step.Kind.RETURN:
        _pass_on(file, file.tasks[1], way.process.steps[1], by=by, at=at)
    return dossier


def _paper(dossier: Dossier, order: int, paper: PaperIn) -> Paper:
    return Paper(
        dossier=dossier,
        order=order,
        required=paper.required,
        name=clean(paper.name),
        originals=paper.originals,
        certified_copies=paper.certified_copies,
        copies=paper.copies,
        is_electronic=paper.is_electronic,
    )


def _reception(
    way: Road, step: StepView, *, by: Rights, at: datetime, centre_id: int, has_paper: bool
) -> Fact:
    payload = {
        # Inputs of the deadline: with the calendar version they explain the date for ever.
        "limit": {"amount": way.limit.amount, "unit": way.limit.unit, "calendar": way.calendar_id},
        "procedure": way.version.pk,
        "process": way.process.version_id,
        "due_at": way.due.due_at.isoformat(),
        "custody": Dossier.Custody.CENTRE if has_paper else Dossier.Custody.NO_PAPER,
        "opens": {
            "number": 1,
            "step": step.id,
            "unit": centre_id,
            "role": rules.Role.RECEPTION,
            "person": by.user_id,
            "due_at": _step_due(step, unit_id=centre_id, at=at, due_at=way.due.due_at).isoformat(),
        },
    }
    return Fact(Kind.RECEIVED, at, by.user_id, centre_id, rules.Role.RECEPTION, payload=payload)


def _step_due(step: StepView, *, unit_id: int, at: datetime, due_at: datetime) -> datetime:
    """The step's own clock by its holder's calendar; a step without time of its own has the dossier's."""
    if step.budget_minutes is None or step.stops_clock:
        return due_at
    calendar = worktime.current(organisations.calendar_code(unit_id))
    return calendar.working_time.add_minutes(at, step.budget_minutes)


def _opening(file: File, step: StepView, *, at: datetime, person_id: int | None = None) -> dict[str, Any]:
    dossier = file.dossier
    unit_id, role = rules.holder_of(
        step.place,
        step.role,
        centre_id=dossier.centre_id,
        unit_id=dossier.unit_id,
        tree=organisations.tree(),
    )
    return {
        "number": dossier.last_task + 1,
        "step": step.id,
        "unit": unit_id,
        "role": role,
        "person": person_id,
        "due_at": _step_due(step, unit_id=unit_id, at=at, due_at=dossier.due_at).isoformat(),
    }


def _moving(
    kind: str, file: File, task: Task, opens: dict[str, Any], *, by: Rights, at: datetime, **more: Any
) -> Fact:
    """A fact that closes one task and opens another."""
    note = more.pop("note", "")
    custody = rules.custody_at(opens["unit"], centre_id=file.dossier.centre_id)
    payload = {"task": task.number, "opens": opens, "custody": custody, **more}
    return Fact(kind, at, by.user_id, task.unit_id, task.role, note, payload)


def _pass_on(
    file: File,
    task: Task,
    step: StepView,
    *,
    by: Rights,
    at: datetime,
    note: str = "",
    person_id: int | None = None,
) -> None:
    opens = _opening(file, step, at=at, person_id=person_id)
    if person_id is not None:
        holders = organisations.holders(opens["unit"], opens["role"], on=local_day(at))
        if reason := rules.why_not_hand_to(person_id, holders):
            raise Refused(reason)
    file.record(_moving(Kind.MOVED, file, task, opens, by=by, at=at, note=note))


def _task(file: File, number: int) -> Task:
    """The open task of this number, or as it was closed: the rules say what became of it."""
    task = file.tasks.get(number)
    return task if task is not None else Task.objects.get(dossier=file.dossier, number=number)


def take(number: str, *, task: int, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """Take a waiting task into one's own hands."""
    with writing(journal) as book:
        file = book.hold(number)
        held = _task(file, task)
        if reason := rules.why_not_take(held, by):
            raise Refused(reason)
        file.record(Fact(Kind.TAKEN, at, by.user_id, held.unit_id, held.role, payload={"task": task}))
        return file.dossier


def forward(
    number: str,
    *,
    task: int,
    by: Rights,
    at: datetime,
    to_step: int | None = None,
    note: str = "",
    person_id: int | None = None,
    journal: Journal | None = None,
) -> Dossier:
    """Pass a task on to the next step, or to the one chosen among those the process allows."""
    with writing(journal) as book:
        file = book.hold(number)
        held = _task(file, task)
        definition = workflow.definition(file.dossier.process_id)
        allowed = definition.forward.get(held.step_id, ())
        step_id = to_step if to_step in allowed else (allowed[0] if allowed and to_step is None else None)
        step = definition.step(step_id) if step_id is not None else None
        if reason := rules.why_not_forward(held, by, target_kind=step.kind if step else ""):
            raise Refused(reason)
        assert step is not None
        _pass_on(file, held, step, by=by, at=at, note=clean(note), person_id=person_id)
        return file.dossier


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
        file = book.hold(number)
        held = _task(file, task)
        definition = workflow.definition(file.dossier.process_id)
        allowed = definition.back.get(held.step_id, ())
        step_id = to_step if to_step is not None else (allowed[-1] if allowed else None)
        refusal = rules.why_not_send_back(held, by, is_allowed=step_id in allowed, reason=clean(reason))
        if refusal or step_id is None:
            raise Refused(refusal)
        opens = _opening(file, definition.step(step_id), at=at)
        file.record(_moving(Kind.SENT_BACK, file, held, opens, by=by, at=at, note=clean(reason)))
        return file.dossier


def recall(number: str, *, task: int, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """Take back what one has just passed on, while nobody has touched it."""
    with writing(journal) as book:
        file = book.hold(number)
        held = _task(file, task)
        if reason := rules.why_not_recall(held, by):
            raise Refused(reason)
        sent = _task(file, task - 1)
        opens = {
            "number": file.dossier.last_task + 1,
            "step": sent.step_id,
            "unit": sent.unit_id,
            "role": sent.role,
            "person": by.user_id,
            # The clock of the step went on while the dossier was away.
            "due_at": sent.due_at.isoformat(),
        }
        fact = _moving(Kind.RECALLED, file, held, opens, by=by, at=at)
        fact.unit_id, fact.role = sent.unit_id, sent.role
        file.record(fact)
        return file.dossier


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
        file = book.hold(number)
        held = _task(file, task)
        definition = workflow.definition(file.dossier.process_id)
        allowed = definition.forward.get(held.step_id, ())
        step = definition.step(allowed[0]) if allowed else None
        if reason := rules.why_not_issue(held, by, next_kind=step.kind if step else "", result=clean(result)):
            raise Refused(reason)
        assert step is not None
        opens = _opening(file, step, at=at)
        file.record(
            _moving(
                Kind.RESULT_ISSUED, file, held, opens, by=by, at=at, note=clean(note), result=clean(result)
            )
        )
        return file.dossier


def return_result(
    number: str, *, receiver: str, by: Rights, at: datetime, note: str = "", journal: Journal | None = None
) -> Dossier:
    """Hand the result over to the applicant or the one who may receive it."""
    with writing(journal) as book:
        file = book.hold(number)
        held = next((one for one in file.tasks.values() if one.closed_at is None), None)
        if reason := rules.why_not_return(file.dossier, held, by, receiver=clean(receiver)):
            raise Refused(reason)
        assert held is not None
        payload = {"task": held.number, "receiver": clean(receiver), "how": file.dossier.result_channel}
        file.record(Fact(Kind.RETURNED, at, by.user_id, held.unit_id, held.role, clean(note), payload))
        return file.dossier


def withdraw(
    number: str, *, reason: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Record that the applicant takes the dossier back before there is a result (NĐ 118/2025 Điều 21)."""
    with writing(journal) as book:
        file = book.hold(number)
        if refusal := rules.why_not_withdraw(file.dossier, by, reason=clean(reason)):
            raise Refused(refusal)
        file.record(
            Fact(
                Kind.WITHDRAWN,
                at,
                by.user_id,
                file.dossier.centre_id,
                rules.Role.RECEPTION,
                clean(reason),
            )
        )
        return file.dossier
