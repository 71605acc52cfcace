"""Who answers for work when somebody is away: the stand-in, a colleague, the superior."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from motcua.organisations.rules.absences import Away, half
from motcua.organisations.rules.duties import LEADING
from motcua.organisations.rules.tree import Tree


@dataclass(frozen=True, slots=True)
class Held:
    """A post somebody holds in the own name, from one day to another."""

    membership_id: int
    user_id: int
    unit_id: int
    role: str
    title: str
    from_on: date
    to_on: date | None

    def is_held(self, *, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)

    def overlaps(self, from_on: date, to_on: date | None) -> bool:
        return (to_on is None or self.from_on <= to_on) and (self.to_on is None or from_on <= self.to_on)


@dataclass(frozen=True, slots=True)
class Accountable:
    """Who answers for the tasks of a role in a unit: its holders and stand-ins, or a superior up the line."""

    unit_id: int
    role: str
    people: tuple[int, ...]
    is_superior: bool = False
    # Nobody up the whole line works that day: the nearest holder still answers, and is to be told.
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """Where a task taken by somebody goes; `person_id` None is the pool of its unit and role."""

    KEEP, STAND_IN, POOL, SUPERIOR = "keep", "stand_in", "pool", "superior"

    kind: str
    person_id: int | None


def available(holders: Iterable[int], stand_ins: Iterable[int], *, away: Container[int]) -> tuple[int, ...]:
    """Return who can take work of a post: holders who are not away, then stand-ins who are not."""
    people = dict.fromkeys([*holders, *stand_ins])
    return tuple(person for person in people if person not in away)


def superiors(unit_id: int, role: str, *, tree: Tree) -> Iterator[tuple[int, str]]:
    """Yield the leading posts above a role in a unit, from the nearest to the head of the whole line."""
    above = LEADING[LEADING.index(role) + 1 :] if role in LEADING else LEADING
    for unit in tree.line(unit_id):
        roles = tree.roles.get(unit.id, frozenset())
        yield from ((unit.id, leading) for leading in above if leading in roles)
        above = LEADING


def accountable(
    unit_id: int,
    role: str,
    *,
    tree: Tree,
    free: Callable[[int, str], tuple[int, ...]],
    holders: Callable[[int, str], tuple[int, ...]],
) -> Accountable:
    """Return who answers for work of a role in a unit, given who is free and who holds each post."""
    if people := free(unit_id, role):
        return Accountable(unit_id, role, people)
    line = list(superiors(unit_id, role, tree=tree))
    for above_id, above in line:
        if people := free(above_id, above):
            return Accountable(above_id, above, people, is_superior=True)
    for at_id, at in [(unit_id, role), *line]:
        if people := holders(at_id, at):
            return Accountable(at_id, at, people, is_superior=(at_id, at) != (unit_id, role), is_away=True)
    return Accountable(unit_id, role, ())


def hand_over(
    person_id: int,
    *,
    holds: bool,
    is_away: bool,
    stand_ins: Sequence[int],
    others: Sequence[int],
    superiors: Sequence[int],
) -> HandOver:
    """Return where a task that somebody took goes on a day, so that it is stuck with nobody.

    `stand_ins` do the person's own post and `others` can take work of the same role and unit; all of them,
    and the `superiors`, are at work that day.
    """
    if holds and not is_away:
        return HandOver(HandOver.KEEP, person_id)
    if holds and stand_ins:
        return HandOver(HandOver.STAND_IN, stand_ins[0])
    if not others and superiors:
        return HandOver(HandOver.SUPERIOR, superiors[0])
    return HandOver(HandOver.POOL, None)


def is_due_while_away(due_on: date, *, back_on: date) -> bool:
    """Say whether a task cannot wait for its person: it is due before, or on, the day of the return."""
    return due_on <= back_on


def why_not_stand_in(
    held: Held,
    *,
    user_id: int,
    from_on: date,
    to_on: date,
    ground: str,
    known: Iterable[tuple[date, date]],
    away: Iterable[Away],
) -> tuple[str, str]:
    """Return the field and the reason somebody cannot stand in for a post, or two empty texts.

    In writing, for a limited time (NĐ 30/2020/NĐ-CP, Điều 13 khoản 3).
    """
    if user_id == held.user_id:
        return "user", _("Người thay phải là người khác.")
    if to_on < from_on:
        return "to_on", _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if not ground:
        return "ground", _("Hãy ghi số, ngày của văn bản giao việc.")
    if not (held.is_held(on=from_on) and held.is_held(on=to_on)):
        return "from_on", _("Vị trí này không có người giữ suốt thời gian đó.")
    for first, last in known:
        if first <= to_on and from_on <= last:
            return "from_on", _("Từ %(first)s đến %(last)s vị trí này đã có người thay.") % {
                "first": f"{first:%d/%m/%Y}",
                "last": f"{last:%d/%m/%Y}",
            }
    for span in away:
        if span.first <= half(to_on, "afternoon") and half(from_on, "morning") <= span.last:
            return "user", _("Người này cũng vắng mặt từ %(first)s đến %(last)s.") % {
                "first": f"{span.from_on:%d/%m/%Y}",
                "last": f"{span.to_on:%d/%m/%Y}",
            }
    return "", ""
