"""What those who direct a hall do at others' counters, and how a counter calls them."""

from datetime import datetime

from motcua.base.clock import local_day
from motcua.base.text import clean
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Rights
from motcua.queueing import rules
from motcua.queueing.actions.common import refuse_if, session_at
from motcua.queueing.actions.counters import end_session, sit_down, tell
from motcua.queueing.journal import arranging
from motcua.queueing.models import CounterSession, HallEvent, Ticket
from motcua.queueing.queries import centre_of, current_at

Kind, State = HallEvent.Kind, Ticket.State


def open_for(counter_id: int, *, user_id: int, by: Rights, at: datetime) -> CounterSession:
    """Open a counter for an official of the centre; who directs the hall is recorded as the one who did."""
    centre_id = centre_of(counter_id)
    refuse_if(rules.why_not_direct(by, centre_id))
    refuse_if(rules.why_not_seat(rights_of(user_id, on=local_day(at)), centre_id))
    return sit_down(counter_id, user_id, by=by, at=at)


def close_for(counter_id: int, *, by: Rights, at: datetime) -> CounterSession:
    """Close a counter that somebody left; the ticket it has goes back to its line, at its own place."""
    centre_id = centre_of(counter_id)
    refuse_if(rules.why_not_direct(by, centre_id))
    with arranging(centre_id, day=local_day(at), at=at) as book:
        session = session_at(counter_id)
        refuse_if(rules.why_not_close_for(session))
        assert session is not None
        if current := current_at(counter_id):
            ticket = book.take_ticket(current.pk)
            book.put(ticket, state=State.WAITING, counter_id=None, started_at=None)
            book.record(Kind.RESUMED, ticket=ticket, by_id=by.user_id)
        end_session(session, at=at)
        tell(Kind.CLOSED, counter_id, book=book, by=by)
        return session


def call_help(counter_id: int, *, by: Rights, at: datetime, reason: str = "") -> CounterSession:
    """Ask somebody of the centre to come to the counter."""
    with arranging(centre_of(counter_id), day=local_day(at), at=at) as book:
        session = session_at(counter_id)
        refuse_if(rules.why_not_use(session, by.user_id))
        assert session is not None
        refuse_if(rules.why_not_help(session))
        session.help_at, session.help_reason = at, clean(reason)[:200]
        session.save(update_fields=["help_at", "help_reason"])
        book.record(Kind.HELP, counter_id=counter_id, by_id=by.user_id, reason=session.help_reason)
        return session


def end_help(counter_id: int, *, by: Rights, at: datetime) -> CounterSession:
    """Somebody came, or the counter needs nobody any more."""
    centre_id = centre_of(counter_id)
    with arranging(centre_id, day=local_day(at), at=at) as book:
        session = session_at(counter_id)
        is_own = session is not None and session.user_id == by.user_id
        refuse_if(rules.why_not_helped(session, may=is_own or rules.directs(by, centre_id)))
        assert session is not None
        session.help_at, session.help_reason = None, ""
        session.save(update_fields=["help_at", "help_reason"])
        book.record(Kind.HELPED, counter_id=counter_id, by_id=by.user_id)
        return session
