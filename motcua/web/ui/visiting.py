"""A visit that somebody would like to book, as the addresses of portal and counter carry it; hours in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.appointments import queries, rules
from motcua.appointments.models import Booking, Waiting
from motcua.appointments.queries import Day, Hour
from motcua.appointments.rules import Service
from motcua.base import clock
from motcua.base.days import read_day
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.offers import CaseOffer, offer
from motcua.organisations import queries as organisations
from motcua.organisations.models import Unit
from motcua.organisations.rules import UnitView
from motcua.queueing.models import ServiceGroup
from motcua.queueing.queries import setup

# How full → words, and as many dots: never told by colour alone.
LOADS: Mapping[str, tuple[str | Promise, str]] = {
    rules.QUIET: (_("vắng"), "●○○"),
    rules.FILLING: (_("vừa"), "●●○"),
    rules.BUSY: (_("đông"), "●●●"),
    rules.FULL: (_("hết chỗ"), "×"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Where to, and what for: procedures, or a group of services."""

    centre: UnitView
    group: ServiceGroup | None
    versions: tuple[ProcedureVersion, ...]
    # The group of each service; empty as long as nothing, or something that is not done here, was chosen.
    groups: tuple[int, ...]

    @property
    def procedures(self) -> list[int]:
        return [one.procedure_id for one in self.versions]

    @property
    def names(self) -> list[str]:
        """What it is for, in words."""
        return [one.name for one in self.versions] or ([self.group.label] if self.group else [])

    @property
    def has_room(self) -> bool:
        """Whether one more procedure may be added."""
        return 0 < len(self.versions) < rules.MOST_SERVICES

    @property
    def query(self) -> str:
        """The visit as the parameters of an address."""
        asked = [("centre", self.centre.code), *(("procedure", one.procedure.code) for one in self.versions)]
        if self.group and not self.versions:
            asked.append(("group", self.group.code))
        return urlencode(asked)

    def but(self, version: ProcedureVersion) -> "Visit":
        """Return the visit without one of its procedures."""
        return replace(self, versions=tuple(one for one in self.versions if one != version))

    def services(self, today: date) -> list[Service]:
        return queries.services(self.centre.id, self.groups, today=today)

    def days(self, at: datetime, *, is_staff: bool = False) -> list[Day]:
        services = self.services(clock.local_day(at))
        return queries.days(self.centre.id, services, at=at, is_staff=is_staff)


def centres() -> list[UnitView]:
    """Return the centres that let people book, that of the province first."""
    tree = organisations.tree()
    found = [tree[one] for one in queries.centres()]
    return sorted(found, key=lambda one: one.level != Unit.Level.PROVINCE)


def visit_of(asked: QueryDict, *, among: Sequence[UnitView], on: date) -> Visit | None:
    """Return the visit an address asks for, what it does not know left aside; None without any centre."""
    if not among:
        return None
    codes = list(dict.fromkeys(asked.getlist("procedure")))[: rules.MOST_SERVICES]
    found = [version for code in codes if (version := catalogue.in_force(code[:40], on=on))]
    pairs = [(one.procedure_id, one.field_id) for one in found]
    centre = _centre(asked.get("centre", ""), among, pairs)
    groups = setup(centre.id).groups
    group = next((one for one in groups.values() if one.code == asked.get("group") and one.is_open), None)
    served = queries.groups_of(centre.id, group_id=group.pk if group else None, procedures=pairs)
    return Visit(centre, group, tuple(found), tuple(served))


def _centre(code: str, among: Sequence[UnitView], pairs: Sequence[tuple[int, int]]) -> UnitView:
    """The centre asked for, else the first that does what is asked for."""
    if asked := next((one for one in among if one.code == code), None):
        return asked
    does = (one for one in among if queries.groups_of(one.id, group_id=None, procedures=pairs))
    return next(does, among[0])


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day of the strip."""

    day: date
    words: str | Promise
    dots: str
    load: str


@dataclass(frozen=True, slots=True)
class HourShown:
    """An hour of the chosen day; `key` is what an address calls it."""

    hour: Hour
    key: str
    words: str | Promise
    dots: str


@dataclass(frozen=True, slots=True)
class Hours:
    """What can be chosen: days, and the hours of one of them by its halves."""

    days: list[DayShown]
    day: date | None
    morning: list[HourShown]
    afternoon: list[HourShown]

    @property
    def is_full(self) -> bool:
        return bool(self.day) and not any(one.hour.is_free for one in (*self.morning, *self.afternoon))


def hours_of(days: Sequence[Day], *, asked: str, today: date) -> Hours:
    """Return the days with the hours of the one asked for, else of the first that has room."""
    wanted = read_day(asked, today=today + timedelta(days=366))
    chosen = next((one for one in days if one.day == wanted), None)
    chosen = chosen or next((one for one in days if one.free), days[0] if days else None)
    shown = [_hour(one) for one in (chosen.hours if chosen else [])]
    return Hours(
        [DayShown(one.day, *LOADS[one.load], one.load) for one in days],
        chosen.day if chosen else None,
        [one for one in shown if clock.local(one.hour.starts_at).hour < 12],
        [one for one in shown if clock.local(one.hour.starts_at).hour >= 12],
    )


def _hour(hour: Hour) -> HourShown:
    return HourShown(hour, key_of(hour.starts_at), *LOADS[hour.load])


def key_of(moment: datetime) -> str:
    """Return an hour as addresses carry it: 20261125T0930."""
    return f"{clock.local(moment):%Y%m%dT%H%M}"


def moment_of(key: str) -> datetime | None:
    """Return the hour that an address means, or None."""
    try:
        return datetime.strptime(key, "%Y%m%dT%H%M").replace(tzinfo=clock.ZONE)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Bring:
    """What to bring for a procedure; the case is named where there are several."""

    version: ProcedureVersion
    case: CaseOffer | None
    has_cases: bool


def to_bring(versions: Sequence[ProcedureVersion]) -> list[Bring]:
    """Return the papers of each procedure of a visit."""
    offers = [offer(one.pk) for one in versions]
    return [Bring(one.version, one.case(None), len(one.cases) > 1) for one in offers]


def visit_for(asker: Booking | Waiting, *, on: date) -> Visit:
    """Return what a booking is for."""
    codes = asker.procedures.order_by("pk").values_list("code", flat=True)
    found = [version for code in codes if (version := catalogue.in_force(code, on=on))]
    centre = organisations.tree()[asker.centre_id]
    return Visit(centre, asker.group, tuple(found), tuple(asker.groups))
