"""Real threads on real PostgreSQL: each has a connection of its own."""

from uuid import uuid4

import pytest

from motcua.base.errors import Refused
from motcua.base.models import Counter
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.verification import differences
from tests.factories import MORNING, intake, received, world
from tests.threads import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
RECEIVERS, EACH = 16, 20


def test_sixteen_receivers_leave_no_gap_and_no_double_in_the_numbers():
    made = world()
    clerk = made.rights(made.clerk)

    def receive_some(index):
        return [actions.receive(intake(made), by=clerk, at=MORNING).number for _dossier in range(EACH)]

    numbers = [number for some in at_once(RECEIVERS, receive_some) for number in some]

    assert sorted(numbers) == [f"H99.12-261123-{order:04d}" for order in range(1, RECEIVERS * EACH + 1)]
    assert list(differences()) == []


def test_refused_receptions_in_between_leave_no_gap():
    made = world()
    clerk, stranger = made.rights(made.clerk), made.rights(made.outsider)

    def receive_or_fail(index):
        try:
            return actions.receive(intake(made), by=clerk if index % 2 else stranger, at=MORNING).number
        except Refused:
            return None

    numbers = [number for number in at_once(RECEIVERS, receive_or_fail) if number]

    assert sorted(numbers) == [f"H99.12-261123-{order:04d}" for order in range(1, RECEIVERS // 2 + 1)]


def test_the_same_form_from_eight_connections_makes_one_dossier():
    made = world()
    form = intake(made)
    clerk = made.rights(made.clerk)

    numbers = at_once(8, lambda index: actions.receive(form, by=clerk, at=MORNING).number)

    assert (set(numbers), Dossier.objects.count()) == ({"H99.12-261123-0001"}, 1)
    assert Counter.objects.get().last == 1


def test_one_of_two_officers_wins_and_the_other_reads_what_happened():
    made = world()
    dossier = received(made)
    head = made.rights(made.head)

    def forward(index):
        try:
            actions.forward(dossier.number, task=2, by=head, at=MORNING)
        except Refused as refusal:
            return str(refusal)
        return "won"

    outcomes = at_once(2, forward)

    assert sorted(outcomes) == ["Việc này đã xong: đã chuyển.", "won"]
    assert Task.objects.filter(dossier=dossier).count() == 3


def test_a_recall_and_a_take_at_once_leave_one_holder():
    made = world()
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)

    def race(index):
        try:
            if index:
                actions.recall(dossier.number, task=3, by=made.rights(made.head), at=MORNING)
            else:
                actions.take(dossier.number, task=3, by=made.rights(made.examiner), at=MORNING)
        except Refused:
            return "refused"
        return "won"

    outcomes = at_once(2, race)

    assert sorted(outcomes) == ["refused", "won"]
    assert Task.objects.open().filter(dossier=dossier).count() == 1
    assert list(differences()) == []


def test_eight_officers_forwarding_one_dossier_write_one_event():
    made = world()
    dossier = received(made, request_key=uuid4())
    head = made.rights(made.head)

    def forward(index):
        try:
            actions.forward(dossier.number, task=2, by=head, at=MORNING)
        except Refused:
            return 0
        return 1

    assert sum(at_once(8, forward)) == 1
    assert Event.objects.filter(dossier=dossier, kind="moved", payload__task=2).count() == 1
