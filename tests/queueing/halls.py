"""A hall for tests: a centre with two groups and three counters, and who serves at them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.organisations.models import Unit
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Rights
from motcua.queueing import actions, devices
from motcua.queueing.models import Counter, Device, Screen, ServiceGroup, Ticket
from tests.factories import post, user

MONDAY = date(2026, 11, 23)
OPENING = clock.at(MONDAY, 8)


def after(minutes: float):
    return OPENING + timedelta(minutes=minutes)


@dataclass
class HallOfTests:
    """Counter 1 serves land (A), counter 2 civil status (B), counter 3 both, land first."""

    centre: Unit
    land: ServiceGroup
    civil: ServiceGroup
    counters: list[Counter]
    people: list[User]

    def rights(self, at: int) -> Rights:
        return rights_of(self.people[at].pk, on=MONDAY)

    def open(self, *numbers: int, minutes: float = 0) -> None:
        for number in numbers:
            actions.open_counter(self.counters[number - 1].pk, by=self.rights(number - 1), at=after(minutes))

    def let_in(self, token: str) -> Device:
        """Register a dispenser that keeps this token."""
        return Device.objects.create(
            centre=self.centre,
            name="Máy lấy số",
            screen=Screen.KIOSK,
            token_hash=devices.fingerprint(token),
            registered_at=OPENING,
            registered_by=User.objects.system(),
        )

    def issue(self, group: ServiceGroup | None = None, *, minutes: float = 0, **changes) -> Ticket:
        group = group or self.land
        values = {"request_key": uuid4(), "at": after(minutes), **changes}
        return actions.issue(self.centre.pk, group_id=group.pk, **values).ticket

    def call(self, number: int = 1, *, minutes: float = 0) -> Ticket | None:
        return actions.call_next(self.counters[number - 1].pk, by=self.rights(number - 1), at=after(minutes))

    def at(self, number: int, minutes: float = 0) -> dict:
        """Return what every verb of a counter is told."""
        return {
            "counter_id": self.counters[number - 1].pk,
            "by": self.rights(number - 1),
            "at": after(minutes),
        }

    def serve(self, number: int = 1, *, minutes: float = 0, takes: float = 1) -> Ticket | None:
        ticket = self.call(number, minutes=minutes)
        if ticket is not None:
            actions.finish(ticket.pk, **self.at(number, minutes + takes))
        return ticket


def hall(*, counters: int = 3, **policy: int | bool) -> HallOfTests:
    centre = Unit.objects.create(
        code="trung-tam", name="Trung tâm", kind="centre", level="province", official_code="H99.12"
    )
    land = actions.define_group(centre.pk, code="dat-dai", letter="A", name="Đất đai", minutes=10, order=1)
    civil = actions.define_group(centre.pk, code="ho-tich", letter="B", name="Hộ tịch", minutes=6, order=2)
    skills = ({land.pk: 1}, {civil.pk: 1}, {land.pk: 1, civil.pk: 2})
    made = [
        actions.define_counter(centre.pk, number=number, skills=skills[(number - 1) % 3])
        for number in range(1, counters + 1)
    ]
    people = [user(f"quay{number}", f"Cán bộ quầy {number}") for number in range(1, counters + 1)]
    for one in people:
        post(one, centre, "reception")
    if policy:
        actions.define_policy(centre.pk, **policy)
    forget_all()
    return HallOfTests(centre, land, civil, made, people)
