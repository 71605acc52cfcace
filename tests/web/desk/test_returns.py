"""Handing results over."""

import pytest

from motcua.dossiers.models import Dossier, Event
from motcua.people.rules import Details
from tests.factories import received, resolved
from tests.statements import at_most
from tests.web.desk.conftest import words


def test_results_that_wait_are_listed_and_others_are_not(returner, lac_hong):
    waiting = resolved(lac_hong).number
    running = received(lac_hong).number

    page = words(returner.get("/desk/returns"))

    assert waiting in page
    assert running not in page
    assert "Trước hạn" in page


def test_an_empty_list_says_so_with_joy(returner):
    assert "Không còn kết quả nào chờ trả." in words(returner.get("/desk/returns"))


@pytest.mark.parametrize("text", ["001189001234", "http://x.vn/track/H99.12-261123-0001", "thi hoa"])
def test_a_scan_that_means_one_dossier_opens_it_at_once(returner, lac_hong, text):
    number = resolved(lac_hong).number

    response = returner.post("/desk/returns", {"q": text}, follow=True)

    page = words(response)
    assert response.redirect_chain[-1] == (f"/desk/returns/{number}", 302)
    assert 'name="receiver" value="Nguyễn Thị Hoa"' in page
    assert "12/GCN" in page


def test_a_search_without_a_match_points_to_the_dossiers(returner, lac_hong):
    received(lac_hong)

    page = words(returner.post("/desk/returns", {"q": "hoa"}, follow=True))

    assert "Không có kết quả chờ trả nào khớp." in page


def test_a_result_is_handed_to_its_owner(returner, lac_hong):
    number = resolved(lac_hong).number

    response = returner.post(
        f"/desk/returns/{number}", {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": "on"}, follow=True
    )

    assert f"Đã trả kết quả hồ sơ {number} cho Nguyễn Thị Hoa." in words(response)
    assert Dossier.objects.get().business == "returned"
    assert Event.objects.get(kind="returned").payload["receiver"] == "Nguyễn Thị Hoa"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"receiver": "Nguyễn Thị Hoa"}, "Hãy đối chiếu giấy tờ tùy thân của người nhận rồi đánh dấu"),
        ({"receiver": " ", "is_identity_checked": "on"}, "Hãy điền họ tên người nhận kết quả"),
        (
            {"receiver": "Lê Văn Nam", "is_identity_checked": "on"},
            "Người nhận không phải chủ hồ sơ: hãy ghi văn bản ủy quyền",
        ),
        ({"receiver": "x" * 201, "is_identity_checked": "on"}, "200"),
    ],
)
def test_a_hand_over_that_is_not_right_says_why_and_changes_nothing(returner, lac_hong, sent, reason):
    number = resolved(lac_hong).number

    page = words(returner.post(f"/desk/returns/{number}", {"note": "", **sent}))

    assert reason in page
    assert Dossier.objects.get().business == "resolved"


def test_somebody_else_takes_the_result_with_an_authority_on_record(returner, lac_hong):
    number = resolved(lac_hong).number

    returner.post(
        f"/desk/returns/{number}",
        {"receiver": "Lê Văn Nam", "is_identity_checked": "on", "note": "Giấy ủy quyền 12/2026, con trai"},
    )

    assert Event.objects.get(kind="returned").note == "Giấy ủy quyền 12/2026, con trai"


def test_the_registered_representative_needs_no_other_authority(returner, lac_hong):
    number = resolved(lac_hong).number
    nam = Details(name="Lê Văn Nam", number="001090000111")
    other = received(lac_hong, representative=nam)
    Dossier.objects.filter(number=number).update(representative=other.representative)

    response = returner.post(
        f"/desk/returns/{number}", {"receiver": "le van nam", "is_identity_checked": "on"}
    )

    assert response.status_code == 302


def test_a_result_handed_over_twice_is_refused_with_the_reason(returner, lac_hong):
    number = resolved(lac_hong).number
    sent = {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": "on"}
    returner.post(f"/desk/returns/{number}", sent)

    page = words(returner.post(f"/desk/returns/{number}", sent))

    assert "Kết quả của hồ sơ này đã được trả." in page
    assert Event.objects.filter(kind="returned").count() == 1


def test_a_dossier_without_a_result_cannot_be_handed_over_and_says_so(returner, lac_hong):
    number = received(lac_hong).number

    page = words(returner.get(f"/desk/returns/{number}"))

    assert "Hồ sơ chưa có kết quả để trả." in page
    assert 'name="receiver"' not in page


def test_an_unknown_dossier_is_not_found(returner):
    assert returner.get("/desk/returns/H99.12-000000-0000").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements_for_one_result_and_for_three(returner, lac_hong, count):
    for _ in range(count):
        resolved(lac_hong)
    returner.get("/desk/returns")

    with at_most(3):
        returner.get("/desk/returns")
