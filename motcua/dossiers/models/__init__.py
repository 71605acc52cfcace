"""The dossier, its events, its tasks, its papers, and where the paper is."""

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
from motcua.dossiers.models.papers import Digitisation, Paper, Scan
from motcua.dossiers.models.reminders import Reminder

__all__ = [
    "NOT_DUE",
    "NOT_ENDED",
    "NOT_RECEIVED",
    "CustodyBatch",
    "CustodyItem",
    "Digitisation",
    "Dossier",
    "DossierQuerySet",
    "Event",
    "Original",
    "Paper",
    "Reminder",
    "Scan",
    "Task",
    "TaskQuerySet",
]
