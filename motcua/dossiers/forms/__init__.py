"""Official forms of a dossier: what stands on them, as frozen plain values; one typst template each."""

from motcua.dossiers.forms.common import Applicant, Head, ListedPaper, PaperSize, Slip, values
from motcua.dossiers.forms.course import ControlForm, HistoryForm, HistoryLine, Leg
from motcua.dossiers.forms.kinds import Kind, Named, kind_of, named
from motcua.dossiers.forms.letters import (
    ApologyForm,
    LateLeg,
    NewDateForm,
    RefusalForm,
    StopForm,
    SupplementForm,
    SupplementItem,
)
from motcua.dossiers.forms.receipt import JointLine, JointReceiptForm, ReceiptForm, why_in_short
from motcua.dossiers.forms.register import RegisterForm, RegisterLine
from motcua.dossiers.forms.results import HandOverForm, HandOverLine, ListedResult, ResultForm, TakenPaper

__all__ = [
    "ApologyForm",
    "Applicant",
    "ControlForm",
    "HandOverForm",
    "HandOverLine",
    "Head",
    "HistoryForm",
    "HistoryLine",
    "JointLine",
    "JointReceiptForm",
    "Kind",
    "LateLeg",
    "Leg",
    "ListedPaper",
    "ListedResult",
    "Named",
    "NewDateForm",
    "PaperSize",
    "ReceiptForm",
    "RefusalForm",
    "RegisterForm",
    "RegisterLine",
    "ResultForm",
    "Slip",
    "StopForm",
    "SupplementForm",
    "SupplementItem",
    "TakenPaper",
    "kind_of",
    "named",
    "values",
    "why_in_short",
]
