"""The tree, who holds its positions, who is away and who stands in, from process memory."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.base.clock import local
from motcua.base.registers import Register
from motcua.organisations import rules
from motcua.organisations.models import Absence, Membership, Position, Session, Shift, StandIn, Unit
from motcua.organisations.rules import (
    Accountable,
    Away,
    HandOver,
    Held,
    Manager,
    Post,
    Rights,
    Tree,
    UnitView,
    rights,
)
from motcua.worktime import queries as worktime

REGISTER = "organisations"
# Minutes of the day before noon, which parts its two halves.
NOON = 12 * 60


@dataclass(frozen=True, slots=True)
class StoodIn:
    """A post that somebody does for its holder, from one day to another."""

    held: Held
    user_id: int
    from_on: date
    to_on: date

    def is_held(self, *, on: date) -> bool:
        return self.from_on <= on <= self.to_on and self.held.is_held(on=on)


@dataclass(frozen=True)
class _Organisation:
    tree: Tree
    held: dict[int, list[Held]]  # by person
    held_at: dict[tuple[int, str], list[Held]]  # by unit and role
    stood_in: dict[int, list[StoodIn]]  # by the one who stands in
    stood_in_at: dict[tuple[int, str], list[StoodIn]]  # by unit and role
    away: dict[int, list[Away]]
    kept: dict[tuple[int, date], Rights] = field(default_factory=dict)
    kept_away: dict[date, dict[int, Away]] = field(default_factory=dict)


def _load() -> _Organisation:
    held, held_at, by_id = defaultdict(list), defaultdict(list), {}
    for values in Membership.objects.order_by("pk").values_list(
        "pk", "user_id", "position__unit_id", "position__role", "position__title", "from_on", "to_on"
    ):
        one = by_id[values[0]] = Held(*values)
        held[one.user_id].append(one)
        held_at[one.unit_id, one.role].append(one)
    stood_in, stood_in_at = defaultdict(list), defaultdict(list)
    named = StandIn.objects.filter(is_cancelled=False).order_by("pk")
    for membership_id, user_id, from_on, to_on in named.values_list(
        "membership_id", "user_id", "from_on", "to_on"
    ):
        stand_in = StoodIn(by_id[membership_id], user_id, from_on, to_on)
        stood_in[user_id].append(stand_in)
        stood_in_at[stand_in.held.unit_id, stand_in.held.role].append(stand_in)
    return _Organisation(
        _load_tree(), dict(held), dict(held_at), dict(stood_in), dict(stood_in_at), _load_absences()
    )


def _load_absences() -> dict[int, list[Away]]:
    away = defaultdict(list)
    for values in Absence.objects.filter(is_cancelled=False).values_list(
        "user_id", "kind", "from_on", "from_session", "to_on", "to_session"
    ):
        away[values[0]].append(Away(*values))
    return dict(away)


def _load_tree() -> Tree:
    units = {
        unit.pk: UnitView(
            id=unit.pk,
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name or unit.name,
            kind=unit.kind,
            level=unit.level,
            official_code=unit.official_code,
            parent_id=unit.parent_id,
            calendar_code=unit.calendar.code if unit.calendar else "",
            place=unit.place,
            address=unit.address,
            phone=unit.phone,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        for unit in Unit.objects.select_related("calendar")
    }
    roles: dict[int, set[str]] = defaultdict(set)
    for unit_id, role in Position.objects.values_list("unit_id", "role"):
        roles[unit_id].add(role)
    return Tree(units, {unit_id: frozenset(names) for unit_id, names in roles.items()})


_register = Register(REGISTER, _load)


def tree() -> Tree:
    """Return every unit and the roles it has."""
    return _register.get().tree


def calendar_code(unit_id: int) -> str:
    """Return the code of the calendar a unit works by."""
    return tree().calendar_code(unit_id)


def rights_of(user_id: int, *, on: date) -> Rights:
    """Return what somebody holds on a day, in the own name and for others, and may see."""
    organisation = _register.get()
    found = organisation.kept.get((user_id, on))
    if found is None:
        posts = [
            Post(held.unit_id, held.role, held.title)
            for held in organisation.held.get(user_id, [])
            if held.is_held(on=on)
        ]
        # The own posts come first: whoever holds a role anyway acts in the own name.
        posts += [
            Post(one.held.unit_id, one.held.role, one.held.title, standing_in_for=one.held.user_id)
            for one in organisation.stood_in.get(user_id, [])
            if one.is_held(on=on)
        ]
        found = organisation.kept[user_id, on] = rights(user_id, posts, tree=organisation.tree)
    return found


def holders(unit_id: int, role: str, *, on: date) -> list[int]:
    """Return the ids of the people who hold a role in a unit on a day in their own name."""
    held = _register.get().held_at.get((unit_id, role), [])
    return [one.user_id for one in held if one.is_held(on=on)]


def stand_ins(unit_id: int, role: str, *, on: date, of: int | None = None) -> list[int]:
    """Return the ids of those who stand in for holders of a role in a unit on a day, or for one of them."""
    stood_in = _register.get().stood_in_at.get((unit_id, role), [])
    return [one.user_id for one in stood_in if one.is_held(on=on) and of in (None, one.held.user_id)]


def present(user_id: int, *, at: datetime) -> bool:
    """Say whether no absence of somebody covers a moment; a day has two halves, parted at noon."""
    moment = local(at)
    session = Session.MORNING if moment.hour * 60 < NOON else Session.AFTERNOON
    return not rules.is_away(_register.get().away.get(user_id, []), moment.date(), session)


def away(*, on: date) -> dict[int, Away]:
    """Return who is away the whole of a day, by person, with the absence that covers its morning."""
    organisation = _register.get()
    found = organisation.kept_away.get(on)
    if found is None:
        found = organisation.kept_away[on] = {
            user_id: next(span for span in spans if rules.is_away([span], on, Session.MORNING))
            for user_id, spans in organisation.away.items()
            if rules.is_away_all_day(spans, on)
        }
    return found


def absences_of(user_id: int) -> list[Away]:
    """Return every absence of somebody that was not cancelled."""
    return _register.get().away.get(user_id, [])


def back_on(user_id: int, *, on: date) -> date:
    """Return the first day from this one on which somebody works at least half the day."""
    return rules.back_on(absences_of(user_id), on)


def available_holders(unit_id: int, role: str, *, on: date) -> list[int]:
    """Return who can take work of a role in a unit on a day: holders and stand-ins at work, else a superior."""
    found = accountable(unit_id, role, on=on)
    return [] if found.is_away else list(found.people)


def accountable(unit_id: int, role: str, *, on: date) -> Accountable:
    """Return who answers on a day for work of a role in a unit; only a line without any post has nobody."""
    absent = away(on=on)
    return rules.accountable(
        unit_id,
        role,
        tree=tree(),
        free=lambda at, of: rules.available(holders(at, of, on=on), stand_ins(at, of, on=on), away=absent),
        holders=lambda at, of: tuple(holders(at, of, on=on)),
    )


def hand_over(person_id: int, unit_id: int, role: str, *, on: date) -> HandOver:
    """Return where a task of a role in a unit that somebody took belongs on a day."""
    absent = away(on=on)
    answers = accountable(unit_id, role, on=on)
    people = () if answers.is_away else answers.people
    posts = [(unit_id, role), *rules.superiors(unit_id, role, tree=tree())]
    return rules.hand_over(
        person_id,
        # A superior who took the task over keeps it.
        holds=any(rights_of(person_id, on=on).post_for(*post) for post in posts),
        is_away=person_id in absent,
        stand_ins=[one for one in stand_ins(unit_id, role, on=on, of=person_id) if one not in absent],
        others=() if answers.is_superior else people,
        superiors=people if answers.is_superior else (),
    )


def held_by(user_id: int) -> list[Held]:
    """Return every post somebody holds, held or will hold in the own name."""
    return _register.get().held.get(user_id, [])


def roles_beside(user_id: int, unit_id: int, *, from_on: date, to_on: date | None) -> list[str]:
    """Return the roles somebody has in a unit, in the own name or for others, within a span of days.

    Read from the database, not from memory: what two people may not hold together is decided by what is stored.
    """
    last = to_on or date.max
    own = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gte=from_on), user=user_id, position__unit=unit_id, from_on__lte=last
    ).values_list("position__role", flat=True)
    stood_in = StandIn.objects.filter(
        user=user_id,
        is_cancelled=False,
        membership__position__unit=unit_id,
        from_on__lte=last,
        to_on__gte=from_on,
    ).values_list("membership__position__role", flat=True)
    return [*own, *stood_in]


def why_not_manage_person(manager: Manager, user_id: int) -> str:
    """Return the reason somebody may not record this person's absences, or ""."""
    managed = rules.managed_units(manager, tree=tree())
    if manager.is_superuser or any(held.unit_id in managed for held in held_by(user_id)):
        return ""
    return _("Người này không thuộc đơn vị bạn phụ trách.")


@dataclass(frozen=True, slots=True)
class Duty:
    """A half day of somebody in the roster of a unit."""

    user_id: int
    day: date
    session: str
    place: str


def roster(unit_id: int, *, first: date, last: date) -> list[Duty]:
    """Return the roster of a unit from one day to another."""
    rows = Shift.objects.filter(unit=unit_id, day__range=(first, last)).order_by(
        "day", "session", "place", "user_id"
    )
    return [Duty(*values) for values in rows.values_list("user_id", "day", "session", "place")]


def staff_of(unit_id: int, *, first: date, last: date) -> list[int]:
    """Return who holds or stands in for a post of a unit on some day of a span, in the order of their posts."""
    organisation = _register.get()
    own = [
        held
        for people in organisation.held.values()
        for held in people
        if held.unit_id == unit_id and held.overlaps(first, last)
    ]
    stood_in = [
        one
        for people in organisation.stood_in.values()
        for one in people
        if one.held.unit_id == unit_id and one.from_on <= last and first <= one.to_on
    ]
    ordered = sorted(own, key=lambda held: held.membership_id)
    return list(dict.fromkeys([*(held.user_id for held in ordered), *(one.user_id for one in stood_in)]))


def has_post(user_id: int, unit_id: int, *, on: date) -> bool:
    """Say whether somebody holds or stands in for a post of a unit on a day."""
    return any(post.unit_id == unit_id for post in rights_of(user_id, on=on).posts)


def sessions_open(unit_id: int, day: date) -> tuple[str, ...]:
    """Return the halves of a day in which a unit works, by its calendar; noon parts them."""
    hours = worktime.current(calendar_code(unit_id)).working_time.sessions(day)
    halves = {
        Session.MORNING: any(opens < NOON for opens, _closes in hours),
        Session.AFTERNOON: any(closes > NOON for _opens, closes in hours),
    }
    return tuple(session for session, works in halves.items() if works)
