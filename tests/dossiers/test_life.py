"""Random histories: whatever people try, in whatever order, the dossier stays whole."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.base.errors import Refused
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Task
from motcua.dossiers.rules import national_code
from motcua.dossiers.verification import differences
from tests.factories import MORNING, received, world

pytestmark = pytest.mark.django_db
PEOPLE = ("clerk", "head", "examiner", "leader", "records", "returner", "outsider")
VERBS = ("take", "forward", "forward", "forward", "send_back", "recall", "issue_result", "return_result")
attempts = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from((*VERBS, "withdraw"))), max_size=25)
# With the right person most of the time, so that histories get far.
led = st.lists(st.tuples(st.none(), st.sampled_from(VERBS)), max_size=25)


class Undone(Exception):
    """Leaves the transaction of one example, so that the next starts from nothing."""


def holder(made, task: Task) -> str:
    roles = {
        "head_of_division": "head",
        "examiner": "examiner",
        "head_of_agency": "leader",
        "records": "records",
        "returns": "returner",
        "reception": "clerk",
    }
    return roles[task.role]


def attempt(made, dossier: Dossier, who: str | None, verb: str, at) -> None:
    task = Task.objects.filter(dossier=dossier).latest("number")
    by = made.rights(getattr(made, who or holder(made, task)))
    more = {
        "take": {"task": task.number},
        "forward": {"task": task.number},
        "send_back": {"task": task.number, "reason": "Xem lại"},
        "recall": {"task": task.number},
        "issue_result": {"task": task.number, "result": "12/GCN"},
        "return_result": {"receiver": "Nguyễn Thị Hoa"},
        "withdraw": {"reason": "Người nộp đổi ý"},
    }[verb]
    getattr(actions, verb)(dossier.number, by=by, at=at, **more)


def check(dossier: Dossier) -> None:
    dossier.refresh_from_db()
    holding = Task.objects.open().filter(dossier=dossier).count()
    assert list(differences()) == []
    assert 1 <= national_code(dossier) <= 10
    # Somebody is accountable until the result is in the applicant's hands.
    assert holding == (0 if dossier.business in ("returned", "withdrawn") else 1)
    assert list(dossier.events.values_list("seq", flat=True)) == list(range(1, dossier.last_seq + 1))


@pytest.fixture
def made(db):
    return world()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.one_of(attempts, led))
def test_any_history_keeps_the_dossier_whole(made, history):
    def run():
        with transaction.atomic():
            dossier = received(made)
            for minutes, (who, verb) in enumerate(history):
                before = dossier.events.count()
                try:
                    attempt(made, dossier, who, verb, MORNING + timedelta(minutes=minutes))
                except Refused:
                    assert dossier.events.count() == before
            check(dossier)
            raise Undone

    with pytest.raises(Undone):
        run()
