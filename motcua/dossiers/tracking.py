"""What the public may know of a dossier, by its number and four digits somebody was given at reception."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.base.prepared import Prepared
from motcua.base.sealing import unseal
from motcua.dossiers import clocks, rules
from motcua.dossiers.models import Dossier, Event, Message
from motcua.dossiers.queries import PathStep, explained, path_of, tidy_number
from motcua.dossiers.rules import Kind, Wanted
from motcua.history import actions as history
from motcua.history import queries as attempts
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.people.rules import digits
from motcua.workflow import queries as workflow
from motcua.worktime.rules import Due


@dataclass(frozen=True, slots=True)
class Tracked:
    """What the public may know of a dossier: no name, no address, no paper."""

    number: str
    procedure_name: str
    procedure_code: str
    business: str
    business_label: str
    received_at: datetime
    due_at: datetime
    resolved_at: datetime | None
    returned_at: datetime | None
    ended_on: date
    timing: str
    result_channel: str
    centre_name: str
    centre_phone: str
    path: list[PathStep]
    why: Due
    # Until when the applicant has to answer, while the clock waits for him.
    wait_until: date | None
    is_paused: bool
    # The date promised anew after an extension or an apology.
    extended_to: datetime | None
    # What a request for supplement asks for.
    wanted: tuple[Wanted, ...]
    notice: str
    # Whether the centre or the applicant has written.
    has_messages: bool


# Looking up is what the public does most: one statement, compiled once, with a row for each task.
_COLUMNS = (
    "pk",
    "number",
    "business",
    "ending",
    "received_at",
    "due_at",
    "due_on",
    "resolved_at",
    "returned_at",
    "ended_on",
    "result_channel",
    "centre_id",
    "unit_id",
    "process_id",
    "procedure__name",
    "procedure__procedure__code",
    "phone",
    "owner__number_sealed",
    "representative__phone",
    "representative__number_sealed",
    "paused_at",
    "wait_until",
    "extended_to",
    "money",
    "limit",
    "has_messages",
    "has_failures",
)


class _Task(NamedTuple):
    """Of a task what a step of the road tells."""

    step_id: int
    unit_id: int
    asked_by: int | None
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime


_dossier = Prepared(
    lambda: (
        Dossier.objects.filter(number="number")
        .annotate(
            limit=Subquery(Event.objects.filter(dossier=OuterRef("pk"), seq=1).values("payload__limit")),
            has_messages=Exists(
                Message.objects.filter(dossier=OuterRef("pk"), readers=Message.Readers.APPLICANT)
            ),
            has_failures=Exists(attempts.FAILURES),
        )
        .order_by("tasks__number")
        .values_list(*_COLUMNS, *(f"tasks__{name}" for name in _Task._fields))
    ),
    stand_ins=("number", *attempts.STAND_INS),
)
# Of nobody's failures: for whoever has answered before.
_NOBODYS = ("", "", "0.0.0.0", "", datetime.max.replace(tzinfo=UTC))


def track(number: str, digits_typed: str, *, today: date) -> Tracked | None:
    """Return what the public may see of a dossier, or None when number and digits do not belong together.

    The digits are the last four or more of the phone or of the personal number given at reception.
    """
    return _opened(_dossier.rows(tidy_number(number), *_NOBODYS), digits_typed, today=today)


def _opened(rows: list[tuple[Any, ...]], digits_typed: str, *, today: date) -> Tracked | None:
    if not rows:
        return None
    found = dict(zip(_COLUMNS, rows[0], strict=False))
    if not _knows(found, digits(digits_typed)):
        return None
    tasks = [_Task(*row[len(_COLUMNS) :]) for row in rows]
    why, asked = _told(found)
    centre = organisations.tree()[found["centre_id"]]
    process = workflow.definition(found["process_id"])
    return Tracked(
        number=found["number"],
        procedure_name=found["procedure__name"],
        procedure_code=found["procedure__procedure__code"],
        business=found["business"],
        business_label=str(Dossier.Business(found["business"]).label),
        received_at=found["received_at"],
        due_at=found["due_at"],
        resolved_at=found["resolved_at"],
        returned_at=found["returned_at"],
        ended_on=found["ended_on"],
        timing=rules.timing(
            due_on=found["due_on"],
            ended_on=found["ended_on"],
            on=today,
            with_result=found["ending"] == Dossier.Ending.RESULT,
        ),
        result_channel=str(Dossier.ResultChannel(found["result_channel"]).label),
        centre_name=centre.name,
        centre_phone=centre.phone,
        path=path_of(process, tasks, centre_id=found["centre_id"], unit_id=found["unit_id"]),
        why=why,
        wait_until=found["wait_until"],
        is_paused=found["paused_at"] is not None,
        extended_to=found["extended_to"],
        wanted=tuple(Wanted.of(one) for one in asked.get("wanted", ())),
        notice=asked.get("notice", ""),
        has_messages=found["has_messages"],
    )


def _told(found: dict[str, Any]) -> tuple[Due, dict[str, Any]]:
    """Why the date is that day, and what the applicant is asked for while the clock waits for him."""
    why = explained(found["limit"], at=found["received_at"])
    is_straight = found["paused_at"] is None and found["extended_to"] is None
    if is_straight and why.due_at == found["due_at"]:
        return why, {}
    # The clock was stopped, or turned: then the events have to say how. A third statement for these few.
    events = Event.objects.filter(dossier=found["pk"]).order_by("seq")
    facts = [clocks.fact_of(event) for event in events]
    asking = (Kind.SUPPLEMENT_REQUESTED, Kind.PAYMENT_REQUESTED)
    asked = next((fact.payload for fact in reversed(facts) if fact.kind in asking), {})
    return clocks.why(facts), asked if found["paused_at"] else {}


class TooManyTries(Exception):
    """Somebody has guessed too often; the next try is free at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


# What tries of the look-up are recorded under.
_SUBJECT = "tracking"


def look_up(number: str, digits_typed: str, *, address: str, at: datetime) -> Tracked | None:
    """Return the dossier these digits open; a wrong try is recorded, and after too many of them none is heard.

    Raises TooManyTries.
    """
    number, verb = tidy_number(number), Entry.Verb.TRACKED
    asked = attempts.asked(verb, subject=_SUBJECT, key=number, address=address, at=at)
    rows = _dossier.rows(number, *asked)
    # Most have never failed: then nothing needs to be counted.
    if not rows or rows[0][_COLUMNS.index("has_failures")]:
        until = attempts.next_try_at(verb, subject=_SUBJECT, key=number, address=address, at=at)
        if until:
            raise TooManyTries(until)
    found = _opened(rows, digits_typed, today=local_day(at))
    if found is None:
        history.record(verb, subject=_SUBJECT, key=number, at=at, address=address)
    return found


def wrong_question(number: str, digits_typed: str) -> dict[str, str]:
    """Return what is wrong with the two things a look-up asks for: `number` or `digits` → reason."""
    found = {}
    if not re.search(r"\d", number):
        found["number"] = _("Mã hồ sơ có chữ và số, dạng H99.12-261124-0032, in ở đầu giấy hẹn.")
    typed = digits(digits_typed)
    if not typed.isdecimal() or len(typed) < 4:
        found["digits"] = _("Cần đủ 4 chữ số cuối")
    return found


def _knows(found: dict, typed: str) -> bool:
    if len(typed) < 4:
        return False
    # Phones first: for most nothing needs to be unsealed.
    known = chain(
        (found["phone"], found["representative__phone"]),
        (unseal(found[sealed] or "") for sealed in ("owner__number_sealed", "representative__number_sealed")),
    )
    return any(number.endswith(typed) for number in known if number)
