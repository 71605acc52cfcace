"""A hall in which hours can be booked, for tests: counter 1 serves land (A), 2 civil status (B), 3 both."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from motcua.appointments import actions, queries
from motcua.appointments.models import Booking
from motcua.base import clock
from tests.queueing.halls import MONDAY, HallOfTests, hall

# The Tuesday between is a holiday: the day of Vietnamese culture.
WEDNESDAY = MONDAY + timedelta(days=2)
NOW = clock.at(MONDAY, 9)
HOA, LAN = "0912345678", "0987654321"


def bookable(**policy: int) -> HallOfTests:
    """The hall of the tests of queueing; what is not said of the policy is as it comes."""
    made = hall()
    if policy:
        actions.define_policy(made.centre.pk, **policy)
    return made


def days(made: HallOfTests, group=None, *, at: datetime = NOW, services: int = 1, **span: date):
    groups = [(group or made.land).pk] * services
    wanted = queries.services(made.centre.pk, groups, today=clock.local_day(at))
    return queries.days(made.centre.pk, wanted, at=at, **span)


def hours(made: HallOfTests, day: date = WEDNESDAY, group=None, **more):
    """Return the hours of a day with what can be booked."""
    found = days(made, group, first=day, last=day, **more)
    return found[0].hours if found else []


def book(
    made: HallOfTests, start: datetime | None = None, *, phone: str = HOA, at: datetime = NOW, **more
) -> Booking:
    """Book an hour for land, on Wednesday at half past nine when nothing else is said."""
    values = {"groups": [made.land.pk], "request_key": uuid4(), **more}
    return actions.book(
        made.centre.pk, start=start or clock.at(WEDNESDAY, 9, 30), phone=phone, at=at, **values
    )


def phones(count: int) -> list[str]:
    return [f"0912{number:06d}" for number in range(count)]
