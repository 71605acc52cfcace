"""The page of scans: uploading, the scanner's folder, what is refused, who sees what, how copies leave."""

import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.documents import storage
from motcua.documents.models import StoredFile
from motcua.dossiers.models import Digitisation, Scan
from motcua.history.models import Entry
from tests.factories import MORNING, files, received
from tests.statements import at_most
from tests.web.desk.conftest import words


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SCANNER_FOLDER = str(tmp_path / "scanner")
    (tmp_path / "scanner" / "lac-hong" / "quay-3").mkdir(parents=True)
    return tmp_path / "scanner" / "lac-hong"


@pytest.fixture
def dossier(lac_hong):
    return received(lac_hong)


def page_of(dossier):
    return f"/desk/dossiers/{dossier.number}/scans"


def upload(content, name="ban-quet.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def send(client, dossier, *contents, order=1, **changes):
    """Send the form of a paper with files."""
    values = {
        "do": "scan",
        "paper": dossier.papers.get(order=order).pk,
        "paper_pages": "1",
        "scans": [upload(content) for content in contents],
        **changes,
    }
    return client.post(f"{page_of(dossier)}/change", values, follow=True)


def test_after_reception_the_clerk_goes_on_to_scan(clerk, dossier):
    page = words(clerk.get(f"/desk/dossiers/{dossier.number}/received"))

    assert f'href="{page_of(dossier)}" data-key="F4"' in page


def test_each_paper_of_the_checklist_waits_for_its_scan(clerk, dossier):
    page = words(clerk.get(page_of(dossier)))

    assert "Còn 2 giấy tờ phải quét" in page
    assert "Giấy đề nghị đăng ký hộ kinh doanh" in page
    assert 'capture="environment"' in page


def test_a_scan_shows_its_pages_beside_the_paper(clerk, dossier):
    page = words(send(clerk, dossier, files.pdf(2), paper_pages="2"))

    scan = Scan.objects.get()
    assert "Đã lưu bản quét." in page
    assert "Còn 1 giấy tờ phải quét" in page
    assert f"{page_of(dossier)}/{scan.pk}/2?large" in page
    assert "2 trang · số hóa từ giấy tờ này · Trần Thị Thu Hà" in page


def test_photographs_of_a_phone_are_taken_like_files(clerk, dossier):
    photos = [upload(files.image(seed=at), "IMG.jpg") for at in (1, 2)]

    page = words(send(clerk, dossier, paper_pages="2", photos=photos))

    assert Digitisation.objects.get().scanned_pages == 2
    assert "hộ kinh doanh, trang 2" in page


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Tệp rỗng"),
        (b"MZ\x90" + b"\x00" * 99, "không phải PDF, JPEG, PNG hay TIFF"),
        (files.pdf()[:-99], "Tệp chưa trọn vẹn"),
        (files.encrypted_pdf(), "có mật khẩu"),
        (files.huge_png(), "triệu điểm ảnh"),
        (b"%PDF-" + b"\x00" * 2**21, "Tệp lớn hơn 1 MB"),
    ],
    ids=["empty", "program", "cut", "locked", "huge", "big"],
)
def test_a_bad_file_is_refused_at_once_beside_the_field(settings, clerk, dossier, content, reason):
    settings.FILE_MAX_BYTES = 2**20

    page = words(send(clerk, dossier, content, paper_pages="7"))

    paper = dossier.papers.get(order=1).pk
    assert f'id="id_scan_{paper}_scans_error"' in page
    assert reason in page
    assert 'value="7"' in page
    assert StoredFile.objects.count() == 0


def test_a_form_without_files_or_pages_says_what_is_missing(clerk, dossier):
    page = words(send(clerk, dossier, paper_pages=""))

    assert "Hãy chọn tệp quét của giấy tờ" in page
    assert "Hãy đếm và ghi số trang trên giấy" in page


def test_a_difference_of_pages_is_warned_of_and_answered_for(clerk, dossier):
    warned = words(send(clerk, dossier, files.pdf(2), paper_pages="3"))
    silent = words(send(clerk, dossier, do="settle", paper_pages="3", difference_reason=" "))
    settled = words(send(clerk, dossier, do="settle", paper_pages="3", difference_reason="Trang 3 để trống"))

    assert "Bản quét có 2 trang, giấy có 3 trang." in warned
    assert "Số trang vẫn khác bản quét" in silent
    assert "Giấy có 3 trang: Trang 3 để trống" in settled
    assert "Lệch số trang" not in settled


def test_a_paper_that_is_not_scanned_says_why_and_can_be_taken_back(clerk, dossier):
    empty = words(send(clerk, dossier, do="exempt"))
    exempt = words(send(clerk, dossier, do="exempt", exemption="secret"))
    back = words(send(clerk, dossier, do="drop"))

    assert "Hãy chọn một trong bốn trường hợp" in empty
    assert "Tài liệu chứa bí mật nhà nước" in exempt.split('id="paper-')[1]
    assert "Còn 1 giấy tờ phải quét" in exempt
    assert "Còn 2 giấy tờ phải quét" in back


def test_an_earlier_copy_of_the_same_person_is_offered_and_used(clerk, lac_hong, dossier):
    earlier = received(lac_hong)
    send(clerk, earlier, files.pdf())
    copy = Digitisation.objects.get()
    offered = words(clerk.get(page_of(dossier)))

    used = words(send(clerk, dossier, do="reuse", copy=copy.pk))

    assert f"hồ sơ {earlier.number}, số hóa ngày 23/11/2026, 1 trang" in offered
    assert "dùng lại từ giấy tờ của hồ sơ khác" in used
    assert StoredFile.objects.count() == 1
    assert Entry.objects.filter(key=earlier.number, details__what="reuse").count() == 1


def test_a_form_this_page_does_not_have_is_not_there(clerk, lac_hong, dossier):
    other = received(lac_hong)

    assert send(clerk, dossier, do="burn").status_code == 404
    assert send(clerk, dossier, files.pdf(), paper=other.papers.get(order=1).pk).status_code == 404
    assert send(clerk, dossier, files.pdf(), paper="x").status_code == 404


def waiting(folder, name, content):
    (folder / name).write_bytes(content)
    moment = (MORNING - timedelta(minutes=1)).timestamp()
    os.utime(folder / name, (moment, moment))


def test_a_file_of_the_scanner_is_shown_and_assigned_to_a_paper(clerk, dossier, own_folders):
    waiting(own_folders / "quay-3", "scan0001.pdf", files.pdf(2))
    page = words(clerk.get(page_of(dossier)))
    key = page.split('name="waiting" value="')[1].split('"')[0]
    picture = clerk.get(f"{page_of(dossier)}/waiting/{key}")
    paper = dossier.papers.get(order=1).pk

    assigned = send(clerk, dossier, do="assign", waiting=[key], to=paper, paper_pages="2")
    again = words(send(clerk, dossier, do="assign", waiting=[key], to=paper, paper_pages="2"))

    assert "scan0001.pdf" in page
    assert picture["Content-Type"] == "image/webp"
    assert "Đã gán tệp của máy quét vào giấy tờ." in words(assigned)
    assert "scan0001.pdf" not in words(assigned)
    assert "Tệp không còn chờ trong thư mục máy quét" in again
    assert Digitisation.objects.get().scanned_pages == 2


def test_a_bad_file_of_the_scanner_stays_in_the_folder(clerk, dossier, own_folders):
    waiting(own_folders, "hong.pdf", b"%PDF-1.4 %%EOF")
    key = words(clerk.get(page_of(dossier))).split('name="waiting" value="')[1].split('"')[0]
    paper = dossier.papers.get(order=1).pk

    page = words(send(clerk, dossier, do="assign", waiting=[key], to=paper, paper_pages="1"))

    assert "Tệp bị hỏng, không mở được" in page
    assert (own_folders / "hong.pdf").exists()


@pytest.fixture
def scanned(lac_hong, clerk, dossier):
    send(clerk, dossier, files.pdf(2), paper_pages="2")
    return Scan.objects.select_related("file").get()


def test_a_copy_leaves_as_an_attachment_that_can_run_nothing(clerk, dossier, scanned):
    response = clerk.get(f"{page_of(dossier)}/{scanned.pk}/file")

    assert response.getvalue() == storage.path_of(scanned.file.sha256).read_bytes()
    assert response["Content-Disposition"] == f'attachment; filename="{dossier.number}-01-01.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_pictures_of_pages_are_our_own(clerk, dossier, scanned):
    response = clerk.get(f"{page_of(dossier)}/{scanned.pk}/1?large")

    assert response["Content-Type"] == "image/webp"
    assert response.content[8:12] == b"WEBP"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert clerk.get(f"{page_of(dossier)}/{scanned.pk}/3").status_code == 404


def test_a_copy_that_was_replaced_is_not_shown_any_more(clerk, dossier, scanned):
    send(clerk, dossier, do="drop")

    assert clerk.get(f"{page_of(dossier)}/{scanned.pk}/file").status_code == 404
    assert clerk.get(f"{page_of(dossier)}/{scanned.pk}/1").status_code == 404


def test_a_file_that_was_lost_is_not_there(clerk, dossier, scanned):
    storage.path_of(scanned.file.sha256).unlink()
    storage.remove_folder(storage.pictures_of(scanned.file.sha256))

    assert clerk.get(f"{page_of(dossier)}/{scanned.pk}/file").status_code == 404
    assert clerk.get(f"{page_of(dossier)}/{scanned.pk}/1").status_code == 404


def test_each_reading_of_a_scan_is_recorded(clerk, dossier, scanned):
    before = Entry.objects.count()

    clerk.get(page_of(dossier))
    clerk.get(f"{page_of(dossier)}/{scanned.pk}/1")
    clerk.get(f"{page_of(dossier)}/{scanned.pk}/1?large")
    clerk.get(f"{page_of(dossier)}/{scanned.pk}/file").getvalue()

    told = Entry.objects.order_by("pk")[before:]
    assert [(one.verb, one.key, one.details["what"]) for one in told] == [
        ("viewed", dossier.number, "scans"),
        ("viewed", dossier.number, "scan"),
        ("viewed", dossier.number, "scan"),
    ]


def test_an_officer_in_scope_reads_scans_and_is_offered_no_work(client, lac_hong, dossier, scanned):
    client.force_login(lac_hong.examiner)

    page = words(client.get(page_of(dossier)))

    assert f"{page_of(dossier)}/{scanned.pk}/file" in page
    assert "Chỉ cán bộ tiếp nhận của trung tâm" in page
    assert 'name="paper_pages"' not in page
    assert client.get(f"{page_of(dossier)}/{scanned.pk}/1").status_code == 200
    assert send(client, dossier, files.pdf(seed=2)).status_code == 403
    assert client.get(f"{page_of(dossier)}/waiting/abc").status_code == 403


def test_scans_of_another_unit_are_not_there(client, lac_hong, dossier, scanned):
    client.force_login(lac_hong.outsider)

    for path in ("", f"/{scanned.pk}/file", f"/{scanned.pk}/1"):
        assert client.get(page_of(dossier) + path).status_code == 404


def test_a_scan_is_not_there_under_another_number(clerk, lac_hong, scanned):
    other = received(lac_hong)

    assert clerk.get(f"{page_of(other)}/{scanned.pk}/file").status_code == 404


@pytest.mark.parametrize("path", ["", "/1/file", "/1/1", "/waiting/abc"])
def test_nobody_reads_scans_without_signing_in(client, lac_hong, dossier, path):
    response = client.get(page_of(dossier) + path)

    assert response["Location"].startswith("/sign-in?next=")


def test_what_is_left_and_how_long_it_took_are_on_one_page(clerk, lac_hong, dossier, scanned):
    done = received(lac_hong)
    for order in (1, 2):
        send(clerk, done, files.pdf(seed=order), order=order)

    page = words(clerk.get("/desk/scans?days=1"))

    assert "1 hồ sơ còn giấy tờ phải quét" in page
    assert dossier.number in page
    assert '<td class="n" data-label="Trong định mức">50%</td>' in page
    assert '<td class="n" data-label="Trung vị (phút)">0</td>' in page


def test_a_centre_with_nothing_left_says_so(clerk):
    page = words(clerk.get("/desk/scans"))

    assert "Mọi hồ sơ nhận trong khoảng này đã số hóa xong." in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_for_one_dossier_and_for_three(clerk, lac_hong, count):
    dossiers = [received(lac_hong) for _ in range(count)]
    for at, one in enumerate(dossiers):
        send(clerk, one, files.pdf(seed=at))
    clerk.get("/desk/scans")

    with at_most(6):
        clerk.get("/desk/scans")
    with at_most(10):
        clerk.get(page_of(dossiers[0]))
