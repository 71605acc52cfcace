"""Recorded days become values: who came, for what, how long it took; and a replay of them is near what was."""

from datetime import timedelta

import pytest

from motcua.base.errors import Refused
from motcua.queueing import actions, staffing
from motcua.queueing.models import Lane
from motcua.queueing.rules.staffing import Terms, drawn, play, recorded
from tests.queueing.halls import MONDAY, after, hall
from tests.statements import at_most

pytestmark = pytest.mark.django_db
EIGHT = 8 * 3600
EVENING = after(14 * 60)


def read(made, *, at=EVENING):
    (one,) = staffing.days(made.centre.pk, [MONDAY], at=at)
    return one


def minutes(second):
    return round((second - EIGHT) / 60, 3)


def lived(made, *, until=60):
    """Let one counter serve five people as fast as it can, with a priority ticket among them."""
    made.open(1)
    made.issue(minutes=0)
    first = made.call(1, minutes=1)
    for at, lane in ((1, Lane.ORDINARY), (2, Lane.ELDERLY), (3, Lane.ORDINARY)):
        made.issue(minutes=at, lane=lane)
    actions.finish(first.pk, **made.at(1, 10))
    for at, takes in ((11, 4), (16, 5), (22, 6)):
        made.serve(1, minutes=at, takes=takes)
    made.issue(minutes=30)
    made.serve(1, minutes=31, takes=2)
    actions.close_counter(**made.at(1, until))


def test_a_day_of_one_counter_played_again_has_the_very_waits_it_had():
    made = hall()
    lived(made)

    one = drawn(read(made), seed=1)
    told = play(one, one.seats, terms=Terms())

    assert [(minutes(wait.joined), round(wait.seconds / 60, 3)) for wait in told.waits] == [
        (0, 1),
        (2, 9),
        (1, 15),
        (3, 19),
        (30, 1),
    ]
    assert {(wait.joined, wait.seconds) for wait in told.waits} == {
        (wait.joined, wait.seconds) for wait in recorded(one).waits
    }


def test_a_visit_is_read_with_its_absence_its_pause_and_its_next_line():
    made = hall()
    made.open(1, 2)
    ticket = made.issue(minutes=0, chain=[made.civil.pk])
    made.call(1, minutes=2)
    actions.miss(ticket.pk, **made.at(1, 5))
    made.call(1, minutes=6)
    actions.hold(ticket.pk, reason="Điền tờ khai", **made.at(1, 10))
    actions.resume(ticket.pk, by=made.rights(0), at=after(15))
    made.call(1, minutes=16)
    actions.finish(ticket.pk, **made.at(1, 20))
    made.serve(2, minutes=23, takes=7)

    (visit,) = read(made).visits
    told = [
        (
            leg.group_id,
            leg.missed,
            (leg.seconds or 0) / 60,
            leg.after / 60,
            minutes(leg.joined),
            minutes(leg.called),
        )
        for leg in visit.legs
    ]

    assert told == [
        (made.land.pk, (180.0,), 4, 0, 0, 2),
        (made.land.pk, (), 4, 5, 15, 16),
        (made.civil.pk, (), 7, 0, 20, 23),
    ]


def test_whoever_left_is_late_or_came_back_is_read_so():
    made = hall()
    made.open(1)
    leaves, late = made.issue(minutes=0), made.issue(minutes=1)
    actions.say_late(late.pk, minutes=5, at=after(2))
    actions.leave(leaves.pk, at=after(8))
    actions.rejoin(leaves.pk, at=after(12))
    made.serve(1, minutes=14)

    gone, second, back = read(made).visits

    assert (gone.gone, second.late, back.gone) == (8 * 60, (60.0, 1), None)
    assert (gone.key, minutes(back.came)) == (back.key, 12)
    assert gone.legs[0].seconds is None
    assert second.legs[0].called is not None


def test_an_appointment_is_read_with_its_hour_as_the_place_in_the_line():
    made = hall()
    made.issue(minutes=3, appointment_at=after(20))

    (visit,) = read(made).visits

    assert (minutes(visit.came), minutes(visit.due), visit.rank, visit.place) == (3, 20, 0, after(20))


def test_a_second_absence_ends_the_visit():
    made = hall()
    made.open(1)
    ticket = made.issue()
    for at in (0, 10):
        made.call(1, minutes=at)
        actions.miss(ticket.pk, **made.at(1, at + 3))

    (visit,) = read(made).visits

    assert [leg.missed for leg in visit.legs] == [(180.0, 180.0)]


def test_counters_are_read_without_their_pauses_and_without_hours_of_nobody():
    made = hall()
    made.open(1, minutes=-90)
    actions.pause_counter(made.counters[0].pk, reason="Họp", by=made.rights(0), at=after(20))
    actions.unpause_counter(made.counters[0].pk, by=made.rights(0), at=after(40))
    # Somebody waits from 60 on and is called at 100 only: nobody sat there.
    made.issue(minutes=60)
    made.serve(1, minutes=100)
    actions.close_counter(**made.at(1, 120))

    (seat,) = read(made).seats

    assert [(minutes(since), minutes(until)) for since, until in seat.spans] == [
        (-60, 20),
        (40, 60),
        (100, 120),
    ]
    assert seat.skills == {made.land.pk: 1}


def test_a_counter_nobody_closed_ended_with_what_it_did_last():
    made = hall()
    made.open(1)
    made.issue()
    made.serve(1, minutes=3, takes=7)
    made.issue(minutes=20)
    made.open(2, minutes=24 * 60)

    one = read(made, at=after(26 * 60))

    assert [seat.spans for seat in one.seats] == [((EIGHT, EIGHT + 600),)]
    # Whom the night sent home waited for the end of the day, and was not impatient.
    assert [visit.gone for visit in one.visits] == [None, None]


def test_more_days_cost_no_more_statements():
    made = hall()
    lived(made)
    staffing.days(made.centre.pk, [MONDAY], at=EVENING)
    made.open(1, minutes=7 * 24 * 60)
    made.issue(minutes=7 * 24 * 60)
    weeks = [MONDAY + timedelta(days=7), MONDAY]

    with at_most(4):
        told = staffing.days(made.centre.pk, weeks, at=after(8 * 24 * 60))

    assert [one.day for one in told] == weeks
    with at_most(1):
        same = staffing.recorded_days(made.centre.pk, until=weeks[0], count=5, step=7)
    assert same == weeks


def test_a_plan_is_compared_with_the_day_as_it_was():
    made = hall()
    lived(made)
    days = [read(made)]
    plan = staffing.everybody(made.centre.pk, days)

    told = staffing.compare(days, plan.seats(), terms=Terms(), usual=Terms(), limit=10)

    assert told.recorded.total == told.before.total
    assert (told.before.total.longest, told.before.total.over) == (19, 0.4)
    assert told.after.total.longest < 19
    rows = staffing.rows(told, centre_id=made.centre.pk)
    assert [(row.label, row.before.count) for row in rows] == [("Tất cả", 5), ("08:00", 5), ("A Đất đai", 5)]


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("01", ("01", {"A": 1}, ((8, 11.5), (13.5, 17)))),
        ("3=9-11,13:30-16:00", ("03", {"A": 1, "B": 2}, ((9, 11), (13.5, 16)))),
        ("01:BA=08:00-09:30", ("01", {"B": 1, "A": 2}, ((8, 9.5),))),
        ("20:b", ("+20", {"B": 1}, ((8, 11.5), (13.5, 17)))),
    ],
)
def test_a_counter_is_written_as_people_say_it(item, told):
    made = hall()
    sessions = ((EIGHT, 11.5 * 3600), (13.5 * 3600, 17 * 3600))
    letters = {made.land.pk: "A", made.civil.pk: "B"}

    (seat,) = staffing.read_counters([item], centre_id=made.centre.pk, sessions=sessions)

    said = staffing.counter_label(seat.counter_id, staffing.setup(made.centre.pk))
    hours = tuple((since / 3600, until / 3600) for since, until in seat.spans)
    assert (said, {letters[group]: rank for group, rank in seat.skills.items()}, hours) == told


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("quầy", "“quầy” không phải là quầy, ví dụ 05, 05:BE hoặc 05=08:00-11:30."),
        ("01:X", "Không có nhóm dịch vụ X; các nhóm là A, B."),
        ("20", "Chưa có quầy 20; quầy giả định cần ghi nhóm, ví dụ 20:A."),
        ("01=sáng", "“sáng” không phải là khoảng giờ, ví dụ 08:00-11:30."),
        ("01=11:00-08:00", "“11:00-08:00” không phải là khoảng giờ, ví dụ 08:00-11:30."),
    ],
)
def test_what_is_no_counter_is_refused_with_an_example(item, reason):
    made = hall()

    with pytest.raises(Refused, match="^" + reason.replace("(", r"\(") + "$"):
        staffing.read_counters([item], centre_id=made.centre.pk, sessions=((EIGHT, 17 * 3600),))


def test_what_no_plan_holds_is_said_with_what_is_missing():
    made = hall()
    made.open(1)
    for at in range(12):
        made.issue(made.civil, minutes=at / 10)
    days = [read(made)]

    found = staffing.suggest(days, staffing.everybody(made.centre.pk, days), terms=Terms(), target=5)

    lines = staffing.said(found, target=5, centre_id=made.centre.pk)
    assert lines[0] == "Mở mọi quầy cả ngày vẫn không giữ được chín trong mười người chờ không quá 5 phút:"
    assert any(line.startswith("– nhóm B Hộ tịch:") for line in lines)
    assert lines[-2].startswith("Sẽ đủ nếu thêm quầy cả ngày cho các nhóm:")
