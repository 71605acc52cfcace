"""What may be undone for some seconds, by which act, and why the rest may not.

Nothing is ever removed from the list of events: undoing is an act of its own, beside the one it undoes. It stays
inside the office: what an applicant has read, what stopped or started a clock, and what somebody signed is mended
by the acts that the law knows, never by undoing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from motcua.dossiers.models import Event
from motcua.dossiers.rules.facts import Fact
from motcua.organisations.rules import Rights

K = Event.Kind
# As long as the page offers it (ux.md §2.4), and the way of the request on top.
UNDO_SECONDS = 10
_UNDO_WITHIN = timedelta(seconds=UNDO_SECONDS + 5)
# The acts that undo.
RECALL, UNDO = "recall", "undo"


@dataclass(frozen=True, slots=True)
class Undoing:
    """The act that undoes an event, "" where none may, and why."""

    by: str
    why: str


_REACHES = "it reaches the applicant"
_CLOCK = "it stops or starts the clock"
_ON_RECORD = "it is a decision on record, answered for by name"
UNDOING = {
    K.TAKEN: Undoing(UNDO, "inside the unit; nobody outside it saw who holds the step"),
    K.REASSIGNED: Undoing(UNDO, "inside the unit, while the other has not begun"),
    K.MOVED: Undoing(RECALL, "while the receiver has not touched it, at any time; a stopped clock goes on"),
    K.SENT_BACK: Undoing(RECALL, "while the receiver has not touched it, at any time"),
    K.RECALLED: Undoing("", "it undoes already; pass it on again"),
    K.CONSULTED: Undoing("", "others have been asked; waive the opinion instead"),
    K.OPINION_GIVEN: Undoing("", _ON_RECORD),
    K.OPINION_WAIVED: Undoing("", "others were told that nobody waits for them; ask again"),
    K.SUPPLEMENT_APPROVED: Undoing("", _ON_RECORD),
    K.EXTENSION_ASKED: Undoing("", _ON_RECORD),
    K.EXTENSION_REFUSED: Undoing("", _ON_RECORD),
    K.APOLOGY_DRAFTED: Undoing("", "the system drafts it"),
    K.APOLOGY_WAIVED: Undoing("", _ON_RECORD),
    K.RESULT_ARRIVED: Undoing("", "the applicant may be told to come"),
    K.LINKED: Undoing("", "the part has a number; withdraw it"),
    K.CORRECTED: Undoing("", "a closed dossier only grows; add another note"),
    K.RECALENDARED: Undoing("", _CLOCK),
    K.SUPPLEMENT_REQUESTED: Undoing("", f"{_REACHES} and {_CLOCK.removeprefix('it ')}"),
    K.SUPPLEMENT_RECEIVED: Undoing("", _CLOCK),
    K.PAYMENT_REQUESTED: Undoing("", f"{_REACHES} and {_CLOCK.removeprefix('it ')}"),
    K.PAID: Undoing("", _CLOCK),
    K.SUSPENDED: Undoing("", _CLOCK),
    K.RESUMED: Undoing("", _CLOCK),
    **dict.fromkeys(
        (
            K.REGISTERED,
            K.RECEIVED,
            K.REFUSED,
            K.EXPIRED,
            K.EXTENDED,
            K.APOLOGY_SIGNED,
            K.PROCEDURE_CHANGED,
            K.WITHDRAWN,
            K.STOPPED,
            K.RESULT_ISSUED,
            K.RETURNED,
        ),
        Undoing("", _REACHES),
    ),
}


def why_not_undo(last: Fact, rights: Rights, *, task: int, at: datetime) -> str:
    """Return the reason the last thing that happened to a dossier may not be undone by this person now, or ""."""
    is_own = last.by_id == rights.user_id and last.payload.get("task") == task
    if not is_own or UNDOING[K(last.kind)].by != UNDO or "undoes" in last.payload:
        return _("Việc vừa làm không còn là việc cuối cùng của hồ sơ, không hoàn tác được nữa.")
    if at - last.at > _UNDO_WITHIN:
        return _("Đã quá thời gian hoàn tác.")
    return ""
