"""One process of a crowd in a hall: kiosks and counters, each a thread with a connection of its own.

python -m tests.queueing.crowd make COUNTERS        prints the centre
python -m tests.queueing.crowd act NTH KIOSKS TAPS COUNTERS CALLS
python -m tests.queueing.crowd check                prints what the log says as JSON
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
django.setup()

from uuid import uuid4

from motcua.organisations.models import Unit
from motcua.organisations.queries import rights_of
from motcua.queueing import actions
from motcua.queueing.models import Counter, CounterSession, Hall, HallEvent, Lane, ServiceGroup, Ticket
from tests.queueing.halls import MONDAY, after, hall
from tests.queueing.replay import wrong_calls, wrong_lines
from tests.threads import at_once

LANES = (Lane.ORDINARY, Lane.ORDINARY, Lane.ELDERLY, Lane.ORDINARY)


def make(counters):
    made = hall(is_bounded=False, counters=counters)
    made.open(*range(1, counters + 1))


def act(nth, kiosks, taps, counters, calls):
    """Be the nth process of so many kiosks and counters; everybody starts together."""
    centre = Unit.objects.get()
    groups = list(ServiceGroup.objects.order_by("letter"))
    numbers = range(nth * counters + 1, (nth + 1) * counters + 1)
    seats = {
        session.counter_id: rights_of(session.user_id, on=MONDAY)
        for session in CounterSession.objects.filter(counter__number__in=numbers)
    }
    keys = list(Counter.objects.filter(number__in=numbers).values_list("pk", flat=True))

    def work(index):
        if index < kiosks:
            for tap in range(taps):
                lane = LANES[(index + tap) % len(LANES)]
                group = groups[tap % 2]
                actions.issue(
                    centre.pk, group_id=group.pk, request_key=uuid4(), at=after(tap / 10), lane=lane
                )
        else:
            counter = keys[index - kiosks]
            for call in range(calls):
                actions.call_next(counter, by=seats[counter], at=after(60 + call), finishing=True)

    at_once(kiosks + counters, work)


def check():
    called = list(HallEvent.objects.filter(kind="called").values_list("ticket", flat=True))
    numbers = {
        letter: sorted(Ticket.objects.filter(letter=letter).values_list("number", flat=True))
        for letter in "AB"
    }
    return {
        "tickets": {letter: len(found) for letter, found in numbers.items()},
        "gaps or doubles": [
            letter for letter, found in numbers.items() if found != list(range(1, len(found) + 1))
        ],
        "called": len(called),
        "called twice": len(called) - len(set(called)),
        "against the rule": wrong_calls(Hall.objects.get().pk)[:5],
        "lines": wrong_lines(),
    }


if __name__ == "__main__":
    what, *counts = sys.argv[1:]
    told = {"make": make, "act": act, "check": check}[what](*map(int, counts))
    print(json.dumps(told))
