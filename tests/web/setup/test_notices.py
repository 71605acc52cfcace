"""The outbox and the templates on the keeper's pages."""

import pytest
from django.urls import reverse

from motcua.notifications import actions
from motcua.notifications.models import Notice, Template
from tests.factories import MORNING, unit
from tests.notifications.conftest import gateway  # noqa: F401
from tests.notifications.samples import queued
from tests.statements import at_most
from tests.web.setup.conftest import words

OUTBOX = reverse("setup:notices")
TEMPLATE = reverse("setup:template", args=("dossier-received", "sms", "vi"))
EMAIL = reverse("setup:template", args=("dossier-received", "email", "vi"))


@pytest.fixture
def dead(lac_hong, gateway):  # noqa: F811
    queued(lac_hong.centre)
    gateway.fail(times=1, status=422)
    actions.deliver(at=MORNING)
    return Notice.objects.get()


def decide(client, notice, act):
    return client.post(reverse("setup:notice", args=(notice.pk,)), {"act": act, "state": "failed"})


def test_without_a_channel_the_page_says_how_to_set_one_up(desk):
    page = words(desk.get(OUTBOX))

    assert "Chưa thiết lập kênh gửi nào." in page
    assert "MOTCUA_SMTP_URL" in page


def test_a_channel_without_notices_says_when_there_will_be_some(desk, gateway):  # noqa: F811
    assert "Chưa có thông báo nào." in words(desk.get(OUTBOX))


def test_a_dead_letter_is_shown_with_its_reason_and_its_address_hidden(desk, dead):
    page = words(desk.get(OUTBOX))

    assert "HTTP 422" in page
    assert "0912 ••• 678" in page
    assert "0912345678" not in page
    assert "1 thông báo không gửi được" in page


def test_a_dead_letter_is_sent_again_from_the_page(desk, dead):
    response = decide(desk, dead, "again")

    dead.refresh_from_db()
    assert response.url == f"{OUTBOX}?state=failed"
    assert (dead.state, dead.attempts) == ("waiting", 0)


def test_a_dead_letter_is_given_up_from_the_page(desk, dead, keeper):
    decide(desk, dead, "give-up")

    dead.refresh_from_db()
    assert (dead.state, dead.given_up_by) == ("given_up", keeper)
    assert "Lê Thị Giữ Mục" in words(desk.get(f"{OUTBOX}?state=given_up"))


def test_pressing_twice_says_that_it_waits_already(desk, dead):
    decide(desk, dead, "again")

    decide(desk, dead, "again")

    assert "đang chờ gửi" in words(desk.get(OUTBOX))


def test_all_dead_letters_are_sent_again_by_one_button(desk, dead):
    desk.post(reverse("setup:notices-again"))

    assert "1 thông báo sẽ được gửi lại." in words(desk.get(OUTBOX))


def test_notices_of_another_commune_are_not_there(desk, gateway):  # noqa: F811
    far = unit("xa-khac", "Trung tâm xã Khác", "centre", official_code="H99.77")
    queued(far)

    assert "0912" not in words(desk.get(OUTBOX))
    assert decide(desk, Notice.objects.get(), "give-up").status_code == 404


def test_a_long_outbox_asks_for_no_more_statements(desk, lac_hong, gateway):  # noqa: F811
    queued(lac_hong.centre)
    desk.get(OUTBOX)
    for at in range(10):
        queued(lac_hong.centre, key=f"more:{at}")

    with at_most(9):
        desk.get(OUTBOX)


def test_every_template_is_listed_by_name_channel_and_language(desk):
    page = words(desk.get(reverse("setup:templates")))

    assert "Đã tiếp nhận hồ sơ" in page
    assert "Tin nhắn SMS, Tiếng Việt" in page


def test_a_template_is_shown_filled_with_its_examples_and_what_it_costs(desk):
    page = words(desk.get(TEMPLATE))

    assert "Đã nhận hồ sơ H99.12-261123-0001." in page
    assert "Tính 2 tin nhắn" in page


def test_a_preview_saves_nothing(desk):
    page = words(desk.post(TEMPLATE, {"act": "preview", "body": "Mới: {number}"}))

    assert "Mới: H99.12-261123-0001" in page
    assert "Xem trước, chưa lưu" in page
    assert Template.objects.count() == 0


def test_a_template_is_saved_and_taken_back(desk):
    desk.post(TEMPLATE, {"act": "save", "body": "Mới: {number}"})
    assert Template.objects.get().body == "Mới: {number}"
    assert "đã sửa" in words(desk.get(reverse("setup:templates")))

    desk.post(TEMPLATE, {"act": "restore"})

    assert Template.objects.count() == 0


def test_an_unknown_placeholder_is_named_at_its_field(desk):
    response = desk.post(TEMPLATE, {"act": "save", "body": "Chào {ten}"})

    assert response.status_code == 422
    assert "Không có chỗ điền {ten}." in words(response)


@pytest.mark.parametrize("empty", ["subject", "body"])
def test_an_empty_wording_is_told_at_its_field(desk, empty):
    sent = {"act": "save", "subject": "Hồ sơ {number}", "body": "Đã nhận.", empty: " "}

    answer = desk.post(EMAIL, sent)

    assert answer.context["form"].errors == {empty: ["Hãy nhập nội dung."]}


def test_what_does_not_exist_is_not_found(desk):
    assert desk.get(reverse("setup:template", args=("khong-co", "sms", "vi"))).status_code == 404
    assert desk.get(reverse("setup:template", args=("daily-digest", "sms", "vi"))).status_code == 404
