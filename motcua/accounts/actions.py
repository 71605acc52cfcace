"""Setting a signing PIN and confirming a signature with it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from motcua.accounts import rules
from motcua.accounts.models import MOST_WRONG, REGISTER, SigningPin
from motcua.base.clock import local
from motcua.base.errors import Refused
from motcua.base.registers import changed


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a PIN: right, or why not, and whether this try locked it."""

    reason: str = ""
    is_locked_now: bool = False

    @property
    def is_right(self) -> bool:
        return not self.reason


def set_pin(user_id: int, *, pin: str, at: datetime) -> None:
    """Set somebody's PIN, or set it anew; the door has asked for the password. A lock goes on."""
    if reason := rules.why_not_pin(pin):
        raise Refused(reason)
    with transaction.atomic():
        SigningPin.objects.update_or_create(
            user_id=user_id, defaults={"hash": make_password(pin), "set_at": at}
        )
        changed(REGISTER)


@transaction.atomic
def try_pin(user_id: int, *, typed: str, at: datetime) -> Tried:
    """Confirm with a PIN; wrong ones are counted, and after five nobody is heard for a quarter of an hour.

    Returns the reason instead of raising it: the count must outlive the refusal.
    """
    # Locked, so that many tries at once are counted one by one.
    pin = SigningPin.objects.select_for_update().filter(user=user_id).first()
    if pin is None:
        return Tried(_("Bạn chưa đặt mã ký."))
    if pin.locked_until is not None and at < pin.locked_until:
        return Tried(_locked(pin))
    if not typed:
        return Tried(_("Hãy nhập mã ký."))
    wrong = 0 if pin.locked_until is not None else pin.wrong
    if check_password(typed, pin.hash):
        _count(pin, 0, None)
        return Tried()
    wrong += 1
    if wrong >= MOST_WRONG:
        _count(pin, wrong, at + rules.LOCKED_FOR)
        return Tried(_locked(pin), is_locked_now=True)
    _count(pin, wrong, None)
    left = MOST_WRONG - wrong
    return Tried(_("Mã ký chưa đúng, còn %(left)s lần thử.") % {"left": left})


def _locked(pin: SigningPin) -> str:
    assert pin.locked_until is not None
    return _("Mã ký bị khóa sau 5 lần sai. Thử lại từ %(time)s, chưa hồ sơ nào được ký.") % {
        "time": f"{local(pin.locked_until):%H:%M}"
    }


def _count(pin: SigningPin, wrong: int, locked_until: datetime | None) -> None:
    if (pin.wrong, pin.locked_until) != (wrong, locked_until):
        pin.wrong, pin.locked_until = wrong, locked_until
        pin.save(update_fields=["wrong", "locked_until"])
