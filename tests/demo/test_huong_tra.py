"""The acceptance test: 5,970 dossiers lived through the real actions count up to the published half-year."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.demo import building
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.verification import differences
from motcua.people.models import Person
from motcua.reports.queries import Period, by_field, centres_of, level_shares
from motcua.reports.rules import unbalanced
from motcua.worktime import queries as worktime
from motcua.worktime.actions import load_default_calendar

# The tables as the town published them on 18/06/2021, kept apart from the demo that reproduces them.
DATA = Path(__file__).parent.parent / "data"
FIRST, LAST = date(2021, 1, 1), date(2021, 6, 18)

# Building takes half a minute: once for all tests of this file, in one worker.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def town(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        forget_all()
        load_default_calendar(at=clock.at(date(2020, 1, 1)))
        building.build_former_town()
        connection.check_constraints()  # once, not again at the end of every test
        yield
        transaction.set_rollback(True)


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half_year():
    return Period(centres_of("huong-tra"), FIRST, LAST, as_of=date(2026, 11, 24))


def cells(line):
    return {
        "received": line.received,
        "carried_over": line.carried_over,
        "resolved": line.resolved,
        "early": line.early,
        "on_time": line.on_time,
        "late": line.late,
        "open": line.open,
        "in_time": line.in_time,
        "overdue": line.overdue,
        "other": line.other,
    }


def published_cells(row):
    received, resolved, still_open = (
        int(row[name]) for name in ("received_total", "resolved_total", "pending_total")
    )
    return {
        "received": received,
        "carried_over": 0,
        "resolved": resolved,
        "early": 0,
        "on_time": int(row["resolved_on_time"]),
        "late": int(row["resolved_late"]),
        "open": still_open,
        "in_time": int(row["pending_in_time"]),
        "overdue": int(row["pending_overdue"]),
        "other": received - resolved - still_open,
    }


def test_the_report_by_field_equals_the_published_table_in_every_cell():
    published = {row["field_vi"]: published_cells(row) for row in rows("huong_tra_2021_h1.csv")}

    table = by_field(half_year())

    assert {line.label: cells(line) for line in table.lines} == published
    assert unbalanced(table.lines) == []
    assert cells(table.total) == {
        "received": 5970,
        "carried_over": 0,
        "resolved": 5045,
        "early": 0,
        "on_time": 4528,
        "late": 517,
        "open": 922,
        "in_time": 844,
        "overdue": 78,
        "other": 3,
    }


def test_the_report_by_level_equals_the_published_counts_and_its_percentages_sum_to_100():
    published = {row["level"]: int(row["count"]) for row in rows("huong_tra_2021_h1_levels.csv")}

    shares = level_shares(half_year())

    assert {share.label: share.count for share in shares} == published
    assert [share.percent for share in shares] == ["71.21", "12.34", "16.45"]
    assert sum(Decimal(share.percent) for share in shares) == 100


def test_the_columns_of_every_dossier_are_what_its_events_say():
    assert list(differences()) == []


def test_the_numbers_of_a_day_have_no_gaps_and_follow_the_order_of_reception():
    of_day = defaultdict(list)
    received = Dossier.objects.order_by("received_at", "pk").values_list("received_on", "number")
    for day, number in received:
        of_day[day].append(number)

    expected = {
        day: [f"000.11.31.H57-{day:%y%m%d}-{order:04d}" for order in range(1, len(numbers) + 1)]
        for day, numbers in of_day.items()
    }

    assert of_day == expected


def test_everything_happened_in_working_hours_and_in_order():
    working_time = worktime.current().working_time
    of_dossier = defaultdict(list)
    for dossier_id, at in Event.objects.order_by("dossier", "seq").values_list("dossier_id", "at"):
        of_dossier[dossier_id].append(at)

    in_disorder = [pk for pk, moments in of_dossier.items() if moments != sorted(moments)]
    out_of_hours = [
        at for moments in of_dossier.values() for at in moments if not working_time.is_open(clock.local(at))
    ]

    assert in_disorder == []
    assert out_of_hours == []


def test_what_was_open_at_the_cut_off_was_finished_later_so_that_nothing_waits_for_ever():
    assert not Dossier.objects.open().exists()


def test_every_applicant_has_a_number_from_the_range_that_is_never_given_out():
    citizens = Person.objects.filter(kind="citizen")
    given_out = [
        person.number for person in citizens if person.number[:3] != "046" or person.number[6] != "9"
    ]

    assert given_out == []
    assert not Person.objects.exclude(phone__startswith="09000").exists()


def test_the_procedures_of_2021_are_no_longer_in_force():
    versions = set(Dossier.objects.values_list("procedure__effective_from", "procedure__effective_to"))

    assert versions == {(date(2020, 1, 1), date(2025, 6, 30))}
