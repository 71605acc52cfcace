from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from motcua.base.bulk import insert, prepared
from motcua.dossiers.models import Dossier, Event
from motcua.history.models import Entry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_rows_written_from_plain_values_read_back_as_they_were():
    insert(
        Entry,
        ("at", "verb", "subject", "key", "details"),
        [(NOON, Entry.Verb.VIEWED, "dossier", "H99", {"số": 1})],
    )

    entry = Entry.objects.get()

    assert (entry.at, entry.verb, entry.key, entry.details) == (NOON, "viewed", "H99", {"số": 1})


def test_values_the_driver_knows_go_as_the_field_would_give_them():
    row = (UUID(int=7), date(2026, 11, 23), NOON, "H99")
    names = ("request_key", "ended_on", "due_at", "number")

    (values,) = prepared(Dossier, names, [row])

    from_fields = prepared(Dossier, names, [tuple(_Told.of(value) for value in row)])[0]
    assert [str(value) for value in values] == [str(value) for value in from_fields]


def test_a_moment_without_zone_is_complained_of():
    with pytest.raises(RuntimeWarning, match="naive"):
        prepared(Event, ("at",), [(NOON.replace(tzinfo=None),)])


class _Told:
    """The same value in a type the short way does not know, so that the field is asked."""

    @staticmethod
    def of(value):
        return type("Same", (type(value),), {})(value) if isinstance(value, str) else _same(value)


def _same(value):
    if isinstance(value, UUID):
        return type("Same", (UUID,), {})(int=value.int)
    if isinstance(value, datetime):
        return type("Same", (datetime,), {}).fromisoformat(value.isoformat())
    return type("Same", (date,), {}).fromisoformat(value.isoformat())
