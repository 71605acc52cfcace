"""Back-off, addresses and placeholders."""

from datetime import timedelta

import pytest

from motcua.notifications import rules
from motcua.notifications.queries import shipped
from motcua.notifications.rules import Wording
from tests.factories import MORNING


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 2 * 60), (5, 12 * 60), (6, None)]
)
def test_the_pause_after_each_attempt_grows_until_there_is_none(attempts, minutes):
    wanted = None if minutes is None else MORNING + timedelta(minutes=minutes)

    assert rules.next_try(attempts, at=MORNING) == wanted


@pytest.mark.parametrize(
    ("channel", "address", "reaches"),
    [
        ("email", "hoa@example.vn", True),
        ("email", "hoa", False),
        ("email", "hoa@example.vn\nBcc: ai@example.vn", False),
        ("email", "a@b.vn,c@d.vn", False),
        ("email", "", False),
        ("sms", "0912345678", True),
        ("sms", "02113888999", False),
        ("sms", "0112345678", False),
        ("sms", "", False),
    ],
)
def test_a_channel_reaches_only_addresses_of_its_kind(channel, address, reaches):
    assert (rules.why_not_address(channel, address) == "") == reaches


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        (Wording("Chào {name}", "Thư {number}"), ""),
        (Wording("Chào {ten}", "Thư"), "body"),
        (Wording("Chào", "Thư {ten}"), "subject"),
        (Wording("Chào", ""), "subject"),
        (Wording(" ", "Thư"), "body"),
        (Wording("Chào {name", "Thư"), "body"),
        (Wording("Chào {{name}}", "Thư"), "body"),
        (Wording("Chào {name.__class__}", "Thư"), "body"),
        (Wording("x" * 4001, "Thư"), "body"),
    ],
)
def test_a_wording_holds_only_known_placeholders(wording, field):
    assert rules.why_not_wording(wording, channel="email", known=("name", "number"))[0] == field


def test_a_subject_stays_one_line_whatever_fills_it():
    said = rules.filled(Wording("{name}", "Thư {name}"), {"name": "Hoa\r\nBcc: ai@example.vn"})

    assert said.subject == "Thư Hoa Bcc: ai@example.vn"


@pytest.mark.parametrize(
    ("channel", "address", "shown"),
    [
        ("sms", "0912345678", "0912 ••• 678"),
        ("email", "hoa@example.vn", "ho•••@example.vn"),
    ],
)
def test_an_address_is_shown_with_its_middle_hidden(channel, address, shown):
    assert rules.masked(channel, address) == shown


@pytest.mark.parametrize(
    ("text", "parts"), [("a" * 160, 1), ("a" * 161, 2), ("đ" * 70, 1), ("đ" * 71, 2), ("đ" * 135, 3)]
)
def test_marked_letters_leave_less_room_in_an_sms(text, parts):
    assert rules.sms_parts(text) == parts


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", ""),
        ("HTTP 503 Service Unavailable", "Cổng tin nhắn báo lỗi"),
        ("HTTP 422 Unprocessable Entity", "Bên nhận nói địa chỉ này không đúng"),
        ("SMTPServerDisconnected: closed", "Máy chủ thư báo lỗi"),
        ("TimeoutError: timed out", "Máy chủ không trả lời"),
        ("interrupted while sending", "Máy gửi dừng giữa chừng nhiều lần"),
    ],
)
def test_what_went_wrong_is_told_in_words(said, words):
    assert rules.reason_of(said) == words


@pytest.mark.parametrize("template", shipped().values(), ids=lambda template: template.code)
def test_every_shipped_template_fills_from_its_examples_in_both_languages(template):
    languages = {language for _channel, language in template.wordings}

    assert languages == {"vi", "en"} == set(template.names)
    for (channel, _language), wording in template.wordings.items():
        assert rules.why_not_wording(wording, channel=channel, known=template.examples) == ("", "")
        assert "{" not in rules.filled(wording, template.examples).body
