"""The inside of bench/recalendar.py: makes open dossiers by the real actions, changes their calendar twice."""

import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")

import django

django.setup()

from django.db import transaction
from world import analyse

from motcua.base.clock import at
from motcua.dossiers import actions, recalendaring
from motcua.dossiers.journal import Batch
from motcua.dossiers.models import Event
from motcua.dossiers.rules import Wanted
from motcua.dossiers.verification import differences
from motcua.worktime import queries as worktime
from motcua.worktime.actions import import_calendar
from tests.factories import intake, world

# Received over eight working days before the change; a tenth waits for a supplement, a third is examined.
DAYS = [date(2026, 11, 12) + timedelta(days=one) for one in (0, 1, 4, 5, 6, 7, 8, 11)]
NOW = at(date(2026, 11, 23), 17)
SWAP = {"date": "2026-11-26", "kind": "closed", "name": "Nghỉ hoán đổi", "source": "TB 101"}
SUMMER = {
    "valid_from": "2026-11-25",
    "week": {day: [["07:00", "11:30"], ["12:30", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "exceptions": [],
}


def main(count):
    made = world()
    made.case.time_limits.update(amount=10)
    people = {name: made.rights(getattr(made, name)) for name in ("clerk", "head", "examiner")}
    for start in range(0, count, 500):
        with transaction.atomic():
            book = Batch()
            for order in range(start, min(start + 500, count)):
                begin(made, people, order, book)
            book.write()
    analyse()
    keeper = made.rights(made.supervisor)
    change(exceptions=[SWAP])
    tell("preview, late swap decree", count, *timed(preview))
    tell("move, late swap decree", count, *timed(lambda: move(keeper)))
    change(weeks=[SUMMER])
    tell("preview, summer hours", count, *timed(preview))
    few = recalendaring.waiting("default").values_list("number", flat=True)[: min(500, count // 2)]
    one_by_one = timed(lambda: each(list(few), keeper))
    left = recalendaring.progress("default").waiting
    tell("move, summer hours", left, *timed(lambda: move(keeper)))
    tell("one by one", count - left, *one_by_one)
    assert list(differences()) == [], "what was moved does not fold"


def begin(made, people, order, book):
    # Mornings and late afternoons: the hours of the summer end earlier.
    moment = at(DAYS[order % len(DAYS)], (8, 10, 16)[order % 7 % 3], order % 60)
    dossier = actions.receive(intake(made), by=people["clerk"], at=moment, journal=book)
    if order % 3:
        return
    actions.forward(dossier.number, task=2, by=people["head"], at=moment, journal=book)
    if order % 30 == 0:
        wanted = [Wanted("Tờ khai", "Thiếu trang 2", "Nộp đủ hai trang")]
        actions.request_supplement(
            dossier.number, task=3, wanted=wanted, by=people["examiner"], at=moment, journal=book
        )


def change(*, exceptions=(), weeks=()):
    definition = worktime.export_definition("default")
    definition["versions"][-1]["exceptions"] += exceptions
    definition["versions"] += weeks
    import_calendar(definition, at=NOW, reason="Bench")


def preview():
    return sum(1 for _moving in recalendaring.preview("default"))


def move(keeper):
    before = recalendaring.letters("default").count()
    for _far in recalendaring.move_all("default", by=keeper, at=NOW, reason="Bench"):
        pass
    return recalendaring.letters("default").count() - before


def each(numbers, keeper):
    version_id = worktime.current("default").version_id
    for number in numbers:
        actions.recalendar(number, calendar_id=version_id, by=keeper, at=NOW, note="Bench")
    return Event.objects.filter(payload__calendar=version_id, payload__letter=True).count()


def timed(work):
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start


def tell(what, dossiers, dates, seconds):
    print(f"{what}|{dossiers}|{dates}|{seconds:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
