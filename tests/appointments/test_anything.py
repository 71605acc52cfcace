"""Whatever people do one after another, no slot has more than it can take and every place is somebody's."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.appointments import actions, queries, watching
from motcua.appointments.models import Booking, Place, Waiting
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.registers import forget_all
from tests.appointments.hours import NOW, WEDNESDAY, bookable, phones

SIX = phones(6)
STARTS = [clock.at(WEDNESDAY, hour, minute) for hour in (7, 11, 13, 16) for minute in (0, 30)]
act = st.tuples(
    st.sampled_from(["book", "book", "book", "move", "cancel", "join", "accept", "watch", "policy"]),
    st.integers(0, 5),
    st.integers(0, len(STARTS) - 1),
    st.integers(1, 2),
)


def do(made, verb, who, when, services):
    own = Booking.objects.filter(phone=SIX[who]).order_by("pk").last()
    waiting = Waiting.objects.filter(phone=SIX[who]).order_by("pk").last()
    told = {"groups": [made.land.pk] * services, "phone": SIX[who], "request_key": uuid4(), "at": NOW}
    if verb == "book":
        actions.book(made.centre.pk, start=STARTS[when], **told)
    elif verb == "join":
        actions.join(made.centre.pk, day=WEDNESDAY, **told)
    elif verb == "move" and own:
        actions.move(own.pk, start=STARTS[when], at=NOW)
    elif verb == "cancel" and own:
        actions.cancel(own.pk, at=NOW)
    elif verb == "accept" and waiting:
        actions.accept(waiting.pk, at=NOW)
    elif verb == "watch":
        watching.watch(at=NOW + timedelta(minutes=40))
    elif verb == "policy":
        actions.define_policy(made.centre.pk, share=(20, 50, 100)[when % 3])


def wrong(made):
    """Return what must never be."""
    services = queries.services(made.centre.pk, [made.land.pk], today=NOW.date())
    slots = queries.supply(made.centre.pk, services, first=WEDNESDAY, last=WEDNESDAY)[WEDNESDAY]
    closes = {slot.starts_at: slot.closes_at for slot in slots[made.land.pk]}
    places = Place.objects.all()
    told = [one for one in places if one.number > one.places or one.starts_at not in closes]
    taken = Counter((one.starts_at, one.number) for one in places)
    told += [key for key, count in taken.items() if count > 1]
    for own in Booking.objects.filter(state="booked"):
        if own.places.count() != len(own.groups) or own.ends_at > closes[own.places.first().starts_at]:
            told.append(own)
        others = Booking.objects.filter(phone=own.phone, state="booked").exclude(pk=own.pk)
        told += list(others.filter(starts_at__lt=own.ends_at, ends_at__gt=own.starts_at))
    told += list(Booking.objects.exclude(state="booked").filter(places__isnull=False))
    told += list(Waiting.objects.exclude(state="offered").filter(places__isnull=False))
    return told


@pytest.mark.django_db
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    print_blob=False,
)
@given(st.lists(act, min_size=4, max_size=25))
def test_no_slot_is_oversold_whatever_is_done(acts):
    with transaction.atomic():
        made = bookable(slot_minutes=30, share=20)
        for one in acts:
            try:
                do(made, *one)
            except Refused:
                continue
            assert wrong(made) == []
        transaction.set_rollback(True)
    forget_all()
