from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg import DataError

from motcua.base.postgresql import MomentLoader


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        (b"2026-11-22 20:08:43+00", datetime(2026, 11, 22, 20, 8, 43, tzinfo=UTC)),
        (b"2026-11-22 20:08:43.41+00", datetime(2026, 11, 22, 20, 8, 43, 410_000, tzinfo=UTC)),
        (b"2026-11-22 20:08:43.413962+00", datetime(2026, 11, 22, 20, 8, 43, 413_962, tzinfo=UTC)),
        (b"2026-11-23 03:08:43+07", datetime(2026, 11, 22, 20, 8, 43, tzinfo=UTC)),
        (b"0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        (b"9999-12-31 23:59:59.999999+00", datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_moments_are_read_as_postgresql_writes_them(written, moment):
    read = MomentLoader(1184).load(written)

    assert read == moment


@pytest.mark.parametrize("written", [b"infinity", b"-infinity", b"0044-03-15 12:00:00+00 BC"])
def test_what_is_no_moment_of_the_calendar_is_refused_as_the_driver_does(written):
    with pytest.raises(DataError):
        MomentLoader(1184).load(written)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_moments_come_from_the_database_in_utc():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-11-23 03:08:43.5+07'::timestamptz")
        (moment,) = cursor.fetchone()

    assert moment == datetime(2026, 11, 22, 20, 8, 43, 500_000, tzinfo=UTC)
    assert moment.tzinfo is UTC
