"""The page that plays a day again: what it shows, what it refuses at its fields, what it costs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.organisations.queries import rights_of
from motcua.queueing import actions
from motcua.web.insight import staffing
from tests.factories import MONDAY, user, world
from tests.statements import at_most
from tests.web.desk.conftest import words

pytestmark = pytest.mark.django_db
NINE = clock.at(MONDAY, 9)
PAGE = "/ops/hall/staffing"


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY, 17, 30))
    made = world()
    made.land = actions.define_group(made.centre.pk, code="dat", letter="A", name="Đất đai", minutes=12)
    made.civil = actions.define_group(
        made.centre.pk, code="ho", letter="B", name="Hộ tịch", minutes=6, order=2
    )
    made.counters = [
        actions.define_counter(made.centre.pk, number=number, skills=skills, zone="Dãy phải")
        for number, skills in ((1, {made.land.pk: 1}), (2, {made.land.pk: 1, made.civil.pk: 2}))
    ]
    forget_all()
    return made


def lived(made, *, day=0, people=12):
    """Let one counter serve people who come a minute after the other, ten minutes each."""
    by, start = rights_of(made.clerk.pk, on=MONDAY), NINE - timedelta(days=day)
    counter = made.counters[0].pk
    actions.open_counter(counter, by=by, at=start)
    for at in range(people):
        actions.issue(
            made.centre.pk, group_id=made.land.pk, request_key=uuid4(), at=start + timedelta(minutes=at)
        )
    for at in range(people):
        began = start + timedelta(minutes=12 + 10 * at)
        ticket = actions.call_next(counter, by=by, at=began)
        actions.finish(ticket.pk, counter_id=counter, by=by, at=began + timedelta(minutes=9))
    actions.close_counter(counter, by=by, at=start + timedelta(hours=3))


@pytest.fixture
def supervisor(client, made):
    client.force_login(made.supervisor)
    return client


def test_a_hall_without_a_day_says_so(supervisor):
    assert "Sảnh này chưa phát số ngày nào." in words(supervisor.get(PAGE))


def test_the_last_day_stands_in_the_grid_as_it_was(supervisor, made):
    lived(made)

    page = supervisor.get(PAGE)

    grid = {row.label: [box.hour for box in row.boxes if box.is_open] for row in page.context["grid"]}
    assert grid == {"01": ["09:00–10:00", "10:00–11:00", "11:00–11:30"], "02": []}
    assert page.context["arrivals"][2] == 12
    said = words(page)
    assert "12 lượt đến" in said
    assert "như cũ" in said


def test_a_whole_day_is_proposed_before_the_one_that_is_not_over(supervisor, made):
    lived(made, day=7, people=3)
    lived(made)

    assert [one.day for one in supervisor.get(PAGE).context["days"]] == [MONDAY - timedelta(days=7)]


def test_another_plan_is_played_and_compared_in_words(supervisor, made):
    lived(made)
    plan = {"run": "1", "target": "20", "cap": "1", "o1": ["2", "3"], "o2": ["2", "3"], "s2": "a"}

    page = supervisor.get(PAGE, plan)

    row, change = page.context["rows"][0]
    assert row.label == "Tất cả"
    assert row.after.ninetieth < row.before.ninetieth == row.recorded.ninetieth
    assert change[0].startswith("ngắn hơn")
    assert [row.letters.value() for row in page.context["grid"]] == ["A", "a"]
    assert "Lúc hết giờ còn 0 người chờ; 0 người không được gọi" in words(page)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"day": "31/02/2026"}, "Ngày phải là ngày có thật, ví dụ 27/03/2026"),
        ({"day": "20/11/2026"}, "Ngày này sảnh chưa phát số nào; ngày trọn gần nhất có số là 23/11/2026."),
        ({"days": "9"}, "Điền một số từ 1 đến 8"),
        ({"target": "một"}, "Điền một số từ 1 đến 240"),
        ({"cap": "0"}, "Điền một số từ 1 đến 9"),
        ({"s1": "Q"}, "Không có nhóm dịch vụ Q; các nhóm là A, B."),
        ({"s1": ""}, "Ghi chữ cái của nhóm dịch vụ quầy phục vụ, ví dụ BE."),
        ({"more": "A, Z"}, "Không có nhóm dịch vụ Z; các nhóm là A, B."),
        ({"more": ",".join("A" * 13)}, "Thêm được nhiều nhất 12 quầy."),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field(supervisor, made, typed, reason):
    lived(made)

    page = supervisor.get(PAGE, {"run": "1", **typed})

    assert page.status_code == 200
    assert reason in words(page)
    assert "told" not in page.context


@pytest.mark.parametrize("typed", [{"suggest": "x"}, {"o1": ["99", "-1", "½"]}, {"suggest": "99999999"}])
def test_what_nobody_types_breaks_nothing(supervisor, made, typed):
    lived(made)

    assert supervisor.get(PAGE, {"run": "1", "target": "60", **typed}).status_code == 200


def test_the_search_goes_on_step_by_step_to_a_plan_that_fills_the_grid(supervisor, made, monkeypatch):
    lived(made)
    monkeypatch.setattr(staffing, "SLICE_SECONDS", -1)
    part = {"X-Part": "suggestion"}

    answer = supervisor.get(PAGE, {"suggest": "0", "target": "70"}, headers=part)
    steps = 1
    while not answer.context["found"].is_done:
        assert "Đang thử" in words(answer)
        answer, steps = supervisor.get(PAGE + answer.context["go_on"], headers=part), steps + 1
    used = supervisor.get(PAGE + answer.context["use"])

    assert steps == answer.context["found"].pieces
    assert "Ít nhất" in words(answer)
    assert used.context["told"].after.total.ninetieth <= 70
    assert used.context["told"].after.counter_hours == pytest.approx(
        sum(one.seconds for one in answer.context["found"].plan.seats()) / 3600, abs=0.3
    )


def test_what_cannot_be_held_says_which_counters_are_missing_and_tries_with_them(supervisor, made):
    lived(made)

    answer = supervisor.get(PAGE, {"suggest": "0", "target": "5"})
    again = supervisor.get(PAGE + answer.context["with_more"])

    said = words(answer)
    assert "Mở mọi quầy cả ngày vẫn không giữ được chín trong mười người chờ không quá 5 phút" in said
    assert "Đề xuất với các quầy thêm này" in said
    assert "+1" in [row.label for row in again.context["grid"]]
    assert again.context["found"].misses == ()


def test_the_waits_are_a_table_to_save(supervisor, made):
    lived(made)

    answer = supervisor.get(PAGE + supervisor.get(PAGE).context["csv"])

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert f"bo-tri-quay-{made.centre.code}-2026-11-23.csv" in answer["Content-Disposition"]
    assert lines[0].startswith("Nhóm,Đã diễn ra: lượt,")
    assert [line.split(",")[0] for line in lines[1:]] == ["Tất cả", "09:00", "A Đất đai"]


def test_more_people_and_more_days_cost_no_more_statements(supervisor, made):
    lived(made, day=7, people=3)
    lived(made, people=12)
    supervisor.get(PAGE)

    with at_most(11):
        supervisor.get(PAGE, {"days": "1"})
    with at_most(11):
        page = supervisor.get(
            PAGE, {"day": "23/11/2026", "days": "2", "run": "1", "o1": ["2"], "target": "90"}
        )

    assert page.context["comers"] == 15


def test_another_hall_is_not_there(client, made):
    client.force_login(user("nguoi-la", "Người lạ"))

    assert client.get(PAGE).status_code == 403
