"""Setting up a hall: its groups, counters and policy; who changed what is recorded when it is said who and when."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.accounts.models import User
from motcua.base.registers import changed
from motcua.history.actions import record_change
from motcua.organisations.queries import tree
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
    by: User | None = None,
    at: datetime | None = None,
) -> ServiceGroup:
    """Make or change a group of services, with the fields and procedures it serves, by their ids."""
    values = {"letter": letter, "name": name, "name_en": name_en, "minutes": minutes, "order": order}
    before = ServiceGroup.objects.filter(centre=centre_id, code=code).first()
    old = _of_group(before) if before else {}
    group, _is_new = ServiceGroup.objects.update_or_create(
        centre_id=centre_id, code=code, defaults={**values, "is_open": is_open}
    )
    group.fields.set(fields)
    group.procedures.set(procedures)
    changed(REGISTER)
    _note("service_group", f"{_code(centre_id)}/{code}", old, _of_group(group), by=by, at=at)
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
    by: User | None = None,
    at: datetime | None = None,
) -> Counter:
    """Make or change a counter; `skills` are the groups it serves, by id, each with its rank."""
    before = Counter.objects.filter(centre=centre_id, number=number).first()
    old = _of_counter(before) if before else {}
    counter, _is_new = Counter.objects.update_or_create(
        centre_id=centre_id, number=number, defaults={"name": name, "zone": zone, "is_kept": is_kept}
    )
    counter.skills.all().delete()
    Skill.objects.bulk_create(
        Skill(counter=counter, group_id=group, rank=rank) for group, rank in skills.items()
    )
    changed(REGISTER)
    _note("counter", f"{_code(centre_id)}/{counter}", old, _of_counter(counter), by=by, at=at)
    return counter


@transaction.atomic
def define_policy(
    centre_id: int, *, by: User | None = None, at: datetime | None = None, **values: int
) -> Policy:
    """Set what a centre decides about its hall; the names are those of Policy."""
    before = Policy.objects.filter(centre=centre_id).first() or Policy(centre_id=centre_id)
    old = {name: getattr(before, name) for name in values}
    policy, _is_new = Policy.objects.update_or_create(centre_id=centre_id, defaults=values)
    changed(REGISTER)
    _note("hall_policy", _code(centre_id), old, values, by=by, at=at)
    return policy


def _of_group(group: ServiceGroup) -> dict[str, Any]:
    named = ("letter", "name", "name_en", "minutes", "order", "is_open")
    plain = {name: getattr(group, name) for name in named}
    fields = sorted(group.fields.values_list("code", flat=True))
    return {**plain, "fields": fields, "procedures": sorted(group.procedures.values_list("code", flat=True))}


def _of_counter(counter: Counter) -> dict[str, Any]:
    plain = {name: getattr(counter, name) for name in ("name", "zone", "is_kept")}
    ranks = counter.skills.order_by("rank", "group__order").values_list("group__letter", "rank")
    return {**plain, "skills": [f"{letter}{rank}" for letter, rank in ranks]}


def _code(centre_id: int) -> str:
    return tree()[centre_id].code


def _note(
    subject: str,
    key: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: User | None,
    at: datetime | None,
) -> None:
    # An office is founded by commands: nobody did that at a moment.
    if at is not None:
        record_change(subject=subject, key=key, before=before, after=after, at=at, by=by)
