"""The dossier, its events, tasks and papers, where the paper is, what is said about it, who was reminded."""

from motcua.dossiers.models.custody import CustodyBatch, CustodyItem, Original
from motcua.dossiers.models.digests import Digest
from motcua.dossiers.models.dossier import (
    NOT_DUE,
    NOT_ENDED,
    NOT_RECEIVED,
    Dossier,
    DossierQuerySet,
    DueDay,
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
    "Digest",
    "Digitisation",
    "Dossier",
    "DossierQuerySet",
    "DueDay",
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
