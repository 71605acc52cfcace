"""How much work lies with whom."""

from datetime import timedelta

import pytest

from motcua.dossiers import actions
from motcua.dossiers.load import Load, unit_load
from tests.factories import MORNING, Role, received, world
from tests.statements import at_most

pytestmark = pytest.mark.django_db


def taken(made, dossier, *, at=MORNING):
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=at + timedelta(minutes=5))
    actions.take(dossier.number, task=3, by=made.rights(made.examiner), at=at + timedelta(minutes=9))


def test_open_tasks_are_counted_by_person_and_deadline_and_done_ones_by_who_did_them():
    made = world()
    taken(made, received(made, at=MORNING - timedelta(days=20)), at=MORNING - timedelta(days=20))
    taken(made, received(made))
    received(made)

    found = unit_load([made.division.pk], at=MORNING + timedelta(minutes=10))

    assert found == {
        (made.division.pk, Role.EXAMINER, made.examiner.pk): Load(open=2, overdue=1),
        (made.division.pk, Role.HEAD_OF_DIVISION, None): Load(open=1, soon=1),
        # The one of twenty days ago is not of this week.
        (made.division.pk, Role.HEAD_OF_DIVISION, made.head.pk): Load(done=1),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_load_takes_two_statements_however_much_there_is(count):
    made = world()
    for _dossier in range(count):
        taken(made, received(made))
    unit_load([made.division.pk], at=MORNING)

    with at_most(2):
        unit_load([made.division.pk, made.government.pk], at=MORNING)
