"""A recorded day played again with other counters, hours or lanes, and the fewest counters a target needs."""

from motcua.queueing.rules.staffing.figures import Figures, Report, figures, recorded, report
from motcua.queueing.rules.staffing.plans import Plan, Post, as_it_was, cells, seat
from motcua.queueing.rules.staffing.playing import drawn, play
from motcua.queueing.rules.staffing.reading import Came, Happened, Sat, read
from motcua.queueing.rules.staffing.searching import Found, Miss, holds, pieces, suggest
from motcua.queueing.rules.staffing.values import Day, Leg, Played, Seat, Span, Terms, Visit, Wait

__all__ = [
    "Came",
    "Day",
    "Figures",
    "Found",
    "Happened",
    "Leg",
    "Miss",
    "Plan",
    "Played",
    "Post",
    "Report",
    "Sat",
    "Seat",
    "Span",
    "Terms",
    "Visit",
    "Wait",
    "as_it_was",
    "cells",
    "drawn",
    "figures",
    "holds",
    "pieces",
    "play",
    "read",
    "recorded",
    "report",
    "seat",
    "suggest",
]
