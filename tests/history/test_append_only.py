from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from motcua.history.actions import record
from motcua.history.models import Entry

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_line_of_the_record():
    entry = record(Entry.Verb.VIEWED, subject="dossier", key="H57.1", at=NOON)

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(key="H57.2")

    assert Entry.objects.get().key == "H57.1"


@pytest.mark.django_db
def test_the_database_refuses_to_remove_a_line_of_the_record():
    entry = record(Entry.Verb.VIEWED, subject="dossier", key="H57.1", at=NOON)

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        entry.delete()

    assert Entry.objects.count() == 1
