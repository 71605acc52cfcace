"""What may not be booked, moved, cancelled or proved, with the reason people read."""

from datetime import timedelta

import pytest

from motcua.appointments import rules
from motcua.appointments.models import Booking, PhoneCode, Policy, Waiting
from motcua.base import clock
from tests.queueing.halls import MONDAY
from tests.worktime.calendars import default

POLICY = Policy()
TEN = clock.at(MONDAY, 10)


def booking(hour=10, minutes=30, **more):
    starts_at = clock.at(MONDAY, hour)
    return Booking(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), code="482913", **more)


@pytest.mark.parametrize(
    ("days", "reason"),
    [(-1, "Ngày này đã qua."), (0, ""), (14, ""), (15, "Chỉ đặt được lịch trong 14 ngày tới.")],
)
def test_a_day_can_be_booked_from_today_for_as_long_as_the_centre_says(days, reason):
    assert rules.why_not_day(POLICY, days=days) == reason


@pytest.mark.parametrize(
    ("minutes", "is_staff", "reason"),
    [
        (60, False, ""),
        (59, False, "Phải đặt trước giờ hẹn ít nhất 60 phút."),
        (59, True, ""),
        (-1, True, "Khung giờ 10:00 đã qua."),
    ],
)
def test_an_hour_can_be_booked_until_a_while_before(minutes, is_staff, reason):
    at = TEN - timedelta(minutes=minutes)

    assert rules.why_not_hour(POLICY, starts_at=TEN, at=at, is_staff=is_staff) == reason


@pytest.mark.parametrize(
    ("begin", "end", "is_refused"),
    [(-30, 0, False), (-30, 1, True), (0, 30, True), (10, 20, True), (29, 60, True), (30, 60, False)],
)
def test_one_phone_has_no_two_bookings_that_overlap(begin, end, is_refused):
    hours = TEN + timedelta(minutes=begin), TEN + timedelta(minutes=end)

    reason = rules.why_not_beside(*hours, others=[booking()], policy=POLICY)

    told = "Số điện thoại này đã có lịch hẹn lúc 10:00 ngày 23/11/2026 (mã 482913), trùng giờ."
    assert reason == (told if is_refused else "")


@pytest.mark.parametrize(
    ("count", "policy", "is_refused"), [(2, POLICY, False), (3, POLICY, True), (9, None, False)]
)
def test_a_phone_has_so_many_bookings_to_come_and_no_more(count, policy, is_refused):
    others = [booking(hour) for hour in range(count)]

    reason = rules.why_not_beside(TEN, TEN + timedelta(minutes=5), others=others[:10], policy=policy)

    assert reason == ("Số điện thoại này đã có 3 lịch hẹn sắp tới, là nhiều nhất." if is_refused else "")


@pytest.mark.parametrize(
    ("state", "minutes", "is_staff", "can_move", "can_cancel"),
    [
        ("booked", 61, False, True, True),
        ("booked", 60, False, True, True),
        ("booked", 59, False, False, False),
        ("booked", 59, True, True, True),
        ("booked", -1, True, False, False),
        ("missed", -30, False, True, False),
        ("cancelled", 200, True, False, False),
        ("checked_in", 20, True, False, False),
    ],
)
def test_a_booking_is_moved_and_cancelled_in_time(state, minutes, is_staff, can_move, can_cancel):
    own, at = booking(state=state), TEN - timedelta(minutes=minutes)
    told = {"policy": POLICY, "at": at, "is_staff": is_staff}

    assert (not rules.why_not_move(own, **told), not rules.why_not_cancel(own, **told)) == (
        can_move,
        can_cancel,
    )


@pytest.mark.parametrize(
    ("count", "reason"),
    [(0, "Hãy chọn thủ tục hoặc lĩnh vực."), (1, ""), (3, ""), (4, "Mỗi lịch hẹn tối đa 3 thủ tục.")],
)
def test_a_visit_has_one_to_three_services(count, reason):
    assert rules.why_not_services(count) == reason


@pytest.mark.parametrize(
    ("ago", "of_address", "reason"),
    [
        ([], 0, ""),
        ([59], 1, "Vừa gửi mã đến số này. Xin đợi 2 giây rồi gửi lại."),
        ([60], 1, ""),
        ([60, 200, 400, 800], 4, ""),
        ([60, 200, 400, 800, 1600], 5, "Đã gửi quá nhiều mã, xin thử lại sau 1 giờ."),
        ([], 30, "Đã gửi quá nhiều mã, xin thử lại sau 1 giờ."),
    ],
)
def test_codes_are_sent_so_often_and_no_more(ago, of_address, reason):
    moments = [TEN - timedelta(seconds=one) for one in ago]

    assert rules.why_not_send_code(of_phone=moments, of_address=of_address, at=TEN) == reason


@pytest.mark.parametrize(
    ("changes", "is_right", "reason"),
    [
        ({}, True, ""),
        ({}, False, "Mã không đúng, xin xem lại tin nhắn."),
        ({"until": TEN - timedelta(seconds=1)}, True, "Mã đã hết hạn, xin bấm gửi mã mới."),
        ({"used_at": TEN}, True, "Mã đã hết hạn, xin bấm gửi mã mới."),
        ({"wrong": 5}, True, "Nhập sai quá 5 lần, xin bấm gửi mã mới."),
    ],
)
def test_a_code_opens_once_in_time_and_after_few_tries(changes, is_right, reason):
    code = PhoneCode(**{"until": TEN, "wrong": 0, **changes})

    assert rules.why_not_code(code, is_right=is_right, at=TEN) == reason
    assert rules.why_not_code(None, is_right=False, at=TEN) == "Mã đã hết hạn, xin bấm gửi mã mới."


@pytest.mark.parametrize(
    ("state", "minutes", "is_refused"),
    [
        ("waiting", 0, True),
        ("offered", 0, False),
        ("offered", 1, True),
        ("passed", 0, True),
        ("left", 0, True),
    ],
)
def test_an_offered_place_is_taken_until_it_goes_to_the_next(state, minutes, is_refused):
    waiting = Waiting(state=state, offer_until=TEN)

    assert bool(rules.why_not_accept(waiting, at=TEN + timedelta(minutes=minutes))) == is_refused


# The default calendar: 07:00–11:30, 13:30–17:00 on working days; Tuesday 24/11/2026 is a holiday.
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("hour", "minute", "due"),
    [(7, 0, (7, 0)), (9, 30, (9, 30)), (16, 30, (16, 30))],
)
def test_the_day_before_is_a_working_day_at_the_same_hour(hour, minute, due):
    starts_at = clock.at(WEDNESDAY, hour, minute)
    told = {"booked_at": clock.at(MONDAY, 6), "working_time": default()}

    assert rules.day_before(starts_at, **told) == clock.at(MONDAY, *due)


@pytest.mark.parametrize(
    ("hour", "minute", "due"),
    [(7, 0, None), (7, 30, (7, 0)), (9, 30, (7, 30)), (13, 30, (11, 30)), (16, 30, (14, 30))],
)
def test_two_hours_before_is_not_before_the_doors_open(hour, minute, due):
    starts_at = clock.at(WEDNESDAY, hour, minute)
    told = {"booked_at": clock.at(MONDAY, 6), "working_time": default()}

    assert rules.hours_before(starts_at, **told) == (clock.at(WEDNESDAY, *due) if due else None)


def test_who_booked_after_the_reminder_was_due_is_not_reminded():
    starts_at, told = clock.at(WEDNESDAY, 9, 30), {"working_time": default()}

    assert rules.day_before(starts_at, booked_at=clock.at(MONDAY, 9, 30), **told) is None
    assert rules.hours_before(starts_at, booked_at=clock.at(WEDNESDAY, 8), **told) is None
