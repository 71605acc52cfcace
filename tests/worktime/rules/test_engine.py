from datetime import UTC, date, datetime, time, timedelta

import pytest

from motcua.base.clock import ZONE
from motcua.base.errors import Refused
from motcua.worktime.rules import compile_calendar
from tests.worktime.calendars import MON_TO_FRI, OFFICE, PEER, at, calendar, closed, default, opened


@pytest.mark.parametrize(
    ("received", "amount", "unit", "due"),
    [
        # domain.md §3.9, V1–V12; 24/11 by Resolution 28/2026/QH16, 31/08 swapped with Saturday 22/08.
        pytest.param("2026-11-23 09:00", 3, "working_day", "2026-11-27 09:00", id="V1"),
        pytest.param("2026-11-23 14:00", 8, "working_hour", "2026-11-25 14:00", id="V2"),
        pytest.param("2026-11-23 14:59", 1, "same_day", "2026-11-23 17:00", id="V3"),
        pytest.param("2026-11-23 15:01", 1, "same_day", "2026-11-25 17:00", id="V4"),
        pytest.param("2026-08-21 15:00", 4, "working_hour", "2026-08-22 09:00", id="V5"),
        pytest.param("2026-08-28 10:00", 1, "working_day", "2026-09-03 10:00", id="V6"),
        pytest.param("2026-08-20 08:00", 15, "calendar_day", "2026-09-04 08:00", id="V7"),
        # A term that ends on a day off ends on the next working day (Civil Code, article 148(5)).
        pytest.param("2026-08-17 08:00", 15, "calendar_day", "2026-09-03 08:00", id="V8"),
        pytest.param("2026-02-13 16:00", 2, "working_day", "2026-02-24 16:00", id="V9"),
        pytest.param("2026-04-21 11:45", 4, "working_hour", "2026-04-22 07:30", id="V10"),
        pytest.param("2026-11-21 10:00", 1, "working_day", "2026-11-25 07:00", id="V11"),
        pytest.param("2026-04-24 17:30", 1, "working_day", "2026-04-29 07:00", id="V12"),
    ],
)
def test_a_deadline_is_the_day_the_law_means(received, amount, unit, due):
    assert default().due(at(received), amount, unit) == at(due)


# June 2026: the 8th is a Monday.
@pytest.mark.parametrize(
    ("week", "received", "days", "by_days", "hours", "by_hours"),
    [
        pytest.param(
            calendar(PEER), "2026-06-08 07:30", 1, "2026-06-09 07:30", 8, "2026-06-08 17:00", id="opening"
        ),
        pytest.param(
            calendar(PEER), "2026-06-08 12:00", 1, "2026-06-09 13:00", 8, "2026-06-09 11:30", id="lunch"
        ),
        pytest.param(
            calendar(PEER), "2026-06-08 18:00", 1, "2026-06-10 07:30", 8, "2026-06-09 17:00", id="evening"
        ),
        pytest.param(
            calendar(PEER), "2026-06-07 09:00", 3, "2026-06-11 07:30", 24, "2026-06-10 17:00", id="Sunday"
        ),
        pytest.param(
            calendar(PEER, exceptions=[closed("2026-06-12"), opened("2026-06-13", PEER)]),
            "2026-06-11 09:00",
            1,
            "2026-06-13 09:00",
            8,
            "2026-06-13 09:00",
            id="make-up day straight after a day off",
        ),
        pytest.param(
            calendar(PEER, exceptions=[opened("2026-06-14", PEER)]),
            "2026-06-12 14:00",
            1,
            "2026-06-14 14:00",
            8,
            "2026-06-14 14:00",
            id="make-up Sunday after a Saturday off",
        ),
        pytest.param(
            calendar(PEER, sat=[["07:30", "11:30"]]),
            "2026-06-12 14:00",
            1,
            "2026-06-13 11:30",
            8,
            "2026-06-15 08:30",
            id="Saturday with morning hours only",
        ),
        pytest.param(
            calendar([["08:00", "11:30"], ["13:00", "17:00"]]),
            "2026-06-08 08:00",
            20,
            "2026-07-06 08:00",
            150,
            "2026-07-03 17:00",
            id="working day of 7.5 hours",
        ),
        pytest.param(
            calendar(PEER),
            "2021-06-07 07:30",
            300,
            "2022-08-01 07:30",
            2400,
            "2022-07-29 17:00",
            id="300 working days",
        ),
        pytest.param(
            calendar([["07:30", "11:30"], ["13:00", "16:50"]]),
            "2026-06-08 15:50",
            1,
            "2026-06-09 15:50",
            1,
            "2026-06-08 16:50",
            id="due at closing, 16:50",
        ),
    ],
)
def test_the_cases_a_peer_gets_wrong(week, received, days, by_days, hours, by_hours):
    """peers-opencps §2.2: its exact answers count hours; our working days keep the clock time."""
    working_time = compile_calendar(week)

    assert working_time.due(at(received), days, "working_day") == at(by_days)
    assert working_time.due(at(received), hours, "working_hour") == at(by_hours)


def test_an_hour_and_fifty_minutes_over_the_evening_are_added_as_minutes():
    working_time = compile_calendar(calendar([["07:30", "11:30"], ["13:00", "16:30"]]))

    assert working_time.add_minutes(at("2026-06-08 14:55"), 110) == at("2026-06-09 07:45")


@pytest.mark.parametrize(
    ("received", "starts"),
    [
        ("2026-06-08 06:00", "2026-06-08 07:00"),
        ("2026-06-08 07:00", "2026-06-08 07:00"),
        ("2026-06-08 11:29", "2026-06-08 11:29"),
        ("2026-06-08 11:30", "2026-06-08 13:30"),
        ("2026-06-08 16:59", "2026-06-08 16:59"),
        ("2026-06-08 17:00", "2026-06-09 07:00"),
        ("2026-06-12 17:00", "2026-06-15 07:00"),
        ("2026-06-13 10:00", "2026-06-15 07:00"),
    ],
)
@pytest.mark.parametrize("unit", ["working_day", "working_hour", "working_minute", "calendar_day"])
def test_no_time_at_all_is_due_when_the_clock_starts(received, starts, unit):
    working_time = compile_calendar(calendar())

    assert working_time.due(at(received), 0, unit) == at(starts)
    assert working_time.next_opening(at(received)) == at(starts)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-06-08 06:59", False),
        ("2026-06-08 07:00", True),
        ("2026-06-08 11:30", False),
        ("2026-06-08 13:30", True),
        ("2026-06-08 16:59:59", True),
        ("2026-06-08 17:00", False),
        ("2026-06-13 09:00", False),
    ],
)
def test_a_session_holds_its_opening_and_not_its_closing(moment, is_open):
    assert compile_calendar(calendar()).is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("friday", "received", "due"),
    [
        pytest.param(
            [["08:00", "10:00"], ["14:00", "16:00"]], "07:30", "08:00", id="before the first session"
        ),
        pytest.param([["08:00", "10:00"], ["14:00", "16:00"]], "10:00", "10:00", id="on a closing instant"),
        pytest.param([["08:00", "10:00"], ["14:00", "16:00"]], "10:01", "14:00", id="in the break"),
        pytest.param([["08:00", "10:00"], ["14:00", "16:00"]], "16:30", "16:00", id="after the last session"),
    ],
)
def test_the_clock_time_lands_inside_the_hours_of_the_day_of_the_deadline(friday, received, due):
    working_time = compile_calendar(calendar(fri=friday))

    assert working_time.due(at(f"2026-06-11 {received}"), 1, "working_day") == at(f"2026-06-12 {due}")
    assert working_time.due(at(f"2026-06-11 {received}"), 1, "calendar_day") == at(f"2026-06-12 {due}")


@pytest.mark.parametrize(
    ("received", "cutoff", "due"),
    [
        ("2026-06-08 05:00", time(15), "2026-06-08 17:00"),
        ("2026-06-08 12:00", time(15), "2026-06-08 17:00"),
        ("2026-06-08 15:00", time(15), "2026-06-09 17:00"),
        ("2026-06-08 15:00", time(16), "2026-06-08 17:00"),
        ("2026-06-08 17:30", time(15), "2026-06-09 17:00"),
        ("2026-06-12 16:00", time(15), "2026-06-15 17:00"),
        ("2026-06-13 16:00", time(15), "2026-06-15 17:00"),
    ],
)
def test_in_the_day_means_the_end_of_the_day_unless_received_after_the_cutoff(received, cutoff, due):
    assert compile_calendar(calendar()).due(at(received), 1, "same_day", cutoff=cutoff) == at(due)


def test_a_dossier_from_the_evening_before_is_never_after_the_cutoff_of_its_day():
    working_time = compile_calendar(calendar([["15:30", "18:00"]]))

    assert working_time.due(at("2026-06-08 19:00"), 1, "same_day") == at("2026-06-09 18:00")


def test_a_calendar_open_until_midnight_loses_no_minute():
    working_time = compile_calendar(calendar([["00:00", "24:00"]]))

    assert working_time.minutes_between(at("2026-06-08 00:00"), at("2026-06-09 00:00")) == 1440
    assert working_time.add_minutes(at("2026-06-08 00:00"), 1440) == at("2026-06-09 00:00")
    assert working_time.due(at("2026-06-08 12:00"), 1, "same_day") == at("2026-06-09 00:00")


def test_a_week_without_monday_works_like_any_other():
    working_time = compile_calendar(calendar(days=("tue", "sat")))

    assert working_time.due(at("2026-06-08 09:00"), 2, "working_day") == at("2026-06-16 07:00")


def test_one_day_is_eight_hours_of_work_and_not_twenty_four():
    working_time = compile_calendar(calendar())

    assert working_time.nominal_day_minutes == 480
    assert working_time.add_minutes(at("2026-06-08 07:00"), 480) == at("2026-06-08 17:00")


def test_the_day_of_a_moment_given_in_another_zone_is_the_day_of_the_centre():
    # 23:30 UTC on Sunday is 06:30 on Monday in the centre.
    received = datetime(2026, 6, 7, 23, 30, tzinfo=UTC)

    due = compile_calendar(calendar()).due(received, 1, "working_day")

    assert due == at("2026-06-09 07:00")
    assert due.tzinfo is ZONE


def test_a_moment_without_a_zone_is_local():
    assert compile_calendar(calendar()).due(
        datetime.fromisoformat("2026-06-08 09:00"), 1, "working_day"
    ) == at("2026-06-09 09:00")


def test_new_hours_hold_from_their_day_on_and_not_before():
    summer = calendar([["06:30", "11:00"], ["14:00", "17:30"]], valid_from="2026-06-10")
    working_time = compile_calendar({"versions": calendar()["versions"] + summer["versions"]})

    assert working_time.add_minutes(at("2026-06-09 16:00"), 120) == at("2026-06-10 07:30")
    # 13:30 is still a break on the summer day.
    assert working_time.due(at("2026-06-09 13:30"), 1, "working_day") == at("2026-06-10 14:00")


def test_an_exception_holds_on_its_day_whichever_version_lists_it():
    later = calendar(valid_from="2027-01-01", exceptions=[closed("2026-06-09")])
    working_time = compile_calendar({"versions": calendar()["versions"] + later["versions"]})

    assert not working_time.is_working_day(date(2026, 6, 9))


def test_a_partial_closing_counts_only_the_hours_worked():
    working_time = compile_calendar(calendar(exceptions=[opened("2026-06-09", [["07:00", "09:00"]])]))

    assert working_time.sessions(date(2026, 6, 9)) == ((420, 540),)
    assert working_time.add_minutes(at("2026-06-08 16:00"), 240) == at("2026-06-10 08:00")


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-06-08 07:00", "2026-06-08 17:00", 480),
        ("2026-06-08 11:00", "2026-06-08 14:00", 60),
        ("2026-06-12 16:00", "2026-06-15 08:00", 120),
        ("2026-06-13 08:00", "2026-06-14 20:00", 0),
        ("2026-06-09 07:00", "2026-06-08 07:00", -480),
    ],
)
def test_the_minutes_between_two_moments_are_those_worked(since, until, minutes):
    assert compile_calendar(calendar()).minutes_between(at(since), at(until)) == minutes


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2026, 6, 8), date(2026, 6, 8), 0),
        (date(2026, 6, 8), date(2026, 6, 9), 1),
        (date(2026, 6, 12), date(2026, 6, 14), 0),
        (date(2026, 6, 12), date(2026, 6, 15), 1),
        (date(2026, 6, 15), date(2026, 6, 12), -1),
    ],
)
def test_the_working_days_between_two_days_do_not_count_the_first(since, until, days):
    assert compile_calendar(calendar()).working_days_between(since, until) == days


def test_a_span_of_ten_years_is_answered():
    working_time = compile_calendar(calendar())

    due = working_time.due(at("2026-06-08 09:00"), 3653, "calendar_day")

    # 8 June 2036 is a Sunday.
    assert due == at("2036-06-09 09:00")
    assert working_time.due(at("2026-06-08 09:00"), 2600, "working_day") == at("2036-05-26 09:00")


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        (3661, "calendar_day"),
        (2620, "working_day"),
        (3661, "working_day"),
        (2620 * 8, "working_hour"),
        (2620 * 480, "working_minute"),
        (10**30, "working_minute"),
        (1e308, "working_hour"),
        (float("inf"), "working_hour"),
    ],
)
def test_a_span_of_more_than_ten_years_is_refused(amount, unit):
    with pytest.raises(Refused, match=r"^Thời hạn dài quá 10 năm, không tính\.$"):
        compile_calendar(calendar()).due(at("2026-06-08 09:00"), amount, unit)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        (-1, "Thời hạn không được âm; gặp -1."),
        (1.5, "Thời hạn phải là số nguyên; gặp 1.5."),
        ("3", "Thời hạn phải là một số; gặp '3'."),
        (None, "Thời hạn phải là một số; gặp giá trị trống."),
        (True, "Thời hạn phải là một số; gặp True."),
        (float("nan"), "Thời hạn phải là một số; gặp nan."),
    ],
)
def test_an_amount_that_is_no_number_of_days_is_refused(amount, reason):
    with pytest.raises(Refused) as refusal:
        compile_calendar(calendar()).due(at("2026-06-08 09:00"), amount, "working_day")

    assert str(refusal.value) == reason


def test_half_an_hour_is_thirty_minutes():
    assert compile_calendar(calendar()).due(at("2026-06-08 09:00"), 0.5, "working_hour") == at(
        "2026-06-08 09:30"
    )


def test_a_unit_nobody_knows_is_refused():
    with pytest.raises(Refused, match="Không có đơn vị 'week'; dùng một trong: working_day, working_hour, "):
        compile_calendar(calendar()).due(at("2026-06-08 09:00"), 1, "week")


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (
            at("2019-12-31 09:00"),
            "Lịch làm việc chỉ có từ ngày 01/01/2020; không tính được cho thời điểm trước đó.",
        ),
        (
            at("0001-01-01 00:00"),
            "Lịch làm việc chỉ có từ ngày 01/01/2020; không tính được cho thời điểm trước đó.",
        ),
        (at("2199-12-31 16:00"), "Lịch làm việc chỉ tính được đến hết năm 2199."),
        (at("9999-12-31 09:00"), "Lịch làm việc chỉ tính được đến hết năm 2199."),
    ],
)
def test_a_moment_outside_the_calendar_is_refused(moment, reason):
    with pytest.raises(Refused) as refusal:
        compile_calendar(calendar()).due(moment, 1, "working_day")

    assert str(refusal.value) == reason


def test_a_calendar_with_one_hour_a_week_refuses_what_it_could_not_do_in_ten_years():
    working_time = compile_calendar(calendar([["09:00", "10:00"]], days=("mon",)))

    assert working_time.due(at("2026-06-08 09:00"), 520, "working_hour") == at("2036-05-19 10:00")
    with pytest.raises(Refused, match="quá 10 năm"):
        working_time.due(at("2026-06-08 09:00"), 530, "working_hour")


def test_a_long_closing_is_waited_out():
    # A flood closes the office for all of June.
    first = date(2026, 6, 1)
    flood = [closed((first + timedelta(days=day)).isoformat()) for day in range(30)]
    working_time = compile_calendar(calendar(exceptions=flood))

    assert working_time.due(at("2026-05-29 16:00"), 2, "working_hour") == at("2026-07-01 08:00")
    assert working_time.due(at("2026-06-10 09:00"), 1, "working_day") == at("2026-07-02 07:00")


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # Notice 4875/TB-LĐTBXH of 10/12/2020; the fixed days by the Labour Code 2019, article 112.
        (
            2021,
            [
                "01-01",
                "02-10",
                "02-11",
                "02-12",
                "02-15",
                "02-16",
                "04-21",
                "04-30",
                "05-03",
                "09-02",
                "09-03",
            ],
        ),
        # Notice 5015/TB-LĐTBXH of 22/11/2023; 29/04 by 2450/VPCP-KGVX.
        (
            2024,
            [
                "01-01",
                *("02-08", "02-09", "02-12", "02-13", "02-14"),
                *("04-18", "04-29", "04-30", "05-01", "09-02", "09-03"),
            ],
        ),
    ],
)
def test_the_default_calendar_is_closed_on_the_official_weekdays_of_past_years(year, days):
    working_time = default()
    weekdays = [day for day in _days_of(year) if day.weekday() < len(MON_TO_FRI)]

    off = [day.isoformat() for day in weekdays if not working_time.is_working_day(day)]

    assert off == [f"{year}-{day}" for day in days]


def test_the_default_calendar_works_the_saturdays_swapped():
    working_time = default()
    saturdays = [day for year in range(2021, 2028) for day in _days_of(year) if day.weekday() == 5]

    worked = [day.isoformat() for day in saturdays if working_time.is_working_day(day)]

    assert worked == ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]
    assert working_time.sessions(date(2026, 8, 22)) == ((420, 690), (810, 1020))
    assert OFFICE == [["07:00", "11:30"], ["13:30", "17:00"]]


def _days_of(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=day) for day in range((date(year + 1, 1, 1) - first).days)]
