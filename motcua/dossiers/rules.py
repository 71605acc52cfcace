"""The law of the dossier: the fold over its events, who may act, what an action leads to.

The fold is the one definition of a dossier's state. Actions fold the event they are about to write into
the state they locked and save the outcome; `motcua verify` folds the whole list again and compares.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.dossiers.models import NOT_ENDED, Dossier, Event, Task
from motcua.organisations.models import Position, Unit
from motcua.organisations.rules import Post, Rights, Tree
from motcua.workflow.models import Step

Business, Custody, Ending = Dossier.Business, Dossier.Custody, Dossier.Ending
Kind, Outcome = Event.Kind, Task.Outcome
Role = Position.Role

# Columns of Dossier that the fold owns; everything else is fixed at reception.
FOLDED = (
    "business",
    "money",
    "custody",
    "synchronisation",
    "received_at",
    "received_on",
    "due_at",
    "due_on",
    "resolved_at",
    "returned_at",
    "ended_on",
    "ending",
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
)


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


def apply(state: State, fact: Fact) -> State:
    """Fold one event into the state."""
    _FOLDS[fact.kind](state, fact)
    return state


def fold(facts: Iterable[Fact]) -> State:
    """Return the state that a whole list of events makes."""
    state = State()
    for fact in facts:
        apply(state, fact)
    return state


def _received(state: State, fact: Fact) -> None:
    due_at = datetime.fromisoformat(fact.payload["due_at"])
    state.columns = {
        "business": Business.RECEIVED,
        "money": Dossier.Money.NOTHING_DUE,
        "custody": fact.payload["custody"],
        "synchronisation": Dossier.Synchronisation.LOCAL,
        "received_at": fact.at,
        "received_on": local_day(fact.at),
        "due_at": due_at,
        "due_on": local_day(due_at),
        "resolved_at": None,
        "returned_at": None,
        "ended_on": NOT_ENDED,
        "ending": Ending.NONE,
    }
    _open(state, fact)


def _taken(state: State, fact: Fact) -> None:
    state.tasks[fact.payload["task"]].update(person_id=fact.by_id, taken_at=fact.at)


def _moved(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.FORWARDED)
    state.columns["business"] = Business.IN_PROCESS
    _carry_paper(state, fact)
    _open(state, fact)


def _sent_back(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.SENT_BACK)
    _carry_paper(state, fact)
    _open(state, fact)


def _recalled(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.RECALLED)
    _carry_paper(state, fact)
    _open(state, fact)


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


def _returned(state: State, fact: Fact) -> None:
    _close(state, fact, Outcome.DONE)
    state.columns.update(business=Business.RETURNED, returned_at=fact.at)
    _give_paper_back(state)


def _withdrawn(state: State, fact: Fact) -> None:
    for number in state.open_tasks():
        state.tasks[number].update(closed_at=fact.at, outcome=Outcome.ENDED)
    state.columns.update(business=Business.WITHDRAWN, ended_on=local_day(fact.at), ending=Ending.WITHDRAWN)
    _give_paper_back(state)


_FOLDS: dict[str, Callable[[State, Fact], None]] = {
    Kind.RECEIVED: _received,
    Kind.TAKEN: _taken,
    Kind.MOVED: _moved,
    Kind.SENT_BACK: _sent_back,
    Kind.RECALLED: _recalled,
    Kind.RESULT_ISSUED: _result_issued,
    Kind.RETURNED: _returned,
    Kind.WITHDRAWN: _withdrawn,
}


def _open(state: State, fact: Fact) -> None:
    opens = fact.payload["opens"]
    state.columns["last_task"] = opens["number"]
    state.tasks[opens["number"]] = {
        "step_id": opens["step"],
        "unit_id": opens["unit"],
        "role": opens["role"],
        "person_id": opens.get("person"),
        "opened_at": fact.at,
        "opened_by_id": fact.by_id,
        "due_at": datetime.fromisoformat(opens["due_at"]),
        # Whoever opens a task for himself has taken it.
        "taken_at": fact.at if opens.get("person") == fact.by_id else None,
        "closed_at": None,
        "outcome": Outcome.NONE,
    }


def _close(state: State, fact: Fact, outcome: Task.Outcome) -> None:
    state.tasks[fact.payload["task"]].update(closed_at=fact.at, outcome=outcome)


def _carry_paper(state: State, fact: Fact) -> None:
    if state.columns["custody"] != Custody.NO_PAPER:
        state.columns["custody"] = fact.payload["custody"]


def _give_paper_back(state: State) -> None:
    if state.columns["custody"] != Custody.NO_PAPER:
        state.columns["custody"] = Custody.APPLICANT


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


def national_code(dossier: Dossier) -> int:
    """Return the status code 1–10 of the National Public Service Portal (domain.md §2.1)."""
    if dossier.money == Dossier.Money.DUE and dossier.is_open:
        return 6
    return _NATIONAL[dossier.business]


_NATIONAL: dict[str, int] = {
    Business.REGISTERED: 1,
    Business.RECEIVED: 2,
    Business.REFUSED: 3,
    Business.IN_PROCESS: 4,
    Business.WAITING_SUPPLEMENT: 5,
    Business.WITHDRAWN: 7,
    Business.STOPPED: 7,
    Business.SUSPENDED: 8,
    Business.RESOLVED: 9,
    Business.RETURNED: 10,
}


def timing(*, due_on: date, ended_on: date, on: date, with_result: bool) -> str:
    """Return early, on_time or late for a resolved dossier, in_time or overdue for an open one.

    The one definition of late: dates are compared, not minutes (domain.md §3.7). A dossier left without
    resolution has no timing.
    """
    if ended_on > on:
        return "overdue" if due_on < on else "in_time"
    if not with_result:
        return ""
    return "late" if ended_on > due_on else "on_time" if ended_on == due_on else "early"


# Who stands in where a unit has nobody of the role a step asks for; the last resort is the whole unit's head.
_ALTERNATES: dict[str, tuple[str, ...]] = {
    Role.RETURNS: (Role.RETURNS, Role.RECEPTION),
    Role.RECEPTION: (Role.RECEPTION, Role.RETURNS),
    Role.RECORDS: (Role.RECORDS, Role.EXAMINER, Role.HEAD_OF_AGENCY),
    Role.HEAD_OF_DIVISION: (Role.HEAD_OF_DIVISION, Role.HEAD_OF_AGENCY),
    Role.EXAMINER: (Role.EXAMINER, Role.HEAD_OF_DIVISION),
    Role.HEAD_OF_AGENCY: (Role.HEAD_OF_AGENCY,),
    Role.PARTNER: (Role.PARTNER,),
}
_KIND_OF_PLACE = {
    Step.Place.LAND_REGISTRY: Unit.Kind.LAND_REGISTRY,
    Step.Place.TAX: Unit.Kind.TAX,
    Step.Place.POLICE: Unit.Kind.POLICE,
}


def holder_of(place: str, role: str, *, centre_id: int, unit_id: int, tree: Tree) -> tuple[int, str]:
    """Return the unit and role that hold a step of a dossier; there is always one.

    Looks in the unit the place means, then up its line, and last at the centre's reception, so that no
    dossier waits where nobody works.
    """
    asked = _ALTERNATES.get(role, (role,))
    for unit in tree.line(_unit_at(place, centre_id=centre_id, unit_id=unit_id, tree=tree)):
        held = tree.roles.get(unit.id, frozenset())
        if found := next((one for one in asked if one in held), None):
            return unit.id, found
    return centre_id, Role.RECEPTION


def _unit_at(place: str, *, centre_id: int, unit_id: int, tree: Tree) -> int:
    if place == Step.Place.DIVISION:
        return unit_id
    if place == Step.Place.AGENCY:
        return tree.agency_of(unit_id).id
    if place == Step.Place.PROVINCE:
        province = tree.nearest(Unit.Kind.GOVERNMENT, of=unit_id, level=Unit.Level.PROVINCE)
        return province.id if province else tree.agency_of(unit_id).id
    if kind := _KIND_OF_PLACE.get(Step.Place(place)):
        outside = tree.nearest(kind, of=unit_id) or tree.nearest(kind, of=centre_id)
        return outside.id if outside else unit_id
    return centre_id


def custody_at(unit_id: int, *, centre_id: int) -> str:
    """Return where the paper is while this unit holds the step."""
    return Custody.CENTRE if unit_id == centre_id else Custody.AGENCY


def post_for(task: Task, rights: Rights) -> Post | None:
    """Return the post by which this person may hold the task."""
    return rights.post_for(task.unit_id, task.role)


def why_not_receive(
    *, rights: Rights, centre_id: int, has_limit: bool, has_unit: bool, has_process: bool, is_repealed: bool
) -> str:
    """Return the reason a dossier cannot be received here, or ""."""
    if not rights.post_for(centre_id, Role.RECEPTION):
        return _("Chỉ cán bộ tiếp nhận của trung tâm này được tiếp nhận hồ sơ.")
    if is_repealed:
        return _("Thủ tục đã bãi bỏ, không tiếp nhận được nữa.")
    if not has_limit:
        return _("Danh mục chưa có thời hạn giải quyết của thủ tục này nên không hẹn ngày trả được.")
    if not has_unit:
        return _("Chưa khai báo cơ quan giải quyết thủ tục này cho trung tâm.")
    if not has_process:
        return _("Thủ tục này chưa có quy trình đã ban hành.")
    return ""


def why_not_act(task: Task, rights: Rights) -> str:
    """Return the reason somebody may not act on a task, or "" (domain.md L3)."""
    if task.closed_at is not None:
        return _("Việc này đã xong: %(outcome)s.") % {"outcome": task.get_outcome_display()}
    if not post_for(task, rights):
        return _("Việc này thuộc vị trí khác, bạn không giữ bước này.")
    if task.person_id not in (None, rights.user_id):
        return _("Việc này đang do người khác xử lý.")
    return ""


def why_not_take(task: Task, rights: Rights) -> str:
    """Return the reason somebody may not take a task, or ""."""
    if task.person_id == rights.user_id and task.taken_at and task.closed_at is None:
        return _("Bạn đã nhận việc này.")
    return why_not_act(task, rights)


def why_not_forward(task: Task, rights: Rights, *, target_kind: str) -> str:
    """Return the reason a task may not be passed on to a step of this kind, or ""."""
    if reason := why_not_act(task, rights):
        return reason
    if not target_kind:
        return _("Quy trình không cho chuyển sang bước này.")
    if target_kind == Step.Kind.RETURN:
        return _("Bước sau là trả kết quả: hãy phát hành kết quả.")
    return ""


def why_not_hand_to(person_id: int, holders: list[int]) -> str:
    """Return the reason a step may not go to the person that was chosen, or ""."""
    if person_id not in holders:
        return _("Người được chọn không giữ bước sau, hãy chọn người khác.")
    return ""


def why_not_send_back(task: Task, rights: Rights, *, is_allowed: bool, reason: str) -> str:
    """Return the reason a task may not go back to an earlier step, or ""."""
    if refusal := why_not_act(task, rights):
        return refusal
    if not is_allowed:
        return _("Quy trình không cho trả lại bước này.")
    if not reason:
        return _("Hãy ghi lý do trả lại để người nhận biết cần sửa gì.")
    return ""


def why_not_issue(task: Task, rights: Rights, *, next_kind: str, result: str) -> str:
    """Return the reason a result may not be issued from this task, or ""."""
    if reason := why_not_act(task, rights):
        return reason
    if next_kind != Step.Kind.RETURN:
        return _("Hồ sơ còn bước phải làm trước khi phát hành kết quả.")
    if not result:
        return _("Hãy ghi số, ký hiệu hoặc tên văn bản kết quả.")
    return ""


def why_not_recall(task: Task, rights: Rights) -> str:
    """Return the reason the sender may not take a task back, or ""."""
    if task.closed_at is not None:
        return _("Việc này đã xong: %(outcome)s.") % {"outcome": task.get_outcome_display()}
    if task.opened_by_id != rights.user_id:
        return _("Chỉ người vừa chuyển được thu hồi.")
    if not task.dossier.is_open:
        return _("Kết quả đã phát hành, không thu hồi được nữa.")
    if task.number == 1:
        return _("Không có bước trước để thu hồi về.")
    if task.taken_at is not None:
        return _("Người nhận đã nhận việc, không thu hồi được nữa.")
    return ""


def why_not_return(dossier: Dossier, task: Task | None, rights: Rights, *, receiver: str) -> str:
    """Return the reason a result may not be handed over, or ""."""
    if dossier.business == Business.RETURNED:
        return _("Kết quả của hồ sơ này đã được trả.")
    if dossier.business != Business.RESOLVED or task is None:
        return _("Hồ sơ chưa có kết quả để trả.")
    if reason := why_not_act(task, rights):
        return reason
    if not receiver:
        return _("Hãy ghi họ tên người nhận kết quả.")
    return ""


def why_not_withdraw(dossier: Dossier, rights: Rights, *, reason: str) -> str:
    """Return the reason a dossier may not be withdrawn, or "" (NĐ 118/2025 Điều 21)."""
    if not dossier.is_open:
        return _("Hồ sơ đã có kết quả hoặc đã kết thúc, không rút được nữa.")
    if not rights.post_for(dossier.centre_id, Role.RECEPTION):
        return _("Chỉ trung tâm đã tiếp nhận được ghi nhận yêu cầu rút hồ sơ của người nộp.")
    if not reason:
        return _("Hãy ghi yêu cầu của người nộp: lý do rút và cách đã xác nhận.")
    return ""
