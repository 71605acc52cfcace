from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.models import Counter
from motcua.dossiers import actions
from motcua.dossiers.models import NOT_ENDED, Dossier, Event, Task
from motcua.dossiers.verification import differences
from tests.factories import MONDAY, MORNING, intake, received, resolved, world
from tests.statements import at_most

pytestmark = pytest.mark.django_db
# 24/11/2026 is Vietnam's Culture Day, so three working days after Monday end on Friday.
FRIDAY = clock.at(MONDAY + timedelta(days=4), 9)
LATER = MORNING + timedelta(hours=1)


def open_task(dossier: Dossier) -> Task:
    return Task.objects.open().get(dossier=dossier)


def test_receiving_numbers_the_dossier_and_promises_the_date():
    made = world()

    dossier = received(made)

    dossier.refresh_from_db()
    assert (dossier.number, clock.local(dossier.due_at)) == ("H99.12-261123-0001", FRIDAY)
    assert (dossier.received_on, dossier.due_on, dossier.ended_on) == (MONDAY, FRIDAY.date(), NOT_ENDED)


def test_receiving_passes_the_dossier_on_to_the_division():
    made = world()

    dossier = received(made)

    held = open_task(dossier)
    assert (held.step.kind, held.unit, held.role, held.person) == (
        "assign",
        made.division,
        "head_of_division",
        None,
    )
    assert (dossier.business, dossier.custody) == ("in_process", "agency")


def test_the_step_has_its_own_clock():
    made = world()

    dossier = received(made)

    # 120 minutes from 9:00, the session ends at 11:30.
    assert clock.local(open_task(dossier).due_at) == clock.at(MONDAY, 11)


def test_the_papers_handed_in_are_kept_in_their_order():
    made = world()

    dossier = received(made)

    assert list(dossier.papers.values_list("order", "name", "originals", "copies")) == [
        (1, "Giấy đề nghị đăng ký hộ kinh doanh", 1, 0),
        (2, "Hợp đồng thuê, mượn địa điểm", 0, 1),
    ]


def test_the_same_form_sent_twice_gives_one_dossier_and_one_number():
    made = world()
    form = intake(made)
    first = actions.receive(form, by=made.rights(made.clerk), at=MORNING)

    again = actions.receive(form, by=made.rights(made.clerk), at=LATER)

    assert (again.pk, Dossier.objects.count(), Counter.objects.get().last) == (first.pk, 1, 1)


def test_numbers_follow_one_another_and_start_anew_each_day():
    made = world()

    numbers = [
        received(made, at=at, request_key=key).number
        for at, key in (
            (MORNING, "00000000-0000-0000-0000-000000000001"),
            (LATER, "00000000-0000-0000-0000-000000000002"),
            (MORNING + timedelta(days=2), "00000000-0000-0000-0000-000000000003"),
        )
    ]

    assert numbers == ["H99.12-261123-0001", "H99.12-261123-0002", "H99.12-261125-0001"]


def test_a_refused_reception_gives_its_number_back():
    made = world()
    with pytest.raises(Refused):
        actions.receive(intake(made), by=made.rights(made.examiner), at=MORNING)

    dossier = received(made)

    assert dossier.number == "H99.12-261123-0001"


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (
            lambda made: made.version.cases.get().time_limits.all().delete(),
            "Danh mục chưa có thời hạn giải quyết của thủ tục này nên không hẹn ngày trả được.",
        ),
        (
            lambda made: made.centre.competences.all().delete(),
            "Chưa khai báo cơ quan giải quyết thủ tục này cho trung tâm.",
        ),
        (
            lambda made: type(made.process).objects.update(state="draft"),
            "Thủ tục này chưa có quy trình đã ban hành.",
        ),
        (
            lambda made: type(made.version.procedure).objects.update(repealed_on=MONDAY),
            "Thủ tục đã bãi bỏ, không tiếp nhận được nữa.",
        ),
    ],
)
def test_a_dossier_that_could_not_be_resolved_is_not_received(break_it, reason):
    made = world()
    break_it(made)

    with pytest.raises(Refused) as refusal:
        actions.receive(intake(made), by=made.rights(made.clerk), at=MORNING)

    assert (str(refusal.value), Dossier.objects.count()) == (reason, 0)


def test_only_the_reception_of_the_centre_receives():
    made = world()

    with pytest.raises(Refused) as refusal:
        actions.receive(intake(made), by=made.rights(made.examiner), at=MORNING)

    assert str(refusal.value) == "Chỉ cán bộ tiếp nhận của trung tâm này được tiếp nhận hồ sơ."


def test_taking_a_task_makes_it_ones_own():
    made = world()
    dossier = received(made)

    actions.take(dossier.number, task=2, by=made.rights(made.head), at=LATER)

    held = open_task(dossier)
    assert (held.person, held.taken_at) == (made.head, LATER)


def test_forwarding_closes_the_task_and_opens_the_next_step():
    made = world()
    dossier = received(made)

    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=LATER, note="Giao anh Đức")

    closed, held = Task.objects.get(dossier=dossier, number=2), open_task(dossier)
    assert (closed.closed_at, closed.outcome) == (LATER, "forwarded")
    assert (held.number, held.step.kind, held.role) == (3, "examine", "examiner")


def test_a_head_may_give_the_task_to_one_person():
    made = world()
    dossier = received(made)

    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=LATER, person_id=made.examiner.pk)

    assert open_task(dossier).person == made.examiner


def test_sending_back_returns_the_step_with_the_reason():
    made = world()
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=LATER)

    actions.send_back(dossier.number, task=3, reason="Thiếu dự thảo", by=made.rights(made.examiner), at=LATER)

    event = dossier.events.last()
    assert (event.kind, event.note, open_task(dossier).step.kind) == ("sent_back", "Thiếu dự thảo", "assign")


def test_the_sender_may_recall_while_nobody_has_touched_it():
    made = world()
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=LATER)

    actions.recall(dossier.number, task=3, by=made.rights(made.head), at=LATER)

    held = open_task(dossier)
    assert (held.number, held.step.kind, held.person) == (4, "assign", made.head)


def test_a_result_ends_the_clock_and_waits_at_the_centre():
    made = world()

    dossier = resolved(made)

    dossier.refresh_from_db()
    assert (dossier.business, dossier.ending, dossier.ended_on) == ("resolved", "result", MONDAY)
    assert (open_task(dossier).unit, open_task(dossier).role) == (made.centre, "returns")
    assert dossier.custody == "centre"


def test_handing_over_closes_the_last_task():
    made = world()
    dossier = resolved(made)

    actions.return_result(dossier.number, receiver="Nguyễn Thị Hoa", by=made.rights(made.returner), at=LATER)

    dossier.refresh_from_db()
    assert (dossier.business, dossier.returned_at, dossier.custody) == ("returned", LATER, "applicant")
    assert not Task.objects.open().filter(dossier=dossier).exists()


def test_a_withdrawn_dossier_ends_without_resolution():
    made = world()
    dossier = received(made)

    actions.withdraw(
        dossier.number, reason="Người nộp đổi ý, đã ký đơn", by=made.rights(made.clerk), at=LATER
    )

    dossier.refresh_from_db()
    assert (dossier.business, dossier.ending, dossier.ended_on) == ("withdrawn", "withdrawn", MONDAY)
    assert not Task.objects.open().filter(dossier=dossier).exists()


def forwarded(made, number):
    actions.forward(number, task=2, by=made.rights(made.head), at=LATER)


def taken_by_examiner(made, number):
    forwarded(made, number)
    actions.take(number, task=3, by=made.rights(made.examiner), at=LATER)


def issued(made, number):
    taken_by_examiner(made, number)
    for task, holder in ((3, made.examiner), (4, made.leader)):
        actions.forward(number, task=task, by=made.rights(holder), at=LATER)
    actions.issue_result(number, task=5, result="12/GCN", by=made.rights(made.records), at=LATER)


REFUSALS = [
    # what happened before, who tries, what, the words
    (None, "examiner", ("forward", {"task": 2}), "Việc này thuộc vị trí khác, bạn không giữ bước này."),
    (None, "outsider", ("take", {"task": 2}), "Việc này thuộc vị trí khác, bạn không giữ bước này."),
    (forwarded, "head", ("forward", {"task": 2}), "Việc này đã xong: đã chuyển."),
    (forwarded, "head", ("take", {"task": 2}), "Việc này đã xong: đã chuyển."),
    (taken_by_examiner, "examiner", ("take", {"task": 3}), "Bạn đã nhận việc này."),
    (taken_by_examiner, "head", ("recall", {"task": 3}), "Người nhận đã nhận việc, không thu hồi được nữa."),
    (forwarded, "examiner", ("recall", {"task": 3}), "Chỉ người vừa chuyển được thu hồi."),
    (None, "head", ("recall", {"task": 2}), "Chỉ người vừa chuyển được thu hồi."),
    (None, "head", ("forward", {"task": 2, "to_step": -1}), "Quy trình không cho chuyển sang bước này."),
    (
        None,
        "head",
        ("forward", {"task": 2, "person_id": -1}),
        "Người được chọn không giữ bước sau, hãy chọn người khác.",
    ),
    (issued, "records", ("recall", {"task": 6}), "Kết quả đã phát hành, không thu hồi được nữa."),
    (
        None,
        "head",
        ("send_back", {"task": 2, "reason": " "}),
        "Hãy ghi lý do trả lại để người nhận biết cần sửa gì.",
    ),
    (
        None,
        "head",
        ("send_back", {"task": 2, "reason": "x", "to_step": -1}),
        "Quy trình không cho trả lại bước này.",
    ),
    (
        None,
        "head",
        ("issue_result", {"task": 2, "result": "12/GCN"}),
        "Hồ sơ còn bước phải làm trước khi phát hành kết quả.",
    ),
    (None, "returner", ("return_result", {"receiver": "Hoa"}), "Hồ sơ chưa có kết quả để trả."),
    (
        None,
        "examiner",
        ("withdraw", {"reason": "x"}),
        "Chỉ trung tâm đã tiếp nhận được ghi nhận yêu cầu rút hồ sơ của người nộp.",
    ),
    (
        None,
        "clerk",
        ("withdraw", {"reason": ""}),
        "Hãy ghi yêu cầu của người nộp: lý do rút và cách đã xác nhận.",
    ),
]


@pytest.mark.parametrize(("before", "who", "attempt", "reason"), REFUSALS)
def test_an_action_that_is_not_allowed_says_why_and_changes_nothing(before, who, attempt, reason):
    made = world()
    dossier = received(made)
    if before:
        before(made, dossier.number)
    events = Event.objects.count()
    verb, arguments = attempt

    with pytest.raises(Refused) as refusal:
        getattr(actions, verb)(dossier.number, by=made.rights(getattr(made, who)), at=LATER, **arguments)

    assert (str(refusal.value), Event.objects.count()) == (reason, events)
    assert list(differences()) == []


def test_the_step_before_the_return_issues_the_result_instead_of_forwarding():
    made = world()
    dossier = received(made)
    for task, holder in ((2, made.head), (3, made.examiner), (4, made.leader)):
        actions.forward(dossier.number, task=task, by=made.rights(holder), at=LATER)

    with pytest.raises(Refused) as refusal:
        actions.forward(dossier.number, task=5, by=made.rights(made.records), at=LATER)

    assert str(refusal.value) == "Bước sau là trả kết quả: hãy phát hành kết quả."


def test_a_result_is_handed_over_once():
    made = world()
    dossier = resolved(made)
    give = {"receiver": "Nguyễn Thị Hoa", "by": made.rights(made.returner), "at": LATER}
    actions.return_result(dossier.number, **give)

    with pytest.raises(Refused) as refusal:
        actions.return_result(dossier.number, **give)

    assert str(refusal.value) == "Kết quả của hồ sơ này đã được trả."


def test_a_change_of_the_catalogue_does_not_touch_a_running_dossier():
    made = world()
    dossier = received(made)

    made.version.cases.get().time_limits.update(amount=30)

    dossier.refresh_from_db()
    assert clock.local(dossier.due_at) == FRIDAY


def test_a_representative_is_kept_beside_the_owner():
    made = world()
    form = intake(made)
    proxy = replace(form.owner, name="Nguyễn Văn Con", number="001089001234", phone="0987654321")

    dossier = actions.receive(replace(form, representative=proxy), by=made.rights(made.clerk), at=MORNING)

    assert (dossier.owner.name, dossier.representative.name) == ("Nguyễn Thị Hoa", "Nguyễn Văn Con")
    assert dossier.search == "h99.12-261123-0001 nguyen thi hoa 0912345678 nguyen van con"


def test_receiving_stays_within_its_statements():
    made = world()
    received(made)

    # architecture.md §8: 10 a request, two of them are the session and the user.
    with at_most(8):
        received(made)


def test_moving_a_step_stays_within_its_statements():
    made = world()
    dossier = received(made)
    head = made.rights(made.head)

    # architecture.md §8: 8 a request, two of them are the session and the user.
    with at_most(6):
        actions.forward(dossier.number, task=2, by=head, at=LATER)
