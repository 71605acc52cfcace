"""What the centre and the applicant say to each other on the page of a tracked dossier."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.documents.models import StoredFile
from motcua.dossiers import actions, messaging
from motcua.dossiers.models import Message, MessageFile
from motcua.history.models import Entry
from tests.factories import MORNING, files, received, world
from tests.statements import at_most

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def lac_hong(at):
    return world()


@pytest.fixture
def dossier(lac_hong):
    return received(lac_hong)


@pytest.fixture
def applicant(client, dossier):
    """A visitor who has given the digits."""
    client.post("/track", {"number": dossier.number, "digits": "5678"})
    return client


def page_of(dossier):
    return f"/track/{dossier.number}"


def shown(client, dossier):
    return " ".join(client.get(page_of(dossier)).content.decode().split())


def send(client, dossier, **changes):
    values = {"text": "Tôi gửi lại ảnh.", "request_key": str(uuid4()), "reply_to": ""}
    return client.post(f"{page_of(dossier)}/messages", {**values, **changes})


def told(world, dossier, author, readers, text, when=MORNING, **more):
    return messaging.write(
        dossier.number,
        readers=readers,
        text=text,
        request_key=uuid4(),
        by=world.rights(author),
        at=when,
        **more,
    )


def upload(content):
    return SimpleUploadedFile("anh.pdf", content)


def test_the_applicant_writes_and_reads_the_answer(applicant, lac_hong, dossier):
    sent = send(applicant, dossier)
    told(lac_hong, dossier, lac_hong.clerk, "applicant", "Ảnh đã rõ, cảm ơn bà.")

    page = shown(applicant, dossier)

    assert sent.url == f"{page_of(dossier)}?sent"
    assert "Đã gửi cho trung tâm." in applicant.get(sent.url).content.decode()
    assert "Tôi gửi lại ảnh." in page
    assert "Ảnh đã rõ, cảm ơn bà." in page
    assert lac_hong.centre.name in page


def test_what_officers_say_and_their_names_stay_inside(applicant, lac_hong, dossier):
    told(lac_hong, dossier, lac_hong.head, "officers", "Chuyện trong nhà")
    told(lac_hong, dossier, lac_hong.clerk, "applicant", "Mời bà gửi ảnh.")

    page = shown(applicant, dossier)

    assert "Mời bà gửi ảnh." in page
    inside = ("Chuyện trong nhà", "Phạm Văn Lợi", "Trần Thị Thu Hà", "tiepnhan")
    assert [word for word in inside if word in page] == []


def test_without_the_digits_nothing_is_seen_sent_or_downloaded(client, lac_hong, dossier):
    message = told(lac_hong, dossier, lac_hong.clerk, "applicant", "Mời bà gửi ảnh.")

    page = shown(client, dossier)
    answer = send(client, dossier, text="Lời đã viết dài")
    file = client.get(f"{page_of(dossier)}/messages/{message.pk}/1")

    assert "Mời bà gửi ảnh." not in page
    assert answer.status_code == 422
    assert "Lời đã viết dài</textarea>" in answer.content.decode()
    assert "Mời bà gửi ảnh." not in answer.content.decode()
    assert file.url == page_of(dossier)
    assert Message.objects.count() == 1


def test_after_a_quarter_of_an_hour_the_digits_are_asked_before_writing(applicant, dossier, at):
    at(MORNING + timedelta(minutes=15))

    answer = send(applicant, dossier)

    assert "4 số cuối điện thoại hoặc số định danh" in answer.content.decode()
    assert Message.objects.count() == 0


def test_the_digits_of_one_dossier_open_no_other_exchange(applicant, lac_hong):
    other = received(lac_hong)
    told(lac_hong, other, lac_hong.clerk, "applicant", "Chuyện của hồ sơ khác")

    assert send(applicant, other).status_code == 422
    assert "Chuyện của hồ sơ khác" not in shown(applicant, other)


def test_an_answer_goes_to_the_last_words_of_the_centre(applicant, lac_hong, dossier):
    asked = told(lac_hong, dossier, lac_hong.clerk, "applicant", "Mời bà gửi ảnh.")
    page = shown(applicant, dossier)

    send(applicant, dossier, reply_to=asked.pk)

    assert f'name="reply_to" value="{asked.pk}"' in page
    assert '<details class="mc-write" open>' in page
    assert Message.objects.get(author=None).reply_to == asked


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": " "}, "Hãy viết lời nhắn hoặc chọn tệp"),
        ({"text": "ă" * 2001}, "Lời nhắn dài nhất 2000 chữ"),
        ({"text": "a\x00b"}, "ký tự không đọc được"),
        ({"request_key": "1"}, "Trang này đã cũ"),
        ({"reply_to": "99999999999999999999"}, "không thuộc cuộc trao đổi này"),
    ],
)
def test_a_bad_message_is_refused_with_its_reason(applicant, dossier, changes, reason):
    answer = send(applicant, dossier, **changes)

    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert Message.objects.count() == 0


def test_the_same_form_sent_twice_writes_once_even_at_the_limit(applicant, dossier):
    keys = [str(uuid4()) for _ in range(5)]
    for key in keys:
        send(applicant, dossier, request_key=key)

    again, more = send(applicant, dossier, request_key=keys[-1]), send(applicant, dossier)

    assert (again.status_code, more.status_code) == (302, 422)
    assert "Ông/Bà vừa gửi nhiều lời nhắn" in more.content.decode()
    assert Message.objects.count() == 5


def test_files_go_both_ways_as_attachments_and_downloads_are_recorded(applicant, dossier):
    send(applicant, dossier, text="", attached=[upload(files.pdf(2)), upload(files.image())])
    attached = MessageFile.objects.get(order=1)
    page = shown(applicant, dossier)

    answer = applicant.get(f"{page_of(dossier)}/messages/{attached.message_id}/1")

    assert "Tệp 1: PDF, 2 trang" in page
    assert b"".join(answer.streaming_content) == files.pdf(2)
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    (entry,) = Entry.objects.filter(verb="viewed")
    assert (entry.actor, entry.key, entry.address) == (None, dossier.number, "127.0.0.1")
    assert (entry.details["door"], entry.details["what"]) == ("portal", "message")


def test_a_file_of_the_inside_is_not_found(applicant, lac_hong, dossier):
    send(applicant, dossier, attached=[upload(files.pdf())])
    inside = told(lac_hong, dossier, lac_hong.head, "officers", "Xem tệp")
    MessageFile.objects.create(message=inside, order=1, file=StoredFile.objects.get())

    found = [
        applicant.get(f"{page_of(dossier)}/messages/{message}/{order}").status_code
        for message, order in ((inside.pk, 1), (inside.pk + 9, 1), (inside.pk, 2), (10**19, 1))
    ]

    assert found == [404, 404, 404, 404]


def test_after_five_bad_files_none_is_opened_for_a_quarter_of_an_hour(applicant, dossier, at):
    bad = [send(applicant, dossier, attached=[upload(b"MZ")]).content.decode() for _ in range(5)]

    closed = send(applicant, dossier, attached=[upload(files.pdf())])
    words_alone = send(applicant, dossier)

    assert all("không phải PDF, JPEG, PNG hay TIFF" in page for page in bad)
    assert closed.status_code == 422
    assert "thử lại từ 09:15" in closed.content.decode()
    assert words_alone.status_code == 302
    assert Message.objects.count() == 1


def test_a_closed_dossier_shows_its_words_and_no_form(applicant, lac_hong, dossier):
    send(applicant, dossier)
    actions.withdraw(dossier.number, reason="Theo đơn", by=lac_hong.rights(lac_hong.clerk), at=MORNING)

    page = shown(applicant, dossier)

    assert "Tôi gửi lại ảnh." in page
    assert "Hồ sơ đã kết thúc: Ông/Bà đọc lại được" in page
    assert "Gửi trung tâm" not in page
    assert send(applicant, dossier).status_code == 422


@pytest.mark.parametrize("count", [0, 1, 4])
def test_the_page_takes_two_statements_and_two_more_for_messages_with_files(applicant, dossier, count):
    for _ in range(count):
        send(applicant, dossier, attached=[upload(files.pdf())])
    shown(applicant, dossier)

    with at_most(4 if count else 2):
        shown(applicant, dossier)
