"""The work lists."""

import re
from datetime import date, timedelta
from html import escape
from uuid import uuid4

import pytest

from motcua.base import clock
from motcua.dossiers import actions
from motcua.people.rules import Details
from tests.factories import MONDAY, MORNING, post, procedure, process, received, resolved, unit, user
from tests.statements import at_most
from tests.web.cases.conftest import TEN, words


def owner(name, **more):
    return Details(name=name, number="", **more)


def test_my_work_shows_what_waits_for_my_post_with_its_clock(head, lac_hong):
    dossier = received(lac_hong)

    page = words(head.get("/cases"))

    assert "Việc của tôi" in page
    assert "Đăng ký thành lập hộ kinh doanh" in page
    assert f"{dossier.number}</span> · Nguyễn Thị Hoa · chờ nhận · Tại quầy" in page
    assert "Còn 1 giờ" in page
    assert "hạn 11:00 hôm nay" in page
    assert "<span>Phân công</span> <span>bước 2/6</span>" in page


@pytest.mark.parametrize(
    ("now", "group", "chip"),
    [
        (TEN, "Sắp đến hạn", "Còn 1 giờ"),
        (clock.at(MONDAY, 9, 30), "Sắp đến hạn", "Còn 1 giờ 30 phút"),
        (clock.at(MONDAY, 16), "Quá hạn", "Quá 3 giờ"),
        (clock.at(date(2026, 11, 26), 11), "Quá hạn", "Quá 2 ngày làm việc"),
    ],
)
def test_a_row_stands_in_the_group_of_its_clock(sign_in, lac_hong, the_clock, now, group, chip):
    received(lac_hong)
    the_clock(now)

    response = sign_in(lac_hong.head).get("/cases")

    [section] = response.context["sections"]
    assert section.label == group
    assert chip in words(response)


def test_groups_come_overdue_first_and_waiting_last_with_their_counts(head, lac_hong):
    received(lac_hong, at=MORNING - timedelta(days=6))
    received(lac_hong)

    response = head.get("/cases")

    assert [(section.name, section.count) for section in response.context["sections"]] == [
        ("overdue", 1),
        ("soon", 1),
    ]
    assert [(tab.name, tab.count) for tab in response.context["tabs"]] == [
        ("overdue", 1),
        ("soon", 1),
        ("in_time", 0),
        ("waiting", 0),
    ]


def test_a_step_outside_waits_with_its_clock_stopped(sign_in, lac_hong, the_clock):
    tax = unit("thue-lac-hong", "Chi cục Thuế", "tax", parent=lac_hong.government)
    officer = user("thue", "Đinh Công Thành")
    post(officer, tax, "partner")
    version, case = procedure("1.002222", "Xác nhận nghĩa vụ thuế", field=lac_hong.field)
    process(
        version,
        steps=(
            (1, "receive", "centre", "reception", 60),
            (2, "outside", "tax", "partner", None),
            (3, "return", "centre", "returns", None),
        ),
    )
    received(lac_hong, version_id=version.pk, case_id=case.pk)
    the_clock(clock.at(date(2026, 11, 25), 9))

    page = words(sign_in(officer).get("/cases"))

    # Tuesday 24/11/2026 is a holiday: Wednesday is the second working day of waiting.
    assert "Dừng ngày 2" in page
    assert "chờ nộp tiền" in page


def test_a_result_that_is_ready_waits_for_the_applicant_and_is_never_overdue(sign_in, lac_hong, the_clock):
    resolved(lac_hong)
    the_clock(clock.at(date(2026, 12, 21), 9))

    response = sign_in(lac_hong.returner).get("/cases")

    assert [section.name for section in response.context["sections"]] == ["waiting"]
    assert response.context["counts"] == {"overdue": 0, "soon": 0, "in_time": 0, "waiting": 1}


def test_a_tab_keeps_the_search_and_leads_back_when_it_is_open(head, lac_hong):
    received(lac_hong)

    tabs = {tab.name: tab for tab in head.get("/cases?q=hoa&group=soon&page=1").context["tabs"]}

    assert tabs["soon"].is_on
    assert tabs["soon"].query == "q=hoa"
    assert tabs["overdue"].query == "q=hoa&group=overdue"


@pytest.mark.parametrize(
    "typed",
    ["nguyen thi hoa", "HOA", "0912 345 678", "0001", "h99.12-261123-0001", "001189001234", "+84912345678"],
)
def test_a_search_finds_by_number_name_phone_or_personal_number(head, lac_hong, typed):
    dossier = received(lac_hong)
    received(lac_hong, owner=owner("Bùi Đức Trọng", phone="0987654321"))

    page = head.get("/cases", {"q": typed}).content.decode()

    assert re.findall('<li id="(.*?)"', page) == [dossier.number]


def test_a_search_without_a_match_offers_to_clear_it_and_to_look_everywhere(head, lac_hong):
    received(lac_hong)

    page = words(head.get("/cases?q=khong+ai"))

    assert "Không có hồ sơ nào khớp bộ lọc." in page
    assert "Bỏ lọc" in page
    assert 'href="/cases/all?q=khong%20ai"' in page


def test_an_empty_group_is_good_news(head, lac_hong):
    page = words(head.get("/cases?group=soon"))

    assert "Không còn việc đến hạn hôm nay." in page


def test_a_list_without_work_says_so_with_joy(head, lac_hong):
    page = words(head.get("/cases"))

    assert "Không còn việc nào chờ bạn." in page


def test_work_that_is_not_due_today_comes_after_the_good_news(sign_in, lac_hong):
    dossier = received(lac_hong)
    actions.forward(dossier.number, task=2, by=lac_hong.rights(lac_hong.head), at=TEN)

    response = sign_in(lac_hong.examiner).get("/cases")

    assert "Không còn việc đến hạn hôm nay." in words(response)
    assert [section.name for section in response.context["sections"]] == ["in_time"]


def test_the_unit_sees_who_has_taken_what(sign_in, lac_hong):
    taken, free = received(lac_hong), received(lac_hong)
    actions.take(taken.number, task=2, by=lac_hong.rights(lac_hong.head), at=TEN)

    page = words(sign_in(lac_hong.examiner).get("/cases/unit"))

    assert f"{taken.number}</span> · Nguyễn Thị Hoa · Phạm Văn Lợi" in page
    assert f"{free.number}</span> · Nguyễn Thị Hoa · chưa ai nhận" in page


def test_everything_in_scope_says_which_unit_has_it(sign_in, lac_hong):
    received(lac_hong)

    page = words(sign_in(lac_hong.supervisor).get("/cases/all"))

    assert "chưa ai nhận, Phòng Kinh tế" in page


def test_a_search_in_everything_also_finds_what_has_ended(sign_in, lac_hong):
    dossier = resolved(lac_hong)
    actions.return_result(
        dossier.number, receiver="Nguyễn Thị Hoa", by=lac_hong.rights(lac_hong.returner), at=MORNING
    )

    page = words(sign_in(lac_hong.supervisor).get("/cases/all?q=hoa"))

    assert "Không còn việc đang mở" in page
    assert f"{dossier.number}</span> · Nguyễn Thị Hoa · Đã trả kết quả" in page


def test_another_agency_sees_nothing_of_it(sign_in, lac_hong):
    dossier = received(lac_hong)

    outsider = sign_in(lac_hong.outsider)

    assert dossier.number not in words(outsider.get("/cases/all"))
    assert dossier.number not in words(outsider.get("/cases/all?q=hoa"))


@pytest.mark.parametrize(
    "query",
    ["page=999999999999", "page=-1", "page=x", "group=else", "q=%00", "q=" + "a" * 500, "q=%27%22%25_"],
)
def test_a_strange_address_still_answers(head, lac_hong, query):
    received(lac_hong)

    response = head.get(f"/cases?{query}")

    assert response.status_code == 200


def test_names_are_escaped(head, lac_hong):
    name = "<script>alert(1)</script>"
    received(lac_hong, owner=owner(name))

    page = head.get("/cases?q=script").content.decode()

    assert name not in page
    assert escape(name) in page


def test_a_page_holds_fifty_and_the_next_one_the_rest(head, lac_hong):
    for _ in range(51):
        received(lac_hong)

    first, second = head.get("/cases"), head.get("/cases?page=2")

    assert (first.context["rows"], second.context["rows"]) == (50, 1)
    assert "Trang sau" in words(first)


@pytest.mark.parametrize("address", ["/cases", "/cases/unit", "/cases/all", "/cases/all?q=hoa"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_stays_within_its_statements(head, lac_hong, address, rows):
    for _ in range(rows):
        received(lac_hong, request_key=uuid4())
    head.get(address)

    # architecture.md §8: session, user, counts, rows, unread messages; a search in everything adds what has ended.
    with at_most(5):
        head.get(address)


@pytest.mark.parametrize("address", ["/cases", "/cases/unit", "/cases/all"])
def test_a_list_is_for_people_with_a_post(client, lac_hong, address):
    idle = user("chuagiao", "Chưa Được Giao")

    before = client.get(address)
    client.force_login(idle)
    after = client.get(address)

    assert before["Location"] == f"/sign-in?next={address}"
    assert after.status_code == 403


def test_a_long_group_is_counted_no_further_than_needed_and_says_so(sign_in, lac_hong, monkeypatch):
    monkeypatch.setattr("motcua.dossiers.queries.MOST_COUNTED", 2)
    monkeypatch.setattr("motcua.web.cases.worklist.MOST_COUNTED", 2)
    for _ in range(3):
        received(lac_hong)

    # What somebody searches for is not kept in memory from other tests.
    response = sign_in(lac_hong.head).get("/cases?q=hoa")

    assert response.context["counts"]["soon"] == 2
    assert "Còn việc khác sau trang này." in words(response)


def test_waiting_work_comes_after_all_other_whatever_its_deadline(sign_in, lac_hong):
    ready = resolved(lac_hong, at=MORNING - timedelta(days=30)).number
    running = received(lac_hong).number

    page = sign_in(lac_hong.supervisor).get("/cases/all").content.decode()

    assert re.findall('<li id="(.*?)"', page) == [running, ready]
