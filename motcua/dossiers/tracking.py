"""What the public may know of a dossier, by its number and four digits somebody was given at reception."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.base.prepared import Prepared, instances
from motcua.base.sealing import unseal
from motcua.dossiers import rules
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.queries import PathStep, explained, path_of, tidy_number
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


# Looking up is what the public does most: two statements, each compiled once.
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
    "limit",
)
_dossier = Prepared(
    lambda: (
        Dossier.objects.filter(number="number")
        .annotate(
            limit=Subquery(Event.objects.filter(dossier=OuterRef("pk"), seq=1).values("payload__limit"))
        )
        .values_list(*_COLUMNS)
    ),
    stand_ins=("number",),
)
_tasks = Prepared(lambda: Task.objects.filter(dossier=-1).order_by("number"), stand_ins=(-1,))


def track(number: str, digits_typed: str, *, today: date) -> Tracked | None:
    """Return what the public may see of a dossier, or None when number and digits do not belong together.

    The digits are the last four or more of the phone or of the personal number given at reception.
    """
    rows = _dossier.rows(tidy_number(number))
    if not rows:
        return None
    found = dict(zip(_COLUMNS, rows[0], strict=True))
    if not _knows(found, digits(digits_typed)):
        return None
    tasks = instances(Task, _tasks.rows(found["pk"]))
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
        path=path_of(
            process, tasks, centre_id=found["centre_id"], unit_id=found["unit_id"], with_people=False
        ),
        why=explained(found["limit"], at=found["received_at"]),
    )


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
    until = attempts.next_try_at(verb, subject=_SUBJECT, key=number, address=address, at=at)
    if until:
        raise TooManyTries(until)
    found = track(number, digits_typed, today=local_day(at))
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
    known = (
        found["phone"],
        unseal(found["owner__number_sealed"]),
        found["representative__phone"],
        unseal(found["representative__number_sealed"] or ""),
    )
    return any(number.endswith(typed) for number in known if number)
