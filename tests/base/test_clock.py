from datetime import UTC, date, datetime

from motcua.base import clock


def test_a_local_day_is_never_computed_in_utc():
    # 23:30 in Vietnam is still the day before in UTC terms until 07:00.
    moment = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)

    assert clock.local_day(moment) == date(2026, 11, 23)


def test_the_evening_of_a_day_belongs_to_that_day():
    assert clock.local_day(clock.at(date(2026, 11, 23), 23, 59)) == date(2026, 11, 23)


def test_a_moment_of_a_day_is_seven_hours_ahead_of_utc():
    assert clock.at(date(2026, 11, 23), 7).utcoffset().total_seconds() == 7 * 3600
