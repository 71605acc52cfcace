"""Counters opened and closed for others, and calls for help."""

import pytest

from motcua.base.errors import Refused
from motcua.organisations.queries import rights_of
from motcua.queueing import actions, queries
from motcua.queueing.models import HallEvent, Ticket
from tests.factories import post, user
from tests.queueing.halls import MONDAY, after, hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = hall()
    supervisor = user("giamsat", "Vũ Thị Lan")
    post(supervisor, made.centre, "supervisor")
    made.supervisor = rights_of(supervisor.pk, on=MONDAY)
    return made


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return str(refused.value)


def test_who_directs_the_hall_opens_a_counter_for_an_official_and_is_named_in_the_record(made):
    actions.open_for(made.counters[1].pk, user_id=made.people[0].pk, by=made.supervisor, at=after(0))

    assert queries.session_of(made.people[0].pk).counter == made.counters[1]
    assert HallEvent.objects.get(kind="opened").by_id == made.supervisor.user_id


def test_nobody_is_put_at_two_counters_nor_two_at_one(made):
    made.open(1)

    same = refusal(
        lambda: actions.open_for(
            made.counters[1].pk, user_id=made.people[0].pk, by=made.supervisor, at=after(1)
        )
    )
    taken = refusal(
        lambda: actions.open_for(
            made.counters[0].pk, user_id=made.people[1].pk, by=made.supervisor, at=after(1)
        )
    )

    assert same == "Cán bộ quầy 1 đang mở quầy 01."
    assert taken == "Quầy đang có Cán bộ quầy 1 phục vụ."


def test_a_clerk_directs_nobody_and_a_stranger_is_put_nowhere(made):
    stranger = user("khach", "Người ngoài")

    clerk = refusal(
        lambda: actions.open_for(
            made.counters[1].pk, user_id=made.people[1].pk, by=made.rights(0), at=after(0)
        )
    )
    outside = refusal(
        lambda: actions.open_for(made.counters[1].pk, user_id=stranger.pk, by=made.supervisor, at=after(0))
    )

    assert clerk == "Việc này của giám đốc hoặc người giám sát trung tâm."
    assert outside == "Người này không giữ vị trí nào tại trung tâm."
    assert queries.session_of(made.people[1].pk) is None


def test_a_counter_somebody_left_is_closed_and_its_ticket_goes_back_to_its_place(made):
    made.open(1)
    first, second = made.issue(), made.issue(minutes=1)
    made.call(1, minutes=2)

    actions.close_for(made.counters[0].pk, by=made.supervisor, at=after(5))

    waiting = queries.waiting(made.centre.pk, day=MONDAY)
    assert [ticket.code for ticket in waiting] == [first.code, second.code]
    assert [ticket.state for ticket in waiting] == [Ticket.State.WAITING, Ticket.State.WAITING]
    assert queries.session_of(made.people[0].pk) is None


def test_a_counter_calls_for_help_once_until_somebody_came(made):
    made.open(1)
    counter = made.counters[0].pk

    actions.call_help(counter, reason="Cần phiên dịch", by=made.rights(0), at=after(1))
    again = refusal(lambda: actions.call_help(counter, by=made.rights(0), at=after(2)))
    other = refusal(lambda: actions.end_help(counter, by=made.rights(1), at=after(2)))
    actions.end_help(counter, by=made.supervisor, at=after(3))
    over = refusal(lambda: actions.end_help(counter, by=made.supervisor, at=after(4)))

    assert again == "Quầy đã gọi người giúp."
    assert other == "Chỉ quầy đã gọi, giám đốc hoặc người giám sát kết thúc lượt gọi giúp."
    assert over == "Quầy này không còn chờ người giúp."
    kinds = HallEvent.objects.order_by("seq").values_list("kind", "reason")
    assert list(kinds) == [("opened", ""), ("help", "Cần phiên dịch"), ("helped", "")]
