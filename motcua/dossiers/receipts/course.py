"""Form 06 and the processing history, from a dossier's tasks and events."""

from collections.abc import Iterable
from datetime import date, datetime

from motcua.base import clock
from motcua.dossiers import rules
from motcua.dossiers.forms import ControlForm, HistoryForm, HistoryLine, Kind, Leg
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.receipts.heads import day, head, moment, short_moment
from motcua.organisations import queries as organisations

TIMINGS = {
    "early": "Trước hạn",
    "on_time": "Đúng hạn",
    "late": "Quá hạn",
    "overdue": "Đang quá hạn",
    "in_time": "Đang trong hạn",
    "": "",
}


def control_form(page: DossierPage, at: datetime) -> ControlForm:
    """Return form 06: each hand-over of a dossier, and how each part was done in its time."""
    dossier = page.dossier
    tree = organisations.tree()
    return ControlForm(
        head=head(dossier, Kind.CONTROL, on=clock.local_day(at)),
        owner=dossier.owner_name,
        procedure=dossier.procedure.name,
        received_at=moment(dossier.received_at),
        due_at=moment(dossier.due_at),
        unit=tree[dossier.unit_id].name,
        partners="; ".join(_partners(page)),
        legs=tuple(_legs(page, on=clock.local_day(at))),
        outcome=_outcome(page.dossier, on=clock.local_day(at)),
    )


def _partners(page: DossierPage) -> Iterable[str]:
    """Name the agencies that took part and neither receive nor resolve."""
    tree = organisations.tree()
    own = {page.dossier.centre_id, tree.agency_of(page.dossier.unit_id).id}
    agencies = dict.fromkeys(tree.agency_of(task.unit_id).id for task in page.tasks)
    return (tree[agency].name for agency in agencies if agency not in own)


def _legs(page: DossierPage, *, on: date) -> Iterable[Leg]:
    tree = organisations.tree()
    names = {event.by_id: event.by.full_name for event in page.events}
    opened = {number: event for event in page.events for number in _opens(event)}
    for task in page.tasks[1:]:
        event = opened.get(task.number)
        before = _before(page.tasks, task)
        yield Leg(
            giver_unit=tree[before.unit_id].name,
            taker_unit=tree[task.unit_id].name,
            work=before.step.name,
            moment=moment(task.opened_at),
            giver=names.get(task.opened_by_id, ""),
            taker=task.person.full_name if task.person and task.taken_at else "",
            timing=_timing(before, on=on) if before.closed_at == task.opened_at else "",
            note=_remark(event),
        )
    for event in page.events:
        if event.kind == Event.Kind.RETURNED:
            yield Leg(
                giver_unit=tree[event.unit_id].name,
                taker_unit="Người nhận kết quả",
                work="Trả kết quả",
                moment=moment(event.at),
                giver=event.by.full_name,
                taker=event.payload.get("receiver", ""),
                timing="",
                note=event.note,
            )


def _opens(event: Event) -> list[int]:
    """Return the numbers of the tasks an event opened."""
    opens = [event.payload["opens"]] if "opens" in event.payload else event.payload.get("asks", [])
    return [one["number"] for one in opens]


def _before(tasks: list[Task], task: Task) -> Task:
    """Return the task whose holder handed this one over: the one just closed, else the last one open then."""
    earlier = [other for other in tasks if other.number < task.number]
    closed = [other for other in earlier if other.closed_at == task.opened_at]
    return (closed or earlier)[-1]


def _timing(task: Task, *, on: date) -> str:
    """Say how a part was done in its time; the part of a step that no clock counts says nothing."""
    if task.closed_at is None or task.step.stops_clock or task.step.budget_minutes is None:
        return ""
    return TIMINGS[
        rules.timing(
            due_on=clock.local_day(task.due_at),
            ended_on=clock.local_day(task.closed_at),
            on=on,
            with_result=True,
        )
    ]


def _remark(event: Event | None) -> str:
    if event is None:
        return ""
    is_plain = event.kind in (Event.Kind.MOVED, Event.Kind.RECEIVED)
    return ": ".join(part for part in ("" if is_plain else _act(event), event.note) if part)


def _outcome(dossier: Dossier, *, on: date) -> str:
    if not dossier.is_open and dossier.ending != Dossier.Ending.RESULT:
        return f"{dossier.get_business_display()!s} ({dossier.ended_on:%d/%m/%Y})"
    timing = TIMINGS[rules.timing(due_on=dossier.due_on, ended_on=dossier.ended_on, on=on, with_result=True)]
    return f"{timing} (có kết quả {day(dossier.resolved_at)})" if dossier.resolved_at else timing


def history_form(page: DossierPage, at: datetime) -> HistoryForm:
    """Return the processing history: what was done, when, by whom, for whom and by when."""
    dossier = page.dossier
    return HistoryForm(
        head=head(dossier, Kind.HISTORY, on=clock.local_day(at)),
        owner=dossier.owner_name,
        procedure=dossier.procedure.name,
        received_at=moment(dossier.received_at),
        due_at=moment(dossier.due_at),
        lines=tuple(_line(event, page) for event in page.events),
    )


def _line(event: Event, page: DossierPage) -> HistoryLine:
    tree = organisations.tree()
    tasks = {task.number: task for task in page.tasks}
    opened = [tasks[number] for number in _opens(event)]
    people = [task.person.full_name if task.person else "" for task in opened]
    receivers = [
        ", ".join(part for part in (person, tree[task.unit_id].short_name) if part)
        for person, task in zip(people, opened, strict=True)
    ]
    return HistoryLine(
        moment=short_moment(event.at),
        person=event.by.full_name,
        unit=tree[event.unit_id].short_name,
        act=_act(event),
        note=event.note,
        receiver="; ".join(receivers) or event.payload.get("receiver", ""),
        due_at="; ".join(
            dict.fromkeys(
                short_moment(task.due_at) for task in opened if task.step.budget_minutes is not None
            )
        ),
    )


def _act(event: Event) -> str:
    words = str(event.get_kind_display())
    return words[:1].upper() + words[1:]
