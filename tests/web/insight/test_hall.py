"""The hall as its supervisor sees it: what it says, who may act, what it costs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.queueing import actions, devices, queries
from motcua.queueing.models import CounterSession, Device, Screen, ServiceGroup
from tests.factories import MONDAY, post, user, world
from tests.statements import at_most
from tests.web.desk.conftest import words

TEN = clock.at(MONDAY, 10)


@pytest.fixture
def made(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: TEN)
    made = world()
    made.land = actions.define_group(made.centre.pk, code="dat", letter="A", name="Đất đai", minutes=12)
    made.civil = actions.define_group(
        made.centre.pk, code="ho", letter="B", name="Hộ tịch", minutes=6, order=2
    )
    made.counters = [
        actions.define_counter(made.centre.pk, number=number, skills={group.pk: 1}, zone="Dãy phải")
        for number, group in ((1, made.land), (2, made.civil))
    ]
    forget_all()
    return made


@pytest.fixture
def supervisor(client, made):
    client.force_login(made.supervisor)
    return client


def issue(made, group, *, earlier=0, count=1):
    at = TEN - timedelta(minutes=earlier)
    values = {"group_id": group.pk, "at": at}
    return [actions.issue(made.centre.pk, request_key=uuid4(), **values).ticket for _one in range(count)]


def at_counter(made, number, *, minutes=0):
    rights = made.rights(made.clerk)
    at = TEN - timedelta(minutes=minutes)
    actions.open_counter(made.counters[number - 1].pk, by=rights, at=at)
    return {"by": rights, "at": at}


def test_a_centre_without_a_hall_says_how_to_begin(client, db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: TEN)
    made = world()
    client.force_login(made.supervisor)

    assert "Chưa có sảnh nào." in words(client.get("/ops/hall"))


def test_lines_counters_and_what_needs_an_eye_are_shown(supervisor, made):
    at_counter(made, 1, minutes=20)
    issue(made, made.land, earlier=31)
    issue(made, made.civil, earlier=2, count=3)

    page = words(supervisor.get("/ops/hall"))

    assert "Đất đai: có người chờ 31 phút, quá mức 30 phút." in page
    assert "Hộ tịch: 3 người chờ mà chưa có quầy nào phục vụ." in page
    assert "Quầy 01 rảnh 20 phút trong khi có người chờ." in page
    assert "Đặng Thúy Nga" not in page.split("Đang rảnh")[0]


def test_a_hall_without_an_open_counter_promises_nothing(supervisor, made):
    shut = words(supervisor.get("/ops/hall"))
    at_counter(made, 1)
    opened = words(supervisor.get("/ops/hall"))

    assert shut.count("chưa mở quầy nào") == shut.count(">chưa có quầy<") == 2
    assert "đủ quầy" not in shut
    assert opened.count("chưa mở quầy nào") == opened.count("đủ quầy") == 1


def test_a_call_nobody_answers_is_named(supervisor, made):
    issue(made, made.land, earlier=9)
    here = at_counter(made, 1, minutes=8)
    actions.call_next(made.counters[0].pk, by=here["by"], at=TEN - timedelta(minutes=4))

    page = words(supervisor.get("/ops/hall"))

    assert "Quầy 01: số A001 đã gọi 4 phút mà chưa ai đến." in page


def test_a_line_that_grows_says_how_many_counters_it_needs_and_until_when(supervisor, made):
    at_counter(made, 2, minutes=5)
    issue(made, made.civil, earlier=1, count=30)

    response = supervisor.get("/ops/hall")

    line = next(one for one in response.context["seen"].lines if one.now.group == made.civil)
    assert line.needed > line.counters == 1
    assert f"cần {line.needed} quầy trước 10:30" in words(response)


def test_the_supervisor_opens_and_closes_a_counter_for_somebody(supervisor, made):
    counter = made.counters[0].pk
    values = {"centre": made.centre.code, "counter": counter}

    opened = words(supervisor.post("/ops/hall/open", {**values, "user": made.clerk.pk}, follow=True))
    again = words(supervisor.post("/ops/hall/open", {**values, "user": made.returner.pk}, follow=True))
    closed = words(supervisor.post("/ops/hall/close", values, follow=True))

    assert "Đã mở quầy 01." in opened
    assert "phục vụ." in again
    assert "Đã đóng quầy 01." in closed
    assert CounterSession.objects.get().to_at == TEN


@pytest.mark.parametrize(
    ("verb", "values", "reason"),
    [
        ("open", {}, "Hãy chọn người phục vụ."),
        ("close", {}, "Quầy chưa mở."),
        ("close", {"counter": "x"}, "Hãy chọn quầy."),
        ("close", {"counter": "999999"}, "Quầy này không ở trung tâm đang xem."),
        ("helped", {}, "Quầy này không còn chờ người giúp."),
    ],
)
def test_what_cannot_be_done_says_why(supervisor, made, verb, values, reason):
    sent = {"centre": made.centre.code, "counter": made.counters[0].pk, **values}

    response = supervisor.post(f"/ops/hall/{verb}", sent, follow=True)

    assert reason in words(response)


def test_a_call_for_help_is_seen_and_answered(supervisor, made):
    here = at_counter(made, 1, minutes=3)
    actions.call_help(made.counters[0].pk, reason="Cần phiên dịch", **here)
    values = {"centre": made.centre.code, "counter": made.counters[0].pk}

    seen = words(supervisor.get("/ops/hall"))
    response = supervisor.post("/ops/hall/helped", values, headers={"X-Part": "live"})

    assert "Quầy 01 gọi người giúp 3 phút trước." in seen
    assert "Cần phiên dịch" in seen
    assert "Quầy 01 đã có người giúp." in words(response)
    assert queries.session_of(made.clerk.pk).help_at is None


def test_a_kiosk_calls_for_a_person_and_for_its_printer_until_somebody_came(supervisor, made):
    kiosk = Device.objects.create(
        centre=made.centre,
        name="Cột cạnh cửa",
        screen=Screen.KIOSK,
        has_printer=True,
        token_hash="x",
        registered_at=TEN,
        registered_by=made.supervisor,
    )
    devices.call_help(kiosk.pk, at=TEN - timedelta(minutes=2))
    devices.tell_fault(kiosk.pk, "paper", at=TEN - timedelta(minutes=5))
    values = {"centre": made.centre.code, "device": kiosk.pk}

    seen = words(supervisor.get("/ops/hall"))
    response = words(supervisor.post("/ops/hall/came", values, headers={"X-Part": "live"}))
    other = words(supervisor.post("/ops/hall/came", {**values, "device": kiosk.pk + 1}, follow=True))

    assert "Cột cạnh cửa: có người cần giúp từ 2 phút trước." in seen
    assert "Cột cạnh cửa: máy in hết giấy từ 5 phút trước." in seen
    assert "Cột cạnh cửa đã có người đến." in response
    assert "có người cần giúp" not in response
    assert "Máy này không ở trung tâm đang xem." in other


def test_who_watches_over_a_centre_from_above_looks_and_acts_not(client, made):
    above = user("tinh", "Người giám sát tỉnh")
    post(above, made.government, "supervisor")
    client.force_login(above)
    values = {"centre": made.centre.code, "counter": made.counters[0].pk, "user": made.clerk.pk}

    page = words(client.get("/ops/hall"))
    response = client.post("/ops/hall/open", values, follow=True)

    assert "Mở quầy" not in page
    assert "Việc này của giám đốc hoặc người giám sát trung tâm." in words(response)


def test_the_refresh_answers_only_what_is_new_and_costs_the_same_for_any_hall(supervisor, made):
    at_counter(made, 1, minutes=20)
    issue(made, made.land, earlier=5, count=2)
    tag = supervisor.get("/ops/hall").context["tag"]

    with at_most(2):
        same = supervisor.get("/ops/hall/now", headers={"If-None-Match": f'"{tag}"'})
    issue(made, made.land, count=20)
    with at_most(11):
        new = supervisor.get("/ops/hall/now", headers={"If-None-Match": f'"{tag}"'})

    assert same.status_code == 304
    assert new.status_code == 200


def test_the_estimates_are_judged_by_day_and_group(supervisor, made):
    issue(made, made.land, earlier=10)
    here = at_counter(made, 1, minutes=8)
    actions.call_next(made.counters[0].pk, **here)

    page = words(supervisor.get("/ops/hall/estimates"))
    empty = words(supervisor.get("/ops/hall/estimates?first=2026-01-01&last=2026-01-02"))

    assert "Đất đai" in page
    assert "Đúng khoảng đã hẹn" in page
    assert "chưa có lượt nào được hẹn giờ chờ" in empty


def test_groups_are_named_in_the_language_of_the_reader(supervisor, made):
    ServiceGroup.objects.filter(pk=made.land.pk).update(name_en="Land")
    forget_all()
    (ticket,) = issue(made, made.land, earlier=10)
    addresses = (
        "/ops/hall",
        "/desk/visits",
        f"/desk/visits/{ticket.pk}",
        "/admin/hall",
        "/ops/hall/staffing",
    )

    supervisor.cookies["django_language"] = "en"
    english = [words(supervisor.get(address)) for address in addresses]
    supervisor.cookies["django_language"] = "vi"
    vietnamese = [words(supervisor.get(address)) for address in addresses]

    assert all("Land" in page and "Đất đai" not in page for page in english)
    assert all("Đất đai" in page and "Land" not in page for page in vietnamese)


def test_days_are_written_as_in_reports_and_wrong_ones_are_said(supervisor, made):
    page = supervisor.get("/ops/hall/estimates")
    wrong = words(supervisor.get("/ops/hall/estimates?first=31/02/2026"))
    turned = words(supervisor.get("/ops/hall/estimates?first=20/11/2026&last=01/11/2026"))

    assert page.context["form"]["last"].value() == f"{MONDAY:%d/%m/%Y}"
    assert 'type="date"' not in page.content.decode()
    assert "Ngày phải là ngày có thật" in wrong
    assert "Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ." in turned


def test_another_centre_is_not_there(supervisor, made):
    assert supervisor.get("/ops/hall?centre=khac").status_code == 404
