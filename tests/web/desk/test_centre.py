"""The centre beside intake: filed online, supplements, payments, results on their way, corrections."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.catalogue.models import Competence
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.rules import Wanted
from motcua.web.ui.templatetags.ui import vn_weekday_date
from tests.factories import MORNING, procedure, process, received, registered, resolved
from tests.statements import at_most
from tests.web.desk.conftest import filled, words

WANTED = [Wanted("Hợp đồng thuê, mượn địa điểm", "Thiếu trang", "Nộp đủ các trang", 2)]


def examined(world):
    """A dossier that lies with its examiner."""
    dossier = received(world)
    actions.forward(dossier.number, task=2, by=world.rights(world.head), at=MORNING)
    return dossier


def waiting(world):
    """A dossier whose examiner asked for a supplement."""
    dossier = examined(world)
    by = world.rights(world.examiner)
    return actions.request_supplement(dossier.number, task=3, wanted=WANTED, by=by, at=MORNING)


def owing(world):
    """A dossier whose applicant was told to pay."""
    dossier = examined(world)
    by = world.rights(world.examiner)
    return actions.request_payment(
        dossier.number, task=3, notice="15/TB-CCT", amount=1_250_000, by=by, at=MORNING
    )


@pytest.fixture
def on(monkeypatch, clerk, lac_hong):
    """Go on to another moment; whoever was away so long signs in anew."""

    def go(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        clerk.force_login(lac_hong.clerk)

    return go


def test_a_dossier_filed_online_is_listed_by_its_reception_deadline_and_received(clerk, lac_hong):
    number = registered(lac_hong).number

    listed = words(clerk.get("/desk/online"))
    shown = words(clerk.get(f"/desk/online/{number}"))
    answer = clerk.post(f"/desk/online/{number}/accept", follow=True)

    assert number in listed
    assert "Còn 1 ngày làm việc" in listed.replace("\xa0", " ")
    assert "Giấy đề nghị đăng ký hộ kinh doanh" in shown
    assert answer.redirect_chain == [(f"/desk/dossiers/{number}/received", 302)]
    assert Dossier.objects.get().business == "in_process"
    assert number not in words(clerk.get("/desk/online"))


def test_an_online_dossier_that_lacks_a_paper_says_which(clerk, lac_hong):
    number = registered(lac_hong, papers=()).number

    page = words(clerk.get(f"/desk/online/{number}"))

    assert "Chưa thấy: Giấy đề nghị đăng ký hộ kinh doanh" in page
    assert 'value="Giấy đề nghị đăng ký hộ kinh doanh"' in page


def test_an_online_dossier_is_refused_only_with_a_reason(clerk, lac_hong):
    number = registered(lac_hong).number

    without = words(clerk.post(f"/desk/online/{number}/refuse", {"reason": " "}))
    refused = clerk.post(
        f"/desk/online/{number}/refuse", {"reason": "Thuộc thẩm quyền phường khác"}, follow=True
    )

    assert "Hãy ghi lý do từ chối" in without
    assert Event.objects.get(kind="refused").note == "Thuộc thẩm quyền phường khác"
    assert f"/desk/dossiers/{number}/forms/refusal" in words(refused)


def test_one_request_at_intake_lists_every_paper_with_what_is_wrong_and_how_to_mend_it(clerk, lac_hong):
    number = registered(lac_hong).number
    sent = {
        "wanted_1": "on",
        "wrong_1": "Ảnh mờ",
        "mend_1": "Chụp lại rõ bốn góc",
        "name_new_1": "Giấy ủy quyền",
        "wrong_new_1": "Chưa nộp",
        "mend_new_1": "Nộp bản có công chứng",
    }

    answer = clerk.post(f"/desk/online/{number}/supplement", sent, follow=True)
    again = words(clerk.post(f"/desk/online/{number}/supplement", sent))

    assert answer.redirect_chain == [(f"/desk/supplements/{number}", 302)]
    assert "Chụp lại rõ bốn góc" in words(answer)
    assert [one["name"] for one in Event.objects.get(kind="supplement_requested").payload["wanted"]] == [
        "Giấy đề nghị đăng ký hộ kinh doanh",
        "Giấy ủy quyền",
    ]
    assert "nên không làm được việc này" in again


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "Hãy đánh dấu ít nhất một giấy tờ cần bổ sung."),
        ({"wanted_1": "on", "mend_1": "Chụp lại"}, "Hãy ghi thiếu hay sai gì"),
        ({"wanted_1": "on", "wrong_1": "Ảnh mờ"}, "Hãy ghi cần làm gì để đúng"),
        ({"name_new_1": "Giấy ủy quyền", "wrong_new_1": "Chưa nộp"}, "Hãy ghi cần làm gì để đúng"),
        ({"wanted_1": "on", "wrong_1": "x" * 301, "mend_1": "y"}, "300"),
    ],
)
def test_a_request_that_is_not_whole_says_why_and_asks_nobody(clerk, lac_hong, sent, reason):
    number = registered(lac_hong).number

    page = words(clerk.post(f"/desk/online/{number}/supplement", sent))

    assert reason in page
    assert Dossier.objects.get().business == "registered"


def test_a_supplement_taken_in_shows_the_new_date_and_why(clerk, lac_hong, on):
    number = waiting(lac_hong).number
    listed = words(clerk.get("/desk/supplements"))
    on(MORNING + timedelta(days=2))

    shown = words(clerk.get(f"/desk/supplements/{number}"))
    answer = clerk.post(f"/desk/supplements/{number}/receive", {"note": "Nộp tại quầy"}, follow=True)

    page = words(answer).replace("\xa0", " ")
    assert "Hợp đồng thuê, mượn địa điểm: Thiếu trang" in listed
    assert "15/12/2026" in listed
    assert "Nộp đủ các trang" in shown
    assert "09:00 Thứ Hai, 30/11/2026" in shown.replace("\xa0", " ")
    assert f"Đã nhận bổ sung hồ sơ {number}. Ngày hẹn mới: 09:00 Thứ Hai, 30/11/2026." in page
    assert "Vì sao là ngày này?" in page
    assert Dossier.objects.get().business == "in_process"


def test_what_is_brought_is_counted_line_by_line_and_listed_with_its_labels(clerk, lac_hong):
    dossier = waiting(lac_hong)
    page = words(clerk.get(f"/desk/supplements/{dossier.number}"))

    answer = clerk.post(
        f"/desk/supplements/{dossier.number}/receive", {"originals_1": "", "copies_1": "2"}, follow=True
    )

    assert 'name="originals_1"' in page
    paper = dossier.papers.get(came_with__isnull=False)
    assert (paper.name, paper.originals, paper.copies, paper.mends.order) == (WANTED[0].name, 0, 2, 2)
    assert "Giấy tờ vừa nhận" in words(answer)
    assert "In nhãn, xem bản giấy ở đâu" in words(answer)


def test_a_count_that_is_no_number_is_said_at_its_field(clerk, lac_hong):
    dossier = waiting(lac_hong)

    answer = clerk.post(f"/desk/supplements/{dossier.number}/receive", {"originals_1": "nhiều"})

    assert "Số bản từ 0 đến 99" in words(answer)
    dossier.refresh_from_db()
    assert dossier.business == "waiting"


def test_a_supplement_of_an_online_filing_goes_back_to_the_check(clerk, lac_hong):
    number = registered(lac_hong).number
    actions.request_supplement(number, task=1, wanted=WANTED, by=lac_hong.rights(lac_hong.clerk), at=MORNING)

    answer = clerk.post(f"/desk/supplements/{number}/receive", {"note": ""}, follow=True)

    assert answer.redirect_chain == [(f"/desk/online/{number}", 302)]
    assert "chỉ còn tiếp nhận hoặc từ chối" in words(answer)


def test_what_nobody_completed_is_proposed_for_closing_and_a_person_confirms(clerk, lac_hong, on):
    number = waiting(lac_hong).number

    too_early = words(clerk.post(f"/desk/supplements/{number}/close", {"note": ""}))
    on(clock.at(clock.local_day(MORNING) + timedelta(days=23), 9))
    listed = words(clerk.get("/desk/supplements"))
    closed = clerk.post(f"/desk/supplements/{number}/close", {"note": "Đã gọi hai lần"}, follow=True)

    assert "Thời hạn bổ sung chưa hết." in too_early
    assert "1 hồ sơ quá hạn bổ sung, đề xuất đóng" in listed
    assert f"Đã đóng hồ sơ {number} vì quá hạn bổ sung." in words(closed)
    assert Dossier.objects.get().ending == "expired"


def test_the_proof_of_payment_gives_the_second_date(clerk, lac_hong, on):
    number = owing(lac_hong).number
    listed = words(clerk.get("/desk/payments")).replace("\xa0", " ")
    on(MORNING + timedelta(days=3))

    without = words(clerk.post(f"/desk/payments/{number}", {"proof": " "})).replace("\xa0", " ")
    answer = words(clerk.post(f"/desk/payments/{number}", {"proof": "Giấy nộp tiền 000123"}, follow=True))

    assert "15/TB-CCT" in listed
    assert "1.250.000 đ" in listed
    assert "Hãy ghi chứng từ nộp tiền hoặc quyết định miễn." in without
    moment = vn_weekday_date(Dossier.objects.get().due_at).replace("\xa0", " ")
    assert f'hẹn lần hai</dt><dd class="num">{moment}' in without
    assert f"Đã ghi chứng từ của hồ sơ {number}. Ngày hẹn mới: {moment}." in answer.replace("\xa0", " ")
    assert Event.objects.get(kind="paid").payload["proof"] == "Giấy nộp tiền 000123"


def test_a_dossier_that_owes_nothing_says_so_in_place_of_the_form(clerk, lac_hong):
    number = examined(lac_hong).number

    page = words(clerk.get(f"/desk/payments/{number}"))

    assert "Hồ sơ này không có khoản đang chờ nộp." in page
    assert 'name="proof"' not in page


def test_results_are_confirmed_in_bulk_each_with_its_place_and_a_line(returner, lac_hong):
    first, second = resolved(lac_hong).number, resolved(lac_hong).number
    running = received(lac_hong).number
    sent = {"number": [first, second, running, "x"], f"place_{first}": "B4", "place": "C1"}

    page = words(returner.post("/desk/arrivals", sent))

    assert "đã xác nhận, để ở B4" in page
    assert "đã xác nhận, để ở C1" in page
    assert "nên không làm được việc này" in page
    assert "Không có hồ sơ này, hoặc bạn không được xem." in page
    assert "Mọi kết quả đã phát hành đều có ở trung tâm." in page
    assert Event.objects.filter(kind="result_arrived").count() == 2


def test_the_place_of_a_result_is_shown_where_it_is_handed_out(returner, lac_hong):
    number = resolved(lac_hong).number
    returner.post("/desk/arrivals", {"number": number, "place": "B4"})

    assert "Ngăn B4" in words(returner.get("/desk/returns"))
    assert "Ngăn B4" in words(returner.get(f"/desk/returns/{number}"))
    assert "Kết quả để ở ngăn <b>B4</b>" in words(returner.get(f"/desk/dossiers/{number}"))


def test_nothing_ticked_is_said(returner, lac_hong):
    resolved(lac_hong)

    assert "Hãy đánh dấu ít nhất một kết quả." in words(returner.post("/desk/arrivals", {}))


def test_a_wrong_procedure_is_corrected_with_both_dates_seen_before(clerk, lac_hong):
    version, case = procedure(
        "1.002222", "Cấp giấy phép xây dựng nhà ở riêng lẻ", field=lac_hong.field, amount=10
    )
    process(version)
    number = received(lac_hong).number
    address = f"/desk/dossiers/{number}/procedure"

    found = words(clerk.get(address, {"q": "xay dung"}))
    seen = words(clerk.get(address, {"version": version.pk})).replace("\xa0", " ")
    sent = {"version": version.pk, "case": case.pk}
    without = words(clerk.post(address, {**sent, "reason": ""}))
    answer = clerk.post(address, {**sent, "reason": "Chọn nhầm dòng"}, follow=True)

    assert f'href="?version={version.pk}"' in found
    assert "<s>09:00 Thứ Sáu, 27/11/2026</s>" in seen
    assert "07/12/2026" in seen
    assert "Hãy ghi vì sao sửa thủ tục." in without
    assert f"Đã sửa thủ tục của hồ sơ {number}." in words(answer)
    assert Dossier.objects.get().procedure == version


@pytest.mark.parametrize(
    "asked", [{"version": "0"}, {"version": "x"}, {"version": "9" * 30}, {"q": "x" * 400}]
)
def test_a_procedure_that_is_not_there_offers_nothing_to_confirm(clerk, lac_hong, asked):
    number = received(lac_hong).number

    page = clerk.get(f"/desk/dossiers/{number}/procedure", asked)

    assert page.status_code == 200
    assert 'name="reason"' not in words(page)


def test_a_closed_dossier_takes_a_correction_note_and_an_open_one_is_not_offered_it(clerk, lac_hong):
    number = received(lac_hong).number
    open_page = words(clerk.get(f"/desk/dossiers/{number}"))
    actions.withdraw(number, reason="Đổi ý", by=lac_hong.rights(lac_hong.clerk), at=MORNING)

    empty = words(clerk.post(f"/desk/dossiers/{number}/correct", {"text": ""}, follow=True))
    noted = words(
        clerk.post(f"/desk/dossiers/{number}/correct", {"text": "Tên đúng là Nguyễn Thị Hòa"}, follow=True)
    )

    assert "Ghi chú đính chính" not in open_page
    assert "Hãy ghi nội dung đính chính." in empty
    assert "Tên đúng là Nguyễn Thị Hòa" in noted
    assert Dossier.objects.get().owner_name == "Nguyễn Thị Hoa"


def test_a_dossier_is_refused_at_the_counter_with_a_number_and_form_03(clerk, lac_hong):
    sent = filled(lac_hong, do="refuse")

    asked = words(clerk.post("/desk/serve/refuse", sent))
    without = words(clerk.post("/desk/serve/refuse", {**sent, "reason": ""}))
    answer = clerk.post("/desk/serve/refuse", {**sent, "reason": "Không đúng đối tượng"}, follow=True)
    twice = clerk.post("/desk/serve/refuse", {**sent, "reason": "Không đúng đối tượng"}, follow=True)

    number = Dossier.objects.get().number
    assert 'name="reason"' in asked
    assert f'name="request_key" value="{sent["request_key"]}"' in asked
    assert f'name="given" value="{sent["given"][0]}"' in asked
    assert "Hãy ghi lý do từ chối" in without
    assert answer.redirect_chain == twice.redirect_chain == [(f"/desk/dossiers/{number}", 302)]
    assert f"/desk/dossiers/{number}/forms/refusal" in words(answer)
    assert f"/desk/dossiers/{number}/receipt" not in words(answer)
    assert "Hẹn trả kết quả" not in words(answer)
    assert Dossier.objects.get().business == "refused"


def test_what_nobody_here_is_competent_for_can_be_chosen_and_refused(clerk, lac_hong):
    Competence.objects.all().delete()
    forget_all()
    sent = filled(lac_hong, do="refuse")

    offered = words(clerk.get("/desk/procedures?q=ho kinh doanh"))
    chosen = words(clerk.post("/desk/serve", {**sent, "do": "refresh"}))
    answer = clerk.post("/desk/serve/refuse", {**sent, "reason": "Không thuộc thẩm quyền"}, follow=True)

    why = "Chưa khai báo cơ quan giải quyết thủ tục này cho trung tâm."
    number = Dossier.objects.get().number
    assert f'name="choose" value="{lac_hong.version.pk}"' in offered
    assert why in offered
    assert why in chosen
    assert f"/desk/dossiers/{number}/forms/refusal" in words(answer)
    assert clerk.get(f"/desk/dossiers/{number}/forms/refusal").content[:4] == b"%PDF"


def test_a_refusal_needs_to_know_whom_and_what(clerk, lac_hong):
    page = words(clerk.post("/desk/serve/refuse", filled(lac_hong, name="", request_key=str(uuid4()))))

    assert "Hãy điền họ và tên" in page
    assert 'name="reason"' not in page
    assert Dossier.objects.count() == 0


def test_the_day_counts_what_waits_for_the_centre(clerk, lac_hong):
    registered(lac_hong)
    waiting(lac_hong)
    owing(lac_hong)
    resolved(lac_hong)

    page = words(clerk.get("/desk"))

    for address in ("online", "supplements", "payments", "arrivals"):
        assert f'<a href="/desk/{address}"><b class="num">1</b>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_statements_for_one_dossier_and_for_three(clerk, lac_hong, count):
    for _ in range(count):
        registered(lac_hong), waiting(lac_hong), owing(lac_hong), resolved(lac_hong)
    clerk.get("/desk/online")

    with at_most(3):
        clerk.get("/desk/online")
    for address in ("supplements", "payments", "arrivals"):
        with at_most(4):
            clerk.get(f"/desk/{address}")


@pytest.mark.parametrize("address", ["online/x", "supplements/x", "payments/x", "dossiers/x/procedure"])
def test_an_unknown_dossier_is_not_found(clerk, lac_hong, address):
    assert clerk.get(f"/desk/{address}").status_code == 404


@pytest.mark.parametrize(
    "address", ["online", "supplements", "payments", "arrivals", "extensions", "apologies"]
)
def test_an_officer_of_a_division_does_not_enter_the_centre(client, lac_hong, address):
    client.force_login(lac_hong.examiner)

    assert client.get(f"/desk/{address}").status_code == 403


def test_whoever_watches_the_centre_sees_the_lists_and_receives_nothing(client, lac_hong):
    number = registered(lac_hong).number
    client.force_login(lac_hong.supervisor)

    assert number in words(client.get("/desk/online"))
    assert "Chỉ cán bộ tiếp nhận của trung tâm này" in words(client.get(f"/desk/online/{number}"))
    assert client.post(f"/desk/online/{number}/accept").status_code == 403
