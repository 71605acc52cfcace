"""Who may open what: every address, every role, at home and elsewhere, in the states a dossier can be in.

Nothing is open unless the table says so: an address that is not in it fails the first test.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.catalogue.models import Competence
from motcua.catalogue.models import Field as CatalogueField
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Event
from motcua.organisations.models import Position
from tests.factories import (
    MONDAY,
    World,
    post,
    procedure,
    process,
    received,
    registered,
    resolved,
    unit,
    user,
    world,
)
from tests.web.cases import states
from tests.web.doors import DOORS, MACHINES, PUBLIC, SIGNED_IN, VALUES, Door

R = Position.Role
NOON = clock.at(MONDAY, 11)


def every_address(resolver=None, space=""):
    """Yield the name of every address of the project."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from every_address(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}"


@dataclass
class Place:
    """Two communes with the same roles, and the dossiers of the first."""

    home: World
    people: dict[tuple[str, str], User]
    dossiers: dict[str, str]
    superuser: User


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    """One world for the module: it is only looked at."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOON)
        yield settled()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


HOME_POSTS = {
    R.RECEPTION: "clerk",
    R.RETURNS: "returner",
    R.SUPERVISOR: "supervisor",
    R.HEAD_OF_DIVISION: "head",
    R.EXAMINER: "examiner",
    R.HEAD_OF_AGENCY: "leader",
    R.RECORDS: "records",
}
STATES: dict[str, Callable[[World], Dossier]] = {
    "registered": registered,
    "received": received,
    "examined": states.at_examination,
    "waiting": states.waiting_for_supplement,
    "suspended": states.suspended,
    "resolved": resolved,
}


def settled() -> Place:
    home = world()
    tax = unit("thue", "Thuế cơ sở", "tax", parent=home.government)
    people = {("home", role): getattr(home, name) for role, name in HOME_POSTS.items()}
    for role, where in ((R.DIRECTOR, home.centre), (R.CATALOGUE_KEEPER, home.centre), (R.PARTNER, tax)):
        people["home", role] = user(f"o-nha-{role}", f"Người {role}")
        post(people["home", role], where, role)
    away = unit("ubnd-phuong-khac", "Ủy ban nhân dân phường Khác", "government")
    places = {
        "centre": unit("khac", "Trung tâm phường Khác", "centre", parent=away, official_code="H99.99"),
        "division": unit("phong-khac", "Phòng Kinh tế", "division", parent=away),
        "tax": unit("thue-khac", "Thuế cơ sở khác", "tax", parent=away),
    }
    at = {R.HEAD_OF_DIVISION: "division", R.EXAMINER: "division", R.PARTNER: "tax"}
    for role in R:
        people["other", role] = user(f"khac-{role}", f"Người khác {role}")
        where = away if role in (R.HEAD_OF_AGENCY, R.RECORDS) else places[at.get(role, "centre")]
        post(people["other", role], where, role)
    forget_all()
    dossiers = {name: make(home).number for name, make in STATES.items()}
    returned = resolved(home)
    actions.return_result(returned.number, receiver="Nguyễn Thị Hoa", by=home.rights(home.returner), at=NOON)
    left = received(home)
    actions.withdraw(left.number, reason="Đổi ý", by=home.rights(home.clerk), at=NOON)
    dossiers |= {"returned": returned.number, "withdrawn": left.number}
    root = User.objects.create_superuser("quantri", "mat-khau-dai", full_name="Người quản trị")
    return Place(home, people, dossiers, root)


def address_of(name: str, place: Place, state: str = "examined") -> str:
    filled = {"number": place.dossiers[state], **VALUES}
    if DOORS[name].about == ("process",):
        return reverse(name, kwargs={"code": "QT-1.001612"})
    if DOORS[name].about == ("template",):
        return reverse(name, args=("dossier-received", "sms", "vi"))
    return reverse(name, kwargs={key: filled[key] for key in DOORS[name].about})


class Visitors:
    """Everybody with an open session."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.clients: dict[User | None, Client] = {None: Client()}

    def get(self, person: User | None, address: str) -> int:
        if person not in self.clients:
            self.clients[person] = Client()
            self.clients[person].force_login(person)
        return self.clients[person].get(address).status_code


@pytest.fixture
def visitors(place, db):
    return Visitors(place)


def expected(door: Door, where: str, role: str) -> int:
    if door.who in (PUBLIC, SIGNED_IN, MACHINES):
        return door.own
    if role not in door.who:
        return 403
    if where == "other":
        return door.other
    return door.roles.get(role, door.own)


def for_strangers(door: Door) -> int:
    if door.who == PUBLIC:
        return door.own
    return 401 if door.who == MACHINES else 302


def for_superusers(door: Door) -> int:
    return door.own if door.who == PUBLIC else door.superuser


def test_every_address_is_in_the_table():
    assert sorted(set(every_address())) == sorted(DOORS)


def test_everybody_gets_what_the_table_says(place, visitors):
    wrong = []
    for name, door in DOORS.items():
        address = address_of(name, place)
        wanted = [
            (None, "a stranger", for_strangers(door)),
            (place.superuser, "a superuser", for_superusers(door)),
            *(
                (person, f"{role} {where}", expected(door, where, role))
                for (where, role), person in place.people.items()
                # A page for everybody need not be asked for by each.
                if door.who != PUBLIC or role == R.EXAMINER
            ),
        ]
        for person, told, status in wanted:
            if (got := visitors.get(person, address)) != status:
                wrong.append(f"{name}: {told} gets {got}, not {status}")

    assert not wrong, "\n".join(wrong)


def test_a_dossier_is_shown_in_every_state_to_its_own_commune_only(place, visitors):
    wrong = []
    for name, door in DOORS.items():
        if "number" not in door.about or door.own not in (200, 302) or door.who == PUBLIC:
            continue
        role = next(role for role in R if role in door.who)
        for state in place.dossiers:
            address = address_of(name, place, state)
            for where, status in (("home", door.states.get(state, door.own)), ("other", 404)):
                if (got := visitors.get(place.people[where, role], address)) != status:
                    wrong.append(f"{name} {state}: {role} {where} gets {got}, not {status}")

    assert not wrong, "\n".join(wrong)


def test_no_form_of_another_commune_or_of_a_wrong_role_changes_a_dossier(place, visitors):
    before = Event.objects.count()
    wrong = []
    for name, door in DOORS.items():
        if "number" not in door.about or door.who == PUBLIC:
            continue
        address = address_of(name, place)
        for (where, role), person in place.people.items():
            if where == "home" and role in door.who:
                continue
            visitors.get(person, "/start")
            got = (
                visitors.clients[person]
                .post(address, {"task": 3, "reason": "Thử", "note": "Thử"})
                .status_code
            )
            allowed = (403,) if role not in door.who else (404, 405)
            if got not in allowed:
                wrong.append(f"{name}: {role} {where} gets {got}")

    assert not wrong, "\n".join(wrong)
    assert Event.objects.count() == before


LISTS = [name for name, door in DOORS.items() if not door.about and door.own == 200]


def statements(client: Client, name: str) -> int:
    """How many statements a page takes once this process remembers what it may."""
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name)).status_code == 200
    return len(captured)


def grown(home: World, numbers: Iterable[int]) -> None:
    """Give the commune more divisions with people, procedures with processes, and a dossier of each."""
    for at in numbers:
        division = unit(f"phong-{at}", f"Phòng {at}", "division", parent=home.government)
        post(user(f"can-bo-{at}", f"Cán bộ {at}"), division, R.EXAMINER)
        of = CatalogueField.objects.create(code=f"linh-vuc-{at}", name=f"Lĩnh vực {at}")
        version, case = procedure(f"9.{at:06}", f"Thủ tục {at}", field=of)
        Competence.objects.create(centre=home.centre, field=of, unit=division)
        process(version)
        received(home, version_id=version.pk, case_id=case.pk)
        resolved(home)
    forget_all()


def test_no_list_takes_more_statements_with_more_units_procedures_and_dossiers(place, db):
    clients = {}
    for name in LISTS:
        who = DOORS[name].who
        role = R.HEAD_OF_AGENCY if isinstance(who, str) else next(role for role in R if role in who)
        person = place.people["home", role]
        clients[name] = Client()
        clients[name].force_login(person)
    grown(place.home, range(3))
    few = {name: statements(client, name) for name, client in clients.items()}

    grown(place.home, range(3, 30))
    many = {name: statements(client, name) for name, client in clients.items()}

    more = {name: (few[name], many[name]) for name in LISTS if many[name] > few[name]}
    assert more == {}
