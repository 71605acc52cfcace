"""Statements sent beneath the driver's cursors are the same statements in the same transaction."""

from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Thread
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, connection, transaction

from motcua.base.models import RegisterVersion
from motcua.base.trips import MANY, PLANNING_USES, asked, one_trip

INSERT = "INSERT INTO base_registerversion (name, number) VALUES (%s, %s)"
NUMBER = "SELECT number FROM base_registerversion WHERE name = %s"
committing = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def numbers():
    return dict(RegisterVersion.objects.filter(name__startswith="trip").values_list("name", "number"))


@pytest.mark.django_db
def test_what_is_sent_in_one_trip_is_all_there():
    with one_trip() as trip:
        for number, name in enumerate(("trip a", "trip b", "trip c")):
            trip.execute(INSERT, [name, number])

    assert numbers() == {"trip a": 0, "trip b": 1, "trip c": 2}


@pytest.mark.django_db
def test_a_wrong_row_in_one_trip_is_refused_and_nothing_of_it_stays():
    @transaction.atomic
    def twice():
        with one_trip() as trip:
            for name in ("trip a", "trip a", "trip b"):
                trip.execute(INSERT, [name, 7])

    with pytest.raises(IntegrityError):
        twice()

    assert numbers() == {}


@pytest.mark.django_db
def test_a_trip_of_more_rows_than_one_answer_may_hold_writes_them_all():
    count = 2 * MANY + 3

    with one_trip() as trip:
        trip.executemany(INSERT, [(f"trip {row}", row) for row in range(count)])

    assert numbers() == {f"trip {row}": row for row in range(count)}


@pytest.mark.django_db
def test_rows_that_are_asked_for_come_as_python_values():
    asked_again = [asked(NUMBER, ["trip a"])]
    RegisterVersion.objects.create(name="trip a", number=7)

    asked_again += [asked(NUMBER, ["trip a"]), asked(NUMBER, ["nobody"])]

    assert asked_again == [[], [(7,)], []]


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "Đất đai 100 % 'của' \\ chúng ta"),
        ("bigint", 2**40),
        ("boolean", True),
        ("date", date(2026, 11, 23)),
        ("timestamptz", datetime(2026, 11, 23, 8, 30, 0, 5, tzinfo=UTC)),
        ("uuid", UUID(int=7)),
        ("numeric", Decimal("1234567.50")),
        ("bytea", b"\x00\xff'"),
        ("integer[]", [1, 2, 3]),
        ("text", None),
    ],
)
def test_values_of_every_kind_come_back_as_they_went(kind, value):
    assert asked(f"SELECT %s::{kind}", [value]) == [(value,)]


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_value_without_a_typed_place_has_the_type_of_its_class():
    assert asked("SELECT %s", [7], has_typed_places=False) == [(7,)]
    # Too great for the type of the first.
    assert asked("SELECT %s", [2**40], has_typed_places=False) == [(2**40,)]


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_sign_of_per_cent_is_written_twice_as_for_a_cursor():
    assert asked("SELECT 7 %% 4, %s::int", [1]) == [(3, 1)]


@pytest.mark.postgresql
@committing
def test_the_first_statement_of_a_transaction_begins_it_and_an_error_undoes_it():
    with transaction.atomic():
        asked(f"{INSERT} RETURNING name", ["trip a", 1])
        RegisterVersion.objects.create(name="trip b", number=2)
        transaction.set_rollback(True)

    assert numbers() == {}


@pytest.mark.postgresql
@committing
def test_trips_and_pages_share_a_transaction_whoever_began_it():
    with transaction.atomic():
        RegisterVersion.objects.create(name="trip a", number=1)
        seen = asked(NUMBER, ["trip a"])
        with one_trip() as trip:
            trip.execute(INSERT, ["trip b", 2])

    assert seen == [(1,)]
    assert numbers() == {"trip a": 1, "trip b": 2}


@pytest.mark.postgresql
@committing
def test_what_was_planned_is_still_there_after_a_transaction_and_a_savepoint_were_rolled_back():
    asked(NUMBER, ["trip a"])
    with transaction.atomic():
        list(RegisterVersion.objects.all())
        transaction.set_rollback(True)

    with transaction.atomic():
        RegisterVersion.objects.create(name="trip a", number=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterVersion.objects.create(name="trip a", number=2)
        seen = asked(NUMBER, ["trip a"])

    assert (seen, asked(NUMBER, ["trip a"])) == ([(1,)], [(1,)])


@pytest.mark.postgresql
@committing
def test_a_connection_opened_anew_plans_its_statements_anew():
    RegisterVersion.objects.create(name="trip a", number=1)
    before = asked(NUMBER, ["trip a"])
    connection.close()

    assert (before, asked(NUMBER, ["trip a"])) == ([(1,)], [(1,)])


@pytest.mark.postgresql
@committing
def test_a_connection_that_the_server_ended_is_told_as_by_django_and_the_next_one_works():
    (process,) = asked("SELECT pg_backend_pid()", [])[0]
    ended = Thread(target=end, args=[process])
    ended.start()
    ended.join()

    with pytest.raises(OperationalError):
        asked(NUMBER, ["trip a"])
    # As at the end of a request.
    connection.close_if_unusable_or_obsolete()

    assert asked(NUMBER, ["trip a"]) == []


def end(process):
    try:
        asked("SELECT pg_terminate_backend(%s::int)", [process])
    finally:
        connection.close()


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "values", "error"),
    [
        ("SELECT nothing FROM nowhere", [], ProgrammingError),
        ("SELECT 1 / %s::int", [0], DataError),
        ("SELECT %s::text", ["with \0 in it"], DataError),
    ],
)
def test_a_wrong_statement_is_told_as_by_django_and_the_next_one_works(statement, values, error):
    with pytest.raises(error), transaction.atomic():
        asked(statement, values)

    assert asked("SELECT %s::int", [1]) == [(1,)]


@pytest.mark.django_db
def test_each_statement_of_a_trip_is_told_its_rows_when_all_went_well():
    told = []
    with one_trip() as trip:
        trip.execute(INSERT, ["trip a", 1])
        trip.execute(NUMBER, ["trip a"], then=told.append)
        asked_for = trip.ask(f"{INSERT} RETURNING name, number", ["trip b", 2])

    assert (told, asked_for) == ([[(1,)]], [("trip b", 2)])


@pytest.mark.django_db
def test_what_went_wrong_in_a_trip_tells_nobody_a_row():
    told = []

    @transaction.atomic
    def broken():
        with one_trip() as trip:
            trip.execute(f"{INSERT} RETURNING name", ["trip a", 1], then=told.append)
            trip.execute(INSERT, ["trip a", 2])

    with pytest.raises(IntegrityError):
        broken()

    # On SQLite every statement is done at once, and its rows are told before the next goes wrong.
    assert told == ([] if connection.vendor == "postgresql" else [[("trip a",)]])
    assert numbers() == {}


@pytest.mark.postgresql
@pytest.mark.django_db
def test_statements_beneath_the_cursors_are_counted_rows_of_one_as_one(django_assert_num_queries):
    with django_assert_num_queries(3):
        asked(NUMBER, ["trip a"])
        with one_trip() as trip:
            trip.executemany(INSERT, [("trip a", 1), ("trip b", 2)])
            trip.execute(NUMBER, ["trip a"])


@pytest.mark.postgresql
@committing
def test_a_statement_planned_while_its_table_is_nearly_empty_goes_by_its_key():
    RegisterVersion.objects.create(name="trip a", number=1)
    with connection.cursor() as cursor:
        # PostgreSQL knows now that reading the table whole is the cheapest.
        cursor.execute("ANALYZE base_registerversion")
    connection.close()

    seen = [asked(NUMBER, ["trip a"]) for _use in range(PLANNING_USES)]

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE generic_plans > 0")
        [[name]] = cursor.fetchall()
        cursor.execute(f"EXPLAIN (COSTS OFF) EXECUTE {name}('trip a')")
        plan = [line for (line,) in cursor.fetchall()]
        cursor.execute("SHOW enable_seqscan")
        [[for_others]] = cursor.fetchall()
    assert seen == [[(1,)]] * PLANNING_USES
    assert plan[0].startswith("Index Scan")
    assert for_others == "on"


@pytest.mark.postgresql
@committing
def test_plans_are_made_within_a_transaction_too():
    connection.close()
    with transaction.atomic():
        for number in range(PLANNING_USES + 1):
            with one_trip() as trip:
                trip.execute(INSERT, [f"trip {number}", number])
                trip.execute(NUMBER, [f"trip {number}"])

    assert len(numbers()) == PLANNING_USES + 1
