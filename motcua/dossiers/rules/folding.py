"""The fold: the one definition of the state that a list of events makes.

Actions fold the event they are about to write into the state they locked and save the outcome;
`motcua verify` folds the whole list again and compares. Dates are computed by the action that writes an
event and kept in its payload with their inputs; `rules.clock` computes them a second time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.base.clock import local_day
from motcua.dossiers.models import NOT_DUE, NOT_ENDED, NOT_RECEIVED, Dossier, Event, Task
from motcua.dossiers.rules.facts import ROAD, Fact, State

Business, Custody, Ending = Dossier.Business, Dossier.Custody, Dossier.Ending
Kind, Outcome, Money = Event.Kind, Task.Outcome, Dossier.Money


def apply(state: State, fact: Fact) -> State:
    """Fold one event into the state."""
    _FOLDS[fact.kind](state, fact)
    # Nobody is late with a stopped clock, nor with a result that waits for the applicant.
    is_waiting = bool(state.columns.get("paused_at") or state.columns.get("resolved_at"))
    for number in state.open_tasks():
        state.tasks[number]["is_waiting"] = is_waiting
    return state


def fold(facts: Iterable[Fact]) -> State:
    """Return the state that a whole list of events makes."""
    state = State()
    for fact in facts:
        apply(state, fact)
    return state


@dataclass(frozen=True, slots=True)
class DueChange:
    """A due day that an event replaced, and the local day it did so."""

    seq: int
    changed_on: date
    was: date


def due_change(before: dict[str, Any], fact: Fact, after: dict[str, Any], *, seq: int) -> DueChange | None:
    """Return the due day an event replaced, or None: before its reception a dossier is in no report."""
    was_received = before.get("received_on", NOT_RECEIVED) != NOT_RECEIVED
    if not was_received or before["due_on"] == after["due_on"]:
        return None
    return DueChange(seq, local_day(fact.at), before["due_on"])


def due_changes(facts: Iterable[Fact]) -> list[DueChange]:
    """Return every due day that a whole list of events replaced."""
    state, found = State(), []
    for seq, fact in enumerate(facts, start=1):
        before = dict(state.columns)
        apply(state, fact)
        if change := due_change(before, fact, state.columns, seq=seq):
            found.append(change)
    return found


def _start(state: State, fact: Fact) -> None:
    state.columns = {
        "money": Money.NOTHING_DUE,
        "custody": fact.payload["custody"],
        "synchronisation": Dossier.Synchronisation.LOCAL,
        "resolved_at": None,
        "returned_at": None,
        "ended_on": NOT_ENDED,
        "ending": Ending.NONE,
        "paused_at": None,
        "wait_until": None,
        "extended_to": None,
        "apology": Dossier.Apology.NONE,
        "intake_requests": 0,
        "examination_requests": 0,
        "approved_requests": 0,
    }
    _take_road(state, fact)


def _registered(state: State, fact: Fact) -> None:
    _start(state, fact)
    state.columns.update(business=Business.REGISTERED, received_at=fact.at, received_on=NOT_RECEIVED)
    _promise(state, fact)
    _open(state, fact)


def _received(state: State, fact: Fact) -> None:
    """Receive, at a counter or what was filed online: the clock starts."""
    was_filed = bool(state.columns)
    if not was_filed:
        _start(state, fact)
    state.columns.update(
        business=Business.RECEIVED,
        received_at=fact.at,
        received_on=local_day(fact.at),
        custody=fact.payload["custody"],
    )
    _promise(state, fact)
    if was_filed:
        state.tasks[fact.payload["task"]].update(
            person_id=fact.by_id, taken_at=fact.at, due_at=_moment(fact.payload["task_due_at"])
        )
    else:
        _open(state, fact)


def _refused(state: State, fact: Fact) -> None:
    _end(state, fact, Business.REFUSED, Ending.REFUSED)


def _taken(state: State, fact: Fact) -> None:
    state.tasks[fact.payload["task"]].update(person_id=fact.by_id, taken_at=fact.at)


def _reassigned(state: State, fact: Fact) -> None:
    person = fact.payload["person"]
    state.tasks[fact.payload["task"]].update(
        # Whoever takes over for himself has taken it; others take it when they begin, and who undoes it has not.
        person_id=person,
        taken_at=fact.at if person == fact.by_id and "untaken" not in fact.payload else None,
    )


def _moved(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.FORWARDED)
    state.columns["business"] = Business.IN_PROCESS
    _carry_paper(state, fact)
    _pause_or_go_on(state, fact)
    _open(state, fact)


def _sent_back(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.SENT_BACK)
    _carry_paper(state, fact)
    _pause_or_go_on(state, fact)
    _open(state, fact)


def _recalled(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.RECALLED)
    _carry_paper(state, fact)
    _pause_or_go_on(state, fact)
    _open(state, fact)


def _consulted(state: State, fact: Fact) -> None:
    for opens in fact.payload["asks"]:
        _open_task(state, fact, opens)


def _opinion_given(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.DONE)


def _opinion_waived(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.WAIVED)


def _supplement_approved(state: State, fact: Fact) -> None:
    state.columns["approved_requests"] += 1


def _supplement_requested(state: State, fact: Fact) -> None:
    is_intake = state.columns["business"] == Business.REGISTERED
    state.columns["intake_requests" if is_intake else "examination_requests"] += 1
    state.columns["business"] = Business.WAITING_SUPPLEMENT
    _pause(state, fact)


def _supplement_received(state: State, fact: Fact) -> None:
    was_received = state.columns["received_on"] != NOT_RECEIVED
    state.columns["business"] = Business.IN_PROCESS if was_received else Business.REGISTERED
    # The first paper of a dossier that had none; older events do not say it.
    state.columns["custody"] = fact.payload.get("custody", state.columns["custody"])
    _go_on(state, fact)


def _expired(state: State, fact: Fact) -> None:
    was_received = state.columns["received_on"] != NOT_RECEIVED
    _end(
        state,
        fact,
        *((Business.STOPPED, Ending.EXPIRED) if was_received else (Business.REFUSED, Ending.REFUSED)),
    )


def _payment_requested(state: State, fact: Fact) -> None:
    state.columns["money"] = Money.DUE
    _pause(state, fact)


def _paid(state: State, fact: Fact) -> None:
    state.columns["money"] = Money.PAID
    _go_on(state, fact)


def _suspended(state: State, fact: Fact) -> None:
    state.columns["business"] = Business.SUSPENDED
    _pause(state, fact)


def _resumed(state: State, fact: Fact) -> None:
    state.columns["business"] = Business.IN_PROCESS
    _go_on(state, fact)


def _extension_asked(state: State, fact: Fact) -> None:
    """An extension that is asked for changes nothing until the centre grants it."""


def _extended(state: State, fact: Fact) -> None:
    _extend(state, fact)


def _apology_drafted(state: State, fact: Fact) -> None:
    state.columns["apology"] = Dossier.Apology.DRAFTED


def _apology_signed(state: State, fact: Fact) -> None:
    state.columns["apology"] = Dossier.Apology.SIGNED
    _extend(state, fact)


def _apology_waived(state: State, fact: Fact) -> None:
    state.columns["apology"] = Dossier.Apology.WAIVED


def _procedure_changed(state: State, fact: Fact) -> None:
    _take_road(state, fact)
    _promise(state, fact)
    state.columns.update(business=Business.IN_PROCESS, extended_to=None)
    for number in state.open_tasks():
        state.tasks[number].update(closed_at=fact.at, outcome=Outcome.CHANGED)
    _carry_paper(state, fact)
    _open(state, fact)


def _recalendared(state: State, fact: Fact) -> None:
    state.columns["calendar_id"] = fact.payload["calendar"]
    _promise(state, fact)
    _drop_overtaken_promise(state)
    _set_task_deadlines(state, fact)


def _result_issued(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.DONE)
    state.columns.update(
        business=Business.RESOLVED,
        resolved_at=fact.at,
        ended_on=local_day(fact.at),
        ending=Ending.RESULT,
    )
    _carry_paper(state, fact)
    _open(state, fact)


def _result_arrived(state: State, fact: Fact) -> None:
    if state.columns["custody"] != Custody.NO_PAPER:
        state.columns["custody"] = Custody.CENTRE


def _returned(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.DONE)
    state.columns.update(business=Business.RETURNED, returned_at=fact.at)
    _give_paper_back(state)


def _withdrawn(state: State, fact: Fact) -> None:
    _end(state, fact, Business.WITHDRAWN, Ending.WITHDRAWN)


def _stopped(state: State, fact: Fact) -> None:
    _end(state, fact, Business.STOPPED, Ending.STOPPED)


def _linked(state: State, fact: Fact) -> None:
    """A child was opened: the road of the parent does not change."""


def _corrected(state: State, fact: Fact) -> None:
    """A correction note changes nothing: what is closed is never rewritten (domain.md L1)."""


_FOLDS: dict[str, Callable[[State, Fact], None]] = {
    Kind.REGISTERED: _registered,
    Kind.RECEIVED: _received,
    Kind.REFUSED: _refused,
    Kind.TAKEN: _taken,
    Kind.REASSIGNED: _reassigned,
    Kind.MOVED: _moved,
    Kind.SENT_BACK: _sent_back,
    Kind.RECALLED: _recalled,
    Kind.CONSULTED: _consulted,
    Kind.OPINION_GIVEN: _opinion_given,
    Kind.OPINION_WAIVED: _opinion_waived,
    Kind.SUPPLEMENT_APPROVED: _supplement_approved,
    Kind.SUPPLEMENT_REQUESTED: _supplement_requested,
    Kind.SUPPLEMENT_RECEIVED: _supplement_received,
    Kind.EXPIRED: _expired,
    Kind.PAYMENT_REQUESTED: _payment_requested,
    Kind.PAID: _paid,
    Kind.SUSPENDED: _suspended,
    Kind.RESUMED: _resumed,
    Kind.EXTENSION_ASKED: _extension_asked,
    Kind.EXTENSION_REFUSED: _extension_asked,
    Kind.EXTENDED: _extended,
    Kind.APOLOGY_DRAFTED: _apology_drafted,
    Kind.APOLOGY_SIGNED: _apology_signed,
    Kind.APOLOGY_WAIVED: _apology_waived,
    Kind.PROCEDURE_CHANGED: _procedure_changed,
    Kind.RECALENDARED: _recalendared,
    Kind.RESULT_ISSUED: _result_issued,
    Kind.RESULT_ARRIVED: _result_arrived,
    Kind.RETURNED: _returned,
    Kind.WITHDRAWN: _withdrawn,
    Kind.STOPPED: _stopped,
    Kind.LINKED: _linked,
    Kind.CORRECTED: _corrected,
}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _take_road(state: State, fact: Fact) -> None:
    for key, column in ROAD.items():
        state.columns[column] = fact.payload["road"][key]


def _promise(state: State, fact: Fact) -> None:
    due_at = _moment(fact.payload["due_at"])
    state.columns["due_at"] = due_at
    state.columns["due_on"] = NOT_DUE if state.columns["paused_at"] else local_day(due_at)


def _pause(state: State, fact: Fact) -> None:
    until = fact.payload.get("wait_until")
    state.columns.update(
        paused_at=fact.at, due_on=NOT_DUE, wait_until=datetime.fromisoformat(until).date() if until else None
    )


def _go_on(state: State, fact: Fact) -> None:
    state.columns.update(paused_at=None, wait_until=None)
    _promise(state, fact)
    _drop_overtaken_promise(state)
    _set_task_deadlines(state, fact)


def _drop_overtaken_promise(state: State) -> None:
    """Forget a new date that the clock itself has come to promise by now."""
    extended_to = state.columns["extended_to"]
    if extended_to is not None and extended_to <= state.columns["due_at"]:
        state.columns["extended_to"] = None


def _pause_or_go_on(state: State, fact: Fact) -> None:
    """A step outside the authority stops the clock when it is entered and starts it when it is left."""
    if fact.payload.get("pauses"):
        _pause(state, fact)
    elif "due_at" in fact.payload:
        _go_on(state, fact)
    if "money" in fact.payload:
        state.columns["money"] = fact.payload["money"]


def _extend(state: State, fact: Fact) -> None:
    """Promise a new date; whether lateness is judged by it the event says (domain.md §3.7)."""
    extended_to = _moment(fact.payload["extended_to"])
    state.columns["extended_to"] = extended_to
    if fact.payload["counts"] and not state.columns["paused_at"]:
        state.columns.update(due_at=extended_to, due_on=local_day(extended_to))


def _set_task_deadlines(state: State, fact: Fact) -> None:
    for number, due_at in fact.payload.get("tasks", {}).items():
        state.tasks[int(number)]["due_at"] = _moment(due_at)


def _end(state: State, fact: Fact, business: Dossier.Business, ending: Dossier.Ending) -> None:
    """End without resolution: nobody holds anything any more and the papers go back."""
    for number in state.open_tasks():
        state.tasks[number].update(closed_at=fact.at, outcome=Outcome.ENDED)
    state.columns.update(
        business=business, ended_on=local_day(fact.at), ending=ending, paused_at=None, wait_until=None
    )
    if state.columns["received_on"] != NOT_RECEIVED:
        state.columns["due_on"] = local_day(state.columns["due_at"])
    _give_paper_back(state)


def _open(state: State, fact: Fact) -> None:
    _open_task(state, fact, fact.payload["opens"])


def _open_task(state: State, fact: Fact, opens: dict[str, Any]) -> None:
    state.columns["last_task"] = opens["number"]
    state.tasks[opens["number"]] = {
        "step_id": opens["step"],
        "unit_id": opens["unit"],
        "role": opens["role"],
        "person_id": opens.get("person"),
        "opened_at": fact.at,
        "opened_by_id": fact.by_id,
        "due_at": _moment(opens["due_at"]),
        # Whoever opens a task for himself has taken it.
        "taken_at": fact.at if opens.get("person") == fact.by_id else None,
        "closed_at": None,
        "outcome": Outcome.NONE,
        "asked_by": opens.get("asked_by"),
        "is_waiting": False,
    }


def _close(state: State, fact: Fact, outcome: Task.Outcome) -> None:
    state.tasks[fact.payload["task"]].update(closed_at=fact.at, outcome=outcome)


def _carry_paper(state: State, fact: Fact) -> None:
    if state.columns["custody"] != Custody.NO_PAPER:
        state.columns["custody"] = fact.payload["custody"]


def _give_paper_back(state: State) -> None:
    if state.columns["custody"] != Custody.NO_PAPER:
        state.columns["custody"] = Custody.APPLICANT
