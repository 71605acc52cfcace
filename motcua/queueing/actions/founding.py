"""Setting up a hall: its groups, counters and policy."""

from collections.abc import Collection, Mapping

from django.db import transaction

from motcua.base.registers import changed
from motcua.queueing.models import Counter, Policy, ServiceGroup, Skill
from motcua.queueing.queries import REGISTER


@transaction.atomic
def define_group(
    centre_id: int,
    *,
    code: str,
    letter: str,
    name: str,
    name_en: str = "",
    minutes: int = 10,
    order: int = 1,
    fields: Collection[int] = (),
    procedures: Collection[int] = (),
    is_open: bool = True,
) -> ServiceGroup:
    """Make or change a group of services, with the fields and procedures it serves, by their ids."""
    values = {"letter": letter, "name": name, "name_en": name_en, "minutes": minutes, "order": order}
    group, _is_new = ServiceGroup.objects.update_or_create(
        centre_id=centre_id, code=code, defaults={**values, "is_open": is_open}
    )
    group.fields.set(fields)
    group.procedures.set(procedures)
    changed(REGISTER)
    return group


@transaction.atomic
def define_counter(
    centre_id: int,
    *,
    number: int,
    skills: Mapping[int, int],
    name: str = "",
    zone: str = "",
    is_kept: bool = True,
) -> Counter:
    """Make or change a counter; `skills` are the groups it serves, by id, each with its rank."""
    counter, _is_new = Counter.objects.update_or_create(
        centre_id=centre_id, number=number, defaults={"name": name, "zone": zone, "is_kept": is_kept}
    )
    counter.skills.all().delete()
    Skill.objects.bulk_create(
        Skill(counter=counter, group_id=group, rank=rank) for group, rank in skills.items()
    )
    changed(REGISTER)
    return counter


@transaction.atomic
def define_policy(centre_id: int, **values: int) -> Policy:
    """Set what a centre decides about its hall; the names are those of Policy."""
    policy, _is_new = Policy.objects.update_or_create(centre_id=centre_id, defaults=values)
    changed(REGISTER)
    return policy
