"""The intake screen."""

from datetime import date

import pytest

from motcua.catalogue.models import Case, RequiredPaper, TimeLimit
from motcua.dossiers.models import Dossier, Paper
from motcua.history.models import Entry
from motcua.people.actions import register
from motcua.people.models import Person
from motcua.people.rules import Details
from tests.factories import forget_all, procedure
from tests.statements import at_most
from tests.web.desk.conftest import CARD, filled, words


def test_the_screen_opens_on_an_empty_form_that_waits_for_a_card(clerk):
    response = clerk.get("/desk/serve")

    page = words(response)
    assert response.status_code == 200
    assert "Quét hoặc dán mã QR trên thẻ căn cước" in page
    assert "Chọn thủ tục là có ngày hẹn" in page
    assert "Tiếp nhận và in giấy hẹn" in page


def test_a_complete_form_makes_a_dossier_and_leads_to_its_receipt(clerk, lac_hong):
    response = clerk.post("/desk/serve", filled(lac_hong))

    dossier = Dossier.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/desk/dossiers/{dossier.number}/received"
    assert dossier.number == "H99.12-261123-0001"
    assert dossier.owner_name == "Nguyễn Thị Hoa"
    assert dossier.phone == "0912345678"
    assert dossier.due_on == date(2026, 11, 27)
    assert [(paper.name, paper.originals, paper.copies) for paper in Paper.objects.all()] == [
        ("Giấy đề nghị đăng ký hộ kinh doanh", 1, 0)
    ]


def test_what_was_typed_is_kept_in_one_form_and_papers_beyond_the_list_are_taken(clerk, lac_hong):
    form, lease = lac_hong.papers

    clerk.post(
        "/desk/serve",
        filled(
            lac_hong,
            name="  Nguyễn  Thị   Hoa ",  # typed with combining marks by another keyboard
            number="001 189 001.234",
            birth_on="1/9/89",
            given=[form.pk, lease.pk],
            extra_1="Giấy ủy quyền",
            copies_extra_1="2",
            rep_name="Lê Văn Nam",
            rep_number="001090000111",
            rep_phone="+84 912 000 111",
            content="Mở quán trà sữa",
            result_channel="post",
            sets="2",
        ),
    )

    dossier = Dossier.objects.select_related("owner", "representative").get()
    assert dossier.owner.name == "Nguyễn Thị Hoa"
    assert dossier.owner.number == "001189001234"
    assert dossier.owner.birth_on == date(1989, 9, 1)
    assert dossier.representative.name == "Lê Văn Nam"
    assert dossier.representative.phone == "0912000111"
    assert dossier.content == "Mở quán trà sữa"
    assert dossier.sets == 2
    assert dossier.result_channel == "post"
    assert [(paper.name, paper.originals, paper.copies) for paper in dossier.papers.all()] == [
        ("Giấy đề nghị đăng ký hộ kinh doanh", 1, 0),
        ("Hợp đồng thuê, mượn địa điểm", 0, 1),
        ("Giấy ủy quyền", 1, 2),
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"number": "12345"}, "Số định danh có 12 chữ số."),
        ({"number": "000189001234"}, "mã nơi đăng ký khai sinh, không thể là 000"),
        ({"number": "001399001234"}, "Số định danh cho năm sinh 2099, sau hôm nay."),
        ({"number": ""}, "Hãy điền số định danh hoặc mã số thuế"),
        ({"kind": "business", "number": "0100109107"}, "không đúng chữ số kiểm tra"),
        ({"kind": "martian"}, "Hãy chọn một trong các mục"),
        ({"name": "   "}, "Hãy điền họ và tên"),
        ({"birth_on": "31/02/1989"}, "Ngày phải có thật và đã qua, ví dụ 27/03/1989"),
        ({"birth_on": "24/11/2026"}, "Ngày phải có thật và đã qua, ví dụ 27/03/1989"),
        ({"phone": "12345"}, "Số điện thoại có 10 chữ số, bắt đầu bằng 0."),
        ({"email": "hoa"}, "Thư điện tử có dạng ten@noi.vn"),
        ({"rep_phone": "0912000111"}, "Hãy điền họ và tên người được ủy quyền"),
        ({"rep_name": "Nam", "rep_number": "001189001234"}, "phải là người khác chủ hồ sơ"),
        ({"result_channel": "post", "address": ""}, "Hãy điền địa chỉ để bưu chính giao kết quả"),
        ({"version": ""}, "Hãy chọn thủ tục"),
        ({"version": "999999"}, "Thủ tục đã chọn không còn hiệu lực. Hãy chọn lại."),
        ({"version": "9" * 5000}, "Hãy chọn thủ tục"),
        ({"given": []}, "Còn thiếu: Giấy đề nghị đăng ký hộ kinh doanh."),
        ({"given": ["999999"]}, "Danh mục giấy tờ vừa thay đổi, hãy xem lại từng dòng."),
        ({"sets": "0"}, "Số bộ hồ sơ là số từ 1 đến 99"),
        ({"extra_1": "Giấy", "copies_extra_1": "-1"}, "Số lượng là số từ 0 đến 99"),
        ({"channel": "pigeon"}, "Hãy chọn một trong các mục"),
        ({"centre": "999999"}, "Bạn không giữ vị trí tiếp nhận ở trung tâm này."),
        ({"request_key": "x"}, "Biểu mẫu này đã cũ. Hãy bấm “Hồ sơ mới” rồi điền lại."),
    ],
)
def test_a_form_that_cannot_be_received_says_why_keeps_what_was_typed_and_makes_nothing(
    clerk, lac_hong, changes, reason
):
    response = clerk.post("/desk/serve", filled(lac_hong, **{"content": "Mở quán trà sữa", **changes}))

    page = words(response)
    assert response.status_code == 200
    assert "chỗ cần sửa" in page
    assert reason in page
    assert "<title>Lỗi: Tiếp nhận hồ sơ" in page
    if "version" not in changes:
        assert 'value="Mở quán trà sữa"' in page
    assert not Dossier.objects.exists()
    assert not Person.objects.exists()


def test_the_same_form_sent_twice_gives_the_dossier_of_the_first_time(clerk, lac_hong):
    sent = filled(lac_hong)

    first = clerk.post("/desk/serve", sent)
    second = clerk.post("/desk/serve", sent)

    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1


def test_a_sent_form_filled_in_again_for_somebody_else_is_refused(clerk, lac_hong):
    sent = filled(lac_hong)
    clerk.post("/desk/serve", sent)

    response = clerk.post("/desk/serve", {**sent, "name": "Lê Văn Nam", "number": "001090000111"})

    assert "Biểu mẫu này đã dùng cho hồ sơ H99.12-261123-0001." in words(response)
    assert Dossier.objects.count() == 1
    assert not Person.objects.filter(name="Lê Văn Nam").exists()


@pytest.mark.parametrize("field", ["card", "name", "phone", "query"])
def test_the_text_of_a_card_fills_the_person_whatever_field_it_was_scanned_into(clerk, lac_hong, field):
    typed = {
        **filled(lac_hong, do="refresh", number="", name="", birth_on="", sex="", address=""),
        field: CARD,
    }

    page = words(clerk.post("/desk/serve", typed))

    assert 'name="number" value="001189001234"' in page
    assert 'name="name" value="Nguyễn Thị Hoa"' in page
    assert 'name="birth_on" value="13/09/1989"' in page
    assert '<option value="female" selected>' in page
    assert 'name="address" value="Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc"' in page
    assert "|" not in page.split("</head>")[1].split('<div class="ly-intake-main">')[1].split("</form>")[0]


def test_a_card_scanned_after_what_stood_in_a_field_leaves_that_as_it_was(clerk, lac_hong):
    typed = filled(lac_hong, do="refresh", name="", content="Mở quán" + CARD)

    page = words(clerk.post("/desk/serve", typed))

    assert 'name="content" value="Mở quán"' in page
    assert 'name="name" value="Nguyễn Thị Hoa"' in page


def test_a_card_scanned_into_the_representative_fills_the_representative(clerk, lac_hong):
    typed = filled(lac_hong, do="refresh", name="Lê Văn Nam", number="", rep_name=CARD)

    page = words(clerk.post("/desk/serve", typed))

    assert 'name="rep_name" value="Nguyễn Thị Hoa"' in page
    assert 'name="rep_number" value="001189001234"' in page
    assert 'name="name" value="Lê Văn Nam"' in page


def test_a_card_mangled_by_a_typing_tool_is_named_as_such(clerk, lac_hong):
    page = words(clerk.post("/desk/serve", filled(lac_hong, do="refresh", card="00118|Nguy|")))

    assert "Bộ gõ tiếng Việt đang bật, dữ liệu quét có thể sai" in page


def test_a_known_number_brings_the_person_and_the_look_is_recorded(clerk, lac_hong):
    known = register(Details(name="Nguyễn Thị Hoa", number="001189001234", phone="0912345678"))
    typed = filled(lac_hong, do="person", name="", phone="", address="")

    page = words(clerk.post("/desk/serve", typed))

    assert 'name="name" value="Nguyễn Thị Hoa"' in page
    assert 'name="phone" value="0912345678"' in page
    assert "Đã có trong sổ" in page
    assert list(Entry.objects.values_list("verb", "subject", "key", "actor")) == [
        ("viewed", "person", str(known.pk), lac_hong.clerk.pk)
    ]


def test_another_number_does_not_keep_the_name_of_the_person_before(clerk, lac_hong):
    typed = filled(lac_hong, do="person", number="001090000111", fetched="001189001234", known="yes")

    page = words(clerk.post("/desk/serve", typed))

    assert 'value="Nguyễn Thị Hoa"' not in page
    assert "Nộp lần đầu ở đây" in page


def test_a_tax_number_makes_the_applicant_a_business(clerk, lac_hong):
    register(Details(name="Công ty Lạc Hồng", kind="business", number="0100109106"))

    page = words(clerk.post("/desk/serve", filled(lac_hong, do="person", number="0100109106", name="")))

    assert 'value="business" id="id_kind_1" required checked' in page or "checked" in page
    assert 'name="name" value="Công ty Lạc Hồng"' in page
    assert "Tên tổ chức" in page
    assert 'name="birth_on"' not in page


def test_the_owner_of_a_household_business_keeps_his_own_name_out_of_it(clerk, lac_hong):
    register(Details(name="Nguyễn Thị Hoa", number="001189001234"))

    page = words(
        clerk.post("/desk/serve", filled(lac_hong, do="person", kind="business", name="Hộ kinh doanh Hoa"))
    )

    assert 'name="name" value="Hộ kinh doanh Hoa"' in page


def test_procedures_that_can_be_received_come_first_and_the_others_say_why_not(clerk, lac_hong):
    procedure("1.009999", "Đăng ký thay đổi hộ kinh doanh", field=lac_hong.field)
    forget_all()

    page = words(clerk.get("/desk/procedures?q=ho kinh doanh"))

    assert page.index("Đăng ký thành lập hộ kinh doanh") < page.index("Đăng ký thay đổi hộ kinh doanh")
    assert "3 ngày làm việc" in page
    assert "hẹn 27/11/2026" in page
    assert "Thủ tục này chưa có quy trình đã ban hành." in page


def test_a_search_without_scripts_offers_buttons_and_choosing_one_shows_its_papers_and_promise(
    clerk, lac_hong
):
    empty = {"do": "refresh", "version": "", "case": "", "query": "ho kinh doanh"}
    found = words(clerk.post("/desk/serve", filled(lac_hong, **empty)))
    chosen = words(clerk.post("/desk/serve", filled(lac_hong, **empty, choose=lac_hong.version.pk)))

    assert f'name="choose" value="{lac_hong.version.pk}"' in found
    assert "Giấy đề nghị đăng ký hộ kinh doanh" in chosen
    assert "09:00 Thứ\xa0Sáu, 27/11/2026".replace("\xa0", " ") in chosen.replace("\xa0", " ")
    assert "Vì sao là ngày này?" in chosen
    assert "100.000 đ" in chosen


def test_several_cases_wait_for_a_choice(clerk, lac_hong):
    online = Case.objects.create(version=lac_hong.version, order=2, name="Hợp tác xã chuyển thành")
    TimeLimit.objects.create(case=online, amount=5, unit="working_day")
    forget_all()

    asked = words(clerk.post("/desk/serve", filled(lac_hong, do="refresh", case="")))
    judged = words(clerk.post("/desk/serve", filled(lac_hong, case="")))
    foreign = words(clerk.post("/desk/serve", filled(lac_hong, case="999999")))
    chosen = words(clerk.post("/desk/serve", filled(lac_hong, do="refresh", case=online.pk)))

    assert "Chọn trường hợp để thấy danh mục giấy tờ." in asked
    assert "Hãy chọn trường hợp" in judged
    assert "Hãy chọn một trong các mục" in foreign
    assert "5 ngày làm việc" in chosen


def test_a_paper_the_state_holds_is_struck_through_and_cannot_be_ticked(clerk, lac_hong):
    held = RequiredPaper.objects.create(
        case=lac_hong.case, order=3, name="Giấy khai sinh", kind="state_data", originals=1
    )
    forget_all()

    page = words(clerk.post("/desk/serve", filled(lac_hong, do="refresh")))
    forced = words(clerk.post("/desk/serve", filled(lac_hong, given=[lac_hong.papers[0].pk, held.pk])))

    assert "<s>Giấy khai sinh</s>" in page
    assert "Nhà nước đã có" in page
    assert f'id="id_given_{held.pk}"' not in page
    assert "Danh mục giấy tờ vừa thay đổi" in forced
    assert not Dossier.objects.exists()


def test_a_name_written_as_a_script_is_shown_as_text(clerk, lac_hong):
    attack = "<script>alert(1)</script>"

    typed = clerk.post("/desk/serve", filled(lac_hong, do="refresh", name=attack, query=attack, version=""))
    received = clerk.post("/desk/serve", filled(lac_hong, name=attack), follow=True)

    assert attack not in typed.content.decode()
    assert attack not in received.content.decode()
    assert Dossier.objects.get().owner_name == attack


def test_one_more_for_the_same_person_starts_with_the_person_filled_in(clerk, lac_hong):
    clerk.post("/desk/serve", filled(lac_hong))
    number = Dossier.objects.get().number

    page = words(clerk.get(f"/desk/serve?same={number}"))

    assert 'name="number" value="001189001234"' in page
    assert 'name="name" value="Nguyễn Thị Hoa"' in page
    assert 'name="phone" value="0912345678"' in page


def test_the_script_of_the_page_gets_the_form_alone(clerk, lac_hong):
    response = clerk.post("/desk/serve", filled(lac_hong, do="refresh"), headers={"X-Part": "form"})

    page = words(response)
    assert page.startswith('<form class="ly-intake"')
    assert "<html" not in page


def test_receiving_takes_ten_statements_with_session_and_user(clerk, lac_hong):
    clerk.post("/desk/serve", filled(lac_hong))
    sent = filled(lac_hong, rep_name="Lê Văn Nam", rep_number="001090000111", fetched="001189001234")

    with at_most(10):
        response = clerk.post("/desk/serve", sent)

    assert response.status_code == 302


@pytest.mark.parametrize("address", ["/desk/serve", "/desk/procedures"])
def test_only_reception_clerks_receive(client, lac_hong, address):
    client.force_login(lac_hong.examiner)

    response = client.get(address)

    assert response.status_code == 403
    assert "cán bộ tiếp nhận" in words(response)
