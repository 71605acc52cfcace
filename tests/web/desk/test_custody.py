"""Paper between units on the screen: propose, hand over, take, name what is missing."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pypdf import PdfReader

from motcua.dossiers import custody
from motcua.dossiers.models import CustodyBatch, CustodyItem, Original
from motcua.history.models import Entry
from tests.factories import MORNING, received, resolved
from tests.statements import at_most
from tests.web.desk.conftest import words


def made(client, world, *numbers, **changes):
    sent = {
        "request_key": str(uuid4()),
        "giver": world.centre.pk,
        "taker": world.division.pk,
        "number": numbers,
        **changes,
    }
    return client.post("/desk/custody/batches", sent, follow=True)


def done(client, verb, code=""):
    number = CustodyBatch.objects.get().number
    return words(
        client.post(f"/desk/custody/batches/{number}/change", {"do": verb, "code": code}, follow=True)
    )


@pytest.fixture
def examiner(client, lac_hong):
    client.force_login(lac_hong.examiner)
    return client


def test_what_has_to_leave_is_proposed_and_becomes_a_slip_of_two_signatures(client, lac_hong):
    number = received(lac_hong).number
    client.force_login(lac_hong.clerk)

    proposed = words(client.get("/desk/custody"))
    batch = words(made(client, lac_hong, number))
    sent = done(client, "send")
    client.force_login(lac_hong.examiner)
    waiting = words(client.get("/desk/custody"))
    taken = done(client, "confirm-all")

    assert number in proposed
    assert "Cuối buổi" in proposed
    assert "Cho Phòng Kinh tế: 1 hồ sơ" in proposed
    assert f"{number}/G1" in batch
    assert "Đã xác nhận giao phiếu BG-H99.12-261123-001." in sent
    assert "Chờ mình nhận" in waiting
    assert "Đã nhận đủ phiếu BG-H99.12-261123-001." in taken
    assert "Lê Minh Đức" in taken
    assert CustodyBatch.objects.get().arrived_by == lac_hong.examiner


def test_a_receiver_scans_code_by_code_and_names_what_is_missing(client, clerk, lac_hong):
    number = received(lac_hong).number
    made(clerk, lac_hong, number)
    done(clerk, "send")
    client.force_login(lac_hong.examiner)

    scanned = done(client, "confirm", f"{number.lower()}/g1")
    wrong = done(client, "confirm", "X/G1")
    empty = done(client, "confirm", " ")
    closed = done(client, "close")
    client.force_login(lac_hong.clerk)
    listed = words(client.get("/desk/custody"))

    assert f"Đã nhận {number}/G1." in scanned
    assert "X/G1 không có trong phiếu này." in wrong
    assert "Hãy quét hoặc gõ mã giấy tờ." in empty
    assert "giấy tờ thiếu đã được ghi tên" in closed
    assert "1 giấy tờ đang thiếu" in listed
    assert "Người phải tìm: Trần Thị Thu Hà" in listed


def test_a_missing_original_is_found_with_a_note(client, clerk, lac_hong):
    number = received(lac_hong).number
    made(clerk, lac_hong, number)
    done(clerk, "send")
    custody.close(CustodyBatch.objects.get().number, by=lac_hong.rights(lac_hong.examiner), at=MORNING)
    sent = {"code": f"{number}/G1", "unit": lac_hong.centre.pk}

    without = words(clerk.post("/desk/custody/found", {**sent, "note": ""}, follow=True))
    found = words(clerk.post("/desk/custody/found", {**sent, "note": "Trong khay quầy 3"}, follow=True))

    assert "Hãy ghi giấy tờ được tìm thấy ở đâu." in without
    assert f"Đã ghi nhận tìm thấy {number}/G1." in found
    assert "Trong khay quầy 3" in words(clerk.get(f"/desk/custody/dossiers/{number}"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"number": []}, "Hãy đánh dấu ít nhất một hồ sơ hoặc giấy tờ."),
        ({"taker": ""}, "Hãy chọn đơn vị nhận khác đơn vị giao."),
        ({"taker": "x"}, "Hãy chọn đơn vị nhận khác đơn vị giao."),
        ({"taker": "9" * 30}, "Hãy chọn đơn vị nhận khác đơn vị giao."),
        ({"request_key": "x"}, "Biểu mẫu này đã cũ."),
        ({"number": ["<b>"]}, "Không có hồ sơ"),
        ({"number": [], "codes": "x/G1"}, "Không có giấy tờ mang mã X/G1."),
    ],
)
def test_a_batch_that_is_not_right_says_why_and_is_not_made(clerk, lac_hong, changes, reason):
    number = received(lac_hong).number

    page = words(made(clerk, lac_hong, number, **changes))

    assert reason in page
    assert CustodyBatch.objects.count() == 0


def test_scanning_opens_the_batch_or_the_dossier_of_an_original(clerk, lac_hong):
    number = received(lac_hong).number
    made(clerk, lac_hong, number)
    batch = CustodyBatch.objects.get().number

    to_batch = clerk.post("/desk/custody/scan", {"code": f" {batch.lower()} "})
    to_dossier = clerk.post("/desk/custody/scan", {"code": f"{number}/G1"})
    nowhere = words(clerk.post("/desk/custody/scan", {"code": "<b>?"}, follow=True))

    assert to_batch["Location"] == f"/desk/custody/batches/{batch}"
    assert to_dossier["Location"] == f"/desk/custody/dossiers/{number}"
    assert "Không có phiếu hay giấy tờ nào mang mã “<B>?”." in nowhere


def test_the_dossier_says_where_each_original_is(clerk, lac_hong):
    number = received(lac_hong).number

    before = words(clerk.get(f"/desk/custody/dossiers/{number}"))
    made(clerk, lac_hong, number)
    after = words(clerk.get(f"/desk/custody/dossiers/{number}"))

    assert "Giấy tờ chưa được dán nhãn" in before
    assert "Trong phiếu BG-H99.12-261123-001" in after
    assert f'href="/desk/custody/dossiers/{number}"' in words(clerk.get(f"/desk/dossiers/{number}"))


def test_originals_go_back_to_the_applicant_with_the_name_of_who_took_them(clerk, lac_hong):
    number = resolved(lac_hong).number
    custody.label([number], by=lac_hong.rights(lac_hong.clerk), at=MORNING)
    address = f"/desk/custody/dossiers/{number}/give-back"
    sent = {"request_key": str(uuid4()), "code": [f"{number}/G1"], "receiver": "Nguyễn Thị Hoa"}

    nobody = words(clerk.post(address, {**sent, "receiver": ""}))
    nothing = words(clerk.post(address, {**sent, "code": []}))
    given = words(clerk.post(address, sent, follow=True))
    clerk.post(address, sent)

    assert "Hãy ghi họ tên người nhận." in nobody
    assert "Hãy đánh dấu ít nhất một giấy tờ." in nothing
    assert "Đã trả giấy tờ cho Nguyễn Thị Hoa." in given
    assert Original.objects.get(order=1).unit is None
    assert CustodyItem.objects.count() == 1


def test_slip_and_labels_are_pdf_and_each_printing_is_recorded(clerk, lac_hong):
    number = received(lac_hong).number

    labels = clerk.post(f"/desk/custody/dossiers/{number}/labels")
    made(clerk, lac_hong, number)
    slip = clerk.get(f"/desk/custody/batches/{CustodyBatch.objects.get().number}/slip")

    assert "G2" in PdfReader(io.BytesIO(labels.content)).pages[0].extract_text()
    assert "PHIẾU BÀN GIAO" in PdfReader(io.BytesIO(slip.content)).pages[0].extract_text()
    assert [entry.details["form"] for entry in Entry.objects.filter(verb="printed").order_by("pk")] == [
        "labels",
        "custody-slip",
    ]


def test_agencies_work_in_pages_with_the_side_bar_and_watchers_only_look(client, lac_hong):
    received(lac_hong)
    client.force_login(lac_hong.records)
    of_records = words(client.get(f"/desk/custody?unit={lac_hong.division.pk}"))
    client.force_login(lac_hong.supervisor)
    of_supervisor = words(client.get("/desk/custody"))

    assert "mc-side" in of_records
    assert "Phòng Kinh tế" in of_records
    assert "Lập phiếu" not in of_supervisor
    assert "Cho Phòng Kinh tế: 1 hồ sơ" in of_supervisor


def test_whoever_runs_the_centre_sees_late_batches_of_everybody_with_their_owners(
    client, lac_hong, monkeypatch
):
    number = received(lac_hong).number
    client.force_login(lac_hong.clerk)
    made(client, lac_hong, number)
    done(client, "send")
    monkeypatch.setattr(timezone, "now", lambda: MORNING + timedelta(hours=7))
    client.force_login(lac_hong.supervisor)

    page = words(client.get("/desk/custody"))

    assert "Phòng Kinh tế phải xác nhận trước" in page
    assert "Người phụ trách: Phạm Văn Lợi." in page


def test_what_is_out_of_sight_is_not_there(client, clerk, lac_hong):
    number = received(lac_hong).number
    made(clerk, lac_hong, number)
    batch = CustodyBatch.objects.get().number
    client.force_login(lac_hong.outsider)

    assert client.get(f"/desk/custody/batches/{batch}").status_code == 404
    assert client.get(f"/desk/custody/batches/{batch}/slip").status_code == 404
    assert client.post(f"/desk/custody/batches/{batch}/change", {"do": "send"}).status_code == 404
    assert client.get(f"/desk/custody/dossiers/{number}").status_code == 404
    assert client.post(f"/desk/custody/dossiers/{number}/labels").status_code == 404


def test_a_verb_that_is_none_is_refused(clerk, lac_hong):
    made(clerk, lac_hong, received(lac_hong).number)

    assert "Không rõ việc cần làm với phiếu này." in done(clerk, "burn")


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_for_one_dossier_and_for_three(clerk, lac_hong, count):
    numbers = [received(lac_hong).number for _ in range(count)]
    made(clerk, lac_hong, *numbers)
    for _ in range(count):
        received(lac_hong)
    batch = CustodyBatch.objects.get().number
    clerk.get("/desk/custody")

    with at_most(12):
        clerk.get("/desk/custody")
    with at_most(5):
        clerk.get(f"/desk/custody/batches/{batch}")
    with at_most(6):
        clerk.get(f"/desk/custody/dossiers/{numbers[0]}")
