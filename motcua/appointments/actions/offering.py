"""Freed places: kept for the first who waits, for a while, then for the next."""

from datetime import datetime

from motcua.appointments import notices, queries, rules
from motcua.appointments.actions.common import find_seats, record, take_places
from motcua.appointments.models import Diary, Event, Waiting
from motcua.base.clock import local_day

State = Waiting.State


def offer_freed(diary: Diary, *, at: datetime) -> int:
    """Keep the free places of a locked day for those who wait, first come first; return for how many."""
    count = 0
    for waiting in Waiting.objects.filter(diary=diary, state=State.WAITING).order_by("made_at", "pk"):
        count += _offer(waiting, diary, at=at)
    return count


def _offer(waiting: Waiting, diary: Diary, *, at: datetime) -> bool:
    """Keep the first hour that is far enough for an answer; where none fits the next in the list has a chance."""
    centre_id = diary.centre_id
    services = queries.services(centre_id, waiting.groups, today=local_day(at))
    # Outside of its hours the centre tells nobody, and nobody's time to answer runs.
    hours = queries.working_time(centre_id)
    until = hours.add_minutes(at, queries.policy(centre_id).hold_minutes)
    days = queries.days(centre_id, services, at=at, first=diary.day, last=diary.day)
    hour = next((hour for day in days for hour in day.free if hour.starts_at > until), None)
    if hour is None:
        return False
    waiting.state, waiting.offer_until = State.OFFERED, until
    waiting.starts_at, waiting.ends_at = hour.starts_at, rules.over_at(hour.starts_at, services)
    waiting.save()
    take_places(find_seats(centre_id, services, start=hour.starts_at), waiting=waiting)
    told = {"starts_at": hour.starts_at.isoformat(), "until": until.isoformat()}
    record(Event.Kind.OFFERED, waiting=waiting, at=at, values=told)
    notices.tell_offer(waiting, at=at, sent_at=hours.next_opening(at))
    return True
