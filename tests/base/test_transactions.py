import threading

import pytest
from django.db import connection, transaction
from psycopg import pq

from motcua.base.models import Counter
from motcua.base.transactions import early_release, flush
from tests.factories import MONDAY


def answer(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


# With the first contents put back, as every other test with real transactions does: they share a database.
committing = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def flushing(transactional_db):
    """A session that waits for the disk, as in production; the test cluster does not."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
        yield
        cursor.execute("RESET synchronous_commit")


@pytest.mark.postgresql
@committing
def test_what_an_early_release_committed_is_on_disk_when_it_is_left(flushing):
    with early_release():
        Counter.take("H99.12", day=MONDAY)
        written = answer("SELECT pg_current_wal_insert_lsn()")
        waited = answer("SHOW synchronous_commit")

    assert waited == "off"
    assert answer(f"SELECT pg_current_wal_flush_lsn() >= '{written}'") is True
    assert answer("SHOW synchronous_commit") == "on"


@pytest.mark.postgresql
@committing
def test_what_was_only_committed_is_on_disk_after_the_flush_of_another_connection(flushing):
    with early_release(is_flushed=False):
        Counter.take("H99.12", day=MONDAY)
        written = answer("SELECT pg_current_wal_insert_lsn()")
    seen = []

    def bring_to_disk():
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO on")
        flush()
        seen.append(answer(f"SELECT pg_current_wal_flush_lsn() >= '{written}'"))
        connection.close()

    other = threading.Thread(target=bring_to_disk)
    other.start()
    other.join()

    assert seen == [True]
    assert Counter.take("H99.12", day=MONDAY) == 2


@pytest.mark.postgresql
@committing
def test_inside_another_transaction_the_disk_is_left_to_that_one(flushing):
    with transaction.atomic(), early_release():
        Counter.take("H99.12", day=MONDAY)
        waited = answer("SHOW synchronous_commit")

    assert waited == "on"


@pytest.mark.postgresql
@committing
def test_who_does_not_ask_to_let_go_early_waits_for_the_disk(flushing):
    with early_release():
        waited = answer("SHOW synchronous_commit")

    assert waited == "on"


@committing
def test_a_failed_early_release_gives_its_numbers_back():
    @early_release()
    def fail():
        Counter.take("H99.12", day=MONDAY)
        raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert Counter.take("H99.12", day=MONDAY) == 1


@committing
def test_what_is_put_into_the_trip_of_an_early_release_is_there_afterwards():
    with early_release() as trip:
        Counter.take("H99.12", day=MONDAY)
        trip.execute("UPDATE base_counter SET last = last + %s WHERE series = %s", [5, "H99.12"])

    assert Counter.take("H99.12", day=MONDAY) == 7


@committing
def test_without_a_lock_to_let_go_of_the_trip_is_sent_and_committed_all_the_same():
    with early_release() as trip:
        trip.execute("INSERT INTO base_counter (series, day, last) VALUES (%s, %s, 4)", ["H99.12", MONDAY])

    assert Counter.take("H99.12", day=MONDAY) == 5


@pytest.mark.postgresql
@committing
def test_whoever_takes_the_lock_next_is_told_when_everything_is_on_its_way():
    told = []

    with early_release(sent=lambda: told.append(is_under_way())):
        Counter.take("H99.12", day=MONDAY)

    assert (told, is_under_way()) == ([True], False)


def is_under_way():
    return connection.connection.pgconn.transaction_status == pq.TransactionStatus.ACTIVE
