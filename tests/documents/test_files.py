"""Files handed in: what is accepted, what is refused and why, kept once, never lost, never left over."""

import os
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from motcua.base.errors import Refused
from motcua.documents import storage
from motcua.documents.actions import store, sweep, taken_in
from motcua.documents.models import StoredFile
from motcua.documents.queries import faults, picture
from motcua.documents.rules import media_type
from tests.factories import MORNING, files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def stored(content, *, at=MORNING):
    with taken_in([content]) as taken:
        return store(taken, at=at)


@pytest.mark.parametrize(
    ("content", "kind", "pages"),
    [
        (files.pdf(3), "application/pdf", 3),
        (files.image("JPEG"), "image/jpeg", 1),
        (files.image("PNG"), "image/png", 1),
        (files.tiff(2), "image/tiff", 2),
    ],
    ids=["PDF", "JPEG", "PNG", "TIFF"],
)
def test_a_scan_is_kept_with_its_kind_and_its_pages_counted(content, kind, pages):
    file = stored(content)

    assert (file.media_type, file.pages, file.size) == (kind, pages, len(content))
    assert storage.path_of(file.sha256).read_bytes() == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Tệp rỗng"),
        (b"MZ\x90\x00" + b"\x00" * 600, "không phải PDF, JPEG, PNG hay TIFF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không phải PDF, JPEG, PNG hay TIFF"),
        (b"PK\x03\x04" + b"\x00" * 600, "không phải PDF, JPEG, PNG hay TIFF"),
        (b"%PDF-1.4\nkh\xc3\xb4ng c\xc3\xb3 g\xc3\xac\n%%EOF", "Tệp bị hỏng"),
        (files.pdf(3)[:-200], "Tệp chưa trọn vẹn"),
        (files.image("JPEG")[:-100], "Tệp bị hỏng"),
        (files.image("PNG")[:60], "Tệp bị hỏng"),
        (b"\xff\xd8\xff" + b"\x00" * 100, "Tệp bị hỏng"),
        (files.encrypted_pdf(), "có mật khẩu hoặc bị khóa"),
        (files.encrypted_pdf(user=""), "có mật khẩu hoặc bị khóa"),
        (files.huge_png(), "Ảnh lớn hơn 100 triệu điểm ảnh"),
        (files.pdf(4), "Tệp có hơn 3 trang"),
        (files.tiff(4), "Tệp có hơn 3 trang"),
        (b"%PDF-1.7" + b"\x00" * 2**20, "Tệp lớn hơn 1 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason_and_leaves_nothing(settings, content, reason):
    settings.FILE_MAX_PAGES, settings.FILE_MAX_BYTES = 3, 2**20

    with pytest.raises(Refused, match=reason), taken_in([content]):
        pass

    assert StoredFile.objects.count() == 0
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_a_file_that_hangs_the_reader_is_given_up(monkeypatch):
    monkeypatch.setattr("motcua.documents.reading.SECONDS", 0.01)

    with pytest.raises(Refused, match="quá nặng"), taken_in([files.pdf()]):
        pass


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [(b"%PDF-1.7", "application/pdf"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a", ""), (b"", "")],
)
def test_the_kind_of_a_file_is_told_by_its_first_bytes(beginning, kind):
    assert media_type(beginning) == kind


def test_the_same_content_is_kept_once(settings):
    first = stored(files.pdf())
    again = stored(files.pdf())

    kept = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file() and path.suffix == ""]
    assert again == first
    assert len(kept) == 1
    assert StoredFile.objects.count() == 1


def test_bytes_lie_under_their_hash_and_nobody_else_reads_them(settings):
    file = stored(files.pdf())

    path = storage.path_of(file.sha256)
    assert path == settings.MEDIA_ROOT / file.sha256[:2] / file.sha256[2:4] / file.sha256
    assert path.stat().st_mode & 0o777 == 0o600
    assert list((settings.MEDIA_ROOT / "drafts").iterdir()) == []


def test_bytes_that_were_lost_come_back_with_the_same_file():
    file = stored(files.pdf())
    storage.path_of(file.sha256).unlink()

    stored(files.pdf())

    assert list(faults()) == []


def test_every_page_has_a_small_picture_and_one_to_read(settings):
    file = stored(files.pdf(2))

    small, large = picture(file, 2), picture(file, 2, is_large=True)

    assert small.read_bytes()[8:12] == large.read_bytes()[8:12] == b"WEBP"
    assert picture(file, 0) is None
    assert picture(file, 3) is None


def test_pictures_that_were_lost_are_drawn_anew():
    file = stored(files.pdf(2))
    storage.remove_folder(storage.pictures_of(file.sha256))

    assert picture(file, 1).exists()


def test_pictures_a_crash_left_half_drawn_are_drawn_anew():
    file = stored(files.pdf(2))
    folder = storage.pictures_of(file.sha256)
    for path in (folder / "reading.json", folder / "2.webp"):
        path.unlink()

    assert picture(file, 2).exists()


def test_a_check_names_files_that_are_missing_or_changed():
    changed, missing, whole = stored(files.pdf(seed=1)), stored(files.pdf(seed=2)), stored(files.pdf(seed=3))
    path = storage.path_of(changed.sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    storage.path_of(missing.sha256).unlink()

    found = {fault.sha256: fault.what for fault in faults()}

    assert found == {changed.sha256: "nội dung đã đổi", missing.sha256: "không có tệp"}
    assert whole.sha256 not in found


def test_the_command_fails_when_a_file_is_not_whole(capsys):
    file = stored(files.pdf())
    call_command("files", "--check")
    storage.path_of(file.sha256).unlink()

    with pytest.raises(CommandError, match="1 tệp sai trong 1 tệp"):
        call_command("files", "--check")

    assert capsys.readouterr().out.splitlines() == ["1 tệp đều nguyên vẹn.", f"{file.sha256}: không có tệp"]


def age(path, *, hours):
    moment = (MORNING - timedelta(hours=hours)).timestamp()
    os.utime(path, (moment, moment))


def test_a_sweep_removes_what_nothing_points_at_once_it_is_a_day_old():
    old, young = stored(files.pdf(seed=1), at=MORNING - timedelta(days=2)), stored(files.pdf(seed=2))
    age(storage.path_of(old.sha256), hours=48)
    age(storage.path_of(young.sha256), hours=1)

    swept = sweep(at=MORNING)

    assert (swept.rows, swept.files) == (1, 1)
    assert list(StoredFile.objects.all()) == [young]
    assert not storage.path_of(old.sha256).exists()
    assert storage.path_of(young.sha256).exists()


def test_a_sweep_removes_bytes_of_work_that_failed_and_drafts_of_a_crash(settings):
    file = stored(files.pdf())
    StoredFile.objects.all().delete()
    age(storage.path_of(file.sha256), hours=30)
    age(storage.pictures_of(file.sha256), hours=30)
    draft = settings.MEDIA_ROOT / "drafts" / "tmpabc"
    draft.write_bytes(b"%PDF-")
    age(draft, hours=30)

    sweep(at=MORNING)

    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
