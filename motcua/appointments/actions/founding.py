"""Setting up what a centre lets people book."""

from django.db import transaction

from motcua.appointments.models import Policy
from motcua.appointments.queries import REGISTER
from motcua.base.registers import changed


@transaction.atomic
def define_policy(centre_id: int, **values: int) -> Policy:
    """Set what a centre decides about appointments; the names are those of Policy."""
    policy, _is_new = Policy.objects.update_or_create(centre_id=centre_id, defaults=values)
    changed(REGISTER)
    return policy
