"""Who may open what: every address, every role, at home and elsewhere, in the states a dossier can be in.

Nothing is open unless the table says so: an address that is not in it fails the first test.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

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

R = Position.Role
NOON = clock.at(MONDAY, 11)
EVERYBODY = frozenset(R)
# The groups of docs/architecture.md §7, written down once more: the doors have lists of their own.
COUNTER = {R.RECEPTION, R.RETURNS}
RUNNING = {R.DIRECTOR, R.SUPERVISOR}
RECEIVING = {R.RECEPTION}
WORKING = EVERYBODY - {R.CATALOGUE_KEEPER}
LEADING = {R.HEAD_OF_AGENCY, R.HEAD_OF_DIVISION}
KEEPING = {R.CATALOGUE_KEEPER, *RUNNING}


@dataclass(frozen=True)
class Door:
    """An address: who enters, and what they get at home and of another commune's dossier."""

    who: frozenset | set | str
    own: int = 200
    other: int = 200
    # What fills the address: a dossier's number, a procedure's code…
    about: tuple[str, ...] = ()
    # In which states of a dossier somebody of its own commune gets another answer.
    states: dict[str, int] = field(default_factory=dict)
    # Roles that get another answer at home than the rest.
    roles: dict[str, int] = field(default_factory=dict)
    # A superuser without a post enters where nobody's dossier is.
    superuser: int = 403


def listed(who, own=200, **more):
    """A page of what its reader may see: people of another commune see their own."""
    return Door(who, own, own, **more)


def about(who, own=200, *also, roles=None, **more):
    """A page about one dossier: not there for whoever may not see it."""
    # The tax office sees what it holds; this one it never had.
    return Door(who, own, 404, ("number", *also), roles={R.PARTNER: 404, **(roles or {})}, **more)


def act(who, **more):
    """An address that only takes forms."""
    return Door(who, 405, 405, ("number",), **more)


PUBLIC, SIGNED_IN, MACHINES = "public", "signed in", "machines"
PAGES = ("home", "procedures", "track", "performance", "performance-csv", "help", "accessibility", "privacy")
ACTS = (
    *("issue", "forward", "take", "send-back", "reassign", "recall", "undo", "resume", "approve-supplement"),
    *("record-payment", "request-payment", "suspend", "give-opinion", "consult", "waive-opinion"),
    *("sign-apology", "ask-extension", "extend", "refuse-extension", "waive-apology", "stop", "correct"),
)
MACHINE_ACTS = ("take", "forward", "send_back", "recall", "issue", "return_result")
DOORS: dict[str, Door] = {
    # Everybody, signed in or not
    **{f"portal:{name}": Door(PUBLIC) for name in PAGES},
    "portal:procedure": Door(PUBLIC, about=("code",)),
    "portal:track-dossier": Door(PUBLIC, about=("number",)),
    "portal:messages": Door(PUBLIC, 405, 405, ("number",)),
    "portal:message-file": Door(PUBLIC, 302, 302, ("number", "message", "order")),
    "portal:supplement": Door(PUBLIC, about=("number",)),
    "portal:supplement-review": Door(PUBLIC, about=("number",)),
    "portal:supplement-send": Door(PUBLIC, 405, 405, ("number",)),
    "portal:supplement-drop": Door(PUBLIC, 405, 405, ("number",)),
    "portal:supplement-marked": Door(PUBLIC, 404, 404, ("number", "line")),
    "portal:supplement-page": Door(PUBLIC, 404, 404, ("number", "file", "page")),
    # Appointments: by their secret links, and without anything chosen there is nothing to book
    "portal:appointments": Door(PUBLIC),
    "portal:appointments-hours": Door(PUBLIC, 302, 302),
    **{f"portal:appointments-{name}": Door(PUBLIC, 404, 404) for name in ("book", "wait")},
    **{
        f"portal:{name}": Door(PUBLIC, 404, 404, ("token",))
        for name in ("appointment", "appointment-move", "appointment-waiting")
    },
    # The hall: a browser that is no device gets no further than the page that makes it one
    **{f"kiosk:{name}": Door(PUBLIC) for name in ("register", "register-board")},
    **{
        f"kiosk:{name}": Door(PUBLIC, 302, 302, ("device",))
        for name in (
            "home",
            "groups",
            "track",
            "procedures",
            "check-in",
            "rate",
            "help",
            "board",
            "board-now",
        )
    },
    **{f"kiosk:{name}": Door(PUBLIC, 405, 405, ("device",)) for name in ("printer", "scan")},
    "kiosk:ticket": Door(PUBLIC, 302, 302, ("device", "token")),
    "kiosk:procedure": Door(PUBLIC, 302, 302, ("device", "code")),
    **{f"kiosk:{name}": Door(PUBLIC, 404, 404, ("token",)) for name in ("phone", "phone-now")},
    "kiosk:seq": Door(PUBLIC, about=("centre",)),
    "ui:sign-in": Door(PUBLIC),
    "ui:display": Door(PUBLIC, 405, 405),
    "ui:sign-out": Door(PUBLIC, 405, 405),
    "ui:account": Door(SIGNED_IN, superuser=200),
    "ui:start": Door(SIGNED_IN, 302, 302, superuser=200),
    # Machines have the rights of the pages
    "api-1:openapi-json": Door(PUBLIC),
    "api-1:api-root": Door(PUBLIC, 404, 404),
    "api-1:look_up": Door(PUBLIC, 405, 405),
    "api-1:work_list": Door(MACHINES),
    "api-1:receive": Door(PUBLIC, 405, 405),
    **{
        f"api-1:{name}": Door(PUBLIC, 405, 405, ("number",))
        for name in (*MACHINE_ACTS, "request_supplement", "receive_supplement")
    },
    # The counter
    **{f"desk:{name}": listed(COUNTER | RUNNING) for name in ("home", "dossiers", "printing", "scans-left")},
    "desk:register": listed(COUNTER | RUNNING),
    "desk:print-file": listed(COUNTER | RUNNING, 405),
    "desk:dossier": about(COUNTER | RUNNING),
    "desk:receipt": about(COUNTER | RUNNING, states={"registered": 404}),
    "desk:form": about(WORKING, 200, "kind"),
    "desk:messages": about(COUNTER | RUNNING),
    "desk:message-file": about(COUNTER | RUNNING, 404, "message", "order"),
    "desk:scans": about(WORKING),
    "desk:scan-file": about(WORKING, 404, "scan"),
    "desk:scan-picture": about(WORKING, 404, "scan", "page"),
    "desk:serve": listed(RECEIVING),
    "desk:procedures": listed(RECEIVING),
    "desk:received": about(RECEIVING),
    "desk:withdraw": act(RECEIVING),
    "desk:scans-change": act(RECEIVING),
    "desk:scan-waiting": about(RECEIVING, 404, "key"),
    "desk:returns": listed(COUNTER),
    "desk:return": about(COUNTER),
    # The hall: this centre has none, so nothing is new at its counters
    "desk:counter-now": listed(COUNTER, 304),
    "desk:counter-act": listed(COUNTER, 405, about=("verb",)),
    "desk:visits": listed(COUNTER | RUNNING),
    "desk:visit": listed(COUNTER | RUNNING, 404, about=("ticket",)),
    **{f"desk:{name}": listed(COUNTER | RUNNING) for name in ("appointments", "appointment-new")},
    "desk:appointment-act": listed(COUNTER | RUNNING, 405, about=("booking",)),
    "desk:appointment-move": listed(COUNTER | RUNNING, 404, about=("booking",)),
    # The centre
    **{
        f"desk:{name}": listed(COUNTER | RUNNING)
        for name in ("online", "supplements", "payments", "arrivals")
    },
    "desk:online-check": about(COUNTER | RUNNING),
    "desk:supplement": about(COUNTER | RUNNING),
    "desk:payment": about(COUNTER | RUNNING),
    "desk:correct": act(COUNTER | RUNNING),
    "desk:refuse-at-counter": listed(RECEIVING, 405),
    **{
        f"desk:{name}": act(RECEIVING)
        for name in ("online-accept", "online-refuse", "online-supplement")
        + ("supplement-receive", "supplement-close")
    },
    "desk:change-procedure": about(RECEIVING),
    "desk:extensions": listed(RUNNING),
    "desk:apologies": listed(RUNNING),
    **{f"desk:{name}": act(RUNNING) for name in ("extension-grant", "extension-refuse", "apology-waive")},
    # Paper between units
    "desk:custody": listed(WORKING),
    **{f"desk:{name}": listed(WORKING, 405) for name in ("custody-scan", "custody-found", "batches")},
    "desk:batch": about(WORKING, 404),
    "desk:batch-slip": about(WORKING, 404),
    "desk:batch-change": act(WORKING),
    "desk:whereabouts": about(WORKING),
    "desk:labels": act(WORKING),
    "desk:give-back": act(WORKING),
    # Officers
    **{
        f"cases:{name}": listed(WORKING)
        for name in ("home", "unit", "all", "paused", "consults", "reminders", "digest")
    },
    # Without a choice there is nothing to do together: back to the list.
    "cases:together": listed(WORKING, 302),
    "cases:sign": listed(LEADING),
    "cases:apologies": listed({R.HEAD_OF_AGENCY}),
    "cases:put-away": listed(WORKING, 405, about=("reminder",)),
    "cases:unread": listed(WORKING),
    "cases:dossier": about(WORKING),
    "cases:messages": about(WORKING),
    "cases:message-file": about(WORKING, 404, "message", "order"),
    "cases:peek": about(WORKING),
    # The form is for whoever holds the step; others are led to the dossier.
    "cases:supplement": about(WORKING, 302, roles={R.EXAMINER: 200}, states={"registered": 200}),
    **{f"cases:{name}": act(WORKING) for name in ACTS},
    # Supervisors and leaders
    **{f"insight:{name}": listed(LEADING | RUNNING) for name in ("load", "silence", "fields", "levels")},
    "insight:dossiers": listed(LEADING | RUNNING, 404),
    **{f"insight:{name}": listed(RUNNING) for name in ("hall", "hall-estimates", "hall-staffing")},
    "insight:hall-now": listed(RUNNING, 304),
    "insight:hall-act": listed(RUNNING, 405, about=("verb",)),
    # Keepers
    **{
        f"setup:{name}": listed(KEEPING, superuser=200)
        for name in ("procedures", "import", "calendar", "calendar-move", "calendar-letters")
    },
    "setup:notices": listed(KEEPING, superuser=200),
    "setup:notices-again": listed(KEEPING, 405, superuser=405),
    "setup:notice": listed(KEEPING, 405, about=("notice",), superuser=405),
    "setup:templates": listed(KEEPING, superuser=200),
    "setup:template": listed(KEEPING, about=("template",), superuser=200),
    "setup:procedure": listed(KEEPING, about=("code",), superuser=200),
    "setup:processes": listed(EVERYBODY, superuser=200),
    "setup:process": listed(EVERYBODY, about=("process",), superuser=200),
    "setup:people": listed(LEADING | RUNNING, superuser=200),
    "setup:person": Door(
        LEADING | RUNNING, 200, 404, ("username",), roles={R.DIRECTOR: 404, R.SUPERVISOR: 404}, superuser=200
    ),
    "setup:roster": listed(LEADING | RUNNING, superuser=200),
    "setup:roster-copy": listed(LEADING | RUNNING, 405, superuser=405),
    "setup:roster-file": listed(LEADING | RUNNING, superuser=200),
    "setup:devices": listed(RUNNING, superuser=200),
    **{
        f"setup:{name}": listed(RUNNING, superuser=200)
        for name in ("hall", "hall-group-new", "hall-counter-new", "appointments")
    },
    "setup:hall-group": listed(RUNNING, 404, about=("slug",), superuser=404),
    "setup:hall-counter": listed(RUNNING, 404, about=("place",), superuser=404),
    "setup:device-printing": listed(RUNNING, 405, about=("device",), superuser=405),
    "setup:device-revoke": listed(RUNNING, 405, about=("device",), superuser=405),
}
VALUES = {
    "code": "1.001612",
    "kind": "control",
    "scan": 999999,
    "page": 1,
    "key": "khong-co",
    "reminder": 999999,
    "message": 999999,
    "notice": 999999,
    "order": 1,
    "line": 1,
    "file": 999999,
    "verb": "call",
    "slug": "khong-co",
    "place": 99,
    "ticket": 999999,
    "booking": 999999,
    "username": "thuly",
    "device": 999999,
    "centre": 999999,
    "token": "khong-co-ma-nay",
}


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
    return min(once(client, name), once(client, name))


def once(client: Client, name: str) -> int:
    # One of two: now and then a process asks whether what it remembers has moved.
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
