"""A world to put load on: a commune, its people signed in, dossiers in every state. Prints what it made as JSON."""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from motcua.base import clock, sealing
from motcua.demo.volume import multiply
from motcua.dossiers import actions
from motcua.dossiers.journal import Batch
from motcua.dossiers.models import Dossier
from tests.factories import intake, world

CSRF = "a" * 32
PEOPLE = ("clerk", "head", "examiner", "leader", "records", "returner", "supervisor")


def main(volume, fresh):
    made = world()
    now = clock.now()
    numbers = receive(made, fresh, at=now - timedelta(hours=1))
    if volume > fresh:
        receive(made, min(volume, 4_000), at=now - timedelta(days=30), moved=True)
        multiply(volume - Dossier.objects.count(), today=now.date(), centre=made.centre.code)
    analyse()
    form = intake(made)
    print(
        json.dumps(
            {
                "csrf": CSRF,
                "numbers": numbers,
                "followed": [
                    {
                        "number": number,
                        "cookie": sealing.seal(f"{number} 5678 {clock.now().timestamp() + 9000:.0f}"),
                    }
                    for number in numbers[-20:]
                ],
                "cookies": {name: signed_in(getattr(made, name)) for name in PEOPLE},
                "procedure": made.version.procedure.code,
                "intake": {
                    "do": "receive",
                    "centre": made.centre.pk,
                    "kind": "citizen",
                    "number": form.owner.number,
                    "fetched": form.owner.number,
                    "name": form.owner.name,
                    "birth_on": "13/09/1989",
                    "sex": "female",
                    "address": form.owner.address,
                    "phone": form.owner.phone,
                    "version": made.version.pk,
                    "case": made.case.pk,
                    "sets": 1,
                    "channel": "direct",
                    "result_channel": "counter",
                    "given": made.papers[0].pk,
                    f"originals_{made.papers[0].pk}": 1,
                },
            }
        )
    )


def signed_in(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "motcua.accounts.backends.RememberingBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"sessionid": session.session_key, "csrftoken": CSRF}


def receive(made, count, *, at, moved=False):
    """Receive dossiers through the real actions; `moved`: half of them go on to their result."""
    clerk = made.rights(made.clerk, on=at.date())
    numbers = []
    for start in range(0, count, 1000):
        with transaction.atomic():
            batch = Batch()
            for order in range(start, min(start + 1000, count)):
                dossier = actions.receive(intake(made), by=clerk, at=at, journal=batch)
                numbers.append(dossier.number)
                if moved and order % 2:
                    resolve(made, dossier.number, at=at + timedelta(days=order % 9), batch=batch)
            batch.write()
    return numbers


def resolve(made, number, *, at, batch):
    day = at.date()
    for task, holder in ((2, made.head), (3, made.examiner), (4, made.leader)):
        actions.forward(number, task=task, by=made.rights(holder, on=day), at=at, journal=batch)
    actions.issue_result(
        number, task=5, result="1", by=made.rights(made.records, on=day), at=at, journal=batch
    )


def analyse():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
