"""A hall to put load on: two groups, a kiosk, counters with their officials signed in. Prints what it made as JSON.

With a second number the day has so many finished visits already; with `check` it tells what is wrong in the log.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from open_hall import found

from motcua.organisations.queries import rights_of
from motcua.queueing import actions, devices
from motcua.queueing.models import Counter, Device, Hall, HallEvent, Line, ServiceGroup, Ticket

CSRF = "a" * 32
TOKEN = "a-kiosk-of-the-bench"


def main(counters, before):
    now = timezone.now()
    groups, made, people = found(letters="AB", counters=counters)
    for number, (counter, person) in enumerate(zip(made, people, strict=True), start=1):
        sign_in(person, number)
        actions.open_counter(counter.pk, by=rights_of(person.pk, on=now.date()), at=now)
    Device.objects.create(
        centre=groups[0].centre,
        name="Kiosk",
        screen="kiosk",
        token_hash=devices.fingerprint(TOKEN),
        registered_at=now,
        registered_by=people[0],
    )
    if before:
        lived(before, at=now)
    print(json.dumps({"csrf": CSRF, "token": TOKEN}))


def sign_in(person, number):
    held = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: "motcua.accounts.backends.RememberingBackend",
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
    Session.objects.create(
        # A key that every client knows from its own number.
        session_key=f"client-of-the-bench-{number}",
        session_data=SessionStore().encode(held),
        expire_date=timezone.now() + timedelta(hours=9),
    )


def lived(count, *, at):
    """Write finished visits with their calls, as after a long day."""
    hall, group, counter = Hall.objects.get(), ServiceGroup.objects.get(letter="A"), Counter.objects.first()
    line = Line.objects.get(hall=hall, group=group)
    first = HallEvent.objects.filter(hall=hall).count()
    for start in range(0, count, 5000):
        tickets = Ticket.objects.bulk_create(
            Ticket(
                hall=hall,
                line=line,
                letter="A",
                number=number + 1,
                state="finished",
                request_key=f"00000000-0000-4000-8000-{number:012x}",
                token=f"before-{number:06d}",
                arrived_at=at,
                line_at=at,
                called_at=at,
                ended_at=at,
                counter=counter,
            )
            for number in range(start, min(start + 5000, count))
        )
        events = []
        for ticket in tickets:
            for kind in ("issued", "called", "finished"):
                first += 1
                events.append(
                    HallEvent(
                        hall=hall,
                        seq=first,
                        kind=kind,
                        at=at,
                        ticket=ticket,
                        group=group,
                        counter=counter if kind != "issued" else None,
                        run=0 if kind == "called" else None,
                    )
                )
        HallEvent.objects.bulk_create(events, batch_size=2000)
    Line.objects.filter(pk=line.pk).update(last=count, ordinary_from=at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def wrong():
    """Return what must not be: gaps and doubles in numbers and events, and tickets called twice."""
    wrong_parts = []
    for letter in "AB":
        numbers = sorted(Ticket.objects.filter(letter=letter).values_list("number", flat=True))
        if numbers != list(range(1, len(numbers) + 1)):
            wrong_parts.append(f"numbers of {letter}")
    seqs = list(HallEvent.objects.order_by("seq").values_list("seq", flat=True))
    if seqs != list(range(1, len(seqs) + 1)):
        wrong_parts.append("events")
    calls = list(HallEvent.objects.filter(kind="called").values_list("ticket", flat=True))
    if len(set(calls)) != len(calls):
        wrong_parts.append("called twice")
    return {"wrong": wrong_parts, "tickets": Ticket.objects.count(), "calls": len(calls)}


if __name__ == "__main__":
    if sys.argv[1] == "check":
        print(json.dumps(wrong()))
    else:
        main(int(sys.argv[1]), int(sys.argv[2]))
