"""Changes of the tree."""

from django.db import transaction

from motcua.base.registers import changed
from motcua.organisations.models import Unit
from motcua.organisations.queries import REGISTER


@transaction.atomic
def found_unit(code: str, **fields: object) -> Unit:
    """Add a unit to the tree."""
    unit = Unit.objects.create(code=code, **fields)
    changed(REGISTER)
    return unit
