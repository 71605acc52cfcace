"""The table of who may open what: every address, by role, at home and elsewhere (test_matrix.py asks them all)."""

from dataclasses import dataclass, field

from motcua.organisations.models import Position

R = Position.Role
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
PAGES = (
    "home",
    "procedures",
    "hall",
    "track",
    "performance",
    "performance-csv",
    "help",
    "accessibility",
    "privacy",
)
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
            "service",
            "board",
            "board-now",
        )
    },
    **{f"kiosk:{name}": Door(PUBLIC, 405, 405, ("device",)) for name in ("printer", "scan")},
    **{f"kiosk:{name}": Door(PUBLIC, 302, 302, ("device", "token")) for name in ("ticket", "text")},
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
    # A dispenser shows its token where a browser shows its session
    "api-1:ask": Door(PUBLIC, 405, 405),
    "api-1:lines": Door(PUBLIC, 401, 401),
    **{f"api-1:{name}": Door(PUBLIC, 405, 405, ("number",)) for name in ("call", "acted")},
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
    **{
        f"setup:{name}": listed(RUNNING, superuser=200)
        for name in ("devices", "cards", "hall", "hall-group-new", "hall-counter-new", "appointments")
    },
    "setup:hall-group": listed(RUNNING, 404, about=("slug",), superuser=404),
    "setup:hall-counter": listed(RUNNING, 404, about=("place",), superuser=404),
    "setup:device-printing": listed(RUNNING, 405, about=("device",), superuser=405),
    "setup:device-revoke": listed(RUNNING, 405, about=("device",), superuser=405),
    "setup:card-revoke": listed(RUNNING, 405, about=("card",), superuser=405),
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
    "card": 999999,
    "centre": 999999,
    "token": "khong-co-ma-nay",
}
