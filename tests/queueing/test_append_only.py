"""What happened in a hall is written once: the database itself refuses to change it."""

import pytest
from django.db import DatabaseError

from motcua.queueing.models import HallEvent
from tests.queueing.halls import hall

pytestmark = pytest.mark.django_db


def test_an_event_cannot_be_changed():
    hall().issue()

    with pytest.raises(DatabaseError, match="written once"):
        HallEvent.objects.update(reason="khác")


def test_an_event_cannot_be_removed():
    hall().issue()

    with pytest.raises(DatabaseError, match="written once"):
        HallEvent.objects.all().delete()
