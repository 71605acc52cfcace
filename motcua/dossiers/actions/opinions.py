"""Parallel consultation: several units are asked at once, and the step waits for all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motcua.base.text import clean
from motcua.dossiers import rules
from motcua.dossiers.actions.common import refuse_if, task_in
from motcua.dossiers.journal import File, Journal, writing
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Fact, Kind
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.worktime import queries as worktime


def consult(
    number: str,
    *,
    task: int,
    units: Sequence[int],
    question: str,
    days: int,
    by: Rights,
    at: datetime,
    journal: Journal | None = None,
) -> Dossier:
    """Ask other units for an opinion within so many working days; the time runs on (domain.md §3.5)."""
    with writing(journal) as book:
        file = book.hold(number)
        held = task_in(file, task)
        asked = [one.unit_id for one in file.tasks.values() if one.closed_at is None and one.asked_by == task]
        wanted = list(dict.fromkeys(units))
        refuse_if(
            rules.why_not_consult(file.dossier, held, by, units=wanted, asked=asked, question=clean(question))
        )
        asks = [
            _asked(file, unit_id, place, task=task, step_id=held.step_id, days=days, at=at)
            for place, unit_id in enumerate(wanted, start=1)
        ]
        payload = {"task": task, "asks": asks}
        file.record(Fact(Kind.CONSULTED, at, by.user_id, held.unit_id, held.role, clean(question), payload))
        return file.dossier


def _asked(
    file: File, unit_id: int, place: int, *, task: int, step_id: int, days: int, at: datetime
) -> dict[str, Any]:
    calendar = worktime.current(organisations.calendar_code(unit_id))
    return {
        "number": file.dossier.last_task + place,
        "step": step_id,
        "unit": unit_id,
        "role": rules.opinion_role(unit_id, tree=organisations.tree()),
        "person": None,
        "due_at": calendar.working_time.due(at, max(1, days), "working_day").isoformat(),
        "asked_by": task,
    }


def give_opinion(
    number: str, *, task: int, opinion: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Give the opinion one was asked for; the last one lets the step go on."""
    with writing(journal) as book:
        file = book.hold(number)
        held = task_in(file, task)
        refuse_if(rules.why_not_give_opinion(file.dossier, held, by, opinion=clean(opinion)))
        payload = {"task": task, "for": held.asked_by}
        file.record(
            Fact(Kind.OPINION_GIVEN, at, by.user_id, held.unit_id, held.role, clean(opinion), payload)
        )
        return file.dossier


def waive_opinion(
    number: str, *, task: int, reason: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Stop waiting for an opinion, with the reason; whoever asked does this."""
    with writing(journal) as book:
        file = book.hold(number)
        held = task_in(file, task)
        asker = task_in(file, held.asked_by) if held.asked_by is not None else held
        refuse_if(rules.why_not_waive_opinion(held, asker, by, reason=clean(reason)))
        payload = {"task": task, "for": held.asked_by}
        file.record(
            Fact(Kind.OPINION_WAIVED, at, by.user_id, asker.unit_id, asker.role, clean(reason), payload)
        )
        return file.dossier
