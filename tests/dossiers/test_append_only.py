import pytest
from django.db import DatabaseError, transaction

from motcua.dossiers.models import Event
from tests.factories import received, world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "attempt",
    [
        lambda events: events.update(note="sửa lén"),
        lambda events: events.delete(),
        lambda events: events.first().save(),
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(attempt):
    dossier = received(world())
    before = list(Event.objects.values_list("seq", "note", "hash"))

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        attempt(dossier.events.all())

    assert list(Event.objects.values_list("seq", "note", "hash")) == before
