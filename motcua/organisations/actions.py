"""Changes of the organisation."""

from datetime import date

from django.db import transaction

from motcua.accounts.models import User
from motcua.base.registers import changed
from motcua.organisations.models import Membership, Position, Unit
from motcua.organisations.queries import REGISTER


@transaction.atomic
def found_unit(code: str, **fields: object) -> Unit:
    """Add a unit to the tree."""
    unit = Unit.objects.create(code=code, **fields)
    changed(REGISTER)
    return unit


@transaction.atomic
def appoint(
    user: User, *, unit: Unit, role: str, title: str, from_on: date, to_on: date | None = None
) -> Membership:
    """Give somebody a position in a unit, making the position when it is new."""
    position, _ = Position.objects.get_or_create(unit=unit, role=role, title=title)
    membership = Membership.objects.create(user=user, position=position, from_on=from_on, to_on=to_on)
    changed(REGISTER)
    return membership
