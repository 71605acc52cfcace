"""What the counter says about a dossier, to officers and to the applicant."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.dossiers import messaging
from motcua.dossiers.models import Message, MessageFile
from motcua.history.models import Entry
from tests.factories import MORNING, files, received
from tests.web.desk.conftest import words


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def dossier(lac_hong):
    return received(lac_hong)


def page_of(dossier):
    return f"/desk/dossiers/{dossier.number}/messages"


def send(client, dossier, **changes):
    values = {"readers": "applicant", "text": "Mời bà gửi ảnh rõ hơn.", "request_key": str(uuid4())}
    return client.post(page_of(dossier), {**values, **changes})


def test_the_clerk_writes_to_the_applicant_who_sees_the_centre(clerk, lac_hong, dossier):
    answer = send(clerk, dossier)
    page = words(clerk.get(answer.url))

    message = Message.objects.get()
    assert answer.url == f"{page_of(dossier)}#applicant"
    assert (message.readers, message.unit, message.role) == ("applicant", lac_hong.centre, "reception")
    assert "Mời bà gửi ảnh rõ hơn." in page
    assert "đừng ghi điều riêng tư" in page


def test_the_page_of_the_dossier_marks_what_the_applicant_wrote(clerk, dossier):
    messaging.answer(dossier.number, text="Tôi gửi lại ảnh.", request_key=uuid4(), at=MORNING)

    first, second = (words(clerk.get(f"/desk/dossiers/{dossier.number}")) for _ in range(2))

    assert "Tôi gửi lại ảnh." in first
    assert "1 lời mới" in first
    assert "lời mới" not in second


def test_the_list_of_the_day_says_how_much_is_new(clerk, dossier):
    messaging.answer(dossier.number, text="Tôi gửi lại ảnh.", request_key=uuid4(), at=MORNING)

    assert f'{dossier.number}</a> <span class="tag tag-brand">1 lời mới</span>' in words(clerk.get("/desk"))


def test_a_file_of_the_applicant_is_downloaded_and_recorded(clerk, lac_hong, dossier):
    send(clerk, dossier, attached=[SimpleUploadedFile("a.pdf", files.pdf())])
    attached = MessageFile.objects.get()

    answer = clerk.get(f"{page_of(dossier)}/{attached.message_id}/1")

    assert b"".join(answer.streaming_content) == files.pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    entry = Entry.objects.filter(verb="viewed").latest("pk")
    assert (entry.actor, entry.details["door"], entry.details["what"]) == (lac_hong.clerk, "desk", "message")


def test_a_bad_message_keeps_its_words(clerk, dossier):
    answer = send(clerk, dossier, attached=[SimpleUploadedFile("a.pdf", b"MZ")])

    page = words(answer)
    assert answer.status_code == 422
    assert "Có 1 chỗ cần sửa" in page
    assert "Mời bà gửi ảnh rõ hơn.</textarea>" in page


def test_an_officer_of_the_agency_does_not_write_at_the_counter(client, lac_hong, dossier):
    client.force_login(lac_hong.examiner)

    assert send(client, dossier).status_code == 403
    assert Message.objects.count() == 0


@pytest.mark.parametrize("address", ["", "/99999999999999999999/1", "/1/99999999999999999999"])
def test_what_is_not_there_is_not_found(clerk, lac_hong, address):
    received(lac_hong)

    assert clerk.get(f"/desk/dossiers/H99.12-261123-9999/messages{address}").status_code == 404
