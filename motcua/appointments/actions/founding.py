"""Setting up what a centre lets people book; who changed what is recorded when it is said who and when."""

from datetime import datetime

from django.db import transaction

from motcua.accounts.models import User
from motcua.appointments.models import Policy
from motcua.appointments.queries import REGISTER
from motcua.base.registers import changed
from motcua.history.actions import record_change
from motcua.organisations.queries import tree


@transaction.atomic
def define_policy(
    centre_id: int, *, by: User | None = None, at: datetime | None = None, **values: int
) -> Policy:
    """Set what a centre decides about appointments; the names are those of Policy."""
    before = Policy.objects.filter(centre=centre_id).first() or Policy(centre_id=centre_id)
    old = {name: getattr(before, name) for name in values}
    policy, _is_new = Policy.objects.update_or_create(centre_id=centre_id, defaults=values)
    changed(REGISTER)
    if at is not None:
        key = tree()[centre_id].code
        record_change(subject="appointment_policy", key=key, before=old, after=values, at=at, by=by)
    return policy
