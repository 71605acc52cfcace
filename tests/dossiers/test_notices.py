"""What applicants are told of their dossiers, and that nothing costs anything while no channel is set up."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.base.clock import at
from motcua.base.errors import Refused
from motcua.dossiers import actions
from motcua.dossiers.journal import Batch
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Wanted
from motcua.notifications.models import Notice
from tests.factories import MORNING, intake, received, registered, resolved, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return world()


@pytest.fixture
def sms(settings):
    settings.SMS_URL = "http://127.0.0.1:1/"


@pytest.fixture
def email(settings):
    settings.EMAIL_HOST = "127.0.0.1"


def told():
    return list(Notice.objects.order_by("pk").values_list("template", "body"))


def templates():
    return [template for template, _body in told()]


def statements(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_whoever_hands_in_a_dossier_is_told_its_number_and_promised_date(made, sms):
    dossier = received(made)

    ((template, body),) = told()
    assert template == "dossier-received"
    assert body.startswith(f"Đã nhận hồ sơ {dossier.number}. Hẹn trả kết quả 09:00 27/11/2026.")
    notice = Notice.objects.get()
    assert (notice.address, notice.reference, notice.unit) == ("0912345678", dossier.number, made.centre)


def test_a_reception_costs_one_statement_more_with_sms_and_none_without(made, settings):
    received(made)
    settings.SMS_URL = ""
    without = statements(lambda: received(made))
    settings.SMS_URL = "http://127.0.0.1:1/"
    received(made)

    with_sms = statements(lambda: received(made))

    assert with_sms == without + 1


def test_an_online_filing_is_told_of_when_it_is_received(made, sms):
    dossier = registered(made)
    before = templates()

    actions.accept(dossier.number, by=made.rights(made.clerk), at=MORNING)

    assert (before, templates()) == ([], ["dossier-received"])


def test_a_representative_with_an_email_address_is_written_to(made, email):
    details = intake(made).owner
    other = type(details)(name="Trần Văn An", number="001189001235", email="an@example.vn")

    received(made, representative=other)

    notice = Notice.objects.get()
    assert notice.address == "an@example.vn"
    assert notice.body.startswith("Kính gửi ông/bà Trần Văn An,")


def test_what_is_missing_is_told_line_by_line(made, email):
    details = intake(made).owner
    owner = type(details)(name="Nguyễn Thị Hoa", number="001189001234", email="hoa@example.vn")
    dossier = received(made, owner=owner)
    actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)

    actions.request_supplement(
        dossier.number,
        task=3,
        wanted=[Wanted("Hợp đồng thuê", "Thiếu chữ ký.", "Ký đủ hai bên")],
        by=made.rights(made.examiner),
        at=MORNING,
    )

    template, body = told()[-1]
    assert template == "supplement-asked"
    assert "- Hợp đồng thuê: Thiếu chữ ký. Ký đủ hai bên." in body
    assert "chậm nhất ngày 15/12/2026" in body


def test_a_granted_extension_is_told_with_both_dates_and_its_reason(made, sms):
    dossier = received(made)
    actions.ask_extension(
        dossier.number,
        new_due_at=at(date(2026, 12, 1), 9),
        reason="Phải xác minh",
        by=made.rights(made.head),
        at=MORNING,
    )

    actions.extend(dossier.number, by=made.rights(made.supervisor), at=MORNING)

    template, body = told()[-1]
    assert template == "new-date"
    assert "hẹn lại trả kết quả 09:00 01/12/2026 (trước đây 09:00 27/11/2026)." in body
    assert "xin lỗi" not in body


def test_a_signed_letter_of_apology_is_told_with_an_apology(made, sms):
    dossier = received(made)
    late = at(date(2026, 11, 30), 9)
    actions.draft_apology(dossier.number, by=made.rights(made.leader), at=late)

    actions.sign_apology(
        dossier.number,
        reason="Phải xác minh",
        new_due_at=at(date(2026, 12, 3), 9),
        by=made.rights(made.leader),
        at=late,
    )

    template, body = told()[-1]
    assert template == "new-date"
    assert "xin lỗi" in body


def test_a_result_to_be_fetched_is_ready_when_it_lies_at_the_centre(made, sms):
    dossier = resolved(made)
    before = templates()

    for _press in range(2):
        actions.confirm_result(dossier.number, place="Ngăn 3", by=made.rights(made.returner), at=MORNING)

    assert (before, templates()) == (["dossier-received"], ["dossier-received", "result-ready"])
    assert "Mời đến quầy nhận kết quả" in told()[-1][1]


def test_a_result_that_is_sent_on_is_told_when_it_is_issued(made, sms):
    dossier = received(made, result_channel=Dossier.ResultChannel.POST)
    for task, holder in ((2, made.head), (3, made.examiner), (4, made.leader)):
        actions.forward(dossier.number, task=task, by=made.rights(holder), at=MORNING)

    actions.issue_result(dossier.number, task=5, result="12/GCN", by=made.rights(made.records), at=MORNING)

    assert templates()[-1] == "result-ready"
    assert "qua bưu chính" in told()[-1][1]


def test_nobody_is_called_for_a_late_result_before_its_letter_is_signed(made, sms):
    late = at(date(2026, 12, 1), 9)
    dossier = resolved(made, ended_at=late)
    actions.confirm_result(dossier.number, by=made.rights(made.returner), at=late)
    before = templates()
    actions.draft_apology(dossier.number, by=made.rights(made.leader), at=late)

    actions.sign_apology(
        dossier.number, reason="Quá tải", new_due_at=late, by=made.rights(made.leader), at=late
    )

    assert (before, templates()) == (["dossier-received"], ["dossier-received", "result-ready"])


def test_whoever_imports_many_dossiers_writes_to_nobody(made, sms):
    batch = Batch()

    actions.receive(intake(made), by=made.rights(made.clerk), at=MORNING, journal=batch)
    batch.write()

    assert (Dossier.objects.count(), templates()) == (1, [])


def test_an_act_that_fails_tells_nobody(made, sms):
    dossier = registered(made)

    with pytest.raises(Refused):
        actions.accept(dossier.number, by=made.rights(made.outsider), at=MORNING)

    assert templates() == []
