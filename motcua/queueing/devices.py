"""The kiosks and boards of a hall: asking to be one, being let in by a manager, being shut out."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.base.registers import Shelf, changed
from motcua.base.text import clean
from motcua.history.actions import record_change
from motcua.organisations.models import Position, Unit
from motcua.organisations.queries import tree
from motcua.organisations.rules import Manager, Rights
from motcua.queueing import rules
from motcua.queueing.actions.common import refuse_if
from motcua.queueing.journal import arranging
from motcua.queueing.models import Counter, Device, Fault, HallEvent, Registration, Screen
from motcua.queueing.queries import REGISTER

# How long a code on a screen is good, and how many may wait: at one address, and in all.
CODE_LASTS = timedelta(minutes=10)
FROM_ONE_ADDRESS, IN_ALL = 5, 200
# A page may speak to its own machine only (the content policy of the kiosk says so too).
_HELPER = re.compile(r"http://127\.0\.0\.1:[1-9]\d{1,4}")
# Those who run a centre.
MANAGERS = frozenset({Position.Role.SUPERVISOR, Position.Role.DIRECTOR})


def fingerprint(token: str) -> str:
    """Return what is kept of a token: nobody gets a token back from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def device_of(token: str) -> Device | None:
    """Return the device a browser is, None when it was never let in or was shut out."""
    if not token:
        return None
    known = Device.objects.select_related("centre", "counter")
    return known.filter(token_hash=fingerprint(token), revoked_at=None).first()


def centre_of_kiosk(token: str) -> int | None:
    """Return the centre of a kiosk by its token, from memory: a dispenser asks at every tap.

    One that is shut out is refused by this process at once, by the others within `REGISTER_SECONDS`.
    """
    try:
        return _kiosks.get(fingerprint(token))
    except Device.DoesNotExist:
        return None


def _load(token_hash: str) -> int:
    # Nothing is kept of a token that is no kiosk's: anybody can send many.
    return Device.objects.get(token_hash=token_hash, screen=Screen.KIOSK, revoked_at=None).centre_id


_kiosks: Shelf[str, int] = Shelf(REGISTER, _load)


def devices(centre_ids: set[int]) -> list[Device]:
    """Return the devices of some centres, those shut out at the end."""
    found = Device.objects.filter(centre__in=centre_ids)
    shown = found.select_related("centre", "counter", "registered_by", "revoked_by")
    return sorted(shown, key=lambda one: (one.revoked_at is not None, one.centre_id, one.name))


def why_not_manage(by: Manager, centre_id: int) -> str:
    """Return the reason somebody may not let devices into a hall or shut them out, or ""."""
    if by.is_superuser or any(by.rights.post_for(centre_id, role) for role in MANAGERS):
        return ""
    return _("Chỉ giám đốc hoặc người giám sát của trung tâm này quản lý thiết bị của sảnh.")


def managed_centres(by: Manager) -> list[int]:
    """Return the centres whose halls somebody runs."""
    centres = [unit.id for unit in tree().units.values() if unit.kind == Unit.Kind.CENTRE]
    return [one for one in centres if not why_not_manage(by, one)]


def why_not_show(screen: str, *, centre_id: int, zone: str, counter: Counter | None) -> str:
    """Return the reason a device cannot show a screen, or ""."""
    if screen == Screen.ZONE and not zone:
        return _("Chọn khu vực mà bảng này chỉ.")
    if screen == Screen.COUNTER and (counter is None or counter.centre_id != centre_id):
        return _("Chọn quầy của bảng này.")
    return ""


def why_not_print_at(helper_url: str) -> str:
    """Return the reason a print helper cannot be where somebody typed, or ""; it runs on the kiosk itself."""
    if not helper_url or _HELPER.fullmatch(helper_url):
        return ""
    return _("Chương trình in chạy trên chính máy lấy số, ví dụ http://127.0.0.1:9101.")


def code_of(token: str, *, at: datetime) -> str:
    """Return the code that the browser with this token shows while it waits, or ""."""
    waiting = Registration.objects.filter(token_hash=fingerprint(token), asked_at__gt=at - CODE_LASTS)
    return waiting.values_list("code", flat=True).first() or ""


@transaction.atomic
def ask(token: str, *, address: str, at: datetime) -> str:
    """Ask to be a device; return the code to show. The same browser asking again gets another code."""
    Registration.objects.filter(asked_at__lte=at - CODE_LASTS).delete()
    Registration.objects.filter(token_hash=fingerprint(token)).delete()
    waiting = Registration.objects.all()
    if waiting.filter(address=address).count() >= FROM_ONE_ADDRESS or waiting.count() >= IN_ALL:
        raise Refused(_("Nhiều máy đang chờ đăng ký, xin thử lại sau 10 phút."))
    code = f"{secrets.randbelow(10**6):06d}"
    while waiting.filter(code=code).exists():
        code = f"{secrets.randbelow(10**6):06d}"
    Registration.objects.create(code=code, token_hash=fingerprint(token), address=address, asked_at=at)
    return code


@transaction.atomic
def let_in(
    code: str,
    *,
    centre_id: int,
    name: str,
    screen: str,
    by: Manager,
    at: datetime,
    zone: str = "",
    counter: Counter | None = None,
    has_printer: bool = False,
    helper_url: str = "",
    speaks: bool = False,
) -> Device:
    """Make the browser that shows a code a device of a centre; the code is used up."""
    refuse_if(why_not_manage(by, centre_id))
    refuse_if(why_not_show(screen, centre_id=centre_id, zone=zone, counter=counter))
    helper_url = helper_url.strip().rstrip("/") if has_printer and screen == Screen.KIOSK else ""
    if reason := why_not_print_at(helper_url):
        raise Refused(reason, field="helper_url")
    typed = "".join(letter for letter in code if letter.isdecimal())
    waiting = Registration.objects.select_for_update().filter(code=typed, asked_at__gt=at - CODE_LASTS)
    asked = waiting.first()
    if asked is None:
        raise Refused(_("Không có máy nào đang hiện mã này. Hãy đọc lại mã trên máy."), field="code")
    device = Device.objects.create(
        centre_id=centre_id,
        name=clean(name),
        screen=screen,
        zone=zone if screen == Screen.ZONE else "",
        counter=counter if screen == Screen.COUNTER else None,
        has_printer=has_printer and screen == Screen.KIOSK,
        helper_url=helper_url,
        helper_key=secrets.token_urlsafe(32) if helper_url else "",
        speaks=speaks and screen in (Screen.SERVING, Screen.ZONE, Screen.COUNTER),
        token_hash=asked.token_hash,
        registered_at=at,
        registered_by_id=by.user_id,
    )
    asked.delete()
    _note(device, {}, by=by, at=at)
    return device


@transaction.atomic
def set_printing(device_id: int, *, has_printer: bool, helper_url: str, by: Manager, at: datetime) -> Device:
    """Say whether a kiosk prints, and whether by its browser or by a helper; a new helper gets a new key."""
    device = Device.objects.select_for_update(of=("self",)).get(pk=device_id)
    refuse_if(why_not_manage(by, device.centre_id))
    if device.screen != Screen.KIOSK or device.revoked_at is not None:
        raise Refused(_("Chỉ máy lấy số đang dùng mới in phiếu."))
    helper_url = helper_url.strip().rstrip("/") if has_printer else ""
    if reason := why_not_print_at(helper_url):
        raise Refused(reason, field="helper_url")
    if helper_url != device.helper_url:
        device.helper_key = secrets.token_urlsafe(32) if helper_url else ""
    before = _shown(device)
    device.has_printer, device.helper_url = has_printer, helper_url
    # What the former way of printing could not do says nothing of this one.
    device.fault, device.fault_at = "", None
    device.save(update_fields=["has_printer", "helper_url", "helper_key", "fault", "fault_at"])
    _note(device, before, by=by, at=at)
    return device


@transaction.atomic
def revoke(device_id: int, *, by: Manager, at: datetime) -> Device:
    """Shut a device out: its next request is refused."""
    device = Device.objects.select_for_update().get(pk=device_id)
    refuse_if(why_not_manage(by, device.centre_id))
    if device.revoked_at is not None:
        raise Refused(_("Thiết bị này đã bị thu hồi."))
    before = _shown(device)
    device.revoked_at, device.revoked_by = at, User.objects.get(pk=by.user_id)
    device.save(update_fields=["revoked_at", "revoked_by"])
    changed(REGISTER)
    _note(device, before, by=by, at=at)
    return device


def _shown(device: Device) -> dict[str, object]:
    """What the record says of a device."""
    named = ("name", "screen", "zone", "has_printer", "helper_url", "speaks")
    counter = str(device.counter) if device.counter else ""
    is_used = device.revoked_at is None
    return {**{name: getattr(device, name) for name in named}, "counter": counter, "is_used": is_used}


def key_of(device: Device) -> str:
    """Return by what the record knows a device."""
    return f"{device.centre.code}/{device.name}"


def _note(device: Device, before: Mapping[str, object], *, by: Manager, at: datetime) -> None:
    who = User.objects.filter(pk=by.user_id).first()
    record_change(subject="device", key=key_of(device), before=before, after=_shown(device), at=at, by=who)


def call_help(device_id: int, *, at: datetime) -> Device:
    """Ask somebody of the centre to come to a kiosk; asked again before anybody came, it is the same call."""
    return _tell(device_id, at=at, call=True)


def tell_fault(device_id: int, fault: str, *, at: datetime) -> Device:
    """Note why a kiosk prints nothing; with "" that it prints again."""
    return _tell(device_id, at=at, fault=Fault(fault) if fault else "")


def _tell(device_id: int, *, at: datetime, call: bool = False, fault: str | None = None) -> Device:
    """Keep what a kiosk says, and let the hall know of what is new."""
    centre_id = Device.objects.values_list("centre", flat=True).get(pk=device_id)
    with arranging(centre_id, day=local_day(at), at=at) as book:
        device = Device.objects.select_for_update(of=("self",)).get(pk=device_id)
        kind = HallEvent.Kind.HELP
        if call and device.help_at is None:
            device.help_at, reason = at, ""
        elif fault is not None and fault != device.fault:
            device.fault, device.fault_at = fault, at if fault else None
            reason = fault
            kind = HallEvent.Kind.HELP if fault else HallEvent.Kind.HELPED
        else:
            return device
        device.save(update_fields=["help_at", "fault", "fault_at"])
        book.record(kind, reason=reason, values={"device": device_id})
        return device


def answer(device_id: int, *, by: Rights, at: datetime) -> Device:
    """Somebody of the centre came to a kiosk: nobody waits there any more, and the printer was seen to."""
    centre_id = Device.objects.values_list("centre", flat=True).get(pk=device_id)
    with arranging(centre_id, day=local_day(at), at=at) as book:
        device = Device.objects.select_for_update(of=("self",)).get(pk=device_id)
        refuse_if(rules.why_not_came(device, by))
        device.help_at, device.fault, device.fault_at = None, "", None
        device.save(update_fields=["help_at", "fault", "fault_at"])
        book.record(HallEvent.Kind.HELPED, by_id=by.user_id, values={"device": device_id})
        return device
