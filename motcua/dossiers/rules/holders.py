"""Who holds a step, and who stands above whom."""

from motcua.dossiers.models import Dossier
from motcua.organisations.models import Position, Unit
from motcua.organisations.rules import Rights, Tree
from motcua.workflow.models import Step

Role = Position.Role
Custody = Dossier.Custody

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


def opinion_role(unit_id: int, *, tree: Tree) -> str:
    """Return the role that answers for a unit whose opinion is asked: whoever examines there, else its head."""
    held = tree.roles.get(unit_id, frozenset())
    asked = (Role.EXAMINER, Role.HEAD_OF_DIVISION, Role.PARTNER, Role.HEAD_OF_AGENCY, Role.RECORDS)
    return next((role for role in asked if role in held), Role.HEAD_OF_AGENCY).value


def custody_at(unit_id: int, *, centre_id: int) -> str:
    """Return where the paper is while this unit holds the step."""
    return Custody.CENTRE if unit_id == centre_id else Custody.AGENCY


def is_superior(rights: Rights, unit_id: int, *, tree: Tree) -> bool:
    """Say whether somebody leads a unit: its own head, the director of a centre, or the head of an agency above it."""
    line = [unit.id for unit in tree.line(unit_id)]
    return any(
        (post.role in (Role.HEAD_OF_DIVISION, Role.DIRECTOR) and post.unit_id == unit_id)
        or (post.role == Role.HEAD_OF_AGENCY and post.unit_id in line)
        for post in rights.posts
    )


def signs_for(rights: Rights, unit_id: int, *, tree: Tree) -> bool:
    """Say whether somebody signs for the agency that a unit belongs to."""
    line = [unit.id for unit in tree.line(unit_id)]
    return any(post.role == Role.HEAD_OF_AGENCY and post.unit_id in line for post in rights.posts)


def runs_centre(rights: Rights, centre_id: int) -> bool:
    """Say whether somebody directs or supervises a centre."""
    return any(
        post.unit_id == centre_id and post.role in (Role.DIRECTOR, Role.SUPERVISOR) for post in rights.posts
    )
