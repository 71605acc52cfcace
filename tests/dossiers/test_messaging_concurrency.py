"""Messages from real threads on real PostgreSQL: each has a connection of its own."""

from uuid import uuid4

import pytest

from motcua.base.errors import Refused
from motcua.dossiers import messaging
from motcua.dossiers.models import Message, MessageRead
from tests.factories import MORNING, received, world
from tests.threads import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_the_same_message_from_eight_connections_is_written_once():
    made = world()
    dossier, key, clerk = received(made), uuid4(), made.rights(made.clerk)

    def write(index):
        return messaging.write(
            dossier.number, readers="officers", text="Chào", request_key=key, by=clerk, at=MORNING
        ).pk

    written = at_once(8, write)

    assert (len(set(written)), Message.objects.count()) == (1, 1)


def test_eight_messages_of_an_applicant_at_once_stop_at_five():
    dossier = received(world())

    def answer(index):
        try:
            messaging.answer(dossier.number, text=str(index), request_key=uuid4(), at=MORNING)
        except Refused:
            return False
        return True

    sent = at_once(8, answer)

    assert (sent.count(True), Message.objects.count()) == (5, 5)


def test_eight_windows_of_one_reader_read_a_message_once():
    made = world()
    dossier = received(made)
    messaging.answer(dossier.number, text="Chào", request_key=uuid4(), at=MORNING)
    clerk = made.rights(made.clerk)

    at_once(8, lambda index: messaging.read_all(dossier, by=clerk, at=MORNING))

    assert MessageRead.objects.count() == 1
