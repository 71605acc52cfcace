"""Why somebody waited, in sentences, and how right the promised waits were."""

import pytest

from motcua.queueing import actions, queries, visits
from motcua.queueing.models import Lane, Ticket
from tests.queueing.halls import MONDAY, after, hall
from tests.statements import at_most

pytestmark = pytest.mark.django_db


def story(ticket):
    return [one.text for one in visits.explain(Ticket.objects.get(pk=ticket.pk))]


def test_who_was_overtaken_reads_by_whom_and_why():
    made = hall(cap=2)
    made.open(1)
    waiting = made.issue()
    made.issue(minutes=1, lane=Lane.ELDERLY)
    made.issue(minutes=2, appointment_at=after(3))
    picked = made.issue(minutes=3)
    made.serve(1, minutes=5)
    made.serve(1, minutes=7)
    actions.pick(picked.pk, reason="Người bệnh nặng", **made.at(1, 9))
    actions.finish(picked.pk, **made.at(1, 10))
    made.call(1, minutes=11)

    assert story(waiting) == [
        "Lấy số A001, nhóm “Đất đai”.",
        "Số A003 có lịch hẹn lúc 08:03 nên được gọi trước đến quầy 01.",
        (
            "Số A002 thuộc diện ưu tiên (người cao tuổi) nên được gọi trước đến quầy 01; "
            "quầy gọi liền nhiều nhất 2 lượt như vậy rồi gọi người đến trước."
        ),
        "Số A004 được gọi ngoài thứ tự đến quầy 01, lý do: Người bệnh nặng.",
        "Được gọi đến quầy 01 vì đến sớm nhất trong những số quầy này phục vụ.",
    ]


def test_who_had_the_turn_after_the_priority_reads_so():
    made = hall()
    made.open(1)
    waiting = made.issue()
    for minutes in (1, 2):
        made.issue(minutes=minutes, lane=Lane.DISABLED)
    made.serve(1, minutes=5)
    made.call(1, minutes=7)

    assert story(waiting)[-1] == ("Được gọi đến quầy 01: đã hết lượt ưu tiên liên tiếp, đến người đến trước.")


def test_who_did_not_come_reads_that_and_who_went_first_then():
    made = hall(return_behind=1)
    made.open(1)
    absent = made.issue()
    made.issue(minutes=1)
    made.call(1, minutes=5)
    actions.miss(absent.pk, **made.at(1, 7))
    made.serve(1, minutes=8)

    assert story(absent) == [
        "Lấy số A001, nhóm “Đất đai”.",
        "Được gọi đến quầy 01 vì đến sớm nhất trong những số quầy này phục vụ.",
        "Được gọi đến quầy 01 nhưng không có người đến.",
        "Trở lại hàng chờ, sau 1 số.",
        "Số A002 được gọi đến quầy 01 vì số của ông/bà đã lùi chỗ trong hàng.",
    ]


def test_a_counter_that_serves_another_group_first_is_named():
    made = hall()
    made.open(3)
    waiting = made.issue(made.civil)
    made.issue(made.land, minutes=1)
    made.serve(3, minutes=5)

    assert story(waiting)[-1] == "Quầy 03 gọi số A001 vì phục vụ nhóm “Đất đai” trước."


def test_who_came_later_and_went_first_in_another_line_is_no_overtaking():
    made = hall()
    made.open(1, 2)
    waiting = made.issue(made.civil)
    made.issue(made.land, minutes=1)
    made.serve(1, minutes=5)

    assert story(waiting) == ["Lấy số B001, nhóm “Hộ tịch”."]


def test_the_calibration_counts_the_waits_within_the_promised_range():
    made = hall()
    made.open(1)
    for minutes in range(3):
        made.issue(minutes=minutes)
    # Promised: 0–8 minutes, 4–30 and 12–48.
    for minutes in (1, 20, 90):
        made.serve(1, minutes=minutes)

    (land,) = visits.calibration(made.centre.pk, first=MONDAY, last=MONDAY)

    assert (land.group, land.count, land.within, land.shorter, land.longer) == ("Đất đai", 3, 2, 0, 1)
    assert (land.waited, land.share) == (36.0, 2 / 3)


@pytest.mark.parametrize("waiting", [1, 3])
def test_a_board_takes_six_statements(waiting):
    made = hall()
    made.open(1, 2)
    for _ticket in range(waiting):
        made.issue()
    made.call(1, minutes=1)

    with at_most(6):
        seen = queries.board(made.centre.pk, at=after(2))

    assert [str(one.ticket or "") for one in seen.counters] == ["A001", "", ""]
    assert [(one.group.letter, one.waiting, one.counters) for one in seen.lines] == [
        ("A", waiting - 1, 1),
        ("B", 0, 1),
    ]
    assert [event.ticket.code for event in seen.calls] == ["A001"]


def test_what_changed_after_an_event_is_read_in_order_without_a_gap():
    made = hall()
    made.open(1)
    made.issue()
    seq = queries.last_seq(made.centre.pk, day=MONDAY)
    made.issue(minutes=1)
    made.serve(1, minutes=2)

    changes = queries.changes_since(made.centre.pk, day=MONDAY, seq=seq)

    assert [(one.seq, one.kind) for one in changes] == [
        (seq + 1, "issued"),
        (seq + 2, "called"),
        (seq + 3, "finished"),
    ]


def test_a_phone_sees_how_many_go_first():
    made = hall()
    made.open(1)
    for minutes in range(3):
        made.issue(minutes=minutes)
    last = made.issue(minutes=4)
    made.issue(minutes=5, lane=Lane.MERIT)
    ticket = queries.ticket_by_token(last.token)

    standing = queries.standing(ticket, at=after(6))

    assert (standing.ahead, standing.group) == (4, made.land)
    assert standing.estimate.low < 40 < standing.estimate.high


def test_a_group_says_why_no_number_is_given():
    made = hall()

    lines = queries.lines_now(made.centre.pk, at=after(9 * 60))

    assert {one.why_not for one in lines} == {"Hết giờ làm việc. Mở lại 07:00, ngày 25/11/2026."}


def test_a_wait_over_the_break_counts_the_break():
    made = hall()
    made.open(1)
    # 11:25: five minutes before the break of two hours.
    for _ticket in range(3):
        made.issue(minutes=205)
    ticket = made.issue(minutes=205)

    assert ticket.promised_low > 120
