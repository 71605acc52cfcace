"""What officers say about a dossier: beside it, on its own page, in the list of what is new."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.dossiers import actions, messaging
from motcua.dossiers.models import Message, MessageFile
from motcua.history.models import Entry
from tests.factories import files, received
from tests.statements import at_most
from tests.web.cases.conftest import TEN, words


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def dossier(lac_hong):
    return received(lac_hong)


def page_of(dossier):
    return f"/cases/{dossier.number}/messages"


def send(client, dossier, **changes):
    values = {"readers": "officers", "text": "Ảnh hợp đồng mờ.", "request_key": str(uuid4()), "reply_to": ""}
    return client.post(page_of(dossier), {**values, **changes})


def said(world, dossier, author, readers="officers", text="Xin xem lại."):
    return messaging.write(
        dossier.number, readers=readers, text=text, request_key=uuid4(), by=world.rights(author), at=TEN
    )


def answered(dossier, text="Tôi gửi lại ảnh."):
    return messaging.answer(dossier.number, text=text, request_key=uuid4(), at=TEN)


def upload(content, name="anh.pdf"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def test_an_officer_writes_inside_and_the_page_shows_it(head, dossier):
    answer = send(head, dossier)
    page = words(head.get(answer.url))

    message = Message.objects.get()
    assert answer.url == f"{page_of(dossier)}#officers"
    assert (message.text, message.readers, message.role) == (
        "Ảnh hợp đồng mờ.",
        "officers",
        "head_of_division",
    )
    assert "Phạm Văn Lợi, Phòng Kinh tế" in page
    assert "Ảnh hợp đồng mờ." in page


def test_the_page_of_the_dossier_shows_the_last_words_of_each_side(head, lac_hong, dossier):
    for number in range(1, 5):
        said(lac_hong, dossier, lac_hong.clerk, text=f"Lời thứ {number}.")
    answered(dossier)

    page = words(head.get(f"/cases/{dossier.number}"))

    assert "Lời thứ 1." not in page
    assert "Lời thứ 2." in page
    assert "Xem 1 lời trước" in page
    assert "Tôi gửi lại ảnh." in page
    assert "Chỉ trung tâm nơi nhận hồ sơ nhắn cho người nộp." in page


def test_what_is_new_is_marked_once(head, lac_hong, dossier):
    said(lac_hong, dossier, lac_hong.clerk)

    first, second = (words(head.get(f"/cases/{dossier.number}")) for _ in range(2))

    assert "1 lời mới" in first
    assert "lời mới" not in second


def test_a_row_of_the_work_list_says_how_much_is_new(head, lac_hong, dossier):
    said(lac_hong, dossier, lac_hong.clerk)
    answered(dossier)
    answered(received(lac_hong))

    page = head.get("/cases").content.decode()

    assert f'{dossier.number}</span> <span class="tag tag-brand">2 lời mới</span> ·' in page
    assert page.count("lời mới") == 2


def test_the_list_names_what_one_has_not_read(head, lac_hong, dossier):
    said(lac_hong, dossier, lac_hong.clerk)
    answered(dossier)
    before = words(head.get("/cases/messages"))
    head.get(page_of(dossier))

    after = words(head.get("/cases/messages"))

    assert "2 lời mới" in before
    assert "Người nộp đã viết" in before
    assert "Không có lời nào chưa đọc." in after


def test_a_reply_quotes_what_it_answers(head, lac_hong, dossier):
    asked = said(lac_hong, dossier, lac_hong.clerk, text="Có cần hợp đồng không?")

    page = words(head.get(f"{page_of(dossier)}?reply={asked.pk}"))
    send(head, dossier, reply_to=asked.pk, text="Có.")

    assert "Trả lời lời nhắn lúc 10:00 23/11/2026: Có cần hợp đồng không?" in page
    assert Message.objects.get(text="Có.").reply_to == asked


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": " \n "}, "Hãy viết lời nhắn hoặc chọn tệp"),
        ({"text": "ă" * 2001}, "Lời nhắn dài nhất 2000 chữ"),
        ({"text": "có\x00không"}, "ký tự không đọc được"),
        ({"request_key": "x"}, "Trang này đã cũ"),
        ({"request_key": ""}, "Trang này đã cũ"),
        ({"reply_to": "99999999999999999999"}, "không thuộc cuộc trao đổi này"),
        ({"readers": "applicant"}, "Chỉ trung tâm nơi nhận hồ sơ"),
        ({"readers": "everybody"}, "Có 1 chỗ cần sửa"),
    ],
)
def test_a_bad_message_is_refused_with_its_reason(head, dossier, changes, reason):
    answer = send(head, dossier, **changes)

    assert answer.status_code == 422
    assert reason in words(answer)
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        ([b"MZ" * 99], "không phải PDF, JPEG, PNG hay TIFF"),
        ([b"<script>alert(1)</script>"], "không phải PDF, JPEG, PNG hay TIFF"),
        ([b""], "Tệp rỗng"),
        ([files.image(seed=at) for at in range(4)], "nhiều nhất 3 tệp"),
        ([b"%PDF-" + b"\x00" * 2**21], "Tệp lớn hơn 1 MB"),
    ],
    ids=["program", "page", "empty", "four", "big"],
)
def test_a_bad_file_is_refused_and_the_words_stay(settings, head, dossier, contents, reason):
    settings.FILE_MAX_BYTES = 2**20

    answer = send(head, dossier, attached=[upload(one) for one in contents], text="Lời không được mất")

    page = words(answer)
    assert answer.status_code == 422
    assert reason in page
    assert "Lời không được mất</textarea>" in page
    assert Message.objects.count() == 0


def test_markup_in_a_message_stays_words(head, dossier):
    send(head, dossier, text="<script>alert(1)</script>")

    assert "<script>alert" not in head.get(page_of(dossier)).content.decode()


def test_a_file_comes_as_an_attachment_that_runs_nothing(head, dossier):
    send(head, dossier, attached=[upload(files.pdf(2), "../../<b>.html")])
    attached = MessageFile.objects.get()

    answer = head.get(f"{page_of(dossier)}/{attached.message_id}/1")

    assert b"".join(answer.streaming_content) == files.pdf(2)
    assert answer.headers["Content-Type"] == "application/pdf"
    name = f"{dossier.number}-{attached.message_id}-1.pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_reading_and_downloading_are_recorded(head, lac_hong, dossier):
    send(head, dossier, attached=[upload(files.pdf())])
    attached = MessageFile.objects.get()
    head.get(page_of(dossier))
    # Read to its end: closing the answer would end the connection that the test goes on with.
    b"".join(head.get(f"{page_of(dossier)}/{attached.message_id}/1").streaming_content)

    seen = list(Entry.objects.filter(verb="viewed", key=dossier.number).order_by("pk"))

    assert [(one.actor, one.details["door"], one.details["what"]) for one in seen] == [
        (lac_hong.head, "cases", "messages"),
        (lac_hong.head, "cases", "message"),
    ]
    assert seen[1].details["sha256"] == attached.file.sha256


def test_somebody_of_another_unit_finds_nothing(sign_in, lac_hong, dossier):
    message = said(lac_hong, dossier, lac_hong.head)
    outsider = sign_in(lac_hong.outsider)

    found = [
        outsider.get(page_of(dossier)).status_code,
        send(outsider, dossier).status_code,
        outsider.get(f"{page_of(dossier)}/{message.pk}/1").status_code,
    ]

    assert found == [404, 404, 404]
    assert "Không có lời nào chưa đọc." in words(outsider.get("/cases/messages"))
    assert Message.objects.count() == 1


def test_a_stranger_is_sent_to_sign_in(client, dossier):
    assert client.get(page_of(dossier)).status_code == 302
    assert send(client, dossier).url.startswith("/sign-in")


def test_a_closed_dossier_shows_its_words_and_no_form(head, lac_hong, dossier):
    said(lac_hong, dossier, lac_hong.clerk)
    actions.withdraw(dossier.number, reason="Theo đơn", by=lac_hong.rights(lac_hong.clerk), at=TEN)

    page = words(head.get(page_of(dossier)))

    assert "Xin xem lại." in page
    assert "Hồ sơ đã kết thúc: đọc lại được, không viết thêm được." in page
    assert "Gửi nội bộ" not in page


def test_the_same_form_sent_twice_writes_once(head, dossier):
    key = str(uuid4())

    answers = [send(head, dossier, request_key=key).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_takes_the_same_statements_for_one_message_and_for_four(head, lac_hong, dossier, count):
    for _ in range(count):
        send(head, dossier, attached=[upload(files.pdf())], text=str(uuid4()))
    head.get(page_of(dossier))

    # Session, user, dossier, the entry in the record, messages, files.
    with at_most(6):
        head.get(page_of(dossier))
    # Session, user, what is new.
    with at_most(3):
        head.get("/cases/messages")
