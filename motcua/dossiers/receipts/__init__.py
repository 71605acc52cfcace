"""Official forms filled from a dossier's rows, and printed."""

from motcua.dossiers.receipts.batch import (
    JOINT,
    PRINTABLE,
    SMALL,
    Batch,
    available,
    form_pdf,
    receipt_pdf,
    register_pdf,
    slips_pdf,
)
from motcua.dossiers.receipts.course import control_form, history_form
from motcua.dossiers.receipts.letters import (
    apology_form,
    new_date_form,
    refusal_form,
    stop_form,
    supplement_form,
)
from motcua.dossiers.receipts.reception import joint_receipt_form, receipt_form
from motcua.dossiers.receipts.register import register_form
from motcua.dossiers.receipts.results import hand_over_form, result_form

__all__ = [
    "JOINT",
    "PRINTABLE",
    "SMALL",
    "Batch",
    "apology_form",
    "available",
    "control_form",
    "form_pdf",
    "hand_over_form",
    "history_form",
    "joint_receipt_form",
    "new_date_form",
    "receipt_form",
    "receipt_pdf",
    "refusal_form",
    "register_form",
    "register_pdf",
    "result_form",
    "slips_pdf",
    "stop_form",
    "supplement_form",
]
