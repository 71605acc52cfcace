"""Tasks whose person is away or holds the post no longer, and passing them on."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.dossiers import actions, rules
from motcua.dossiers.models import Task
from motcua.organisations import queries as organisations
from motcua.organisations.rules import HandOver, Rights, is_due_while_away, superiors


@dataclass(frozen=True, slots=True)
class Stranded:
    """A task that its person cannot do in time, and where it belongs."""

    number: str
    task: int
    unit_id: int
    role: str
    person_id: int
    due_on: date
    to: HandOver


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of a stranded task; a refusal leaves it where it was."""

    stranded: Stranded
    refusal: str = ""


def stranded(*, on: date) -> list[Stranded]:
    """Return the open tasks that have to leave their person on a day, the most urgent first.

    A task of somebody away leaves when it is due before the return. With a stand-in it stays: the stand-in
    acts on it where it is, and it is the person's own again afterwards.
    """
    taken = Task.objects.open().filter(person__isnull=False).order_by()
    moves = {
        holder: to
        for holder in taken.values_list("person_id", "unit_id", "role").distinct()
        if (to := organisations.hand_over(*holder, on=on)).person_id != holder[0]
        and to.kind != HandOver.STAND_IN
    }
    people = {person_id for person_id, _unit, _role in moves}
    rows = Task.objects.open().filter(person__in=people).order_by("due_at", "pk")
    return [
        Stranded(number, task, unit_id, role, person_id, local_day(due_at), moves[person_id, unit_id, role])
        for number, task, unit_id, role, person_id, due_at, is_waiting in rows.values_list(
            "dossier__number", "number", "unit_id", "role", "person_id", "due_at", "is_waiting"
        )
        if (person_id, unit_id, role) in moves
        and _leaves(person_id, local_day(due_at), is_waiting=is_waiting, on=on)
    ]


def _leaves(person_id: int, due_on: date, *, is_waiting: bool, on: date) -> bool:
    """Say whether a task leaves its person: at once without a post, from somebody away when it is due."""
    if person_id not in organisations.away(on=on):
        return True
    # A stopped clock sets a new date when it runs again; the task is looked at then.
    return not is_waiting and is_due_while_away(due_on, back_on=organisations.back_on(person_id, on=on))


def pass_on(found: Stranded, *, at: datetime) -> Passed:
    """Give a stranded task to where it belongs, in the name of the superior who answers for its unit."""
    by = _orderer(found, on=local_day(at))
    if by is None:
        return Passed(found, _("Đơn vị không có lãnh đạo nào để giao lại việc."))
    note = _("Chuyển tự động: người giữ việc vắng mặt hoặc không còn giữ vị trí.")
    try:
        actions.reassign(found.number, task=found.task, by=by, at=at, person_id=found.to.person_id, note=note)
    except Refused as refusal:
        return Passed(found, str(refusal))
    return Passed(found)


def _orderer(found: Stranded, *, on: date) -> Rights | None:
    """Return the rights of the nearest superior; one who is away still answers for the unit."""
    tree = organisations.tree()
    if found.to.person_id:
        return organisations.rights_of(found.to.person_id, on=on)
    people = [
        person_id
        for unit_id, role in superiors(found.unit_id, found.role, tree=tree)
        for person_id in organisations.holders(unit_id, role, on=on)
    ]
    absent = organisations.away(on=on)
    for person_id in sorted(people, key=lambda one: one in absent):
        rights = organisations.rights_of(person_id, on=on)
        if rules.is_superior(rights, found.unit_id, tree=tree):
            return rights
    return None
