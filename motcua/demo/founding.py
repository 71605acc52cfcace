"""Units with their staff, from tables: who works where in the demo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from motcua.accounts.models import User
from motcua.base.registers import changed
from motcua.catalogue.models import Competence, Field, Procedure
from motcua.catalogue.offers import REGISTER
from motcua.demo.accounts import PASSWORD, Account
from motcua.demo.invented import Population
from motcua.organisations.actions import appoint, found_unit
from motcua.organisations.models import Position, Unit
from motcua.people.models import Person

Role, Kind, Level = Position.Role, Unit.Kind, Unit.Level


@dataclass(frozen=True, slots=True)
class Place:
    """A unit to found, and how many people of each role work there besides the named ones."""

    code: str
    name: str
    kind: str
    level: str
    parent: str = ""
    short_name: str = ""
    official_code: str = ""
    staff: tuple[tuple[str, str, int], ...] = ()
    place: str = ""
    address: str = ""
    phone: str = ""


DIVISION_STAFF = ((Role.HEAD_OF_DIVISION, "Trưởng phòng", 1), (Role.EXAMINER, "Chuyên viên", 2))
AGENCY_STAFF = ((Role.HEAD_OF_AGENCY, "Phó Giám đốc", 1), (Role.RECORDS, "Văn thư", 1))


def found(places: Iterable[Place], *, since: date, until: date | None = None) -> dict[str, Unit]:
    """Found the units of a table, parents first, and return them by code."""
    units: dict[str, Unit] = {}
    for place in places:
        units[place.code] = found_unit(
            place.code,
            name=place.name,
            short_name=place.short_name,
            kind=place.kind,
            level=place.level,
            parent=units[place.parent] if place.parent else None,
            official_code=place.official_code,
            place=place.place,
            address=place.address,
            phone=place.phone,
            valid_from=since,
            valid_to=until,
        )
    return units


def employ_named(accounts: Sequence[Account], units: dict[str, Unit], *, since: date, sign_in: bool) -> None:
    """Give the accounts whose units are among these their positions, and the demo's password or none."""
    # One hash for all: everybody knows the password, and hashing well is slow on purpose.
    password = make_password(PASSWORD if sign_in else None)
    for account in accounts:
        if any(post.unit not in units for post in account.posts):
            continue
        user = User.objects.create(username=account.username, full_name=account.full_name, password=password)
        for post in account.posts:
            appoint(user, unit=units[post.unit], role=post.role, title=post.title, from_on=since)


def employ(
    places: Iterable[Place],
    units: dict[str, Unit],
    people: Population,
    *,
    since: date,
    until: date | None = None,
) -> None:
    """Fill the positions of a table with invented people who do not sign in."""
    for place in places:
        for role, title, count in place.staff:
            for number in range(1, count + 1):
                user = unnamed_user(f"{place.code}.{role}.{number}", people)
                appoint(user, unit=units[place.code], role=role, title=title, from_on=since, to_on=until)


def unnamed_user(username: str, people: Population) -> User:
    """Return a new member of the staff with an invented name and no password."""
    sex = people.random.choice((Person.Sex.MALE, Person.Sex.FEMALE))
    return User.objects.create(username=username, full_name=people.name(sex), password=make_password(None))


def appoint_resolvers(
    units: dict[str, Unit], rows: Iterable[tuple[str, Field | Procedure, str]], *, until: date | None = None
) -> None:
    """Say for each centre and field or procedure which unit resolves, all at once."""
    Competence.objects.bulk_create(
        Competence(
            centre=units[centre],
            field=subject if isinstance(subject, Field) else None,
            procedure=subject if isinstance(subject, Procedure) else None,
            unit=units[unit],
            valid_to=until,
        )
        for centre, subject, unit in rows
    )
    changed(REGISTER)
