"""A centre whose doors never close, for benches: its groups, its counters, and an official for each."""

import django

django.setup()

from django.utils import timezone

from motcua.accounts.models import User
from motcua.base.registers import forget_all
from motcua.organisations.models import Membership, Position, Unit
from motcua.queueing import actions
from motcua.worktime.actions import import_calendar
from motcua.worktime.models import Calendar

A_DAY = [["00:00", "24:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), A_DAY)


def found(*, letters, counters):
    """Found it and return its groups, its counters, and who may sit at each."""
    import_calendar(
        {"code": "default", "name": "Cả ngày", "versions": [{"valid_from": "2020-01-01", "week": WEEK}]},
        at=timezone.now(),
    )
    centre = Unit.objects.create(
        code="bench", name="Bench", kind="centre", level="commune", calendar=Calendar.objects.get()
    )
    groups = [
        actions.define_group(centre.pk, code=letter.lower(), letter=letter, name=letter) for letter in letters
    ]
    actions.define_policy(centre.pk, is_bounded=False)
    skills = {group.pk: rank for rank, group in enumerate(groups, start=1)}
    numbers = range(1, counters + 1)
    made = [actions.define_counter(centre.pk, number=number, skills=skills) for number in numbers]
    people = [official(centre, number) for number in numbers]
    # What was remembered of a centre without officials.
    forget_all()
    return groups, made, people


def official(centre, number):
    person = User.objects.create_user(f"quay{number}", full_name=f"Quầy {number}")
    position = Position.objects.create(unit=centre, role="reception", title=f"Quầy {number}")
    Membership.objects.create(user=person, position=position, from_on="2020-01-01")
    return person
