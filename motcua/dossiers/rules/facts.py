"""Events as values: what they say, how they are numbered and chained, what they fold to."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

# Columns of Dossier that the fold owns; everything else is fixed at reception.
FOLDED = (
    "business",
    "money",
    "custody",
    "synchronisation",
    "procedure_id",
    "case_id",
    "process_id",
    "unit_id",
    "calendar_id",
    "field_id",
    "online_level",
    "received_at",
    "received_on",
    "due_at",
    "due_on",
    "resolved_at",
    "returned_at",
    "ended_on",
    "ending",
    "paused_at",
    "wait_until",
    "extended_to",
    "apology",
    "intake_requests",
    "examination_requests",
    "approved_requests",
    "last_task",
)
TASK_FOLDED = (
    "step_id",
    "unit_id",
    "role",
    "person_id",
    "opened_at",
    "opened_by_id",
    "due_at",
    "taken_at",
    "closed_at",
    "outcome",
    "asked_by",
    "is_waiting",
)
# What the choice of a procedure fixes: key in a payload, column.
ROAD = {
    "procedure": "procedure_id",
    "case": "case_id",
    "process": "process_id",
    "unit": "unit_id",
    "calendar": "calendar_id",
    "field": "field_id",
    "online_level": "online_level",
}


@dataclass(slots=True)
class Fact:
    """What an event says, before it is written."""

    kind: str
    at: datetime
    by_id: int
    unit_id: int
    role: str
    note: str = ""
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """A dossier as its events make it: the folded columns and the tasks by number."""

    columns: dict[str, Any] = field(default_factory=dict)
    tasks: dict[int, dict[str, Any]] = field(default_factory=dict)

    def open_tasks(self) -> list[int]:
        return [number for number, task in self.tasks.items() if task["closed_at"] is None]


def chain(previous: str, *, number: str, seq: int, fact: Fact) -> str:
    """Return the hash that ties an event to everything before it."""
    said = [
        previous,
        number,
        seq,
        str(fact.kind),
        # One spelling of the moment, whatever zone the database gives it back in.
        int(fact.at.timestamp() * 1_000_000),
        fact.by_id,
        fact.unit_id,
        str(fact.role),
        fact.note,
        fact.payload,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def dossier_number(official_code: str, *, day: date, order: int) -> str:
    """Return the code of a dossier: agency code, reception day, order of the day (TT 03/2025 Điều 13)."""
    return f"{official_code}-{day:%y%m%d}-{order:04d}"
