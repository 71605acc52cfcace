"""Acts that come at once share a turn: they follow one another in it, and each gets its own answer."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import translation

from motcua.base.errors import Refused
from motcua.queueing import actions, journal
from motcua.queueing.journal import Book, turn
from motcua.queueing.models import Hall, HallEvent, Line, Rank, Ticket
from motcua.queueing.turns import Asked, Lead, do_all, one_by_one, together
from tests.queueing.halls import MONDAY, after, hall
from tests.statements import at_most
from tests.threads import at_once


def ticket(place, group, *, minutes=0, rank=Rank.ORDINARY):
    at = after(minutes)
    return Ticket(
        letter=group.letter,
        rank=rank,
        request_key=uuid4(),
        token=uuid4().hex[:24],
        arrived_at=at,
        line_at=at,
    )


def add(one, place, group, **changes):
    """Write a new ticket into a turn, as taking a number does."""
    made = ticket(place, group, **changes)
    book = Book(one, at=made.arrived_at)
    made.hall_id, made.line_id = book.hall_id, book.line_ids[group.pk]
    book.add(made)
    book.record(HallEvent.Kind.ISSUED, ticket=made)
    one.take(book)
    return made


@pytest.mark.django_db
def test_tickets_of_one_turn_are_numbered_in_their_order_line_by_line():
    place = hall()

    with turn(place.centre.pk, day=MONDAY) as one:
        made = [add(one, place, group) for group in (place.land, place.civil, place.land)]

    assert [each.code for each in made] == ["A001", "B001", "A002"]
    assert [Ticket.objects.get(pk=each.pk).code for each in made] == ["A001", "B001", "A002"]
    told = list(HallEvent.objects.order_by("seq").values_list("seq", "ticket", "group"))
    assert told == [
        (1, made[0].pk, place.land.pk),
        (2, made[1].pk, place.civil.pk),
        (3, made[2].pk, place.land.pk),
    ]


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_tickets_of_one_turn_are_one_statement():
    place = hall()
    with turn(place.centre.pk, day=MONDAY) as one:
        add(one, place, place.land)

    # A glance, the lock, and the writing.
    with at_most(3), turn(place.centre.pk, day=MONDAY) as one:
        for _turn in range(5):
            add(one, place, place.land)


@pytest.mark.django_db
def test_who_comes_later_in_a_turn_sees_who_came_before():
    place = hall()

    with turn(place.centre.pk, day=MONDAY) as one:
        add(one, place, place.land)
        add(one, place, place.land, rank=Rank.PRIORITY)
        seen = {row[0]: row[1:4] for row in one.glance()[1]}

    assert seen == {place.land.pk: [0, 1, 1], place.civil.pk: [0, 0, 0]}


@pytest.mark.django_db
def test_what_is_read_under_the_lock_has_the_tickets_of_the_same_turn():
    place = hall()

    with turn(place.centre.pk, day=MONDAY) as one:
        made = add(one, place, place.land)
        book = Book(one, at=after(1))
        book.lock()
        waiting = list(Ticket.objects.values_list("number", flat=True))

    assert (waiting, made.number) == ([1], 1)


@pytest.mark.django_db
def test_an_act_within_a_transaction_is_part_of_it():
    place = hall()

    found = together(place.centre.pk, day=MONDAY, order=Asked(lambda book: book.day, one_by_one, after(0)))

    assert found == MONDAY


# At once, on connections of their own

at_the_same_time = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.mark.postgresql
@at_the_same_time
def test_everybody_is_refused_in_the_own_language():
    place = hall()
    in_english, in_vietnamese = refusals(place, "en"), refusals(place, "vi")

    def ask(index):
        return refusals(place, ("en", "vi")[index % 2])

    told = at_once(12, ask)

    assert in_english != in_vietnamese
    assert told == [in_english, in_vietnamese] * 6


def refusals(place, language):
    with translation.override(language), pytest.raises(Refused) as refused:
        place.issue(minutes=14 * 60)
    return str(refused.value)


@pytest.mark.postgresql
@at_the_same_time
def test_whom_the_database_refuses_spoils_nobody_elses_act():
    place = hall(is_bounded=False)
    key = uuid4()

    def tap(index):
        return place.issue(request_key=key if index % 3 == 0 else uuid4()).code

    codes = at_once(15, tap)

    assert len({code for at, code in enumerate(codes) if at % 3 == 0}) == 1
    assert sorted(set(codes)) == [f"A{number:03d}" for number in range(1, 12)]


@pytest.mark.postgresql
@at_the_same_time
def test_calls_and_taps_at_once_each_get_their_own_answer():
    place = hall(is_bounded=False, counters=6)
    place.open(*range(1, 7))
    for minutes in range(6):
        place.issue((place.land, place.civil)[minutes % 2], minutes=minutes)

    def work(index):
        if index < 6:
            ticket = place.call(index + 1, minutes=30)
            return ticket and ticket.counter_id == place.counters[index].pk
        issued = actions.issue(
            place.centre.pk, group_id=place.land.pk, request_key=uuid4(), at=after(30)
        ).ticket
        return Ticket.objects.get(pk=issued.pk).code == issued.code

    assert at_once(18, work) == [True] * 18


@pytest.mark.postgresql
@at_the_same_time
def test_a_number_knows_what_its_own_process_did_a_moment_ago():
    place = hall()
    place.open(1)
    for _ticket in range(3):
        place.issue()
    place.call(1)

    place.issue()

    issued = HallEvent.objects.filter(kind=HallEvent.Kind.ISSUED).order_by("seq")
    assert [values["ahead"] for values in issued.values_list("values", flat=True)] == [0, 1, 2, 2]


@pytest.mark.postgresql
@at_the_same_time
def test_what_another_process_did_is_known_when_the_moment_is_over(monkeypatch):
    place = hall()
    place.open(1)
    place.issue()
    # As another process would: nothing here hears of it.
    Line.objects.filter(group=place.land).update(waiting_ordinary=8)

    place.issue()
    monkeypatch.setattr(journal, "GLANCE_SECONDS", 0)
    place.issue()

    issued = HallEvent.objects.filter(kind=HallEvent.Kind.ISSUED).order_by("seq")
    assert [values["ahead"] for values in issued.values_list("values", flat=True)] == [0, 1, 9]


@pytest.mark.postgresql
@at_the_same_time
def test_a_hall_that_whoever_began_it_rolled_back_is_begun_again():
    place = hall()
    with transaction.atomic():
        place.issue()
        transaction.set_rollback(True)

    with pytest.raises(Hall.DoesNotExist):
        place.issue()

    assert [place.issue().code for _ticket in range(2)] == ["A001", "A002"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "done", "told"),
    [
        # The database said no: nothing was done, and each is done by itself.
        (IntegrityError, [2, 1, 1], [None, None]),
        # Nobody answers: perhaps it was committed.
        (OperationalError, [2], [OperationalError, OperationalError]),
        (ValueError, [2], [ValueError, ValueError]),
    ],
)
def test_what_was_sent_and_perhaps_committed_is_not_done_again(error, done, told):
    place, lead, sizes = hall(), Lead(lambda: None), []

    def do(_turn, asked):
        sizes.append(len(asked))
        if len(asked) > 1:
            lead.hand_on()
            raise error

    orders = [Asked(None, do, after(0)) for _order in range(2)]
    do_all(orders, place.centre.pk, MONDAY, lead=lead)

    assert sizes == done
    assert [order.error and type(order.error) for order in orders] == told
