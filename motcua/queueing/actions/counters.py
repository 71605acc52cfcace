"""Opening, pausing and closing counters, and ending the days that are over."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.base.text import clean
from motcua.organisations.rules import Rights
from motcua.queueing import rules
from motcua.queueing.actions.common import refuse_if, session_at
from motcua.queueing.journal import Book, arranging
from motcua.queueing.models import CounterSession, Device, Hall, HallEvent, Ticket
from motcua.queueing.queries import centre_of, current_at, session_of, setup

Kind, State = HallEvent.Kind, Ticket.State


def open_counter(
    counter_id: int, *, by: Rights, at: datetime, groups: Collection[int] = ()
) -> CounterSession:
    """Sit down at a counter; with `groups` it serves only these of its skills."""
    refuse_if(rules.why_not_work(by, centre_of(counter_id)))
    return sit_down(counter_id, by.user_id, by=by, at=at, groups=groups)


def sit_down(
    counter_id: int, user_id: int, *, by: Rights, at: datetime, groups: Collection[int] = ()
) -> CounterSession:
    """Let somebody serve at a counter that is free; nobody serves at two."""
    centre_id = centre_of(counter_id)
    of = setup(centre_id)
    end_days_before(centre_id, day=local_day(at), at=at)
    skills = {str(one): rank for one, rank in of.skills[counter_id].items() if not groups or one in groups}
    try:
        with arranging(centre_id, day=local_day(at), at=at) as book:
            is_kept = of.counters[counter_id].is_kept
            there, own = session_at(counter_id), session_of(user_id)
            is_self = user_id == by.user_id
            refuse_if(rules.why_not_open(there, own, is_kept=is_kept, is_self=is_self))
            session = CounterSession.objects.create(
                counter_id=counter_id, user_id=user_id, skills=skills, from_at=at
            )
            tell(Kind.OPENED, counter_id, book=book, by=by)
            return session
    except IntegrityError as error:
        # Somebody opened in another centre's hall at the same moment.
        raise Refused(_("Bạn đang mở quầy khác.")) from error


def pause_counter(
    counter_id: int, *, reason: str, by: Rights, at: datetime, back_at: datetime | None = None
) -> CounterSession:
    """Serve nobody for a while, with the reason and the hour that the board shows."""
    reason = clean(reason)
    with arranging(centre_of(counter_id), day=local_day(at), at=at) as book:
        session = _session(counter_id, by=by)
        refuse_if(rules.why_not_pause(session, reason=reason, current=current_at(counter_id)))
        session.paused_at, session.pause_reason, session.back_at = at, reason, back_at
        session.save(update_fields=["paused_at", "pause_reason", "back_at"])
        tell(Kind.PAUSED, counter_id, book=book, by=by, reason=reason)
        return session


def unpause_counter(counter_id: int, *, by: Rights, at: datetime) -> CounterSession:
    """Serve again."""
    with arranging(centre_of(counter_id), day=local_day(at), at=at) as book:
        session = _session(counter_id, by=by)
        refuse_if(rules.why_not_unpause(session))
        session.paused_at, session.pause_reason, session.back_at = None, "", None
        session.save(update_fields=["paused_at", "pause_reason", "back_at"])
        tell(Kind.UNPAUSED, counter_id, book=book, by=by)
        return session


def close_counter(counter_id: int, *, by: Rights, at: datetime) -> CounterSession:
    """Leave the counter; whom it has must be finished first."""
    with arranging(centre_of(counter_id), day=local_day(at), at=at) as book:
        session = _session(counter_id, by=by)
        refuse_if(rules.why_not_close(current=current_at(counter_id)))
        end_session(session, at=at)
        tell(Kind.CLOSED, counter_id, book=book, by=by)
        return session


def end_days_before(centre_id: int, *, day: date, at: datetime) -> int:
    """End the days of a centre that are over: nobody waits and nobody sits there any more; return how many."""
    former = list(
        Hall.objects.filter(centre=centre_id, day__lt=day, is_over=False).values_list("day", flat=True)
    )
    for one in former:
        with arranging(centre_id, day=one, at=at) as book:
            _end(book)
    return len(former)


def end_former_days(*, today: date, at: datetime) -> int:
    """End the days that are over in every hall; return how many."""
    centres = Hall.objects.filter(day__lt=today, is_over=False).values_list("centre", flat=True)
    return sum(end_days_before(centre_id, day=today, at=at) for centre_id in sorted(set(centres)))


def _end(book: Book) -> None:
    book.take_lines()
    open_states = (State.WAITING, State.HELD, State.CALLED, State.SERVING)
    for ticket in Ticket.objects.filter(hall=book.hall_id, state__in=open_states):
        is_served = ticket.state == State.SERVING
        book.put(ticket, state=State.FINISHED if is_served else State.LEFT, ended_at=book.at)
        book.record(Kind.FINISHED if is_served else Kind.LEFT, ticket=ticket, reason=_("Hết ngày"))
        book.write()
    for session in CounterSession.objects.filter(
        counter__centre=book.centre_id, to_at=None, from_at__date__lte=book.day
    ):
        end_session(session, at=book.at)
    # Nobody waits for help at a kiosk overnight.
    Device.objects.filter(centre=book.centre_id, help_at__date__lte=book.day).update(help_at=None)
    Hall.objects.filter(pk=book.hall_id).update(is_over=True, serving={})


def end_session(session: CounterSession, *, at: datetime) -> None:
    """End a session; nothing of its pause or its call for help stays."""
    session.to_at, session.paused_at, session.pause_reason, session.back_at = at, None, "", None
    session.help_at, session.help_reason = None, ""
    session.save(update_fields=["to_at", "paused_at", "pause_reason", "back_at", "help_at", "help_reason"])


def _session(counter_id: int, *, by: Rights) -> CounterSession:
    session = session_at(counter_id)
    refuse_if(rules.why_not_use(session, by.user_id))
    assert session is not None
    return session


def tell(kind: str, counter_id: int, *, book: Book, by: Rights, reason: str = "") -> None:
    """Record what a counter did, and keep in the hall which counters serve now."""
    open_now = CounterSession.objects.filter(counter__centre=book.centre_id, to_at=None, paused_at=None)
    serving = {str(counter): skills for counter, skills in open_now.values_list("counter_id", "skills")}
    Hall.objects.filter(pk=book.hall_id).update(serving=serving)
    book.record(kind, counter_id=counter_id, by_id=by.user_id, reason=reason)
