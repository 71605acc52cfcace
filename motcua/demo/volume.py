"""Any number of dossiers for benches: some through the real actions, the others copied from them by SQL."""

from collections.abc import Callable
from datetime import date
from random import Random

from django.db import connection, transaction

from motcua.base import clock
from motcua.demo.hong_lac import SINCE
from motcua.demo.invented import drawn
from motcua.demo.life import Planner, State, services
from motcua.demo.travel import Guide, Plan, Staff
from motcua.dossiers.models import Dossier, DueDay, Event, Paper, Task
from motcua.organisations.models import Unit
from motcua.worktime import queries as worktime

# So many dossiers go through the actions; what lists and reports read needs no more variety.
ORIGINALS = 4_000
BATCH = 1000
_ENDED = {State.EARLY: 66, State.ON_TIME: 26, State.LATE: 8}
_RECENT = {State.AT_WORK: 60, State.OUTSIDE: 10, State.OVERDUE: 15, State.WAITING: 15}
_RECENT_SHARE = 0.06
Tell = Callable[[str], None]


def generate(
    count: int,
    *,
    today: date,
    seed: int = 1,
    centre: str = "hong-lac",
    with_history: bool = False,
    tell: Tell = lambda text: None,
) -> int:
    """Add `count` dossiers to a centre of the demo and return how many were added.

    The first 4,000 are lived through the actions up to the evening before today; the rest are copies. A copy has
    its open task; with history also closed tasks, events and papers, whose hashes are those of the original.
    """
    before = Dossier.objects.count()
    plans = _plans(min(count, ORIGINALS), Unit.objects.get(code=centre), Random(f"volume {seed}"), today)
    guide = Guide(Random(seed), Staff.on_duty(Random(seed)), worktime.current().working_time)
    for start in range(0, len(plans), BATCH):
        with transaction.atomic():
            for plan in plans[start : start + BATCH]:
                guide.lead(plan)
            guide.write()
        tell(f"  volume: {start + BATCH:,} dossiers through the actions")
    if count > len(plans):
        multiply(count - len(plans), today=today, centre=centre, with_history=with_history)
        tell(f"  volume: {count:,} dossiers with copies")
    return Dossier.objects.count() - before


def _plans(count: int, centre: Unit, random: Random, today: date) -> list[Plan]:
    """Return plans of receptions up to yesterday, so that today's numbers stay without gaps."""
    evening = clock.at(today, 0)
    working_time = worktime.current().working_time
    # Most ended long ago: back to the day the province began, before which nobody held a position.
    long_ago = Planner(random, working_time, now=evening, days_back=(today - SINCE).days - 7)
    lately = Planner(random, working_time, now=evening)
    offered = services(centre, today=today)
    plans: list[Plan] = []
    while len(plans) < count:
        is_recent = random.random() < _RECENT_SHARE
        planner, states = (lately, _RECENT) if is_recent else (long_ago, _ENDED)
        state = drawn(random, states)
        if plan := planner.plan(random.choice(offered), state):
            plans.append(plan)
    return sorted(plans, key=lambda plan: plan.received_at)


# Whose number goes on with the number of the copy: still the pattern of TT 03/2025, whose order has no end.
_NUMBER = "d.number || substr(CAST(10000 + c.copy AS varchar(5)), 2)"


def multiply(count: int, *, today: date, centre: str, with_history: bool = False) -> None:
    """Copy what a centre received before today until there are `count` dossiers more."""
    chosen = "d.centre_id = (SELECT id FROM organisations_unit WHERE code = %s) AND d.received_on < %s"
    chosen += (
        " AND NOT EXISTS (SELECT 1 FROM dossiers_dossier o WHERE o.last_hash = d.last_hash AND o.id < d.id)"
    )
    values = [centre, today.isoformat()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE original AS SELECT d.id FROM dossiers_dossier d WHERE {chosen}", values
        )
        cursor.execute("SELECT count(*) FROM original")
        originals = cursor.fetchone()[0]
        whole, rest = divmod(count, originals)
        _copy(cursor, first=1, last=whole, limit=originals, with_history=with_history)
        _copy(cursor, first=whole + 1, last=whole + 1, limit=rest, with_history=with_history)
        cursor.execute("DROP TABLE original")


def _copy(cursor, *, first: int, last: int, limit: int, with_history: bool) -> None:
    if last < first or not limit:
        return
    copies = (
        f"WITH RECURSIVE c(copy) AS (SELECT {first} UNION ALL SELECT copy + 1 FROM c WHERE copy < {last}), "
        f"d AS (SELECT * FROM dossiers_dossier WHERE id IN (SELECT id FROM original ORDER BY id LIMIT {limit})) "
    )
    columns = _columns(Dossier)
    new = {
        "number": _NUMBER,
        "request_key": "gen_random_uuid()"
        if connection.vendor == "postgresql"
        else "lower(hex(randomblob(16)))",
        "search": f"replace(d.search, lower(d.number), lower({_NUMBER}))",
    }
    chosen = ", ".join(new.get(column, f'd."{column}"') for column in columns)
    cursor.execute(f"INSERT INTO dossiers_dossier ({_listed(columns)}) {copies} SELECT {chosen} FROM d, c")
    open_only = "" if with_history else " AND r.closed_at IS NULL"
    for model in (Task, Event, DueDay, Paper) if with_history else (Task,):
        rest = [column for column in _columns(model) if column != "dossier_id"]
        table = model._meta.db_table
        chosen = ", ".join(f'r."{column}"' for column in rest)
        cursor.execute(
            f"INSERT INTO {table} (dossier_id, {_listed(rest)}) {copies} SELECT n.id, {chosen} FROM d "
            f"CROSS JOIN c JOIN dossiers_dossier n ON n.number = {_NUMBER} JOIN {table} r ON r.dossier_id = d.id{open_only}"
        )


def _columns(model: type[Dossier | Task | Event | DueDay | Paper]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
