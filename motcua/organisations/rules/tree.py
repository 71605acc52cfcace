"""The tree of units in memory, and what holding a position in it lets somebody see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from motcua.organisations.models import Position, Unit

Role = Position.Role
# Roles that watch over everything under the government their unit belongs to.
WATCHING_ROLES = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.CATALOGUE_KEEPER})


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as pages and rules need it."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    level: str
    official_code: str
    parent_id: int | None
    calendar_code: str
    place: str
    address: str
    phone: str
    valid_from: date
    valid_to: date | None

    def is_valid(self, *, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Post:
    """A position somebody holds: a role in a unit."""

    unit_id: int
    role: str
    title: str
    # Whose post it is when it is held for somebody else; None: the person's own.
    standing_in_for: int | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody holds on a day, and the units whose work they may see."""

    user_id: int
    posts: tuple[Post, ...]
    scope: frozenset[int]

    def has_role(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.posts)

    def post_for(self, unit_id: int, role: str) -> Post | None:
        """Return the post by which this person holds work of a role in a unit."""
        return next((post for post in self.posts if post.unit_id == unit_id and post.role == role), None)

    @property
    def acts_for(self) -> frozenset[int]:
        """Return whose personal tasks this person may act on: the own ones and those of people stood in for."""
        return frozenset(
            {self.user_id, *(post.standing_in_for for post in self.posts if post.standing_in_for)}
        )

    def post_over(self, unit_id: int, role: str, person_id: int | None) -> Post | None:
        """Return the post by which this person may act on a task of a role in a unit, taken by `person_id` or nobody.

        Standing in for somebody in one post opens no task that somebody holds by another post.
        """
        if person_id in (None, self.user_id):
            return self.post_for(unit_id, role)
        return next(
            (
                post
                for post in self.posts
                if (post.unit_id, post.role, post.standing_in_for) == (unit_id, role, person_id)
            ),
            None,
        )


@dataclass(frozen=True)
class Tree:
    """Every unit, those ended too: history stays readable."""

    units: dict[int, UnitView]
    # Roles that some position of the unit carries: who could hold a step there.
    roles: dict[int, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        children: dict[int | None, list[int]] = {}
        for unit in self.units.values():
            children.setdefault(unit.parent_id, []).append(unit.id)
        object.__setattr__(self, "_children", children)
        object.__setattr__(self, "_by_code", {unit.code: unit for unit in self.units.values()})

    def __getitem__(self, unit_id: int) -> UnitView:
        return self.units[unit_id]

    def by_code(self, code: str) -> UnitView | None:
        return self._by_code.get(code)  # type: ignore[attr-defined]

    def children(self, unit_id: int) -> list[int]:
        return self._children.get(unit_id, [])  # type: ignore[attr-defined]

    def line(self, unit_id: int) -> Iterable[UnitView]:
        """Yield the unit, its parent, and so on to the root."""
        at: int | None = unit_id
        while at is not None:
            unit = self.units[at]
            yield unit
            at = unit.parent_id

    def subtree(self, unit_id: int) -> frozenset[int]:
        """Return the unit and everything under it."""
        found, waiting = set(), [unit_id]
        while waiting:
            at = waiting.pop()
            found.add(at)
            waiting.extend(self.children(at))
        return frozenset(found)

    def calendar_code(self, unit_id: int) -> str:
        """Return the calendar of the nearest unit above that has one."""
        return next((unit.calendar_code for unit in self.line(unit_id) if unit.calendar_code), "default")

    def agency_of(self, unit_id: int) -> UnitView:
        """Return the body that signs for a unit: itself, or the nearest above that is no division."""
        return next(
            (unit for unit in self.line(unit_id) if unit.kind != Unit.Kind.DIVISION), self.units[unit_id]
        )

    def nearest(self, kind: str, *, of: int, level: str = "") -> UnitView | None:
        """Return the closest unit of a kind: under the unit, then under each unit above it."""
        for above in self.line(of):
            found = [
                self.units[at]
                for at in sorted(self.subtree(above.id))
                if self.units[at].kind == kind and level in ("", self.units[at].level)
            ]
            if found:
                return found[0]
        return None

    def scope_of(self, post: Post) -> frozenset[int]:
        """Return the units whose work a post lets its holder see."""
        unit = self.units[post.unit_id]
        if post.role in WATCHING_ROLES and unit.parent_id is not None:
            return self.subtree(unit.parent_id)
        return self.subtree(unit.id)


def rights(user_id: int, posts: Iterable[Post], *, tree: Tree) -> Rights:
    """Return what these posts give their holder."""
    held = tuple(posts)
    scope = frozenset().union(*(tree.scope_of(post) for post in held)) if held else frozenset()
    return Rights(user_id, held, scope)
