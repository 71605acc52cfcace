"""The inside of bench/reports.py: makes the rows, times both ways, prints the plan and the times."""

import os
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")

import django

django.setup()

from django.db import connection, transaction
from world import analyse

from motcua.catalogue.models import Field
from motcua.dossiers.models import Dossier
from motcua.reports.actions import close_days
from motcua.reports.queries import Period, by_field
from tests.factories import received, world

FIELDS, DAYS, TIMES = 50, 2008, 15
START, TO = date(2025, 7, 1), date(2025, 9, 30)


def main(count):
    made = world()
    original = received(made)
    fields = Field.objects.bulk_create(
        [Field(code=f"linh-vuc-{at}", name=f"Lĩnh vực {at:02d}") for at in range(FIELDS)]
    )
    spread(original, count, first_field=fields[0].pk)
    analyse()
    period = Period(frozenset({made.centre.pk}), START, TO, TO)
    whole = Period(period.centres, date(2020, 6, 1), date(2025, 11, 29), date(2025, 11, 29))
    scan, scanned = timed(lambda: by_scan(made.centre.pk))
    ways = [
        ("days still open", *timed(lambda: by_field(period))),
        ("the same, all years", *timed(lambda: by_field(whole))),
    ]
    print(plan(period))
    start = time.perf_counter()
    days = close_days(today=date(2026, 6, 1), centres=period.centres)
    print(f"{days} days closed in {time.perf_counter() - start:.1f} s")
    analyse()
    ways += [
        ("closed days", *timed(lambda: by_field(period))),
        ("the same, all years", *timed(lambda: by_field(whole))),
    ]
    print(plan(period))
    for _what, _times, report in (ways[0], ways[2]):
        found = {line.key: tuple(line.figures.values()) for line in report.lines}
        assert found == scanned, "the ways do not agree"
    assert ways[1][2] == ways[3][2], "the ways do not agree"
    print(
        "\t".join(
            "|".join([what, *map(str, times)])
            for what, times in (*[way[:2] for way in ways], ("table scan", scan))
        )
    )


def spread(original, count, *, first_field):
    """Copy one dossier over five and a half years: nine in ten ended, one in eight late, some withdrawn."""
    columns = [field.column for field in Dossier._meta.concrete_fields if not field.primary_key]
    # A small linear mix instead of a random number: the same rows each time, on both engines.
    mix = "((n % 9973) * 7919 % 100)"
    on = day(f"(n % {DAYS})")
    due = day(f"(n % {DAYS} + 5 + n % 11)")
    ended = day(f"(n % {DAYS} + 2 + (n % 9973) * 31 % 14)")
    values = {
        "number": "'B-' || n",
        "request_key": copied_key(),
        "field_id": f"{first_field} + n % {FIELDS}",
        "online_level": "2 + n % 3",
        "received_on": on,
        "due_on": due,
        "ended_on": f"CASE WHEN {mix} < 92 THEN {ended} ELSE {literal('9999-12-31')} END",
        "ending": f"CASE WHEN {mix} < 90 THEN 'result' WHEN {mix} < 92 THEN 'withdrawn' ELSE '' END",
    }
    chosen = [values.get(column, f"d.{column}") for column in columns]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO dossiers_dossier ({', '.join(columns)}) "
            f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) "
            f"SELECT {', '.join(chosen)} FROM dossiers_dossier d, c WHERE d.id = {original.pk}"
        )


def copied_key():
    if connection.vendor == "postgresql":
        return "gen_random_uuid()"
    return "lower(hex(randomblob(16)))"


def day(shift):
    if connection.vendor == "postgresql":
        return f"(DATE '2020-06-01' + {shift}::int)"
    return f"date('2020-06-01', {shift} || ' days')"


def literal(text):
    return f"DATE '{text}'" if connection.vendor == "postgresql" else f"'{text}'"


def timed(work):
    value = work()
    times = []
    for _time in range(TIMES):
        start = time.perf_counter()
        value = work()
        times.append((time.perf_counter() - start) * 1000)
    return times, value


def by_scan(centre):
    """The same figures without an index, as a first version would write them."""
    period = {"start": START, "to": TO, "centre": centre}
    resolved = "ended_on <= %(to)s AND ending = 'result'"
    sums = {
        "received": "received_on >= %(start)s",
        "carried": "received_on < %(start)s",
        "resolved": resolved,
        "early": f"{resolved} AND ended_on < due_on",
        "on_time": f"{resolved} AND ended_on = due_on",
        "late": f"{resolved} AND ended_on > due_on",
        "open": "ended_on > %(to)s",
        "in_time": "ended_on > %(to)s AND due_on >= %(to)s",
        "overdue": "ended_on > %(to)s AND due_on < %(to)s",
        "other": "ended_on <= %(to)s AND ending <> 'result'",
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off"
            )
        table = "dossiers_dossier" + ("" if connection.vendor == "postgresql" else " NOT INDEXED")
        cursor.execute(
            f"SELECT field_id, {', '.join(f'count(*) FILTER (WHERE {one})' for one in sums.values())} FROM {table} "
            "WHERE centre_id = %(centre)s AND ending <> 'refused' AND received_on <= %(to)s "
            "AND ended_on >= %(start)s GROUP BY field_id",
            period,
        )
        rows = cursor.fetchall()
        if connection.vendor == "postgresql":
            cursor.execute("RESET ALL")
    return {row[0]: tuple(row[1:]) for row in rows}


def plan(period):
    """Return the plan of the slower of the two statements of the report."""
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - only here, only for the plan

    with CaptureQueriesContext(connection) as captured:
        by_field(period)
    slowest = max(captured.captured_queries, key=lambda query: float(query["time"]))["sql"]
    explain = "EXPLAIN ANALYZE " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(explain + slowest)
        return "\n".join([slowest, *(" ".join(map(str, row)) for row in cursor.fetchall())])


if __name__ == "__main__":
    main(int(sys.argv[1]))
