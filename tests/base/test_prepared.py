from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Value

from motcua.accounts.models import User
from motcua.base.prepared import Prepared, PreparedCounts, instances, unsaved
from motcua.history.actions import record
from motcua.history.models import Entry
from tests.factories import user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_a_prepared_query_answers_for_each_value_given():
    hoa, duc = user("hoa", "Nguyễn Thị Hoa"), user("duc", "Lê Minh Đức")
    by_name = Prepared(lambda: User.objects.filter(username="x").values_list("pk"), stand_ins=("x",))

    assert [by_name.rows("hoa"), by_name.rows("duc"), by_name.rows("ai")] == [[(hoa.pk,)], [(duc.pk,)], []]


def test_values_go_where_their_stand_ins_stood_whatever_the_order_of_the_statement():
    record(Entry.Verb.VIEWED, subject="dossier", key="H99", at=NOON)
    since = NOON - timedelta(days=999)
    query = Prepared(
        lambda: (
            Entry.objects.filter(key="key", at__gt=since)
            .annotate(three=Value(3))
            .values_list("three", "key", "at")
        ),
        stand_ins=("key", since),
    )

    assert query.rows("H99", NOON - timedelta(hours=1)) == [(3, "H99", NOON)]
    assert query.rows("H99", NOON) == []


def test_whole_rows_become_instances_with_their_python_values():
    user("hoa", "Nguyễn Thị Hoa")
    by_name = Prepared(lambda: User.objects.filter(username="x"), stand_ins=("x",))

    (found,) = instances(User, by_name.rows("hoa"))

    assert (found.full_name, found.is_active, found._state.adding) == ("Nguyễn Thị Hoa", True, False)


def test_an_unsaved_instance_has_the_defaults_of_the_class_and_is_written_as_a_new_row():
    entry = unsaved(Entry, verb=Entry.Verb.VIEWED, subject="dossier", key="H99", at=NOON)
    made_by_class = Entry(verb=Entry.Verb.VIEWED, subject="dossier", key="H99", at=NOON)
    other = unsaved(Entry, key="H98")

    assert {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields} == {
        f.attname: getattr(made_by_class, f.attname) for f in Entry._meta.concrete_fields
    }
    assert all(
        getattr(entry, f.attname) is not getattr(other, f.attname)
        for f in Entry._meta.concrete_fields
        if f.has_default() and f.default is dict
    )

    entry.save()

    assert Entry.objects.get().key == "H99"


def test_the_query_is_built_once():
    built = []
    query = Prepared(lambda: built.append(1) or User.objects.filter(username="x"), stand_ins=("x",))

    query.rows("a")
    query.rows("b")

    assert built == [1]


def test_counts_of_several_queries_come_in_one_statement_each_up_to_its_bound(django_assert_num_queries):
    for name in ("hoa", "duc", "lan"):
        user(name, name)
    counts = PreparedCounts(
        lambda: [
            User.objects.filter(username="x").values("pk"),
            User.objects.exclude(username="x").values("pk")[:1],
            User.objects.values("pk"),
        ],
        stand_ins=("x",),
    )
    counts.counts("hoa")

    with django_assert_num_queries(1):
        assert counts.counts("hoa") == (1, 1, 3)


def test_a_text_that_is_no_parameter_is_refused_rather_than_never_asked_for():
    query = Prepared(lambda: User.objects.filter(is_active=True), stand_ins=("x",))

    with pytest.raises(ValueError, match="stand-in"):
        query.rows("hoa")


def test_an_address_is_a_parameter_on_every_engine():
    Entry.objects.create(verb="tracked", subject="a", key="b", at=NOON, address="203.0.113.7")
    query = Prepared(
        lambda: Entry.objects.filter(address="0.0.0.0").values_list("address", flat=True),
        stand_ins=("0.0.0.0",),
    )

    assert query.rows("203.0.113.7") == [("203.0.113.7",)]
    assert query.rows("203.0.113.8") == []
