"""What people do with appointments: every verb locks what it changes, asks the rules, and records what happened."""

from motcua.appointments.actions.arriving import check_in
from motcua.appointments.actions.booking import book, cancel, move
from motcua.appointments.actions.founding import define_policy
from motcua.appointments.actions.proving import prove, send_code
from motcua.appointments.actions.waiting import accept, join, leave, pass_on

__all__ = [
    "accept",
    "book",
    "cancel",
    "check_in",
    "define_policy",
    "join",
    "leave",
    "move",
    "pass_on",
    "prove",
    "send_code",
]
