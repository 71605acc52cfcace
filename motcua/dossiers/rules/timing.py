"""What a dossier is called in the nation's list of states, and whether it is late."""

from datetime import date

from motcua.dossiers.models import Dossier

Business, Ending = Dossier.Business, Dossier.Ending


def national_code(dossier: Dossier) -> int:
    """Return the status code 1–10 of the National Public Service Portal (domain.md §2.1)."""
    if dossier.money == Dossier.Money.DUE and dossier.is_open:
        return 6
    if dossier.ending == Ending.EXPIRED:
        return 8  # closed because the supplement never came (domain.md §2.2)
    return NATIONAL_CODES[dossier.business]


NATIONAL_CODES: dict[str, int] = {
    Business.REGISTERED: 1,
    Business.RECEIVED: 2,
    Business.REFUSED: 3,
    Business.IN_PROCESS: 4,
    Business.WAITING_SUPPLEMENT: 5,
    Business.WITHDRAWN: 7,
    Business.STOPPED: 7,
    Business.SUSPENDED: 8,
    Business.RESOLVED: 9,
    Business.RETURNED: 10,
}


def timing(*, due_on: date, ended_on: date, on: date, with_result: bool) -> str:
    """Return early, on_time or late for a resolved dossier, in_time or overdue for an open one.

    The one definition of late: dates are compared, not minutes (domain.md §3.7). A dossier left without
    resolution has no timing.
    """
    if ended_on > on:
        return "overdue" if due_on < on else "in_time"
    if not with_result:
        return ""
    return "late" if ended_on > due_on else "on_time" if ended_on == due_on else "early"
