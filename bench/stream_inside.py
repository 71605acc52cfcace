"""Calls of one hall, five a second; prints the centre, waits for a line, then prints when each call began."""

import json
import sys
import time
from uuid import uuid4

import django

django.setup()

from django.utils import timezone
from open_hall import found

from motcua.organisations.queries import rights_of
from motcua.queueing import actions, queries


def main(count):
    now = timezone.now
    (group,), (counter,), (person,) = found(letters="A", counters=1)
    centre, by = group.centre, rights_of(person.pk, on=now().date())
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
