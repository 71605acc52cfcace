import pytest
from django.db import DatabaseError, connection, transaction

from motcua.dossiers.models import Event, Task
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


@pytest.mark.parametrize(
    ("model", "unread"), [(Event, "by_id"), (Event, "dossier_id"), (Task, "opened_by_id")]
)
def test_no_index_is_written_for_what_nobody_asks(model, unread):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)

    assert [one["columns"] for one in found.values() if one["index"] and one["columns"] == [unread]] == []
