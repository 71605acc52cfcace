"""Calls of one hall, five a second; prints the centre, waits for a line, then prints when each call began."""

import json
import sys
import time
from uuid import uuid4

import django

django.setup()

from django.utils import timezone

from motcua.accounts.models import User
from motcua.base.registers import forget_all
from motcua.organisations.models import Membership, Position, Unit
from motcua.organisations.queries import rights_of
from motcua.queueing import actions, queries
from motcua.worktime.actions import import_calendar
from motcua.worktime.models import Calendar

A_DAY = [["00:00", "24:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), A_DAY)


def main(count):
    now = timezone.now
    import_calendar(
        {"code": "default", "name": "Cả ngày", "versions": [{"valid_from": "2020-01-01", "week": WEEK}]},
        at=now(),
    )
    centre = Unit.objects.create(
        code="bench", name="Bench", kind="centre", level="commune", calendar=Calendar.objects.get()
    )
    group = actions.define_group(centre.pk, code="a", letter="A", name="A")
    counter = actions.define_counter(centre.pk, number=1, skills={group.pk: 1})
    actions.define_policy(centre.pk, is_bounded=False)
    person = User.objects.create_user("quay", full_name="Quầy")
    position = Position.objects.create(unit=centre, role="reception", title="Quầy")
    Membership.objects.create(user=person, position=position, from_on="2020-01-01")
    # What was remembered of an empty centre.
    forget_all()
    by = rights_of(person.pk, on=now().date())
    for _ticket in range(count):
        actions.issue(centre.pk, group_id=group.pk, request_key=uuid4(), at=now())
    actions.open_counter(counter.pk, by=by, at=now())
    print(centre.pk, flush=True)
    sys.stdin.readline()
    called = []
    for _call in range(count):
        began = time.time()
        ticket = actions.call_next(counter.pk, by=by, at=now())
        seq = queries.last_seq(centre.pk, day=ticket.hall.day)
        called.append((str(seq), began))
        actions.finish(ticket.pk, counter_id=counter.pk, by=by, at=now())
        time.sleep(max(0.0, 0.2 - (time.time() - began)))
    print(json.dumps(called), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
