"""What people do in the hall: every verb locks the hall, asks the rules, and records what happened."""

from motcua.queueing.actions.calling import call_next, pick, recall
from motcua.queueing.actions.counters import (
    close_counter,
    end_days_before,
    end_former_days,
    open_counter,
    pause_counter,
    unpause_counter,
)
from motcua.queueing.actions.directing import call_help, close_for, end_help, open_for
from motcua.queueing.actions.founding import define_counter, define_group, define_policy
from motcua.queueing.actions.issuing import Issued, issue
from motcua.queueing.actions.leaving import leave, rate, rejoin, say_late
from motcua.queueing.actions.serving import finish, hold, miss, note_dossier, resume, start, transfer
from motcua.queueing.actions.texting import text

__all__ = [
    "Issued",
    "call_help",
    "call_next",
    "close_counter",
    "close_for",
    "define_counter",
    "define_group",
    "define_policy",
    "end_days_before",
    "end_former_days",
    "end_help",
    "finish",
    "hold",
    "issue",
    "leave",
    "miss",
    "note_dossier",
    "open_counter",
    "open_for",
    "pause_counter",
    "pick",
    "rate",
    "recall",
    "rejoin",
    "resume",
    "say_late",
    "start",
    "text",
    "transfer",
    "unpause_counter",
]
