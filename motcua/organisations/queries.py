"""The tree and the holders of positions, from process memory."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from motcua.base.registers import Register
from motcua.organisations.models import Membership, Position, Unit
from motcua.organisations.rules import Post, Rights, Tree, UnitView, rights

REGISTER = "organisations"


@dataclass(frozen=True)
class _Organisation:
    tree: Tree
    # user → (post, from, to)
    held: dict[int, list[tuple[Post, date, date | None]]]
    kept: dict[tuple[int, date], Rights]


def _load() -> _Organisation:
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
    held: dict[int, list[tuple[Post, date, date | None]]] = defaultdict(list)
    rows = Membership.objects.order_by("pk").values_list(
        "user_id", "position__unit_id", "position__role", "position__title", "from_on", "to_on"
    )
    for user_id, unit_id, role, title, from_on, to_on in rows:
        held[user_id].append((Post(unit_id, role, title), from_on, to_on))
    tree = Tree(units, {unit_id: frozenset(names) for unit_id, names in roles.items()})
    return _Organisation(tree, dict(held), {})


_register = Register(REGISTER, _load)


def tree() -> Tree:
    """Return every unit and the roles it has."""
    return _register.get().tree


def rights_of(user_id: int, *, on: date) -> Rights:
    """Return what somebody holds on a day and may see."""
    organisation = _register.get()
    found = organisation.kept.get((user_id, on))
    if found is None:
        posts = [
            post
            for post, from_on, to_on in organisation.held.get(user_id, [])
            if from_on <= on and (to_on is None or on <= to_on)
        ]
        found = organisation.kept[user_id, on] = rights(user_id, posts, tree=organisation.tree)
    return found


def calendar_code(unit_id: int) -> str:
    """Return the code of the calendar a unit works by."""
    return tree().calendar_code(unit_id)


def holders(unit_id: int, role: str, *, on: date) -> list[int]:
    """Return the ids of the people who hold a role in a unit on a day."""
    return [
        user_id
        for user_id, posts in _register.get().held.items()
        for post, from_on, to_on in posts
        if post.unit_id == unit_id and post.role == role and from_on <= on and (to_on is None or on <= to_on)
    ]
