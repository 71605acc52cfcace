"""Setting up a hall: groups, counters, policy; what is wrong stands at its field."""

from uuid import uuid4

import pytest
from django.utils import timezone

from motcua.base.registers import forget_all
from motcua.history.models import Entry
from motcua.queueing import actions
from motcua.queueing.models import Policy, ServiceGroup
from motcua.queueing.queries import group_for, setup
from tests.factories import MORNING, world
from tests.web.desk.conftest import words


@pytest.fixture
def made(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    return world()


@pytest.fixture
def supervisor(client, made):
    client.force_login(made.supervisor)
    return client


GROUP = {"name": "Đất đai", "name_en": "Land", "letter": "a", "minutes": "12", "order": "1", "is_open": "on"}
POLICY = {
    "cap": "2",
    "return_behind": "3",
    "come_minutes": "2",
    "long_wait_minutes": "20",
    "early_minutes": "15",
}


def group(made, **more):
    values = {"code": "dat-dai", "letter": "A", "name": "Đất đai", **more}
    found = actions.define_group(made.centre.pk, **values)
    forget_all()
    return found


def errors(response):
    return {name: list(some) for name, some in response.context["form"].errors.items()}


def test_an_empty_hall_says_how_to_begin(supervisor):
    page = words(supervisor.get("/admin/hall"))

    assert "Chưa có nhóm dịch vụ nào." in page
    assert "Thêm nhóm dịch vụ trước" in words(supervisor.get("/admin/hall/counter"))


def test_a_group_is_made_with_a_code_of_its_name_and_serves_what_was_chosen(supervisor, made):
    procedure = made.version.procedure
    field = made.version.field

    response = supervisor.post(
        "/admin/hall/group", {**GROUP, "fields_served": [field.pk], "procedures": procedure.code}, follow=True
    )

    found = ServiceGroup.objects.get()
    assert (found.code, found.letter, found.minutes) == ("dat-dai", "A", 12)
    assert group_for(made.centre.pk, procedure_id=0, field_id=field.pk) == found
    assert "Đã lưu nhóm dịch vụ “Đất đai”." in words(response)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"letter": "ab"}, "letter", "Chữ cái là một chữ hoa từ A đến Z."),
        ({"letter": "Đ"}, "letter", "Chữ cái là một chữ hoa từ A đến Z."),
        ({"letter": "B"}, "letter", "Chữ B đã là của nhóm “Hộ tịch”."),
        ({"minutes": "0"}, "minutes", "Hãy ghi một số từ 1 đến 240."),
        ({"minutes": "nhanh"}, "minutes", "Hãy ghi một số từ 1 đến 240."),
        ({"name": " "}, "name", "Hãy điền ô này."),
        ({"procedures": "9.999999"}, "procedures", "Danh mục không có thủ tục 9.999999."),
    ],
)
def test_what_is_wrong_with_a_group_stands_at_its_field(supervisor, made, changes, field, reason):
    group(made, code="ho-tich", letter="B", name="Hộ tịch")

    response = supervisor.post("/admin/hall/group", {**GROUP, **changes})

    assert response.status_code == 422
    assert errors(response) == {field: [reason]}
    assert ServiceGroup.objects.count() == 1


def test_a_field_is_served_by_one_group(supervisor, made):
    field = made.version.field
    group(made, code="ho-tich", letter="B", name="Hộ tịch", fields=[field.pk])

    response = supervisor.post("/admin/hall/group", {**GROUP, "fields_served": [field.pk]})

    assert errors(response) == {"fields_served": [f"{field.name} đã do nhóm “Hộ tịch” phục vụ."]}


def test_a_letter_stays_on_the_day_numbers_were_given(supervisor, made):
    own = group(made)
    actions.issue(made.centre.pk, group_id=own.pk, request_key=uuid4(), at=MORNING)

    response = supervisor.post("/admin/hall/groups/dat-dai", {**GROUP, "letter": "C"})

    assert errors(response) == {"letter": ["Hôm nay đã phát số với chữ A, hãy đổi vào ngày khác."]}


def test_a_counter_serves_groups_in_an_order(supervisor, made):
    land, civil = group(made), group(made, code="ho-tich", letter="B", name="Hộ tịch")

    supervisor.post(
        "/admin/hall/counter",
        {"number": "5", "zone": "Dãy trái", f"rank_{land.pk}": "2", f"rank_{civil.pk}": "1", "is_kept": "on"},
    )

    of = setup(made.centre.pk)
    (counter,) = of.counters.values()
    assert (str(counter), counter.zone) == ("05", "Dãy trái")
    assert of.skills[counter.pk] == {land.pk: 2, civil.pk: 1}


def test_what_is_wrong_with_a_counter_stands_at_its_field(supervisor, made):
    land = group(made)
    actions.define_counter(made.centre.pk, number=5, skills={land.pk: 1})
    forget_all()

    response = supervisor.post("/admin/hall/counter", {"number": "5", "is_kept": "on"})

    assert errors(response) == {
        "number": ["Đã có quầy số 05."],
        f"rank_{land.pk}": ["Chọn ít nhất một nhóm dịch vụ quầy này phục vụ."],
    }


def test_a_counter_where_somebody_sits_is_not_put_out_of_use(supervisor, made):
    land = group(made)
    counter = actions.define_counter(made.centre.pk, number=5, skills={land.pk: 1})
    forget_all()
    actions.open_counter(counter.pk, by=made.rights(made.clerk), at=MORNING)

    response = supervisor.post("/admin/hall/counters/5", {f"rank_{land.pk}": "1"})

    reason = f"Quầy đang có {made.clerk.full_name} phục vụ, hãy đóng quầy trước."
    assert errors(response) == {"is_kept": [reason]}


def test_the_policy_is_kept_and_its_limits_are_said(supervisor, made):
    wrong = supervisor.post("/admin/hall", {**POLICY, "cap": "0"})
    supervisor.post("/admin/hall", POLICY)

    assert errors(wrong) == {"cap": ["Hãy ghi một số từ 1 đến 9."]}
    policy = Policy.objects.get()
    assert (policy.cap, policy.long_wait_minutes, policy.is_bounded) == (2, 20, False)


def test_the_hall_of_another_centre_is_not_there(supervisor):
    assert supervisor.get("/admin/hall?centre=khac").status_code == 404


def test_who_set_up_what_and_how_it_was_before_is_recorded(supervisor, made):
    typed = {**GROUP, "fields_served": [], "procedures": ""}
    supervisor.post("/admin/hall/group", typed)
    supervisor.post("/admin/hall/groups/dat-dai", {**typed, "minutes": "15"})
    supervisor.post("/admin/hall/groups/dat-dai", {**typed, "minutes": "15"})
    land = ServiceGroup.objects.get()
    supervisor.post(
        "/admin/hall/counter", {"number": "1", "zone": "Dãy phải", "is_kept": "on", f"rank_{land.pk}": "1"}
    )
    supervisor.post("/admin/hall", POLICY)

    told = [(one.subject, one.key, one.actor, one.details["values"]) for one in Entry.objects.filter(verb="changed").order_by("pk")]  # fmt: skip
    code = made.centre.code
    assert [one[:3] for one in told] == [
        ("service_group", f"{code}/dat-dai", made.supervisor),
        ("service_group", f"{code}/dat-dai", made.supervisor),
        ("counter", f"{code}/01", made.supervisor),
        ("hall_policy", code, made.supervisor),
    ]
    assert told[0][3]["letter"] == [None, "A"]
    assert told[1][3] == {"minutes": [12, 15]}
    assert told[2][3]["skills"] == [None, ["A1"]]
    assert told[3][3]["cap"] == [1, 2]
