import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

import motcua.worktime
from motcua.base.clock import local_day
from motcua.demo.half_year import CUT_OFF, Fate, courses, kinds, published
from motcua.worktime.rules import compile_calendar


@pytest.fixture(scope="module")
def calendar():
    file = Path(motcua.worktime.__file__).parent / "data" / "default.json"
    return compile_calendar(json.loads(file.read_text(encoding="utf-8")))


def test_the_procedures_share_out_every_field_of_the_table():
    shared = Counter()
    for kind in kinds():
        shared[kind.field] += kind.dossiers

    assert shared == {row.field: row.received for row in published()}


def test_the_levels_of_the_procedures_add_up_to_the_published_levels():
    levels = Counter()
    for kind in kinds():
        levels[kind.online_level] += kind.dossiers

    assert levels == {2: 4251, 3: 737, 4: 982}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_course_meets_its_fate_on_the_day_of_the_report(calendar, seed):
    told = courses(Random(seed), calendar)

    missed = [course for course in told if fate_of(course, calendar) != course.fate]

    assert missed == []


def fate_of(course, calendar):
    due_on = local_day(calendar.due(course.received_at, course.kind.amount, course.kind.unit))
    ended_on = local_day(course.ended_at)
    if course.fate == Fate.WITHDRAWN:
        return Fate.WITHDRAWN if ended_on <= CUT_OFF else None
    if ended_on > CUT_OFF:
        return Fate.OVERDUE if due_on < CUT_OFF else Fate.IN_TIME
    if ended_on > due_on:
        return Fate.LATE
    # The published table has one column for what was resolved by its day.
    return Fate.ON_TIME if ended_on == due_on else None


def test_the_same_seed_tells_the_same_half_year(calendar):
    assert courses(Random("a"), calendar) == courses(Random("a"), calendar)
