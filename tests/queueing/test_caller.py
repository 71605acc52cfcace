"""Calls decided from what the turn before left: those of the rule all the same, whatever others do between."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.queueing import actions
from motcua.queueing.actions import caller
from motcua.queueing.actions.caller import Caller
from motcua.queueing.models import Hall, HallEvent, Lane
from tests.queueing.halls import MONDAY, after, hall
from tests.queueing.replay import wrong_calls, wrong_lines

# On SQLite one process makes all calls, and nothing writes under a condition.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
LANES = [Lane.ORDINARY] * 4 + [Lane.ELDERLY, Lane.PREGNANT]


class Panels:
    """Counters that bring their calls to one caller, and say which number they are done with."""

    def __init__(self, made):
        self.made = made
        self.caller = Caller(made.centre.pk, MONDAY)
        self.codes = {}

    def call(self, *numbers, minutes=5):
        """Call to these counters in one turn; return what each was given, a number or the reason it got none."""
        orders = [
            self.caller.calling(
                self.made.counters[number - 1].pk,
                by=self.made.rights(number - 1),
                at=after(minutes),
                after=self.codes.get(number, ""),
            )
            for number in numbers
        ]
        self.caller.do_all(orders)
        for number, order in zip(numbers, orders, strict=True):
            if order.error is None:
                self.codes[number] = order.result.code if order.result else ""
        return [
            self.codes[n] if o.error is None else str(o.error) for n, o in zip(numbers, orders, strict=True)
        ]

    def asked(self, *numbers, minutes=5):
        """Return how a turn asks the database: what the statements begin with."""
        with CaptureQueriesContext(connection) as told:
            self.call(*numbers, minutes=minutes)
        return [
            " ".join(one["sql"].split()[:2]) for one in told.captured_queries if "SAVEPOINT" not in one["sql"]
        ]


LOOK = ["SELECT id", "SELECT s.counter_id,", 'SELECT line."id",', 'SELECT ticket."id",', "WITH l"]
WRITE = ["SELECT id", "WITH l"]


@pytest.fixture
def panels():
    made = hall(counters=9, is_bounded=False)
    made.open(1, 2, 3, 4)
    for _ticket in range(6):
        made.issue()
        made.issue(made.civil)
    return Panels(made)


def check():
    assert wrong_calls(Hall.objects.get().pk) == []
    assert wrong_lines() == []


def test_a_turn_that_follows_its_own_reads_nothing(panels):
    asked = [panels.asked(1, 2) for _turn in range(5)]

    # After the second turn it is known that nobody else is there: the third reads what the next ones need too.
    assert asked == [LOOK, LOOK, LOOK, WRITE, WRITE]
    assert panels.codes == {1: "A005", 2: "B005"}
    check()


def test_whoever_came_meanwhile_is_seen_by_the_next_call(panels):
    for _turn in range(4):
        panels.call(1, 2)
    elderly = panels.made.issue(lane=Lane.ELDERLY, minutes=4)

    given = panels.call(1, 2)

    assert given == [elderly.code, "B005"]
    check()


def test_what_was_decided_from_less_than_happened_is_not_written(panels):
    for _turn in range(3):
        panels.call(1, 2)
    panels.made.issue(minutes=4)
    panels.made.issue(panels.made.civil, minutes=4)

    asked = [panels.asked(1, 2) for _turn in range(4)]

    # Written for nothing, read; somebody else was there a moment ago; alone again; followed.
    assert asked == [[*WRITE, *LOOK], LOOK, LOOK, WRITE]
    check()


def test_two_who_both_remember_call_nobody_twice(panels):
    other = Panels(panels.made)
    for one, number in ((panels, 1), (panels, 1), (other, 4), (other, 4)):
        one.call(number)

    given = [one.call(number) for one, number in ((panels, 1), (other, 4), (panels, 1))]

    assert given == [["A005"], ["A006"], [""]]
    check()


def test_who_is_told_that_nobody_waits_is_told_so_after_a_look(panels):
    made = panels.made
    for _turn in range(7):
        panels.call(1)
    panels.call(2)
    late = made.issue(minutes=4)

    assert panels.call(1) == [late.code]


def test_a_counter_that_paused_or_left_meanwhile_is_refused_and_those_beside_it_are_called(panels):
    made = panels.made
    for _turn in range(3):
        panels.call(2)
    actions.pause_counter(**made.at(3), reason="Uống nước")
    actions.close_counter(**made.at(4))

    given = panels.call(3, 4, 2)

    assert given == ["Quầy đang tạm nghỉ, hãy mở lại trước khi gọi.", "Quầy chưa mở.", "B004"]
    check()


def test_a_counter_that_serves_again_is_called_though_it_was_refused_a_moment_ago(panels):
    made = panels.made
    actions.pause_counter(**made.at(3), reason="Uống nước")
    for _turn in range(3):
        panels.call(2, 3)
    actions.unpause_counter(**made.at(3))

    assert panels.call(3) == ["A001"]
    check()


def test_somebody_else_at_the_counter_is_told_so(panels):
    made = panels.made
    for _turn in range(3):
        panels.call(1)

    order = panels.caller.calling(made.counters[0].pk, by=made.rights(4), at=after(5), after="A003")
    panels.caller.do_all([order])

    assert (str(order.error), order.result) == ("Quầy đang do người khác phục vụ.", None)


def test_a_call_repeated_by_the_network_gets_the_same_number_and_spoils_none_beside(panels):
    for _turn in range(3):
        panels.call(1, 2)
    panels.codes[1] = "A002"

    assert panels.call(1, 2) == ["A003", "B004"]
    check()


def test_a_counter_that_calls_twice_in_a_turn_is_done_with_the_first(panels):
    for _turn in range(3):
        panels.call(1, 2)
    first = panels.caller.calling(**panels.made.at(1, 5), after="A003")
    second = panels.caller.calling(**panels.made.at(1, 5), after="A004")

    panels.caller.do_all([first, second])

    assert (first.result.code, second.result.code) == ("A004", "A005")
    assert (first.result.state, second.result.state) == ("finished", "called")
    check()


def test_who_goes_on_to_a_line_is_called_from_there(panels):
    made = panels.made
    made.issue(chain=[made.civil.pk], minutes=1)
    for _turn in range(7):
        panels.call(1, 2)
    assert panels.codes == {1: "A007", 2: ""}

    assert panels.call(1, 2) == ["", "A007"]
    check()


def test_what_was_read_is_used_up_and_read_again(panels, monkeypatch):
    monkeypatch.setattr(caller, "DEPTH", 3)

    asked = [panels.asked(1) for _turn in range(6)]

    assert asked == [LOOK, LOOK, LOOK, WRITE, WRITE, LOOK]
    assert panels.codes == {1: "A006"}
    check()


def test_a_policy_that_changed_holds_from_the_next_call(panels):
    made = panels.made
    for minutes in (0, 1, 2):
        made.issue(minutes=minutes, lane=Lane.ELDERLY)
    for _turn in range(2):
        panels.call(1)
    actions.define_policy(made.centre.pk, is_bounded=False, cap=2)

    panels.call(1)

    called = HallEvent.objects.filter(kind="called").order_by("seq")
    assert [event.values["cap"] for event in called] == [1, 1, 2]


def test_nothing_is_relied_on_for_longer_than_a_moment(panels, monkeypatch):
    monkeypatch.setattr(caller, "SECONDS", -1.0)

    assert [panels.asked(1) for _turn in range(3)] == [LOOK, LOOK, LOOK]


def test_when_the_database_refuses_a_turn_it_is_tried_in_the_usual_way(panels):
    for _turn in range(3):
        panels.call(1, 2)
    seen = panels.caller._known.seen
    # As if memory were wrong: the database has the last word, and what is read then is right.
    seen.current(panels.made.counters[0].pk).state = "nonsense"

    assert panels.call(1, 2) == ["A004", "B004"]
    check()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_between_the_turns_the_log_is_that_of_the_rule(seed):
    chance = Random(seed)
    made = hall(counters=9, is_bounded=False)
    made.open(*range(1, 10))
    panels = Panels(made)
    for _ticket in range(30):
        made.issue(chance.choice([made.land, made.civil]), lane=chance.choice(LANES))
    minutes = 0
    for _turn in range(25):
        minutes += chance.randrange(3)
        if chance.random() < 0.3:
            group = chance.choice([made.land, made.civil])
            other = made.civil if group is made.land else made.land
            chain = [other.pk] if chance.random() < 0.3 else []
            made.issue(group, minutes=minutes, lane=chance.choice(LANES), chain=chain)
        panels.call(*chance.choices(range(1, 10), k=chance.randrange(1, 6)), minutes=minutes)

    check()
