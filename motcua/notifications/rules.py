"""What a template may say, which address a channel takes, and when a notice is tried again."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.base.text import clean, clean_lines, mask_phone
from motcua.notifications.models import Channel, Notice

State = Notice.State
# After the first attempt and each further one; after the last comes a person.
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
# Longer than whoever claimed a batch can take for it, every one of its attempts timing out.
LEASE = timedelta(minutes=15)
MOST_BODY = 4000
# What one SMS carries: of letters every phone knows, and of any other alphabet; of several joined a little less.
_PLAIN_PART, _PLAIN_JOINED, _ANY_PART, _ANY_JOINED = 160, 153, 70, 67
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_MOBILE = re.compile(r"0[35789]\d{8}")


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject, of e-mail only, and a body, both with placeholders or filled in."""

    body: str
    subject: str = ""


def why_not_wording(wording: Wording, *, channel: str, known: Collection[str]) -> tuple[str, str]:
    """Return the field and what is wrong with a wording, or two empty texts."""
    wanted = [("subject", wording.subject)] if channel == Channel.EMAIL else []
    for name, text in (*wanted, ("body", wording.body)):
        if not text.strip():
            return name, _("Hãy nhập nội dung.")
        if reason := _why_not_text(text, known):
            return name, reason
    if len(wording.body) > MOST_BODY:
        return "body", _("Nội dung dài quá %(most)s ký tự.") % {"most": MOST_BODY}
    return "", ""


def _why_not_text(text: str, known: Collection[str]) -> str:
    if "{" in (left := _PLACEHOLDER.sub("", text)) or "}" in left:
        return _("Có dấu { hoặc } không thành cặp.")
    unknown = next((name for name in _PLACEHOLDER.findall(text) if name not in known), None)
    if unknown is None:
        return ""
    return _("Không có chỗ điền {%(name)s}. Các chỗ điền dùng được: %(known)s.") % {
        "name": unknown,
        "known": ", ".join(f"{{{one}}}" for one in known),
    }


def filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    """Return a wording with its placeholders filled; a subject stays one line whatever fills it."""

    def fill(text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: values[found[1]], text)

    return Wording(clean_lines(fill(wording.body)), clean(fill(wording.subject))[:200])


def why_not_address(channel: str, address: str) -> str:
    """Return the reason a channel does not reach an address, or ""."""
    if channel == Channel.EMAIL:
        return "" if _EMAIL.fullmatch(address) else _("Địa chỉ thư điện tử không đúng.")
    return "" if _MOBILE.fullmatch(address) else _("Không phải số điện thoại di động.")


def masked(channel: str, address: str) -> str:
    """Return an address with its middle hidden: 0912 ••• 678, ho•••@example.vn."""
    if channel == Channel.SMS:
        return mask_phone(address)
    name, _at, host = address.partition("@")
    return f"{name[:2]}•••@{host}"


# What a channel said, by how it begins → what that means to the keeper.
_REASONS = (
    (("interrupted",), gettext_lazy("Máy gửi dừng giữa chừng nhiều lần")),
    (("SMTPRecipientsRefused", "HTTP 400", "HTTP 422"), gettext_lazy("Bên nhận nói địa chỉ này không đúng")),
    (("SMTPAuthenticationError", "HTTP 401", "HTTP 403"), gettext_lazy("Tài khoản của kênh gửi không đúng")),
    (("HTTP 429",), gettext_lazy("Cổng tin nhắn báo gửi quá nhiều")),
    (("HTTP",), gettext_lazy("Cổng tin nhắn báo lỗi")),
    (("SMTP",), gettext_lazy("Máy chủ thư báo lỗi")),
    (("",), gettext_lazy("Máy chủ không trả lời")),
)


def reason_of(last_error: str) -> str:
    """Return in words why a notice was not taken, or "" when nothing went wrong yet."""
    if not last_error:
        return ""
    return str(next(words for beginnings, words in _REASONS if last_error.startswith(beginnings)))


def sms_parts(text: str) -> int:
    """Return how many SMS a text is paid for as: marked letters leave less room in each."""
    whole, joined = (_PLAIN_PART, _PLAIN_JOINED) if text.isascii() else (_ANY_PART, _ANY_JOINED)
    return 1 if len(text) <= whole else math.ceil(len(text) / joined)


def next_try(attempts: int, *, at: datetime) -> datetime | None:
    """Return when a notice that failed so many times is tried again, or None when it is a dead letter."""
    return at + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def why_not_try_again(notice: Notice, *, is_in_scope: bool) -> str:
    """Return the reason somebody may not send a notice again, or ""."""
    if not is_in_scope:
        return _("Thông báo này không thuộc đơn vị bạn phụ trách.")
    if notice.state in (State.FAILED, State.GIVEN_UP):
        return ""
    return _("Thông báo này đã gửi.") if notice.state == State.SENT else _("Thông báo này đang chờ gửi.")


def why_not_give_up(notice: Notice, *, is_in_scope: bool) -> str:
    """Return the reason somebody may not give a notice up, or ""."""
    if not is_in_scope:
        return _("Thông báo này không thuộc đơn vị bạn phụ trách.")
    if notice.state in (State.WAITING, State.FAILED):
        return ""
    return _("Thông báo này đã gửi.") if notice.state == State.SENT else _("Thông báo này đã thôi gửi.")
