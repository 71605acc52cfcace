"""What the posts of somebody open on the pages of the counter."""

from motcua.organisations.models import Position
from motcua.organisations.rules import Rights

Role = Position.Role


def may_do(rights: Rights) -> dict[str, bool]:
    """Return whether to offer receiving, handing over and what only those who run a centre do."""
    return {
        "is_receiver": rights.has_role(Role.RECEPTION),
        "is_returner": rights.has_role(Role.RECEPTION, Role.RETURNS),
        "runs_centre": rights.has_role(Role.DIRECTOR, Role.SUPERVISOR),
    }
