"""New dates: extension asked and granted, and the letter of apology for a date that was missed."""

from datetime import datetime
from typing import Any

from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.dossiers import rules
from motcua.dossiers.actions.common import SYSTEM, only_task, refuse_if, remaining_minutes
from motcua.dossiers.journal import File, Journal, writing
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.rules import Fact, Kind, Role
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.workflow import queries as workflow
from motcua.worktime import queries as worktime

_ABOUT_EXTENSION = (Kind.EXTENSION_ASKED, Kind.EXTENDED, Kind.EXTENSION_REFUSED)


def ask_extension(
    number: str,
    *,
    new_due_at: datetime,
    reason: str,
    by: Rights,
    at: datetime,
    journal: Journal | None = None,
) -> Dossier:
    """Ask the centre in writing for a later date; the event says whether it was asked in time."""
    with writing(journal) as book:
        file = book.hold(number)
        dossier = file.dossier
        held = only_task(file)
        unit_id = held.unit_id if held else dossier.unit_id
        waiting, _granted = _extensions(dossier)
        refuse_if(
            rules.why_not_ask_extension(
                dossier,
                is_asked=waiting is not None,
                is_superior=rules.is_superior(by, unit_id, tree=organisations.tree()),
                reason=clean(reason),
                is_later=new_due_at > dossier.promised_at,
            )
        )
        working_time = worktime.of_version(dossier.calendar_id)
        left = working_time.working_days_between(local_day(at), local_day(dossier.promised_at))
        payload = {
            "extended_to": new_due_at.isoformat(),
            "in_time": left >= rules.in_force().extension_notice_days,
        }
        role = Role.HEAD_OF_DIVISION
        file.record(Fact(Kind.EXTENSION_ASKED, at, by.user_id, unit_id, role, clean(reason), payload))
        return dossier


def refuse_extension(
    number: str, *, reason: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Refuse an extension that was asked for: the date stays."""
    with writing(journal) as book:
        file = book.hold(number)
        asked, _granted = _extensions(file.dossier)
        refuse_if(_why_not_extend(file, by, asked=asked, granted=0, override=""))
        file.record(_of_centre(file, Kind.EXTENSION_REFUSED, by=by, at=at, note=reason))
        return file.dossier


def extend(
    number: str, *, by: Rights, at: datetime, override: str = "", journal: Journal | None = None
) -> Dossier:
    """Grant the extension that was asked for; more than the law's one needs an `override`, the written ground."""
    with writing(journal) as book:
        file = book.hold(number)
        asked, granted = _extensions(file.dossier)
        refuse_if(_why_not_extend(file, by, asked=asked, granted=granted, override=clean(override)))
        assert asked is not None
        fact = _of_centre(file, Kind.EXTENDED, by=by, at=at, note=override)
        fact.payload = {
            "extended_to": asked.payload["extended_to"],
            "was": file.dossier.promised_at.isoformat(),
            "counts": rules.in_force().extension_counts,
            "reason": asked.note,
        }
        file.record(fact)
        return file.dossier


def _why_not_extend(file: File, by: Rights, *, asked: Event | None, granted: int, override: str) -> str:
    return rules.why_not_extend(
        file.dossier,
        runs_centre=rules.runs_centre(by, file.dossier.centre_id),
        is_asked=asked is not None,
        extensions=granted,
        law=rules.in_force(),
        override=override,
    )


def _extensions(dossier: Dossier) -> tuple[Event | None, int]:
    """The request that waits for an answer, and how many were granted."""
    events = list(dossier.events.filter(kind__in=_ABOUT_EXTENSION))
    waiting = events[-1] if events and events[-1].kind == Kind.EXTENSION_ASKED else None
    return waiting, sum(event.kind == Kind.EXTENDED for event in events)


def draft_apology(number: str, *, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier | None:
    """Draft the letter of apology of a dossier that missed its date, with the cause by leg and a new date.

    The system does this at the breach; None when there is nothing to apologise for, or a letter already.
    """
    with writing(journal) as book:
        file = book.hold(number)
        dossier = file.dossier
        today = local_day(at)
        timing = rules.timing(
            due_on=dossier.due_on,
            ended_on=dossier.ended_on,
            on=today,
            with_result=dossier.ending == Dossier.Ending.RESULT,
        )
        is_wanted = timing in ("overdue", "late") and rules.fits(Kind.APOLOGY_DRAFTED, dossier.business)
        if dossier.apology or not is_wanted:
            return None
        payload = {"legs": _late_legs(file, at=at), "extended_to": _new_date(file, at=at).isoformat()}
        file.record(Fact(Kind.APOLOGY_DRAFTED, at, by.user_id, dossier.unit_id, SYSTEM, "", payload))
        return dossier


def _late_legs(file: File, *, at: datetime) -> list[dict[str, Any]]:
    """Where the time was lost: the steps that took longer than theirs, by their own unit's calendar."""
    definition = workflow.definition(file.dossier.process_id)
    # A batch has every task of its dossiers in hand; else those that are closed are in the database only.
    tasks = (
        file.tasks.values() if file.is_new else Task.objects.filter(dossier=file.dossier).order_by("number")
    )
    legs = []
    for task in tasks:
        calendar = worktime.current(organisations.calendar_code(task.unit_id))
        late = calendar.working_time.minutes_between(task.due_at, task.closed_at or at)
        if late > 0:
            legs.append({"unit": task.unit_id, "step": definition.step(task.step_id).name, "minutes": late})
    return legs


def _new_date(file: File, *, at: datetime) -> datetime:
    """A date the authority can keep: the steps still to be made, and not less than one working day."""
    dossier = file.dossier
    held = only_task(file)
    working_time = worktime.of_version(dossier.calendar_id)
    minutes = remaining_minutes(workflow.definition(dossier.process_id), held.step_id) if held else 0
    return max(working_time.add_minutes(at, minutes), working_time.due(at, 1, "working_day"))


def sign_apology(
    number: str,
    *,
    reason: str,
    new_due_at: datetime,
    by: Rights,
    at: datetime,
    journal: Journal | None = None,
) -> Dossier:
    """Sign the drafted letter (form 04) with its cause and the new date; the old one stays visible."""
    with writing(journal) as book:
        file = book.hold(number)
        dossier = file.dossier
        refuse_if(
            rules.why_not_sign_apology(
                dossier,
                signs=rules.signs_for(by, dossier.unit_id, tree=organisations.tree()),
                reason=clean(reason),
                is_later=not dossier.is_open or new_due_at > at,
            )
        )
        payload = {
            "extended_to": new_due_at.isoformat(),
            "was": dossier.promised_at.isoformat(),
            # An apology never makes a late dossier punctual.
            "counts": False,
        }
        role = Role.HEAD_OF_AGENCY
        file.record(Fact(Kind.APOLOGY_SIGNED, at, by.user_id, dossier.unit_id, role, clean(reason), payload))
        return dossier


def waive_apology(
    number: str, *, reason: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Let a late result go out without its letter; the reason and who decided stay on record."""
    with writing(journal) as book:
        file = book.hold(number)
        runs = rules.runs_centre(by, file.dossier.centre_id)
        refuse_if(rules.why_not_waive_apology(file.dossier, runs_centre=runs, reason=clean(reason)))
        file.record(_of_centre(file, Kind.APOLOGY_WAIVED, by=by, at=at, note=reason))
        return file.dossier


def _of_centre(file: File, kind: str, *, by: Rights, at: datetime, note: str) -> Fact:
    return Fact(kind, at, by.user_id, file.dossier.centre_id, Role.DIRECTOR, clean(note))
