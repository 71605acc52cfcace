"""The people of an office on the screen."""

import pytest

from motcua.organisations.models import Absence, Membership, Position, StandIn
from motcua.organisations.queries import rights_of
from tests.factories import MONDAY, post, user
from tests.statements import at_most
from tests.web.setup.conftest import Role, words

HEADS = {Role.SUPERVISOR, Role.DIRECTOR, Role.HEAD_OF_AGENCY, Role.HEAD_OF_DIVISION}
PAGES = ("/admin/people", "/admin/roster", "/admin/roster/file", "/ops/load")


@pytest.fixture
def director(lac_hong):
    made = user("giamdoc", "Trịnh Mỹ Linh")
    post(made, lac_hong.centre, Role.DIRECTOR)
    return made


@pytest.fixture
def head_desk(client, lac_hong):
    client.force_login(lac_hong.head)
    return client


@pytest.fixture
def director_desk(client, director):
    client.force_login(director)
    return client


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_lead_or_watch_enter_the_pages_of_people(client, lac_hong, role):
    somebody = user("ai-do", "Ai Đó")
    post(somebody, lac_hong.centre, role)
    client.force_login(somebody)

    seen = {page: client.get(page).status_code for page in PAGES}

    assert seen == dict.fromkeys(PAGES, 200 if role in HEADS else 403)


def names(response):
    return [row.user.username for row in response.context["page"]]


def test_a_head_sees_the_own_unit_and_those_under_it_only(client, lac_hong, director):
    seen = {}
    for somebody in (lac_hong.head, director, lac_hong.leader):
        client.force_login(somebody)
        seen[somebody.username] = set(names(client.get("/admin/people")))

    assert seen["truongphong"] == {"truongphong", "thuly"}
    assert seen["giamdoc"] == {"giamdoc", "tiepnhan", "traketqua", "giamsat"}
    assert seen["lanhdao"] >= seen["truongphong"] | seen["giamdoc"]
    assert "xakhac" not in seen["lanhdao"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_people_of_other_units_do_not_exist(head_desk, lac_hong, method):
    answers = {
        name: getattr(head_desk, method)(f"/admin/people/{name}", {"act": "absence"}).status_code
        for name in ("tiepnhan", "xakhac", "khong-co")
    }

    assert set(answers.values()) == {404}


def test_staff_are_found_without_diacritics_and_by_title(director_desk):
    assert names(director_desk.get("/admin/people?q=tran ha")) == ["tiepnhan"]
    assert names(director_desk.get("/admin/people?q=giám sát")) == ["giamsat"]
    assert "Không có ai khớp bộ lọc." in words(director_desk.get("/admin/people?q=khong-ai"))


def test_the_list_takes_the_same_statements_however_many_people_there_are(director_desk, lac_hong):
    director_desk.get("/admin/people")
    for number in range(20):
        post(user(f"them{number}", f"Người {number}"), lac_hong.centre, Role.RETURNS)

    director_desk.get("/admin/people")
    with at_most(3):
        director_desk.get("/admin/people")


def sent(client, username, act, **values):
    return client.post(f"/admin/people/{username}", {"act": act, "of": "0", **values})


POST = {"role": "records", "title": "", "from_on": "23/11/2026", "to_on": "", "ground": "QĐ 5/QĐ-UBND"}


def test_a_director_gives_a_post_and_ends_it(director_desk, lac_hong):
    given = sent(director_desk, "tiepnhan", "post", unit=lac_hong.centre.pk, **POST)
    made = Membership.objects.get(position__role="records", user=lac_hong.clerk)

    ended = sent(director_desk, "tiepnhan", "end-post", of=made.pk, to_on="30/11/2026")

    made.refresh_from_db()
    assert (given.status_code, ended.status_code) == (302, 302)
    assert (made.position.title, f"{made.to_on}", made.ground) == ("Văn thư", "2026-11-30", "QĐ 5/QĐ-UBND")
    assert "thôi giữ vị trí này từ sau ngày 30/11/2026" in words(director_desk.get("/admin/people/tiepnhan"))


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"from_on": "31/11/2026"}, "from_on", "Ngày phải là ngày có thật"),
        ({"from_on": "01/01/0001"}, "from_on", "Ngày phải trong khoảng 2000–2099"),
        ({"to_on": "22/11/2026"}, "to_on", "Ngày kết thúc phải từ ngày bắt đầu trở đi"),
        ({"role": ""}, "role", "Hãy chọn vai trò"),
        ({"role": "director"}, "role", "Vị trí giám đốc trung tâm do cấp trên quyết định."),
        ({"role": "examiner"}, "role", "không có vị trí chuyên viên thụ lý"),
        ({"role": "supervisor"}, "role", "Không kiêm nhiệm bộ phận giám sát và cán bộ tiếp nhận"),
        ({"unit": "999"}, "unit", ""),
        ({"unit": "x"}, "unit", ""),
    ],
)
def test_a_post_filled_in_wrongly_is_refused_at_its_field(director_desk, lac_hong, changes, field, reason):
    before = Membership.objects.count()

    response = sent(director_desk, "tiepnhan", "post", **{"unit": lac_hong.centre.pk, **POST, **changes})

    assert reason in response.context["form"].errors[field][0]
    assert Membership.objects.count() == before
    assert not Position.objects.filter(role__in=("director", "examiner"), unit=lac_hong.centre).exclude(
        memberships__isnull=False
    )


def test_a_director_overrides_the_separation_of_duties_in_writing(director_desk, lac_hong, director):
    values = {**POST, "role": "supervisor", "override_ground": "QĐ 9: chỉ có 3 người"}

    sent(director_desk, "tiepnhan", "post", unit=lac_hong.centre.pk, **values)

    assert Membership.objects.get(override_by=director).override_ground == "QĐ 9: chỉ có 3 người"
    assert "Trịnh Mỹ Linh cho phép: QĐ 9: chỉ có 3 người" in words(
        director_desk.get("/admin/people/tiepnhan")
    )


def test_somebody_of_elsewhere_is_given_a_post_by_username(director_desk, lac_hong):
    values = {"act": "newcomer", "of": "0", "unit": lac_hong.centre.pk, **POST}

    wrong = director_desk.post("/admin/people", {**values, "username": "ma"})
    right = director_desk.post("/admin/people", {**values, "username": "xakhac"})

    assert wrong.context["newcomer"].errors["username"] == ["Không có tài khoản nào tên này"]
    assert right["Location"] == "/admin/people/xakhac"
    assert rights_of(lac_hong.outsider.pk, on=MONDAY).post_for(lac_hong.centre.pk, "records")


ABSENCE = {
    "kind": "leave",
    "from_on": "23/11/2026",
    "from_session": "morning",
    "to_on": "27/11/2026",
    "to_session": "afternoon",
    "note": "",
}


def test_a_head_records_an_absence_and_the_return(head_desk, lac_hong):
    sent(head_desk, "thuly", "absence", **ABSENCE)
    absence = Absence.objects.get()
    shown = words(head_desk.get("/admin/people?state=away"))

    back = sent(head_desk, "thuly", "back", of=absence.pk, on="25/11/2026", session="afternoon")

    absence.refresh_from_db()
    assert "nghỉ phép" in shown
    assert "làm lại từ 28/11/2026" in shown
    assert back.status_code == 302
    assert (f"{absence.to_on}", absence.to_session) == ("2026-11-25", "morning")


def test_an_absence_over_another_is_refused_at_its_field_and_what_was_typed_stays(head_desk):
    sent(head_desk, "thuly", "absence", **ABSENCE)

    response = sent(head_desk, "thuly", "absence", **{**ABSENCE, "kind": "sick", "note": "sốt cao"})

    assert response.context["form"].errors["from_on"] == [
        "Trùng với lần vắng đã ghi từ 23/11/2026 đến 27/11/2026."
    ]
    assert 'value="sốt cao"' in words(response)
    assert Absence.objects.count() == 1


def test_a_head_names_a_stand_in_for_the_own_post_and_ends_it(head_desk, lac_hong):
    held = Membership.objects.get(user=lac_hong.head)
    values = {"post": held.pk, "user": lac_hong.examiner.pk, "from_on": "23/11/2026", "to_on": "27/11/2026"}

    nothing_in_writing = sent(head_desk, "truongphong", "stand-in", **values)
    named = sent(head_desk, "truongphong", "stand-in", **values, ground="GUQ 15/UBND")
    ended = sent(head_desk, "truongphong", "end-stand-in", of=StandIn.objects.get().pk, to_on="24/11/2026")

    assert nothing_in_writing.context["form"].errors["ground"] == ["Hãy ghi số, ngày của văn bản giao việc"]
    assert (named.status_code, ended.status_code) == (302, 302)
    assert f"{StandIn.objects.get().to_on}" == "2026-11-24"


def test_a_head_cannot_be_made_to_stand_in_by_a_subordinate_or_a_stand_in(client, lac_hong):
    client.force_login(lac_hong.supervisor)

    page = client.get("/admin/people/giamsat")

    # A supervisor hands over the own post, and decides on nobody else of the same rank.
    assert [name for _key, name in page.context["stand_in_form"].fields["post"].choices] == [
        "bộ phận giám sát, Trung tâm Phục vụ hành chính công phường Lạc Hồng"
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"act": "khong-co"},
        {"act": ""},
        {"act": "end-post", "of": "999999"},
        {"act": "end-post", "of": "²"},
        {"act": "back", "of": "x"},
        {"act": "absence", "of": "7"},
    ],
)
def test_a_form_that_the_page_does_not_have_is_not_found(head_desk, values):
    assert head_desk.post("/admin/people/thuly", values).status_code == 404


def test_nobody_ends_a_post_of_another_person_through_a_page(director_desk, lac_hong):
    other = Membership.objects.get(user=lac_hong.head)

    response = sent(director_desk, "tiepnhan", "end-post", of=other.pk, to_on="23/11/2026")

    other.refresh_from_db()
    assert (response.status_code, other.to_on) == (404, None)


def test_a_superuser_gives_the_first_director(client, lac_hong, django_user_model):
    client.force_login(
        django_user_model.objects.create_superuser("quantri", "mat-khau", full_name="Quản Trị")
    )

    sent(client, "xakhac", "post", unit=lac_hong.centre.pk, **{**POST, "role": "director"})

    assert rights_of(lac_hong.outsider.pk, on=MONDAY).has_role("director")
