"""What the forms beside the receipt say, filled from what happened to a dossier."""

import io
from datetime import timedelta

import pytest
from django.utils import translation
from pypdf import PdfReader

from motcua.accounts.models import User
from motcua.base import clock
from motcua.documents.printing import qr_svg
from motcua.dossiers import actions, recalendaring
from motcua.dossiers.forms import Kind
from motcua.dossiers.queries import dossier_page
from motcua.dossiers.receipts import Batch, control_form, form_pdf, history_form, receipt_form, result_form
from motcua.dossiers.receipts.batch import SINGLE
from motcua.dossiers.rules import Wanted
from motcua.organisations.rules import Rights
from motcua.people.actions import Details
from motcua.worktime import queries as worktime
from motcua.worktime.actions import import_calendar
from tests.factories import MONDAY, MORNING, received, registered, resolved, world

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=1)


def page_of(made, dossier):
    return dossier_page(dossier.number, made.rights(made.supervisor))


def printed(made, dossier, kind, *, at=LATER):
    """Return the words of a form, its lines and pages joined."""
    made_pdf, reason = form_pdf(kind, dossier.number, rights=made.rights(made.supervisor), at=at)
    assert reason == ""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made_pdf)).pages)


def at_examiner(made):
    dossier = received(made)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)
    return dossier


def test_the_request_for_supplement_says_paper_by_paper_what_to_mend():
    made = world()
    dossier = at_examiner(made)
    wanted = [
        Wanted("Hợp đồng thuê địa điểm", "Thiếu trang 2", "nộp bản đủ trang", 2),
        Wanted("Ảnh", "Chưa có", "nộp 02 ảnh"),
    ]
    actions.request_supplement(
        dossier.number,
        task=3,
        wanted=wanted,
        note="Chưa đủ căn cứ",
        by=made.rights(made.examiner),
        at=MORNING,
    )

    text = printed(made, dossier, Kind.SUPPLEMENT)

    for said in (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Lạc Hồng, ngày 23 tháng 11 năm 2026",
        "Hợp đồng thuê địa điểm",
        "Thiếu trang 2",
        "Cách bổ sung: nộp bản đủ trang",
        "Lý do: Chưa đủ căn cứ",
        "chậm nhất vào ngày 15/12/2026",
        "được tính lại từ đầu",
        "Lê Minh Đức",
        "Mẫu 02",
    ):
        assert said in text


def test_a_refusal_tells_the_reason_and_the_right_to_complain():
    made = world()
    dossier = registered(made)
    actions.refuse(dossier.number, reason="Đất thuộc tỉnh khác.", by=made.rights(made.clerk), at=MORNING)

    text = printed(made, dossier, Kind.REFUSAL)

    assert "với lý do cụ thể như sau: Đất thuộc tỉnh khác." in text
    assert "phản ánh, kiến nghị, khiếu nại" in text
    assert "NGƯỜI TỪ CHỐI TIẾP NHẬN" in text


def late(made):
    """A dossier whose date has passed and whose letter of apology was drafted."""
    dossier = at_examiner(made)
    nobody = Rights(User.objects.system().pk, (), frozenset())
    missed = clock.at(MORNING.date() + timedelta(days=7), 9)
    assert actions.draft_apology(dossier.number, by=nobody, at=missed)
    return dossier, missed


def test_a_drafted_apology_names_the_late_legs_and_is_marked_a_draft():
    made = world()
    dossier, _missed = late(made)

    text = printed(made, dossier, Kind.APOLOGY)

    assert "(Dự thảo, chưa ký)" in text
    assert "Phòng Kinh tế Thẩm định" in text
    assert "THỦ TRƯỞNG CƠ QUAN" in text


def test_a_signed_apology_keeps_the_old_date_beside_the_new_one():
    made = world()
    dossier, missed = late(made)
    new = clock.at(missed.date() + timedelta(days=3), 16)
    actions.sign_apology(
        dossier.number,
        reason="Chờ ý kiến khu dân cư.",
        new_due_at=new,
        by=made.rights(made.leader),
        at=missed,
    )

    text = printed(made, dossier, Kind.APOLOGY)

    assert "Thời gian hẹn trả kết quả: 09 giờ 00 phút, ngày 27/11/2026." in text
    assert "Lý do: Chờ ý kiến khu dân cư." in text
    assert "16 giờ 00 phút, Thứ Năm, ngày 03/12/2026" in text
    assert "LÃNH ĐẠO CƠ QUAN (Ký tên, đóng dấu) Bùi Quang Huy" in text
    assert "Dự thảo" not in text


def test_a_notice_of_stopping_gives_the_papers_back():
    made = world()
    dossier = received(made)
    actions.withdraw(dossier.number, reason="Đổi ý", by=made.rights(made.clerk), at=MORNING)

    text = printed(made, dossier, Kind.STOP)

    assert "dừng giải quyết hồ sơ nêu trên kể từ ngày 23 tháng 11 năm 2026" in text
    assert "lý do: Đổi ý." in text
    assert "Giấy tờ trả lại Ông/Bà:" in text
    assert "Giấy đề nghị đăng ký hộ kinh doanh" in text


def test_the_notice_of_an_extension_tells_both_dates_and_why_and_the_agency_apologises():
    made = world()
    dossier = at_examiner(made)
    actions.ask_extension(
        dossier.number,
        new_due_at=clock.at(MONDAY + timedelta(days=8), 16),
        reason="Phải xác minh thêm",
        by=made.rights(made.head),
        at=MORNING,
    )
    actions.extend(dossier.number, by=made.rights(made.supervisor), at=MORNING)

    text = printed(made, dossier, Kind.NEW_DATE)

    assert "THÔNG BÁO ĐIỀU CHỈNH THỜI GIAN TRẢ KẾT QUẢ" in text
    assert "hẹn trả kết quả: 09 giờ 00 phút, Thứ Sáu, ngày 27/11/2026." in text
    assert "Lý do điều chỉnh: Phải xác minh thêm." in text
    assert "16 giờ 00 phút, Thứ Ba, ngày 01/12/2026" in text
    assert "Ủy ban nhân dân phường Lạc Hồng xin lỗi Ông/Bà" in text


def test_nobody_apologises_for_a_calendar_that_changed():
    made = world()
    dossier = at_examiner(made)
    definition = worktime.export_definition("default")
    definition["versions"][-1]["exceptions"].append({"date": "2026-11-26", "kind": "closed", "name": "Nghỉ"})
    import_calendar(definition, at=MORNING, reason="Thay đổi")
    by = made.rights(made.supervisor)
    recalendaring.move_some("default", by=by, at=MORNING, reason="TB 101/TB-BNV")

    text = printed(made, dossier, Kind.NEW_DATE)

    assert "Lý do điều chỉnh: lịch làm việc thay đổi theo TB 101/TB-BNV" in text
    assert "09 giờ 00 phút, Thứ Hai, ngày 30/11/2026" in text
    assert "xin lỗi" not in text


def test_a_calendar_change_that_leaves_the_day_prints_no_notice():
    made = world()
    dossier = at_examiner(made)
    definition = worktime.export_definition("default")
    definition["versions"][-1]["exceptions"].append({"date": "2026-12-26", "kind": "closed", "name": "Nghỉ"})
    import_calendar(definition, at=MORNING, reason="Thay đổi")
    by = made.rights(made.supervisor)
    recalendaring.move_some("default", by=by, at=MORNING, reason="TB 101/TB-BNV")

    reason = form_pdf(Kind.NEW_DATE, dossier.number, rights=by, at=LATER)[1]

    assert reason == "Ngày hẹn trả của hồ sơ chưa được điều chỉnh."


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.SUPPLEMENT, "Hồ sơ chưa có yêu cầu bổ sung nào."),
        (Kind.REFUSAL, "Hồ sơ không bị từ chối tiếp nhận."),
        (Kind.APOLOGY, "Hồ sơ chưa có văn bản xin lỗi, gia hạn nào."),
        (Kind.STOP, "Người nộp chưa yêu cầu dừng giải quyết hồ sơ này."),
        (Kind.NEW_DATE, "Ngày hẹn trả của hồ sơ chưa được điều chỉnh."),
        (Kind.RESULT, "Hồ sơ chưa có kết quả."),
    ],
)
def test_a_form_of_what_did_not_happen_is_not_printed(kind, reason):
    made = world()
    dossier = received(made)

    assert form_pdf(kind, dossier.number, rights=made.rights(made.clerk), at=LATER) == (b"", reason)


def test_a_receipt_after_a_supplement_tells_the_new_date_and_why():
    made = world()
    dossier = at_examiner(made)
    wanted = [Wanted("Ảnh", "Chưa có", "nộp 02 ảnh")]
    actions.request_supplement(
        dossier.number, task=3, wanted=wanted, by=made.rights(made.examiner), at=MORNING + timedelta(days=1)
    )
    actions.receive_supplement(dossier.number, by=made.rights(made.clerk), at=MORNING + timedelta(days=2))

    with translation.override("vi"):
        form = receipt_form(page_of(made, dossier))

    assert form.due_at == "09 giờ 00 phút, Thứ Hai, ngày 30/11/2026"
    assert form.why == (
        "Nhận 09:00 23/11/2026, hẹn 09:00 27/11/2026",
        "Dừng đồng hồ 09:00 24/11/2026: yêu cầu người nộp bổ sung",
        "Chạy lại 09:00 25/11/2026: tính lại từ đầu",
        "Không tính 02 ngày nghỉ hằng tuần",
        "Ngày làm việc thứ 3: Thứ Hai 30/11/2026",
    )


def test_what_waits_for_its_reception_has_no_receipt():
    made = world()
    batch = Batch(Kind.RECEIPT, rights=made.rights(made.clerk), at=LATER)

    assert batch.add(registered(made).number) == "Hồ sơ chưa được tiếp nhận nên chưa có giấy hẹn."


def test_the_control_slip_tells_each_hand_over_and_whether_the_part_was_late():
    made = world()
    dossier = received(made)
    slow = clock.at(MORNING.date() + timedelta(days=4), 16)
    for task, holder, at in ((2, made.head, MORNING), (3, made.examiner, slow)):
        actions.take(dossier.number, task=task, by=made.rights(holder), at=at)
        actions.forward(dossier.number, task=task, by=made.rights(holder), at=at)

    form = control_form(page_of(made, dossier), slow)

    assert [(leg.giver, leg.taker_unit, leg.timing) for leg in form.legs] == [
        ("Trần Thị Thu Hà", "Phòng Kinh tế", "Đúng hạn"),
        ("Phạm Văn Lợi", "Phòng Kinh tế", "Đúng hạn"),
        ("Lê Minh Đức", "Ủy ban nhân dân phường Lạc Hồng", "Quá hạn"),
    ]
    assert form.legs[1].taker == "Lê Minh Đức"
    assert form.legs[0].moment == "09 giờ 00 phút, ngày 23/11/2026"
    assert form.unit == "Phòng Kinh tế"


def test_a_step_sent_back_says_so_on_the_control_slip():
    made = world()
    dossier = at_examiner(made)
    actions.send_back(dossier.number, task=3, reason="Nhầm phòng", by=made.rights(made.examiner), at=LATER)

    form = control_form(page_of(made, dossier), LATER)

    assert form.legs[-1].note == "Trả lại bước trước: Nhầm phòng"


def test_the_control_slip_ends_with_the_hand_over_to_the_applicant():
    made = world()
    dossier = resolved(made)
    actions.confirm_result(dossier.number, by=made.rights(made.returner), at=MORNING)
    actions.return_result(dossier.number, receiver="Nguyễn Thị Hoa", by=made.rights(made.returner), at=LATER)

    form = control_form(page_of(made, dossier), LATER)

    last = form.legs[-1]
    assert (last.giver, last.taker, last.taker_unit) == (
        "Vũ Quốc Bình",
        "Nguyễn Thị Hoa",
        "Người nhận kết quả",
    )
    assert form.outcome == "Trước hạn (có kết quả 23/11/2026)"


def test_the_history_has_a_line_for_every_event():
    made = world()
    dossier = at_examiner(made)

    lines = history_form(page_of(made, dossier), LATER).lines

    assert [(line.person, line.act, line.receiver) for line in lines] == [
        (
            "Trần Thị Thu Hà",
            "Tiếp nhận",
            "Trần Thị Thu Hà, Trung tâm Phục vụ hành chính công phường Lạc Hồng",
        ),
        ("Trần Thị Thu Hà", "Chuyển bước", "Phòng Kinh tế"),
        ("Phạm Văn Lợi", "Chuyển bước", "Phòng Kinh tế"),
    ]


def test_a_result_receipt_before_the_hand_over_leaves_room_for_the_pen():
    made = world()

    form = result_form(page_of(made, resolved(made)), LATER)

    assert (form.receiver, form.returned_at, form.results[0].sign) == ("", "", "12/GCN")


def test_no_code_on_any_paper_carries_more_than_the_number(settings):
    settings.PUBLIC_URL = "https://motcua.honglac.example"
    made = world()
    dossier = resolved(made)
    page = page_of(made, dossier)
    only = qr_svg(f"https://motcua.honglac.example/track/{dossier.number}", border=0)

    codes = {
        kind: one.form(page, LATER).head.tracking_qr for kind, one in SINGLE.items() if not one.why_not(page)
    }

    assert codes == dict.fromkeys((Kind.RECEIPT, Kind.CONTROL, Kind.HISTORY, Kind.RESULT), only)


def test_a_joint_receipt_is_for_one_filer_only():
    made = world()
    first = received(made)
    other = received(made, owner=Details(name="Trần Văn Bình", phone="0987654321"))
    batch = Batch(Kind.JOINT_RECEIPT, rights=made.rights(made.clerk), at=LATER)

    assert batch.add(first.number) == ""
    assert batch.add(other.number) == (
        "Một giấy tiếp nhận chung chỉ gồm hồ sơ của một người nộp, tại một trung tâm."
    )


def test_a_dossier_of_the_old_law_gets_the_old_form():
    made = world()
    dossier = received(made)
    page = page_of(made, dossier)
    page.dossier.received_at = clock.at(MORNING.date().replace(year=2024), 9)

    head = control_form(page, LATER).head

    assert head.mark == "Mẫu 05"
