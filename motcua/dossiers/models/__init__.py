"""The dossier, its events, its tasks, its papers, where the paper is, and what is said about it."""

from motcua.dossiers.models.custody import CustodyBatch, CustodyItem, Original
from motcua.dossiers.models.dossier import (
    NOT_DUE,
    NOT_ENDED,
    NOT_RECEIVED,
    Dossier,
    DossierQuerySet,
    Event,
    Task,
    TaskQuerySet,
)
from motcua.dossiers.models.messages import MOST_FILES, MOST_TEXT, Message, MessageFile, MessageRead
from motcua.dossiers.models.papers import Digitisation, Paper, Scan
from motcua.dossiers.models.reminders import Reminder
from motcua.dossiers.models.supplements import MOST_UPLOADS, Supplement, SupplementFile

__all__ = [
    "MOST_FILES",
    "MOST_TEXT",
    "MOST_UPLOADS",
    "NOT_DUE",
    "NOT_ENDED",
    "NOT_RECEIVED",
    "CustodyBatch",
    "CustodyItem",
    "Digitisation",
    "Dossier",
    "DossierQuerySet",
    "Event",
    "Message",
    "MessageFile",
    "MessageRead",
    "Original",
    "Paper",
    "Reminder",
    "Scan",
    "Supplement",
    "SupplementFile",
    "Task",
    "TaskQuerySet",
]
