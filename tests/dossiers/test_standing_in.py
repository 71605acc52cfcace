"""Whoever stands in for somebody acts on the work of that post, and a superior on what was taken over."""

from datetime import date

import pytest

from motcua.base.errors import Refused
from motcua.base.registers import forget_all
from motcua.dossiers import actions, queries
from motcua.organisations.models import Membership, StandIn
from tests.factories import MONDAY, MORNING, received, user, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = world()
    made.substitute = user("thaythe", "Đoàn Văn Thay")
    return made


@pytest.fixture
def taken(made):
    """In the hands of the examiner, who has taken it."""
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
    return actions.take(dossier.number, task=3, by=made.rights(made.examiner), at=MORNING)


def stand_in(made, *, from_on=MONDAY, to_on=date(2026, 11, 27)):
    membership = Membership.objects.get(user=made.examiner)
    StandIn.objects.create(
        membership=membership,
        user=made.substitute,
        from_on=from_on,
        to_on=to_on,
        ground="QĐ 12",
        made_by=made.head,
        made_at=MORNING,
    )
    forget_all()


def test_a_stand_in_finds_and_does_the_work_that_was_taken(made, taken):
    stand_in(made)
    rights = made.rights(made.substitute)

    mine = queries.work_list(rights, whose="mine", at=MORNING)

    assert [row.number for row in mine.rows] == [taken.number]
    assert actions.forward(taken.number, task=3, by=rights, at=MORNING)


def test_before_and_after_its_days_a_stand_in_does_nothing(made, taken):
    stand_in(made, from_on=date(2026, 11, 25))

    with pytest.raises(Refused, match="vị trí khác"):
        actions.forward(taken.number, task=3, by=made.rights(made.substitute), at=MORNING)


def test_a_superior_acts_on_what_was_taken_over(made, taken):
    head = made.rights(made.head)

    actions.reassign(taken.number, task=3, person_id=made.head.pk, by=head, at=MORNING)

    assert actions.forward(taken.number, task=3, by=head, at=MORNING)


def test_what_was_not_taken_over_stays_with_its_holder(made, taken):
    with pytest.raises(Refused, match="vị trí khác"):
        actions.forward(taken.number, task=3, by=made.rights(made.head), at=MORNING)
