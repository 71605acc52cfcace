"""One-time codes: whoever books over the portal shows that the phone is theirs."""

from datetime import datetime
from hmac import compare_digest
from secrets import randbelow

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.appointments import notices, rules
from motcua.appointments.actions.common import lock_phone, refuse_if
from motcua.appointments.models import Phone, PhoneCode
from motcua.base.errors import Refused
from motcua.base.sealing import blind_index
from motcua.notifications.models import Channel
from motcua.notifications.rules import why_not_address


def send_code(phone: str, *, centre_id: int, address: str, at: datetime, language: str = "vi") -> None:
    """Send a one-time code to a phone, or refuse: not a mobile, too many of late, or the SMS gateway does not answer."""
    refuse_if(why_not_address(Channel.SMS, phone), field="phone")
    code = f"{randbelow(1_000_000):06d}"
    with transaction.atomic():
        locked = lock_phone(phone)
        since = at - rules.WINDOW
        sent = PhoneCode.objects.filter(made_at__gt=since)
        of_phone = list(sent.filter(phone=locked).order_by("-made_at").values_list("made_at", flat=True))
        of_address = sent.filter(address=address).count() if address else 0
        reason = rules.why_not_send_code(of_phone=of_phone, of_address=of_address, at=at)
        refuse_if(reason, field="phone")
        made = PhoneCode.objects.create(
            phone=locked,
            fingerprint=_fingerprint(phone, code),
            address=address,
            made_at=at,
            until=at + rules.CODE_LIVES,
        )
    if not notices.send_code(made, code, centre_id=centre_id, language=language, at=at):
        raise Refused(_("Chưa gửi được tin nhắn đến số này, xin thử lại sau ít phút."), field="phone")


def prove(phone: str, typed: str, *, at: datetime) -> None:
    """Accept the code that was sent to a phone last, once, or refuse."""
    with transaction.atomic():
        # Nothing is made of a number that was only typed.
        known = Phone.objects.select_for_update().filter(number=phone).first()
        code = PhoneCode.objects.filter(phone=known).order_by("-made_at", "-pk").first() if known else None
        is_right = code is not None and compare_digest(code.fingerprint, _fingerprint(phone, typed))
        reason = rules.why_not_code(code, is_right=is_right, at=at)
        if code is not None and not reason:
            code.used_at = at
        elif code is not None and not is_right:
            code.wrong = min(code.wrong + 1, rules.MOST_WRONG)
        if code is not None:
            code.save()
    # After the commit: a wrong try counts.
    refuse_if(reason, field="code")


def _fingerprint(phone: str, code: str) -> str:
    return blind_index(f"one-time code {phone} {code}")
