"""What people do with a dossier. One verb, one transaction, one or two events."""

from motcua.dossiers.actions.changes import change_procedure, open_child, recalendar
from motcua.dossiers.actions.endings import correct, stop, withdraw
from motcua.dossiers.actions.opinions import consult, give_opinion, waive_opinion
from motcua.dossiers.actions.pauses import (
    approve_supplement,
    close_expired,
    record_payment,
    request_payment,
    request_supplement,
    resume,
    suspend,
)
from motcua.dossiers.actions.promises import (
    ask_extension,
    draft_apology,
    extend,
    refuse_extension,
    sign_apology,
    waive_apology,
)
from motcua.dossiers.actions.reception import (
    Intake,
    PaperIn,
    accept,
    receive,
    refuse,
    refuse_at_counter,
    register,
)
from motcua.dossiers.actions.steps import (
    confirm_result,
    forward,
    issue_result,
    reassign,
    recall,
    return_result,
    send_back,
    take,
)
from motcua.dossiers.actions.supplements import (
    Mended,
    drop_file,
    keep_file,
    receive_supplement,
    send_supplement,
)

__all__ = [
    "Intake",
    "Mended",
    "PaperIn",
    "accept",
    "approve_supplement",
    "ask_extension",
    "change_procedure",
    "close_expired",
    "confirm_result",
    "consult",
    "correct",
    "draft_apology",
    "drop_file",
    "extend",
    "forward",
    "give_opinion",
    "issue_result",
    "keep_file",
    "open_child",
    "reassign",
    "recalendar",
    "recall",
    "receive",
    "receive_supplement",
    "record_payment",
    "refuse",
    "refuse_at_counter",
    "refuse_extension",
    "register",
    "request_payment",
    "request_supplement",
    "resume",
    "return_result",
    "send_back",
    "send_supplement",
    "sign_apology",
    "stop",
    "suspend",
    "take",
    "waive_apology",
    "waive_opinion",
    "withdraw",
]
