"""Calendars for tests, and moments written short."""

import json
from datetime import datetime

from motcua.base.clock import ZONE
from motcua.worktime.actions import DEFAULT_FILE
from motcua.worktime.rules import compile_calendar

OFFICE = [["07:00", "11:30"], ["13:30", "17:00"]]
# The hours under which the peer was run (peers-opencps §2.2).
PEER = [["07:30", "11:30"], ["13:00", "17:00"]]
MON_TO_FRI = ("mon", "tue", "wed", "thu", "fri")


def calendar(sessions=OFFICE, *, days=MON_TO_FRI, exceptions=(), valid_from="2020-01-01", **week):
    """Return the definition of a calendar with one version."""
    week = dict.fromkeys(days, sessions) | week
    return {"versions": [{"valid_from": valid_from, "week": week, "exceptions": list(exceptions)}]}


def closed(day, **texts):
    return {"date": day, "kind": "closed", **texts}


def opened(day, sessions=OFFICE, **texts):
    return {"date": day, "kind": "open", "sessions": sessions, **texts}


def default():
    """Return the working time that comes with the product."""
    return compile_calendar(json.loads(DEFAULT_FILE.read_text(encoding="utf-8")))


def at(text):
    """Return a moment in the centre's zone: at("2026-11-23 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
