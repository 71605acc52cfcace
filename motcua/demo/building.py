"""Building the whole demo, and emptying a database for it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import Random

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from motcua.accounts.models import User
from motcua.base import clock, registers
from motcua.base.errors import Refused
from motcua.base.models import RegisterVersion
from motcua.demo import bookings, halls, hong_lac, huong_tra, life, stories
from motcua.demo.accounts import DEMO_ACCOUNTS
from motcua.demo.founding import appoint_resolvers
from motcua.demo.hall_day import live_day_before
from motcua.demo.invented import Population
from motcua.demo.paperwork import Paperwork
from motcua.organisations.models import Unit
from motcua.worktime.actions import load_default_calendar

SEED = 2021
# Dossiers of Hồng Lạc today.
MANY, FEW = 520, 60
Tell = Callable[[str], None]
# What a reset leaves: the bookkeeping of Django, and the numbers by which other processes learn that their
# registers are stale.
_KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission", "base_registerversion"})


def has_data() -> bool:
    """Whether anybody has begun to use this database."""
    return Unit.objects.exists()


def is_demo() -> bool:
    """Whether this database holds the demo."""
    return User.objects.filter(username=DEMO_ACCOUNTS[0].username).exists()


@transaction.atomic
def build(*, now: datetime, seed: int = SEED, is_small: bool = False, tell: Tell = lambda text: None) -> int:
    """Build the demo in one transaction, whole or not at all; return how many dossiers it has."""
    _refuse_production()
    if has_data():
        raise Refused("The database has data already; use --reset to remove it and build the demo anew.")
    # An emptied database has lost the calendar that its migrations brought.
    load_default_calendar(at=now)
    if is_small:
        return build_province(now=now, count=FEW, seed=seed, tell=tell)
    count = build_former_town(seed=seed, tell=tell) + build_province(
        now=now, count=MANY, seed=seed, tell=tell
    )
    tell(f"  with {live_day_before(now, seed=seed)} visits to its hall on the last day of work")
    return count


def build_former_town(*, seed: int = SEED, tell: Tell = lambda text: None) -> int:
    """Build Hương Trà with its half-year of 2021; before today's catalogue, which follows that of 2021."""
    people = Population(Random(f"town {seed}"), province="046", addresses=huong_tra.ADDRESSES)
    units = huong_tra.settle(people)
    versions = huong_tra.publish()
    appoint_resolvers(units, huong_tra.resolvers(), until=huong_tra.UNTIL)
    tell(f"  Hương Trà 2021: {len(units)} units, {len(versions)} procedures")
    count = huong_tra.live(units, versions, seed=seed, people=people, tell=tell)
    huong_tra.close(versions)
    return count


def build_province(*, now: datetime, count: int, seed: int = SEED, tell: Tell = lambda text: None) -> int:
    """Build Hồng Lạc with the last weeks up to now."""
    people = Population(Random(f"staff {seed}"), province="099", addresses=hong_lac.ADDRESSES)
    units = hong_lac.settle(people)
    hong_lac.publish(at=clock.at(hong_lac.SINCE, 8))
    appoint_resolvers(units, hong_lac.resolvers())
    tell(f"  Hồng Lạc: {len(units)} units, catalogue, processes")
    offered = life.services(units["hong-lac"], today=clock.local_day(now))
    besides = partial(stories.plans, services=offered)
    lived = life.live(units, count=count, seed=seed, now=now, tell=tell, besides=besides)
    told = stories.Stories(lived, offered).tell_all()
    centre, nearest = units["hong-lac"].pk, units["lac-hong-kinh-te"].pk
    batches = Paperwork(centre, lived.planner, nearest_id=nearest, seed=seed).tell_all()
    tell(f"  with {batches} batches of paper, and {halls.furnish(units, seed=seed)} counters in its halls")
    tell(f"  with {halls.put_on_duty(units, now=now)} half days in the roster of its counters")
    booked = bookings.book_ahead(units, most=15 if count > FEW else 4, now=now, seed=seed)
    tell(f"  with {booked} appointments to come")
    tell(f"  with {len(lived.besides) + told} stories beside the straight road")
    return lived.count + told


def clear() -> None:
    """Remove the former demo with everything entered into it, the record too; refuse to remove anything else."""
    _refuse_production()
    if has_data() and not is_demo():
        raise Refused("This database holds something else than the demo; it stays as it is.")
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in _KEPT]
    with transaction.atomic():
        # PostgreSQL does not empty a table while rows written in this transaction are still to be checked.
        connection.check_constraints()
        guards = _take_down_guards()
        statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
        with connection.cursor() as cursor:
            for statement in [*statements, *guards]:
                cursor.execute(statement)
        for name in RegisterVersion.objects.values_list("name", flat=True):
            registers.changed(name)


def _refuse_production() -> None:
    if settings.PRODUCTION:
        raise Refused("The demo's password is published: it never goes into a production deployment.")


def _take_down_guards() -> list[str]:
    """Remove SQLite's triggers against deletion and return the statements that put them up again.

    PostgreSQL's guards do not stop TRUNCATE, which `sql_flush` uses there.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        for name, _statement in guards:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    return [statement for _name, statement in guards]
