"""What may be undone, for how long and by whom; the rest is mended by the acts that the law knows."""

from datetime import timedelta

import pytest

from motcua.base.errors import Refused
from motcua.base.registers import forget_all
from motcua.dossiers import actions, rules
from motcua.dossiers.rules import MOVES, UNDOING
from motcua.dossiers.verification import differences
from tests.factories import MORNING, post, received, user, world

PASSING_ON = {"moved", "sent_back"}
INSIDE = {"taken", "reassigned"}
# domain.md §2.2 and §3.5: what reaches the applicant, and what stops the clock or starts it.
TOLD_OR_TIMED = {
    *("received", "refused", "withdrawn", "stopped", "expired", "result_issued", "returned", "extended"),
    *("apology_signed", "procedure_changed", "supplement_requested", "supplement_received"),
    *("payment_requested", "paid", "suspended", "resumed", "recalendared", "registered"),
}


def soon(seconds=8):
    return MORNING + timedelta(seconds=seconds)


@pytest.fixture
def made(db):
    made = world()
    made.second = user("thuly2", "Phan Thị Hai")
    post(made.second, made.division, rules.Role.EXAMINER)
    forget_all()
    return made


@pytest.fixture
def examined(made):
    dossier = received(made)
    return actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)


def test_every_event_says_whether_it_may_be_undone_and_why():
    assert set(UNDOING) == {move.kind for move in MOVES}
    assert all(one.why for one in UNDOING.values())


@pytest.mark.parametrize("kind", sorted(TOLD_OR_TIMED))
def test_what_reaches_the_applicant_or_turns_the_clock_is_never_undone(kind):
    assert UNDOING[kind].by == ""


def test_what_stays_inside_the_office_may_be_undone():
    assert {kind for kind, one in UNDOING.items() if one.by == "undo"} == INSIDE
    assert {kind for kind, one in UNDOING.items() if one.by == "recall"} == PASSING_ON


def test_a_task_taken_by_mistake_is_the_units_again(made, examined):
    by = made.rights(made.examiner)
    actions.take(examined.number, task=3, by=by, at=MORNING)

    actions.undo(examined.number, task=3, by=by, at=soon())

    task = examined.tasks.get(number=3)
    assert (task.person_id, task.taken_at) == (None, None)
    assert [event.kind for event in examined.events.all()][-2:] == ["taken", "reassigned"]
    assert list(differences()) == []


def test_a_task_given_by_name_is_still_given_when_taking_it_is_undone(made, examined):
    by = made.rights(made.examiner)
    actions.reassign(
        examined.number, task=3, person_id=made.examiner.pk, by=made.rights(made.head), at=MORNING
    )
    actions.take(examined.number, task=3, by=by, at=MORNING)

    actions.undo(examined.number, task=3, by=by, at=soon())

    task = examined.tasks.get(number=3)
    assert (task.person, task.taken_at) == (made.examiner, None)
    assert list(differences()) == []


def test_work_given_to_the_wrong_person_goes_back_while_nobody_began(made, examined):
    head = made.rights(made.head)
    actions.reassign(examined.number, task=3, person_id=made.examiner.pk, by=head, at=MORNING)
    actions.reassign(examined.number, task=3, person_id=made.second.pk, by=head, at=MORNING)

    actions.undo(examined.number, task=3, by=head, at=soon())

    assert examined.tasks.get(number=3).person == made.examiner
    assert list(differences()) == []


def test_what_another_has_begun_is_not_undone(made, examined):
    head = made.rights(made.head)
    actions.reassign(examined.number, task=3, person_id=made.second.pk, by=head, at=MORNING)
    actions.take(examined.number, task=3, by=made.rights(made.second), at=soon(2))

    with pytest.raises(Refused, match="không còn là việc cuối cùng"):
        actions.undo(examined.number, task=3, by=head, at=soon())


@pytest.mark.parametrize(
    ("seconds", "who", "reason"),
    [(16, "examiner", "Đã quá thời gian hoàn tác"), (8, "second", "không còn là việc cuối cùng")],
    ids=["too late", "somebody else"],
)
def test_undoing_is_for_whoever_did_it_and_for_some_seconds(made, examined, seconds, who, reason):
    actions.take(examined.number, task=3, by=made.rights(made.examiner), at=MORNING)

    with pytest.raises(Refused, match=reason):
        actions.undo(examined.number, task=3, by=made.rights(getattr(made, who)), at=soon(seconds))


def test_undoing_is_not_undone(made, examined):
    by = made.rights(made.examiner)
    actions.take(examined.number, task=3, by=by, at=MORNING)
    actions.undo(examined.number, task=3, by=by, at=soon(3))

    with pytest.raises(Refused, match="không còn là việc cuối cùng"):
        actions.undo(examined.number, task=3, by=by, at=soon())


def test_a_request_for_supplement_is_not_undone(made, examined):
    by = made.rights(made.examiner)
    wanted = [rules.Wanted("Đơn", "Thiếu chữ ký", "ký")]
    actions.request_supplement(examined.number, task=3, wanted=wanted, by=by, at=MORNING)

    with pytest.raises(Refused, match="không hoàn tác được nữa"):
        actions.undo(examined.number, task=3, by=by, at=soon())
