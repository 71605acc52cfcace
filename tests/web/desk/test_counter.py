"""A clerk at a counter of the hall: calls, serves, receives; two clerks at once; what the refresh costs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.dossiers.models import Dossier
from motcua.queueing import actions, devices, queries, visits
from motcua.queueing.models import CounterSession, Device, HallEvent, Screen, Ticket
from tests.factories import MORNING, post, user
from tests.statements import at_most
from tests.web.desk.conftest import filled, words


class Hall:
    """Lạc Hồng's centre with two counters for one group, and the clerk's colleague at the second."""

    def __init__(self, world):
        self.centre = world.centre
        self.group = actions.define_group(
            world.centre.pk, code="nop", letter="A", name="Nộp hồ sơ", minutes=9
        )
        self.other = actions.define_group(
            world.centre.pk, code="tra", letter="H", name="Nhận kết quả", minutes=4, order=2
        )
        skills = {self.group.pk: 1}
        self.counters = [
            actions.define_counter(world.centre.pk, number=number, skills=skills) for number in (1, 2)
        ]
        actions.define_policy(world.centre.pk, come_minutes=2, is_bounded=False)
        self.colleague = user("dongnghiep", "Lê Văn Bình")
        post(self.colleague, world.centre, "reception")
        forget_all()

    def issue(self, *, earlier=0, **more):
        at = MORNING - timedelta(minutes=earlier)
        return actions.issue(
            self.centre.pk, group_id=self.group.pk, request_key=uuid4(), at=at, **more
        ).ticket


@pytest.fixture
def hall(lac_hong):
    return Hall(lac_hong)


@pytest.fixture
def colleague(hall):
    client = Client()
    client.force_login(hall.colleague)
    return client


def do(client, verb, **values):
    return client.post(f"/desk/counter/{verb}", values, follow=True)


def opened(client, hall, number=1):
    return do(client, "open", counter=hall.counters[number - 1].pk, page="serve")


def kinds(ticket):
    return [event.kind for event in visits.timeline(ticket)]


def test_a_centre_without_a_hall_shows_the_counter_as_before(clerk):
    page = words(clerk.get("/desk/serve"))

    assert "Mở quầy" not in page
    assert "Gọi số tiếp" not in page


def test_a_clerk_opens_a_counter_and_calls_the_next_number(clerk, hall):
    ticket = hall.issue()

    page = words(opened(clerk, hall))
    called = do(clerk, "call", page="home")

    assert "Đã mở quầy 01." in page
    assert "1 người đang chờ" in page
    assert called.redirect_chain == [("/desk/serve", 302)]
    assert "Đã gọi số A001." in words(called)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.counter_id) == ("called", hall.counters[0].pk)


def test_the_procedure_chosen_on_taking_the_number_stands_in_the_form(clerk, hall, lac_hong):
    hall.issue(procedure_id=lac_hong.version.procedure_id)
    opened(clerk, hall)

    do(clerk, "call", page="serve")
    response = clerk.get("/desk/serve")

    assert response.context["form"]["version"].value() == str(lac_hong.version.pk)


def test_a_dossier_received_while_serving_is_noted_in_the_visit(clerk, hall, lac_hong):
    ticket = hall.issue()
    opened(clerk, hall)
    do(clerk, "call", page="serve")
    do(clerk, "start", ticket=ticket.pk)

    clerk.post("/desk/serve", filled(lac_hong, ticket=ticket.pk))
    finished = do(clerk, "next", ticket=ticket.pk, page="serve")

    number = Dossier.objects.get().number
    assert kinds(ticket) == ["issued", "called", "started", "dossier", "finished"]
    assert HallEvent.objects.get(kind="dossier").reason == number
    assert "Không có ai chờ quầy này." in words(finished)


def test_a_dossier_sent_twice_is_noted_once(clerk, hall, lac_hong, monkeypatch):
    ticket = hall.issue()
    opened(clerk, hall)
    do(clerk, "call")
    form = filled(lac_hong, ticket=ticket.pk)

    clerk.post("/desk/serve", form)
    monkeypatch.setattr(timezone, "now", lambda: MORNING + timedelta(seconds=2))
    clerk.post("/desk/serve", form)

    assert HallEvent.objects.filter(kind="dossier").count() == 1


def test_after_a_reception_the_next_number_is_one_key_away(clerk, hall, lac_hong):
    ticket = hall.issue()
    opened(clerk, hall)
    do(clerk, "call")

    page = words(clerk.post("/desk/serve", filled(lac_hong, ticket=ticket.pk), follow=True))

    assert 'data-key="F2"><span>Xong, gọi số tiếp</span>' in page
    assert page.count('data-key="F2"') == 1
    assert page.count('data-key="F4"') == 1


def test_a_button_pressed_twice_calls_once(clerk, hall):
    first, second = hall.issue(), hall.issue()
    opened(clerk, hall)

    do(clerk, "call")
    again = do(clerk, "call")

    assert "Quầy đã gọi số A001." in words(again)
    assert [kinds(first), kinds(second)] == [["issued", "called"], ["issued"]]


def test_finishing_and_calling_twice_skips_nobody(clerk, hall):
    first, second, third = hall.issue(), hall.issue(), hall.issue()
    opened(clerk, hall)
    do(clerk, "call")

    do(clerk, "next", ticket=first.pk)
    again = do(clerk, "next", ticket=first.pk)

    assert "Số A001 đã kết thúc." in words(again)
    assert queries.current_at(hall.counters[0].pk) == second
    assert kinds(third) == ["issued"]


def test_two_clerks_pick_one_number_and_the_second_reads_where_it_is(clerk, colleague, hall):
    hall.issue()
    wanted = hall.issue()
    opened(clerk, hall, 1)
    opened(colleague, hall, 2)

    do(clerk, "pick", ticket=wanted.pk, reason="Người bị mệt")
    second = do(colleague, "pick", ticket=wanted.pk, reason="Quen")

    assert "Số A002 đang ở quầy 01." in words(second)
    assert kinds(wanted) == ["issued", "called"]


def test_nobody_is_picked_without_a_reason(clerk, hall):
    ticket = hall.issue()
    opened(clerk, hall)

    response = do(clerk, "pick", ticket=ticket.pk, reason="  ")

    assert "Ghi lý do gọi ngoài thứ tự." in words(response)
    assert kinds(ticket) == ["issued"]


def test_a_counter_is_somebodys_and_an_official_has_one(clerk, colleague, hall):
    opened(clerk, hall, 1)

    taken = opened(colleague, hall, 1)
    second = opened(clerk, hall, 2)

    assert "phục vụ." in words(taken)
    assert "Bạn đang mở quầy 01." in words(second)
    assert CounterSession.objects.count() == 1


def test_a_number_is_held_given_back_and_sent_to_another_group_with_its_arrival(clerk, hall):
    ticket = hall.issue()
    opened(clerk, hall)
    do(clerk, "call")

    without = do(clerk, "hold", ticket=ticket.pk, reason="")
    do(clerk, "hold", ticket=ticket.pk, reason="Điền tờ khai")
    do(clerk, "resume", ticket=ticket.pk)
    do(clerk, "call")
    do(clerk, "transfer", ticket=ticket.pk, group=hall.other.pk)

    assert "Ghi lý do tạm giữ." in words(without)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.line.group, ticket.arrived_at) == ("waiting", hall.other, MORNING)


def test_who_did_not_come_is_not_missed_before_the_time_to_come_is_over(clerk, hall):
    ticket = hall.issue()
    opened(clerk, hall)
    do(clerk, "call")

    response = do(clerk, "miss", ticket=ticket.pk)

    assert "Hãy chờ người được gọi đến" in words(response)
    assert kinds(ticket) == ["issued", "called"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"reason": ""}, "Ghi lý do tạm nghỉ."),
        ({"reason": "Họp", "back_at": "08:00"}, "Giờ trở lại phải sau lúc này."),
        ({"reason": "Họp", "back_at": "sáng"}, "Giờ trở lại viết như 13:30."),
    ],
)
def test_a_pause_says_why_and_until_when(clerk, hall, values, reason):
    opened(clerk, hall)

    refused = words(do(clerk, "pause", **values))
    do(clerk, "pause", reason="Nghỉ giải lao", back_at="10:15")
    page = words(clerk.get("/desk/serve"))

    assert reason in refused
    assert "Nghỉ giải lao" in page
    assert "Trở lại lúc 10:15" in page
    assert "Trở lại phục vụ" in page


def test_an_act_without_a_counter_of_ones_own_is_refused(clerk, hall):
    response = do(clerk, "call")

    assert "Quầy của bạn đã đóng. Hãy mở quầy trước." in words(response)


def test_an_unknown_act_is_not_there(clerk, hall):
    opened(clerk, hall)

    assert clerk.post("/desk/counter/dance").status_code == 404


@pytest.mark.parametrize("ticket", ["", "abc", "999999999", "9" * 40])
def test_a_number_that_is_not_there_is_said(clerk, hall, ticket):
    opened(clerk, hall)

    response = do(clerk, "recall", ticket=ticket)

    assert response.status_code == 200
    assert "Chưa chọn số nào." in words(response) or "Số này không có trong sảnh hôm nay." in words(response)


def test_an_act_in_the_background_is_answered_with_the_strip_alone(clerk, hall):
    ticket = hall.issue()
    opened(clerk, hall)
    do(clerk, "call")

    response = clerk.post("/desk/counter/recall", {"ticket": ticket.pk}, headers={"X-Part": "live"})
    refused = clerk.post("/desk/counter/unpause", headers={"X-Part": "live"})

    assert "Đã gọi lại số A001." in words(response)
    assert "Quầy đang phục vụ." in words(refused)
    assert "<html" not in words(response)


def test_the_lane_is_said_in_words(clerk, hall):
    hall.issue(lane="elderly")

    page = words(opened(clerk, hall))

    assert "Người cao tuổi" in page


def test_a_call_for_help_is_shown_until_it_is_over(clerk, hall):
    opened(clerk, hall)

    page = words(do(clerk, "help", reason="Cần phiên dịch", page="serve"))
    after = words(do(clerk, "end-help", page="serve"))

    assert "Đã gọi người giúp lúc 09:00" in page
    assert "Đã gọi người giúp lúc" not in after


def test_whoever_sits_at_a_counter_sees_that_a_kiosk_calls_and_says_that_somebody_came(clerk, hall):
    kiosk = Device.objects.create(
        centre=hall.centre,
        name="Cột cạnh cửa",
        screen=Screen.KIOSK,
        token_hash="x",
        registered_at=MORNING,
        registered_by=hall.colleague,
    )
    opened(clerk, hall)
    devices.call_help(kiosk.pk, at=MORNING)

    page = words(clerk.get("/desk/counter/now?page=serve"))
    after = words(do(clerk, "came", device=kiosk.pk, page="serve"))
    elsewhere = words(do(clerk, "came", device=kiosk.pk + 1, page="serve"))

    assert "Cột cạnh cửa: có người cần giúp từ 09:00." in page
    assert "Cột cạnh cửa đã có người đến." in after
    assert "có người cần giúp" not in after
    assert "Máy này không ở trung tâm đang xem." in elsewhere


def test_the_refresh_says_that_nothing_is_new_and_costs_little(clerk, hall):
    for _one in range(12):
        hall.issue()
    opened(clerk, hall)
    tag = clerk.get("/desk/counter/now?page=serve")["ETag"]

    with at_most(3):
        same = clerk.get("/desk/counter/now?page=serve", headers={"If-None-Match": tag})
    hall.issue()
    with at_most(6):
        new = clerk.get("/desk/counter/now?page=serve", headers={"If-None-Match": tag})

    assert same.status_code == 304
    assert new.status_code == 200
    assert "A013" in words(new)


def test_the_strip_listens_where_its_hall_streams(clerk, hall, settings):
    settings.STREAM_URL = "http://127.0.0.1:8001/stream/"

    page = clerk.get("/desk/serve").content.decode()

    assert f'data-stream="http://127.0.0.1:8001/stream/{hall.centre.pk}"' in page


def test_the_roster_proposes_the_counter(clerk, hall, lac_hong, monkeypatch):
    monkeypatch.setattr(queries, "counter_on_duty", lambda *args, **kwargs: hall.counters[1])

    page = words(clerk.get("/desk/serve"))

    assert "Lịch trực hôm nay xếp bạn ở quầy 02." in page


def test_without_a_roster_the_counter_of_last_time_is_proposed(clerk, hall):
    opened(clerk, hall, 2)
    do(clerk, "close")

    response = clerk.get("/desk/serve")

    assert response.context["strip"].proposed == hall.counters[1]


def test_the_story_of_a_visit_says_why_somebody_was_overtaken(clerk, hall):
    waiting, elder = hall.issue(earlier=5), hall.issue(lane="elderly")
    opened(clerk, hall)
    do(clerk, "call")

    page = words(clerk.get(f"/desk/visits/{waiting.pk}"))
    index = words(clerk.get("/desk/visits?q=a1"))

    assert f"Số {elder.code} thuộc diện ưu tiên" in page
    assert "Vì sao được gọi lúc ấy" in page
    assert "1 lượt" in index


def test_the_day_of_visits_is_written_as_people_write_it(clerk, hall):
    ticket = hall.issue()
    today = f"{clock.today():%d/%m/%Y}"

    page = clerk.get("/desk/visits")
    wrong = words(clerk.get("/desk/visits?day=31/02/2026"))
    other = words(clerk.get("/desk/visits?day=01/02/2026"))

    assert page.context["form"]["day"].value() == today
    assert 'type="date"' not in page.content.decode()
    assert "Ngày phải là ngày có thật" in wrong
    assert ticket.code in wrong
    assert "Ngày này chưa ai lấy số." in other


def test_a_visit_of_another_centre_is_not_there(client, hall, lac_hong):
    ticket = hall.issue()
    away = user("xa", "Người xa")
    post(away, lac_hong.division, "examiner")
    client.force_login(away)

    assert client.get(f"/desk/visits/{ticket.pk}").status_code == 403
    assert Ticket.objects.count() == 1
