"""The day, the search, one dossier and its receipt as the counter sees them."""

import io

import pytest
from pypdf import PdfReader

from motcua.dossiers.models import Dossier
from motcua.history.models import Entry
from motcua.people.rules import Details
from tests.factories import received, resolved
from tests.statements import at_most
from tests.web.desk.conftest import filled, words


def test_the_day_counts_what_came_in_what_waits_and_what_was_promised(clerk, lac_hong):
    received(lac_hong)
    resolved(lac_hong)

    page = words(clerk.get("/desk"))

    assert 'Đã tiếp nhận hôm nay</span><b class="num">2</b>' in page
    assert "2 do bạn tiếp nhận" in page
    assert 'Kết quả chờ trả</span><b class="num">1</b>' in page
    assert 'Hẹn trả hôm nay</span><b class="num">0</b>' in page
    assert "H99.12-261123-0001" in page


def test_a_day_without_dossiers_says_what_will_appear_here(clerk):
    page = words(clerk.get("/desk"))

    assert "Chưa có hồ sơ nào. Hồ sơ tiếp nhận sẽ hiện ở đây." in page


def test_a_supervisor_looks_at_the_counter_and_is_offered_no_work(client, lac_hong):
    number = received(lac_hong).number
    client.force_login(lac_hong.supervisor)

    home = words(client.get("/desk"))
    page = words(client.get(f"/desk/dossiers/{number}"))

    assert "/desk/serve" not in home
    assert "/desk/returns" not in home
    assert "Rút hồ sơ" not in page
    assert client.get("/desk/serve").status_code == 403
    assert client.get("/desk/returns").status_code == 403
    assert client.post(f"/desk/dossiers/{number}/withdraw").status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "H99.12-261123-0001",
        "261123-0001",
        "nguyen thi hoa",
        "Nguyễn Thị HOA",
        "0912 345 678",
        "+84912345678",
        "001189001234",
        "https://mot-cua.example/track/H99.12-261123-0001",
        "001189001234||Nguyễn Thị Hoa|13091989|Nữ|Tổ 4|01072021",
    ],
)
def test_a_dossier_is_found_by_whatever_is_known_and_nothing_of_it_stands_in_the_address(
    clerk, lac_hong, text
):
    received(lac_hong)
    received(lac_hong, owner=Details(name="Lê Văn Nam", number="001090000111", phone="0987654321"))

    response = clerk.post("/desk/dossiers", {"q": text}, follow=True)

    page = words(response)
    assert response.redirect_chain == [("/desk/dossiers?found", 302)]
    assert "1 hồ sơ khớp" in page
    assert "Nguyễn Thị Hoa" in page
    assert "Lê Văn Nam" not in page
    assert "0912 ••• 678" in page


def test_a_search_that_finds_nothing_says_what_else_to_try(clerk, lac_hong):
    received(lac_hong)

    page = words(clerk.post("/desk/dossiers", {"q": "<b>không có</b>"}, follow=True))

    assert "Không có hồ sơ nào khớp." in page
    assert "Bỏ lọc" in page


def test_the_list_without_a_search_shows_the_newest(clerk, lac_hong):
    received(lac_hong)
    clerk.post("/desk/dossiers", {"q": "không có ai"})

    page = words(clerk.get("/desk/dossiers"))

    assert "Hồ sơ mới nhất" in page
    assert "Nguyễn Thị Hoa" in page


def test_a_dossier_shows_its_road_its_promise_and_hides_personal_numbers(clerk, lac_hong):
    number = received(lac_hong).number

    page = words(clerk.get(f"/desk/dossiers/{number}"))

    assert "Phòng Kinh tế" in page
    assert "09:00 Thứ Sáu, 27/11/2026" in page.replace("\xa0", " ")
    assert "Vì sao là ngày này?" in page
    assert "••••••••1234" in page
    assert "001189001234" not in page
    assert "0912345678" not in page


def test_each_look_at_a_dossier_and_each_receipt_is_recorded_once(clerk, lac_hong):
    number = received(lac_hong).number

    clerk.get(f"/desk/dossiers/{number}")
    clerk.get(f"/desk/dossiers/{number}/receipt?paper=A5")

    assert list(Entry.objects.order_by("pk").values_list("verb", "key", "actor")) == [
        ("viewed", number, lac_hong.clerk.pk),
        ("printed", number, lac_hong.clerk.pk),
    ]


@pytest.mark.parametrize("path", ["", "/received", "/receipt"])
def test_a_dossier_out_of_scope_is_not_there(client, clerk, lac_hong, path):
    number = received(lac_hong).number
    Dossier.objects.update(centre=lac_hong.division.parent, unit=lac_hong.division.parent)
    lac_hong.clerk.memberships.update(position=lac_hong.returner.memberships.get().position)

    response = clerk.get(f"/desk/dossiers/{number}x{path}")

    assert response.status_code in (403, 404)


@pytest.mark.parametrize(("asked", "width"), [("A5", 148), ("A4", 210), ("", 148), ("A0", 148)])
def test_the_receipt_is_a_pdf_named_after_the_dossier(clerk, lac_hong, asked, width):
    number = received(lac_hong).number

    response = clerk.get(f"/desk/dossiers/{number}/receipt?paper={asked}")

    page = PdfReader(io.BytesIO(response.content)).pages[0]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="giay-hen-{number}.pdf"'
    assert round(float(page.mediabox.width) / 72 * 25.4) == width
    assert number in page.extract_text()


def test_the_page_after_reception_offers_the_receipt_and_the_next_dossier(clerk, lac_hong):
    first = clerk.post("/desk/serve", filled(lac_hong), follow=True)
    again = clerk.get(first.request["PATH_INFO"])

    page = words(first)
    assert "Đã tiếp nhận hồ sơ H99.12-261123-0001." in page
    assert "/desk/dossiers/H99.12-261123-0001/receipt?paper=A5" in page
    assert "/desk/dossiers/H99.12-261123-0001/receipt?paper=A4" in page
    assert "/desk/serve?same=H99.12-261123-0001" in page
    assert "Phòng Kinh tế" in page
    assert "data-print-now" in page
    assert "data-print-now" not in words(again)


def test_a_dossier_is_withdrawn_only_with_the_applicants_own_wish(clerk, lac_hong):
    number = received(lac_hong).number
    address = f"/desk/dossiers/{number}/withdraw"

    without_reason = words(clerk.post(address, {"reason": " ", "is_confirmed": "on"}))
    unconfirmed = words(clerk.post(address, {"reason": "Đổi ý"}))
    withdrawn = clerk.post(address, {"reason": "Đổi ý, nói tại quầy", "is_confirmed": "on"}, follow=True)
    again = words(clerk.post(address, {"reason": "Đổi ý", "is_confirmed": "on"}))

    assert "Hãy ghi yêu cầu của người nộp" in without_reason
    assert "Chỉ rút hồ sơ khi chính người nộp đã yêu cầu" in unconfirmed
    assert "Đổi ý</textarea>" in unconfirmed
    assert f"Đã rút hồ sơ {number} theo yêu cầu của người nộp." in words(withdrawn)
    assert "Hồ sơ đã có kết quả hoặc đã kết thúc, không rút được nữa." in again
    assert Dossier.objects.get().business == "withdrawn"


def test_what_cannot_be_withdrawn_any_more_says_why_beside_the_greyed_button(clerk, lac_hong):
    number = resolved(lac_hong).number

    page = words(clerk.get(f"/desk/dossiers/{number}"))

    assert "Hồ sơ đã có kết quả hoặc đã kết thúc, không rút được nữa." in page
    assert "disabled>Rút hồ sơ" in page


def test_only_who_holds_the_return_is_offered_to_hand_over(client, lac_hong):
    number = resolved(lac_hong).number

    client.force_login(lac_hong.clerk)
    of_clerk = words(client.get(f"/desk/dossiers/{number}"))
    refused = words(client.get(f"/desk/returns/{number}"))
    client.force_login(lac_hong.returner)
    of_returner = words(client.get(f"/desk/dossiers/{number}"))

    assert f'href="/desk/returns/{number}"' not in of_clerk
    assert "Việc này thuộc vị trí khác, bạn không giữ bước này." in refused
    assert f'href="/desk/returns/{number}"' in of_returner


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_for_one_dossier_and_for_three(clerk, lac_hong, count):
    numbers = [received(lac_hong).number for _ in range(count)]
    clerk.get("/desk")
    clerk.get(f"/desk/dossiers/{numbers[0]}")

    with at_most(7):
        clerk.get("/desk")
    with at_most(3):
        clerk.get("/desk/dossiers")
    with at_most(8):
        clerk.get(f"/desk/dossiers/{numbers[0]}")


@pytest.mark.parametrize(
    "address", ["/desk", "/desk/serve", "/desk/returns", "/desk/dossiers", "/desk/dossiers/x"]
)
def test_nobody_enters_without_signing_in(client, db, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in?next=")


def test_an_officer_of_a_division_does_not_enter_the_counter(client, lac_hong):
    client.force_login(lac_hong.examiner)

    assert client.get("/desk").status_code == 403
