"""One process makes the calls of several; whoever finds it gone, or is refused, does its own."""

import json
import socket
import threading
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import translation

from motcua.base.errors import Refused
from motcua.queueing import usher
from motcua.queueing.models import Hall, HallEvent, Ticket
from tests.queueing.halls import after, hall
from tests.queueing.replay import wrong_calls, wrong_lines
from tests.threads import at_once

# The usher has connections of its own, and SQLite's tables of a test are seen by one.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture(autouse=True)
def own_door(settings, tmp_path_factory, monkeypatch):
    settings.DATA_DIR = tmp_path_factory.mktemp("usher")
    settings.USHER = True
    # Whoever found no usher a moment ago, as in the test before, looks for one at once all the same.
    monkeypatch.setattr(usher, "_own", usher._Own())
    monkeypatch.setattr(usher, "SECONDS_TO_RETURN", 0)


def is_open():
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as visitor:
        return visitor.connect_ex(str(usher.where())) == 0


@contextmanager
def ushering():
    """Let an usher work beside the test, as a process of its own does beside the server's."""
    is_over = threading.Event()
    at_work = threading.Thread(target=lambda: usher.run(until=is_over.is_set, seconds=0.05))
    at_work.start()
    while not is_open():
        is_over.wait(0.01)
    try:
        yield
    finally:
        is_over.set()
        at_work.join()


@pytest.fixture
def place():
    made = hall(counters=6, is_bounded=False)
    made.open(1, 4)
    return made


def call(place, number=1, *, minutes=5, done_with=""):
    counter = place.counters[number - 1]
    return usher.call(counter.pk, by=place.rights(number - 1), at=after(minutes), after=done_with)


def test_a_call_is_made_without_a_statement_of_the_process_that_asks(place, django_assert_num_queries):
    for _tap in range(2):
        place.issue()

    with ushering():
        # What a process remembers of rights and counters is read once.
        call(place)
        with django_assert_num_queries(0):
            called = call(place, done_with="A001")

    assert (called.code, called.state) == ("A002", "called")
    assert Ticket.objects.get(number=2).counter == place.counters[0]


def test_a_counter_nobody_waits_for_is_told_so(place):
    with ushering():
        assert call(place) is None


def test_a_counter_that_says_what_it_is_done_with_gets_the_next_and_the_same_when_it_asks_twice(place):
    for _tap in range(3):
        place.issue()

    with ushering():
        codes = [call(place, done_with=done_with).code for done_with in ("", "A001", "A001")]

    assert codes == ["A001", "A002", "A002"]


@pytest.mark.parametrize(
    ("language", "reason"), [("vi", "Quầy chưa mở."), ("en", "The counter is not open.")]
)
def test_who_is_refused_reads_why_in_the_own_language(place, language, reason):
    with ushering(), translation.override(language), pytest.raises(Refused) as refused:
        call(place, 2)

    assert str(refused.value) == reason


def test_without_an_usher_everybody_makes_the_own_calls(place):
    place.issue()

    assert call(place).code == "A001"


def test_when_the_usher_goes_its_work_goes_on_without_it(place):
    for _tap in range(2):
        place.issue()

    with ushering():
        call(place)

    assert call(place, done_with="A001").code == "A002"


def test_what_perhaps_never_reached_the_disk_is_asked_again_and_not_done_twice(place):
    for _tap in range(3):
        place.issue()

    with ushering():
        call(place)
        # The connection that brings turns to the disk, while it waits for one.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid, 1000)) FROM pg_stat_activity "
                "WHERE query LIKE '%%pg_logical_emit_message%%' AND pid <> pg_backend_pid() "
                # Another worker of the suite has its own database in this server, and perhaps an usher.
                "AND datname = current_database()"
            )
            (ended,) = cursor.fetchone()
        codes = [call(place, done_with=done_with).code for done_with in ("A001", "A002")]

    assert (ended, codes) == (1, ["A002", "A003"])
    assert HallEvent.objects.filter(kind="called").count() == 3


def test_what_cannot_be_read_is_not_done_and_disturbs_nobody(place):
    place.issue()

    with ushering():
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as stranger:
            stranger.connect(str(usher.where()))
            stranger.send(b"{")
            answer = stranger.recv(100)
        called = call(place)

    assert (json.loads(answer), called.code) == ({}, "A001")


def test_only_the_user_of_the_server_may_open_the_door():
    with ushering():
        assert usher.where().stat().st_mode & 0o777 == 0o600


def test_a_folder_whose_name_is_too_long_for_a_door_means_no_usher(place, settings, tmp_path):
    settings.DATA_DIR = tmp_path / ("x" * 120)
    place.issue()

    assert call(place).code == "A001"


def test_counters_that_call_at_once_while_numbers_are_given_each_get_the_next(place):
    place.open(2, 3, 5, 6)
    for _tap in range(12):
        place.issue()
        place.issue(place.civil)

    def work(index):
        if index < 6:
            return call(place, index + 1).code
        return [place.issue().code for _tap in range(5)]

    with ushering():
        told = at_once(12, work)

    given = [code for codes in told[6:] for code in codes]
    assert sorted(given) == [f"A{number:03d}" for number in range(13, 43)]
    assert len(set(told[:6])) == 6
    assert wrong_calls(Hall.objects.get().pk) == []
    assert wrong_lines() == []
    assert HallEvent.objects.filter(kind="called").count() == 6
