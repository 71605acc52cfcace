"""Batches of paper for tests, and moments of the days around them."""

from datetime import timedelta
from uuid import uuid4

from motcua.base import clock
from motcua.dossiers import custody
from tests.factories import MONDAY, MORNING


def on(day, hour, minute=0):
    return clock.at(MONDAY + timedelta(days=day), hour, minute)


def sent(world, *dossiers, at=MORNING):
    """A batch of whole dossiers that the clerk gave to the division."""
    by = world.rights(world.clerk)
    batch = custody.prepare(
        request_key=uuid4(),
        giver_id=world.centre.pk,
        taker_id=world.division.pk,
        numbers=[dossier.number for dossier in dossiers],
        by=by,
        at=at,
    )
    return custody.send(batch.number, by=by, at=at)
