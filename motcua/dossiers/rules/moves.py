"""Every transition of a dossier in one table (domain.md §2.2): what may follow what, and on what paper.

Guards ask the table whether an act fits the state; docs/life-cycle.md is generated from it.
"""

from dataclasses import dataclass

from motcua.dossiers.models import Dossier, Event

B, K = Dossier.Business, Event.Kind

NEW = ""
WORKING = (B.RECEIVED, B.IN_PROCESS)
OPEN = (*WORKING, B.WAITING_SUPPLEMENT, B.SUSPENDED)
CLOSED = (B.RETURNED, B.REFUSED, B.WITHDRAWN, B.STOPPED)
SAME = "="


@dataclass(frozen=True, slots=True)
class Move:
    """One act: the states it starts from, the state it leads to, who does it, what is printed, its source."""

    kind: str
    action: str
    before: tuple[str, ...]
    after: str
    who: str
    document: str
    source: str


# Who and document are in English: this table is read in docs/life-cycle.md; screens have their own words.
MOVES = (
    Move(
        K.REGISTERED,
        "register",
        (NEW,),
        B.REGISTERED,
        "applicant, online",
        "acknowledgement",
        "domain.md §2.2",
    ),
    Move(K.RECEIVED, "receive", (NEW,), B.RECEIVED, "reception", "form 01", "NĐ 118/2025 Điều 17"),
    Move(
        K.RECEIVED, "accept", (B.REGISTERED,), B.RECEIVED, "reception", "form 01, sent", "NĐ 297/2025 Điều 6"
    ),
    Move(K.REFUSED, "refuse", (NEW, B.REGISTERED), B.REFUSED, "reception", "form 03", "NĐ 118/2025 Điều 17"),
    Move(
        K.TAKEN, "take", (B.REGISTERED, *OPEN, B.RESOLVED), SAME, "holder of the step", "", "architecture §4"
    ),
    Move(
        K.REASSIGNED,
        "reassign",
        (B.REGISTERED, *OPEN, B.RESOLVED),
        SAME,
        "head of the unit",
        "",
        "domain.md L3",
    ),
    Move(K.MOVED, "forward", WORKING, B.IN_PROCESS, "holder of the step", "form 06", "NĐ 118/2025 Điều 18"),
    Move(K.SENT_BACK, "send_back", WORKING, SAME, "holder of the step", "form 06", "domain.md §2.2"),
    Move(K.RECALLED, "recall", WORKING, SAME, "sender, while untouched", "form 06", "domain.md §2.2"),
    Move(K.CONSULTED, "consult", (B.IN_PROCESS,), SAME, "holder of the step", "form 06", "domain.md §2.2"),
    Move(
        K.OPINION_GIVEN,
        "give_opinion",
        (B.IN_PROCESS,),
        SAME,
        "holder of the opinion",
        "form 06",
        "domain.md §2.2",
    ),
    Move(K.OPINION_WAIVED, "waive_opinion", (B.IN_PROCESS,), SAME, "whoever asked", "note", "own"),
    Move(
        K.SUPPLEMENT_APPROVED,
        "approve_supplement",
        (B.IN_PROCESS,),
        SAME,
        "head of the unit",
        "written ground",
        "NĐ 118/2025 Điều 11; domain.md L2",
    ),
    Move(
        K.SUPPLEMENT_REQUESTED,
        "request_supplement",
        (B.REGISTERED, B.IN_PROCESS),
        B.WAITING_SUPPLEMENT,
        "reception (intake); holder of the step (examination)",
        "form 02",
        "NĐ 118/2025 Điều 11",
    ),
    Move(
        K.SUPPLEMENT_RECEIVED,
        "receive_supplement",
        (B.WAITING_SUPPLEMENT,),
        "back to where it was",
        "reception",
        "new promised date",
        "NĐ 297/2025 Điều 6",
    ),
    Move(
        K.SUPPLEMENT_RECEIVED,
        "send_supplement",
        (B.WAITING_SUPPLEMENT,),
        "back to where it was",
        "applicant, online",
        "new promised date",
        "NĐ 297/2025 Điều 6; ux J8",
    ),
    Move(
        K.EXPIRED,
        "close_expired",
        (B.WAITING_SUPPLEMENT,),
        f"{B.REFUSED} or {B.STOPPED}",
        "reception",
        "form 03 or note",
        "NĐ 297/2025 Điều 6",
    ),
    Move(
        K.PAYMENT_REQUESTED,
        "request_payment",
        (B.IN_PROCESS,),
        SAME,
        "holder of the step",
        "tax notice",
        "Hà Nội QĐ 1610",
    ),
    Move(
        K.PAID,
        "record_payment",
        (B.IN_PROCESS,),
        SAME,
        "reception or holder",
        "proof of payment",
        "Đồng Tháp QĐ 138/2025 Điều 5",
    ),
    Move(
        K.SUSPENDED, "suspend", (B.IN_PROCESS,), B.SUSPENDED, "holder of the step", "note", "domain.md §2.2"
    ),
    Move(K.RESUMED, "resume", (B.SUSPENDED,), B.IN_PROCESS, "holder of the step", "note", "domain.md §2.2"),
    Move(
        K.EXTENSION_ASKED,
        "ask_extension",
        WORKING,
        SAME,
        "head of the unit",
        "written request",
        "NĐ 107/2021",
    ),
    Move(K.EXTENSION_REFUSED, "refuse_extension", WORKING, SAME, "centre", "", "own"),
    Move(
        K.EXTENDED, "extend", WORKING, SAME, "centre", "form 04; notice of a new date", "NĐ 297/2025 Điều 6"
    ),
    Move(
        K.APOLOGY_DRAFTED,
        "draft_apology",
        (*WORKING, B.RESOLVED),
        SAME,
        "the system, at the breach",
        "form 04, draft",
        "seed 003",
    ),
    Move(
        K.APOLOGY_SIGNED,
        "sign_apology",
        (*WORKING, B.RESOLVED),
        SAME,
        "head of the agency",
        "form 04",
        "NĐ 118/2025",
    ),
    Move(K.APOLOGY_WAIVED, "waive_apology", (B.RESOLVED,), SAME, "centre", "recorded ground", "seed 003"),
    Move(
        K.PROCEDURE_CHANGED,
        "change_procedure",
        WORKING,
        B.IN_PROCESS,
        "reception",
        "form 01 anew",
        "domain.md L6",
    ),
    Move(
        K.RECALENDARED,
        "recalendar",
        OPEN,
        SAME,
        "keeper of the calendar",
        "notice of a new date",
        "architecture §5",
    ),
    Move(K.LINKED, "open_child", WORKING, SAME, "reception", "", "NĐ 297/2025"),
    Move(
        K.WITHDRAWN,
        "withdraw",
        (B.REGISTERED, *OPEN),
        B.WITHDRAWN,
        "reception, for the applicant",
        "form 05",
        "NĐ 118/2025 Điều 21",
    ),
    Move(K.STOPPED, "stop", OPEN, B.STOPPED, "head of the agency", "reasoned letter", "domain.md §2.2"),
    Move(
        K.RESULT_ISSUED,
        "issue_result",
        WORKING,
        B.RESOLVED,
        "signer, records",
        "result",
        "NĐ 118/2025 Điều 19",
    ),
    Move(
        K.RESULT_ARRIVED,
        "confirm_result",
        (B.RESOLVED,),
        SAME,
        "reception or returns",
        "hand-over list",
        "domain.md §2.2",
    ),
    Move(
        K.RETURNED,
        "return_result",
        (B.RESOLVED,),
        B.RETURNED,
        "returns",
        "result receipt",
        "NĐ 118/2025 Điều 20",
    ),
    Move(
        K.CORRECTED, "correct", CLOSED, SAME, "centre or head of the unit", "correction note", "domain.md L1"
    ),
)

_BEFORE: dict[str, frozenset[str]] = {}
for _move in MOVES:
    _BEFORE[_move.kind] = _BEFORE.get(_move.kind, frozenset()) | frozenset(_move.before)


def fits(kind: str, business: str) -> bool:
    """Say whether an act may be done to a dossier in this state of business."""
    return business in _BEFORE[kind]
