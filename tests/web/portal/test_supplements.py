"""The applicant's answer to a request for supplement: gathered, looked at, sent once and whole."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.base import clock
from motcua.dossiers import actions, verification
from motcua.dossiers.models import Dossier, Event, Message, Paper, Supplement, SupplementFile
from motcua.dossiers.rules import Wanted
from motcua.dossiers.rules.marks import Mark
from motcua.dossiers.supplements import sheets
from motcua.history.models import Entry
from motcua.web.ui.templatetags.ui import vn_weekday_date
from tests.factories import MORNING, files, received, registered, scanned, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def lac_hong(at):
    return world()


@pytest.fixture
def dossier(lac_hong):
    """A dossier whose examiner asks for a missing paper, and for a better page 2 of another."""
    dossier = received(lac_hong)
    actions.forward(dossier.number, task=2, by=lac_hong.rights(lac_hong.head), at=MORNING)
    scanned(lac_hong, dossier.number, order=2)
    page = sheets(dossier.pk)[2][1]
    mark = Mark(2, page.scan.file.sha256, page.page, 600, 50, 300, 120)
    wanted = [
        Wanted("Hợp đồng thuê, mượn địa điểm", "Ảnh mờ", "Chụp lại cho rõ", 2, mark),
        Wanted("Giấy ủy quyền", "Chưa nộp", "Nộp giấy này"),
    ]
    by = lac_hong.rights(lac_hong.examiner)
    return actions.request_supplement(dossier.number, task=3, wanted=wanted, by=by, at=MORNING)


@pytest.fixture
def applicant(client, dossier):
    """A visitor who has given the digits."""
    know(client, dossier)
    return client


def know(client, dossier):
    client.post("/track", {"number": dossier.number, "digits": "5678"})


def address(dossier, *more):
    return "/".join((f"/track/{dossier.number}/supplement", *more))


def words(answer):
    return " ".join(answer.content.decode().split())


def asking(dossier):
    return Event.objects.filter(dossier=dossier, kind="supplement_requested").latest("seq").seq


def bring(client, dossier, **chosen):
    sent = {
        name.replace("_", "-"): [
            SimpleUploadedFile(f"{at}.jpg", content) for at, content in enumerate(brought)
        ]
        for name, brought in chosen.items()
    }
    return client.post(address(dossier), {"request": asking(dossier), **sent})


def send(client, dossier):
    return client.post(address(dossier, "send"), {"request": asking(dossier)})


def brought_everything(client, dossier):
    return bring(client, dossier, photo_1=[files.image(seed=1), files.image(seed=2)], file_2=[files.pdf(3)])


def test_the_page_says_paper_by_paper_what_is_wrong_and_shows_the_marked_page(applicant, dossier):
    page = words(applicant.get(address(dossier)))
    picture = applicant.get(address(dossier, "marked", "1"))

    assert "Bổ sung 2 giấy tờ" in page
    assert "Ảnh mờ" in page
    assert "Chụp lại cho rõ" in page
    assert "Trang 2, góc trên bên phải" in page
    assert '<rect class="mc-mark" x="600" y="50" width="300" height="120"/>' in page
    assert 'accept="image/*" capture="environment" multiple' in page
    assert picture["Content-Type"] == "image/webp"
    assert "sandbox" in picture["Content-Security-Policy"]
    assert Entry.objects.filter(verb="viewed", key=dossier.number, details__what="supplement").count() == 1


def test_nothing_is_shown_or_taken_without_the_digits(client, dossier):
    pages = [client.get(address(dossier, *more)) for more in ((), ("review",))]
    pages += [client.post(address(dossier, *more)) for more in ((), ("send",), ("drop",))]

    assert all("4 số cuối điện thoại" in words(page) for page in pages)
    assert client.get(address(dossier, "marked", "1")).status_code == 404
    assert client.get(address(dossier, "files", "1", "1")).status_code == 404
    assert not Supplement.objects.exists()


def after(minutes):
    return MORNING + timedelta(minutes=minutes)


def test_whoever_is_still_photographing_is_not_asked_for_the_digits_again(applicant, dossier, at):
    at(after(14))
    applicant.get(address(dossier))
    at(after(28))
    brought_everything(applicant, dossier)
    at(after(42))
    review = words(applicant.get(address(dossier, "review")))
    at(after(56))
    sent = send(applicant, dossier)
    at(after(70))

    done = words(applicant.get(sent.url))

    assert review.count('alt="Trang') == 5
    assert "Đã nhận đủ giấy tờ bổ sung. Đồng hồ chạy lại." in done


def test_a_quarter_of_an_hour_without_a_page_locks_and_so_do_two_hours_with_many(applicant, dossier, at):
    for minutes in range(10, 120, 10):
        at(after(minutes))
        assert "Bổ sung 2 giấy tờ" in words(applicant.get(address(dossier)))
    cookie = applicant.cookies["tracking"]
    at(after(120))
    locked = words(applicant.get(address(dossier)))
    know(applicant, dossier)
    at(after(136))

    idle = words(applicant.get(address(dossier)))

    assert cookie["max-age"] == 600
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/track", True, "Lax")
    assert "4 số cuối điện thoại" in locked
    assert "4 số cuối điện thoại" in idle


def test_a_cookie_of_another_dossier_is_not_renewed(applicant, lac_hong, dossier, at):
    other = received(lac_hong)
    at(after(14))

    answer = applicant.get(address(other))

    assert "tracking" not in answer.cookies


def test_what_is_chosen_is_looked_at_then_sent_and_the_clock_goes_on_by_itself(
    applicant, lac_hong, dossier, at
):
    at(clock.at(MORNING.date() + timedelta(days=2), 10))
    know(applicant, dossier)

    chosen = brought_everything(applicant, dossier)
    review = words(applicant.get(chosen.url))
    still = Dossier.objects.get(pk=dossier.pk)
    sent = send(applicant, dossier)
    after = words(applicant.get(sent.url))

    assert chosen.url == address(dossier, "review")
    assert review.count('alt="Trang') == 5
    assert still.business == "waiting"
    dossier.refresh_from_db()
    assert (dossier.business, dossier.paused_at) == ("in_process", None)
    # 3 working days from Wednesday 25/11, 10:00.
    assert dossier.due_at == clock.at(MORNING.date() + timedelta(days=7), 10)
    assert "Đã nhận đủ giấy tờ bổ sung. Đồng hồ chạy lại." in after
    new_date = " ".join(vn_weekday_date(dossier.due_at).split())
    assert f"Ngày hẹn mới: <b>{new_date}</b>" in after
    event = Event.objects.filter(dossier=dossier).latest("seq")
    assert (event.kind, event.role, event.by.username) == ("supplement_received", "applicant", "he-thong")
    assert list(verification.differences()) == []


def test_what_came_has_rows_of_its_own_linked_to_what_it_mends(applicant, dossier):
    brought_everything(applicant, dossier)

    send(applicant, dossier)

    lease, authority = Paper.objects.filter(dossier=dossier, came_with__isnull=False)
    event = Event.objects.filter(dossier=dossier).latest("seq")
    assert (lease.order, lease.name, lease.mends.order, lease.is_electronic) == (
        3,
        "Hợp đồng thuê, mượn địa điểm",
        2,
        True,
    )
    assert (authority.order, authority.mends, authority.came_with) == (4, None, event.seq)
    assert lease.digitisations.get().scans.count() == 2
    assert authority.digitisations.get().scanned_pages == 3
    assert [one["order"] for one in event.payload["papers"]] == [3, 4]


def test_sent_twice_it_is_one_supplement(applicant, dossier):
    brought_everything(applicant, dossier)

    first, again = send(applicant, dossier), send(applicant, dossier)

    assert first.url == again.url
    assert Event.objects.filter(dossier=dossier, kind="supplement_received").count() == 1
    assert Paper.objects.filter(dossier=dossier).count() == 4


def test_an_incomplete_answer_starts_nothing_and_says_what_is_still_wanted(applicant, dossier):
    chosen = bring(applicant, dossier, photo_1=[files.image()])
    page = words(applicant.get(chosen.url))
    sent = send(applicant, dossier)

    assert chosen.url == sent.url == address(dossier) + "?missing"
    assert "Chưa đủ để gửi. Ảnh đã chọn vẫn được giữ." in page
    assert "Giấy ủy quyền: Còn thiếu giấy tờ này" in page
    assert "Đã giữ 1 trang" in page
    dossier.refresh_from_db()
    assert dossier.business == "waiting"


def test_a_bad_file_is_refused_at_its_paper_and_the_good_ones_are_kept(applicant, dossier):
    answer = bring(
        applicant, dossier, photo_1=[files.image(), b"MZ a program"], file_2=[files.encrypted_pdf()]
    )
    page = words(answer)

    assert answer.status_code == 422
    assert "1.jpg: Tệp không phải PDF, JPEG, PNG hay TIFF" in page
    assert "Giấy ủy quyền: Tệp PDF có mật khẩu hoặc bị khóa." in page
    assert "Đã giữ 1 trang" in page
    assert SupplementFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "Tệp rỗng"), (files.pdf()[:200], "chưa trọn vẹn"), (files.huge_png(), "điểm ảnh")],
)
def test_what_cannot_be_read_is_refused_in_plain_words(applicant, dossier, content, reason):
    answer = bring(applicant, dossier, photo_1=[content])

    assert reason in words(answer)
    assert not SupplementFile.objects.exists()


def test_after_too_many_bad_files_one_has_to_wait(applicant, dossier):
    for _try in range(5):
        bring(applicant, dossier, photo_1=[b"MZ"])

    answer = bring(applicant, dossier, photo_1=[files.image()])

    assert "Nhiều tệp không mở được. Xin thử lại từ" in words(answer)
    assert not SupplementFile.objects.exists()


def test_the_same_picture_chosen_again_is_kept_once_and_can_be_put_back(applicant, dossier):
    bring(applicant, dossier, photo_1=[files.image()])
    bring(applicant, dossier, file_1=[files.image()])
    kept = SupplementFile.objects.get()
    thumbnail = applicant.get(address(dossier, "files", str(kept.pk), "1"))

    applicant.post(address(dossier, "drop"), {"request": asking(dossier), "file": kept.pk})

    assert thumbnail["Content-Type"] == "image/webp"
    assert not SupplementFile.objects.exists()


def test_nothing_chosen_is_said_at_every_paper(applicant, dossier):
    answer = bring(applicant, dossier)

    assert answer.status_code == 422
    assert words(answer).count("Hãy chụp ảnh hoặc chọn tệp của giấy tờ này") == 4


def test_after_the_time_is_over_nothing_is_taken_and_the_reason_is_plain(applicant, dossier, at):
    brought_everything(applicant, dossier)
    at(clock.at(dossier.wait_until + timedelta(days=1), 8))
    know(applicant, dossier)

    page, sent = applicant.get(address(dossier)), send(applicant, dossier)

    assert (page.status_code, sent.status_code) == (409, 409)
    assert f"Thời hạn bổ sung đã hết ngày {dossier.wait_until:%d/%m/%Y}." in words(sent)
    dossier.refresh_from_db()
    assert dossier.business == "waiting"


def test_what_the_centre_has_taken_in_meanwhile_is_not_sent_again(applicant, lac_hong, dossier):
    brought_everything(applicant, dossier)
    actions.receive_supplement(dossier.number, by=lac_hong.rights(lac_hong.clerk), at=MORNING)

    sent = send(applicant, dossier)

    assert sent.status_code == 409
    assert "Hồ sơ không còn chờ bổ sung" in words(sent)
    assert applicant.get(address(dossier, "marked", "1")).status_code == 404


def test_the_followed_dossier_leads_to_its_supplement(applicant, dossier):
    page = words(applicant.get(f"/track/{dossier.number}"))

    assert f'href="{address(dossier)}"' in page
    assert "Ảnh mờ (trang 2, góc trên bên phải)" in page


def test_a_dossier_asked_at_reception_waits_for_reception_again(client, lac_hong):
    dossier = registered(lac_hong)
    wanted = [Wanted("Giấy đề nghị đăng ký hộ kinh doanh", "Sai mẫu", "Kê lại", 1)]
    actions.request_supplement(
        dossier.number, task=1, wanted=wanted, by=lac_hong.rights(lac_hong.clerk), at=MORNING
    )
    know(client, dossier)
    bring(client, dossier, file_1=[files.pdf()])

    after = client.get(send(client, dossier).url)

    dossier.refresh_from_db()
    assert dossier.business == "registered"
    assert "Trung tâm kiểm tra rồi tiếp nhận" in words(after)
    assert not Message.objects.exists()
