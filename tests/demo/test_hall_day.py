"""The played day of the demo's hall goes through the real actions, and is the same for the same seed."""

from datetime import timedelta
from itertools import takewhile

import pytest
from django.db import transaction

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.demo import halls
from motcua.demo.hall_day import HallDay, live_day_before
from motcua.organisations.models import Unit
from motcua.queueing import staffing
from motcua.queueing.models import CounterSession, HallEvent, Ticket
from tests.factories import MONDAY
from tests.queueing.replay import wrong_lines

pytestmark = pytest.mark.django_db
CENTRES = ("hong-lac", "lac-hong", "ngoc-lam", "hai-yen")


@pytest.fixture
def furnished():
    units = {
        code: Unit.objects.create(code=code, name=code, kind="centre", level="commune") for code in CENTRES
    }
    halls.furnish(units, seed=1)
    forget_all()
    return units


def lived(*, until, seed=1):
    """Play the day until a moment, and return what it told."""
    told = []
    day = HallDay(MONDAY, seed=seed, tell=told.append)
    for _moment in takewhile(lambda moment: moment < until, day.moments()):
        pass
    return told


def test_people_come_wait_are_called_and_served(furnished):
    lived(until=clock.at(MONDAY, 7, 40))

    states = set(Ticket.objects.values_list("state", flat=True))
    assert {"waiting", "serving", "finished"} <= states
    assert CounterSession.objects.filter(to_at=None).count() == len(halls.COUNTERS) - len(halls.OWN_COUNTERS)
    assert wrong_lines() == []


def test_the_same_seed_lives_the_same_day(furnished):
    told = []
    for _turn in range(2):
        with transaction.atomic():
            told.append(lived(until=clock.at(MONDAY, 7, 20)))
            transaction.set_rollback(True)
        forget_all()

    assert told[0] == told[1]
    assert len(told[0]) > 10


def test_a_play_that_was_stopped_goes_on(furnished):
    lived(until=clock.at(MONDAY, 7, 20))
    before = HallEvent.objects.count()

    lived(until=clock.at(MONDAY, 7, 40))

    moments = list(HallEvent.objects.order_by("seq").values_list("at", flat=True))
    assert len(moments) > before
    assert moments == sorted(moments)
    assert wrong_lines() == []


def test_the_day_before_is_lived_whole_and_played_again_has_about_its_waits(furnished):
    centre_id = furnished["hong-lac"].pk

    count = live_day_before(clock.at(MONDAY, 9), seed=1)

    assert count > 300
    (friday,) = staffing.recorded_days(centre_id, until=MONDAY, count=5)
    assert friday == MONDAY - timedelta(days=3)
    assert set(Ticket.objects.values_list("state", flat=True)) <= {"finished", "left", "missed"}
    assert not CounterSession.objects.filter(to_at=None).exists()
    days = staffing.days(centre_id, [friday], at=clock.at(MONDAY, 9))
    terms = staffing.terms(centre_id)
    told = staffing.compare(days, None, terms=terms, usual=terms, limit=30)
    assert abs(told.before.total.count - told.recorded.total.count) <= 5
    assert abs(told.before.total.median - told.recorded.total.median) <= 2
    assert abs(told.before.total.ninetieth - told.recorded.total.ninetieth) <= 5
    assert told.after == told.before
