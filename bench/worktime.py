#!/usr/bin/env python3
"""Due dates per second, and how many are right, against the libraries people use for this."""

import json
import os
import random
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from datetime import time as dt_time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
os.environ["MOTCUA_DATA"] = tempfile.mkdtemp(prefix="motcua-bench-")

import businesstimedelta
import django
import holidays
import numpy
import pandas
from business_duration import businessDuration
from tables import arguments, show
from workalendar.core import Calendar

django.setup()

from motcua.worktime.actions import DEFAULT_FILE
from motcua.worktime.rules import compile_calendar
from tests.worktime.counter import MinuteCounter

YEAR = 2026
FIRST, DAYS = datetime.fromisoformat(f"{YEAR}-01-01"), 330
SESSIONS = [(7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)]
DEFINITION = json.loads(DEFAULT_FILE.read_text(encoding="utf-8"))
EXCEPTIONS = DEFINITION["versions"][0]["exceptions"]
CLOSED = {date.fromisoformat(row["date"]) for row in EXCEPTIONS if row["kind"] == "closed"}
OURS = compile_calendar(DEFINITION)
COUNTER = MinuteCounter(DEFINITION)
# What a calendar without make-up Saturdays would say: tells which cases have one in the way.
PLAIN = MinuteCounter(
    {
        "versions": [
            DEFINITION["versions"][0] | {"exceptions": [r for r in EXCEPTIONS if r["kind"] == "closed"]}
        ]
    }
)


class Vietnam(Calendar):
    """Workalendar has no Vietnam: given the closed days of ours."""

    def get_calendar_holidays(self, year):
        return [(day, "") for day in CLOSED if day.year == year]

    def get_weekend_days(self):
        return (5, 6)


def clock(minute):
    return dt_time(minute // 60, minute % 60)


def businesstimedelta_due():
    sessions = [
        businesstimedelta.WorkDayRule(start_time=clock(opens), end_time=clock(closes), working_days=range(5))
        for opens, closes in SESSIONS
    ]
    rules = businesstimedelta.Rules([*sessions, businesstimedelta.HolidayRule(CLOSED)])
    return lambda start, hours: start + businesstimedelta.BusinessTimeDelta(rules, hours=hours)


def pandas_due():
    starts, ends = zip(*((clock(opens), clock(closes)) for opens, closes in SESSIONS), strict=True)

    def due(start, hours):
        offset = pandas.offsets.CustomBusinessHour(n=hours, start=starts, end=ends, holidays=sorted(CLOSED))
        return (pandas.Timestamp(start) + offset).to_pydatetime()

    return due


def business_duration_minutes():
    # It measures between two moments and cannot add; one session only, so the longest day there is.
    opens, closes = clock(SESSIONS[0][0]), clock(SESSIONS[-1][1])

    def measure(start, due):
        return businessDuration(start, due, opens, closes, holidaylist=CLOSED, unit="min")

    return measure


def workalendar_due():
    calendar = Vietnam()
    return lambda start, days: calendar.add_working_days(start.date(), days)


def holidays_due():
    vietnam = holidays.country_holidays("VN", years=[YEAR, YEAR + 1])
    return lambda start, days: vietnam.get_nth_working_day(start.date(), days)


def numpy_due():
    calendar = numpy.busdaycalendar(holidays=sorted(CLOSED))
    return lambda start, days: numpy.busday_offset(
        start.date(), days, roll="forward", busdaycal=calendar
    ).item()


def cases(count):
    """Return (start, amount) pairs: anywhere in the year, day or night, and around the make-up Saturdays."""
    chance = random.Random(1)
    plain = [
        (FIRST + timedelta(minutes=chance.randrange(DAYS * 1440)), chance.randint(1, 40))
        for _ in range(count)
    ]
    saturdays = [datetime.fromisoformat(f"{YEAR}-{day}") for day in ("01-10", "08-22")]
    swapped = [
        (
            chance.choice(saturdays) - timedelta(minutes=chance.randrange(5 * 1440)),
            chance.randint(8, 40),
        )
        for _ in range(count // 4)
    ]
    return plain + swapped


def per_second(work, questions, seconds):
    def run():
        for question in questions:
            work(*question)

    return answers_per_second(run, len(questions), seconds)


def explained_per_second(questions, seconds):
    def run():
        for _due in OURS.explain_all(questions):
            pass

    return answers_per_second(run, len(questions), seconds)


def answers_per_second(run, count, seconds):
    """Return the rate of the best of many runs after a first, in processor time: neighbours do not count."""
    run()
    best, end = 0.0, time.perf_counter() + seconds
    while not best or time.perf_counter() < end:
        start = time.process_time()
        run()
        best = max(best, count / (time.process_time() - start))
    return best


def right(work, questions, unit, *, as_date=False):
    """Return how many answers are those of the counter, of the cases without and with a make-up day."""
    score = {False: [0, 0], True: [0, 0]}
    for start, amount in questions:
        expected = COUNTER.due(start, amount, unit)
        tally = score[expected != PLAIN.due(start, amount, unit)]
        answer = work(start, amount)
        tally[0] += (answer == expected.date()) if as_date else (answer.replace(tzinfo=None) == expected)
        tally[1] += 1
    return tuple("{} of {}".format(*score[is_swapped]) for is_swapped in (False, True))


def measured_right(work, questions):
    score = [0, 0]
    for start, hours in questions:
        due = COUNTER.due(start, hours, "working_hour")
        score[0] += work(start, due) == hours * 60
        score[1] += 1
    return "{} of {}".format(*score), None


def ours(unit):
    return lambda start, amount: OURS.due(start, amount, unit)


def row(what, unit, speed, scores):
    return {
        "what": what,
        "adds": unit,
        "per second": speed,
        "right": scores[0],
        "right over a make-up day": scores[1],
    }


def rivals(questions, seconds):
    hours, days = "working_hour", "working_day"
    for what, work in (
        ("businesstimedelta", businesstimedelta_due()),
        ("pandas CustomBusinessHour", pandas_due()),
    ):
        yield row(what, "hours", per_second(work, questions, seconds), right(work, questions, hours))
    measure = business_duration_minutes()
    spans = [(start, COUNTER.due(start, amount, hours)) for start, amount in questions]
    yield row(
        "business-duration",
        "measures",
        per_second(measure, spans, seconds),
        measured_right(measure, questions),
    )
    for what, work in (
        ("workalendar", workalendar_due()),
        ("holidays", holidays_due()),
        ("numpy busday_offset", numpy_due()),
    ):
        scores = right(work, questions, days, as_date=True)
        yield row(what, "days, no clock", per_second(work, questions, seconds), scores)


def motcua(questions, seconds):
    for unit, adds in (("working_hour", "hours"), ("working_day", "days")):
        work = ours(unit)
        asked = [(start, amount, unit) for start, amount in questions]
        scores = right(work, questions, unit)
        yield row("motcua", adds, per_second(OURS.due, asked, seconds), scores)
        yield row("motcua, explained", adds, per_second(OURS.explain, asked, seconds), scores)
        yield row("motcua, explained in one go", adds, explained_per_second(asked, seconds), scores)


def main():
    options = arguments(__doc__).parse_args()
    count, seconds = (80, 0.2) if options.quick else (300, 2.0)
    questions = cases(count)
    rows = [*rivals(questions, seconds), *motcua(questions, seconds)]
    baseline = rows[0]["per second"]
    for line in rows:
        line["ratio"] = line["per second"] / baseline
    show(
        rows,
        as_json=options.json,
        title=f"Due dates, {len(questions)} cases of {YEAR}, per second of one core",
    )


if __name__ == "__main__":
    main()
