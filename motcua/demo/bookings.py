"""Appointments of Hồng Lạc: days ahead that fill up, some cancelled, a full one that two people wait for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from motcua.appointments import actions, queries
from motcua.appointments.models import Booking
from motcua.base.clock import local, local_day
from motcua.catalogue.models import ProcedureVersion
from motcua.demo.halls import CENTRE
from motcua.demo.hong_lac import ADDRESSES
from motcua.demo.invented import Population
from motcua.organisations.models import Unit
from motcua.people.models import Person
from motcua.queueing.models import ServiceGroup

# The parts of the bookings that the next days have: the nearer ones are fuller.
PARTS = (0.4, 0.3, 0.2, 0.1)


def told() -> list[str]:
    """Return what the person who starts the demo reads about bookings, while one is to come."""
    coming = Booking.objects.filter(state=Booking.State.BOOKED, diary__centre__code=CENTRE)
    own = coming.order_by("starts_at", "pk").first()
    if own is None:
        return []
    return [
        "Hours are booked at /appointments and seen at /desk/appointments. The next one that is booked:",
        f"  code {own.code}, {local(own.starts_at):%H:%M %d/%m/%Y}, at /appointments/{own.token}",
    ]


class Callers:
    """People who book, each with a phone of their own; nothing is told to them while the demo is made."""

    def __init__(self, centre: Unit, *, seed: int) -> None:
        self.centre = centre
        self.random = Random(f"bookings {seed}")
        self.people = Population(self.random, province="099", addresses=ADDRESSES)
        self.count = 0

    def key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def phone(self) -> str:
        self.count += 1
        return f"0969{self.random.randrange(1000):03d}{self.count:03d}"

    def who(self) -> dict[str, Any]:
        sex = self.random.choice((Person.Sex.MALE, Person.Sex.FEMALE))
        return {"phone": self.phone(), "name": self.people.name(sex)}


def book_ahead(units: Mapping[str, Unit], *, most: int, now: datetime, seed: int) -> int:
    """Fill the next days of the province's centre, so many for each group, and return how many bookings there are."""
    callers = Callers(units[CENTRE], seed=seed)
    groups = list(ServiceGroup.objects.filter(centre=callers.centre, is_open=True))
    made: list[Booking] = []
    for group in groups:
        made += _fill(group, callers, most=most, now=now)
    for own in [one for one in made if one.starts_at > now + timedelta(hours=3)][::25]:
        actions.cancel(own.pk, at=now)
    _full_day(groups[0], callers, now=now)
    return Booking.objects.filter(state=Booking.State.BOOKED).count()


def _fill(group: ServiceGroup, callers: Callers, *, most: int, now: datetime) -> list[Booking]:
    """Book the days ahead for one group, the nearer ones fuller."""
    services = queries.services(group.centre_id, [group.pk], today=local_day(now))
    days = queries.days(group.centre_id, services, at=now)[: len(PARTS)]
    procedures = list(
        ProcedureVersion.objects.filter(field__in=group.fields.all(), procedure__repealed_on=None)
        .order_by("pk")
        .values_list("procedure_id", flat=True)[:6]
    )
    made = []
    for day, part in zip(days, PARTS, strict=False):
        count = min(round(most * part), len(day.free))
        for hour in sorted(callers.random.sample(day.free, count), key=lambda one: one.starts_at):
            about = [callers.random.choice(procedures)] if procedures else []
            made.append(_book(group, callers, hour.starts_at, about, now=now))
    return made


def _book(
    group: ServiceGroup, callers: Callers, start: datetime, procedures: list[int], *, now: datetime
) -> Booking:
    return actions.book(
        group.centre_id,
        groups=[group.pk],
        start=start,
        procedures=procedures,
        request_key=callers.key(),
        at=now,
        **callers.who(),
    )


def _full_day(group: ServiceGroup, callers: Callers, *, now: datetime) -> None:
    """Leave no room on the last of the filled days, and let two people wait for it."""
    services = queries.services(group.centre_id, [group.pk], today=local_day(now))
    days = queries.days(group.centre_id, services, at=now)[: len(PARTS)]
    if not days:
        return
    day = days[-1].day
    while found := queries.days(group.centre_id, services, at=now, first=day, last=day)[0].free:
        _book(group, callers, found[0].starts_at, [], now=now)
    for minute in (0, 1):
        actions.join(
            group.centre_id,
            groups=[group.pk],
            day=day,
            request_key=callers.key(),
            at=now + timedelta(minutes=minute),
            **callers.who(),
        )
