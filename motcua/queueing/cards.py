"""The cards that open the service menu of a centre's kiosks, each to one official of the centre."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.history.actions import record, record_change
from motcua.history.models import Entry
from motcua.organisations.queries import has_post, rights_of
from motcua.organisations.rules import Manager
from motcua.queueing import devices, rules
from motcua.queueing.actions.common import refuse_if
from motcua.queueing.models import Device, ServiceCard

# Digits only: a scanner set to another keyboard spoils letters. 24 of them are 79 bits, which nobody guesses.
DIGITS = 24


def cards(centre_ids: set[int]) -> list[ServiceCard]:
    """Return the cards of some centres, those taken back at the end."""
    found = ServiceCard.objects.filter(centre__in=centre_ids)
    shown = found.select_related("centre", "holder", "issued_by", "revoked_by")
    return sorted(shown, key=lambda one: (one.revoked_at is not None, one.centre_id, one.holder.full_name))


def has_ended(card: ServiceCard, *, on: date) -> bool:
    """Say whether a card opens nothing any more though nobody took it back: its holder is of the centre no longer."""
    return not card.holder.is_active or not has_post(card.holder_id, card.centre_id, on=on)


def card_of(number: str, *, device: Device, at: datetime) -> ServiceCard | None:
    """Return the card of a scanned number, None when it opens nothing at this kiosk."""
    return _usable(device, at=at, number_hash=devices.fingerprint(number))


def card_by_id(card_id: int, *, device: Device, at: datetime) -> ServiceCard | None:
    """Return a card that opened this kiosk a moment ago, None when it would not do so now."""
    return _usable(device, at=at, pk=card_id)


def _usable(device: Device, *, at: datetime, **which: object) -> ServiceCard | None:
    known = ServiceCard.objects.select_related("holder").filter(centre=device.centre_id, revoked_at=None)
    card = known.filter(**which).first()
    return None if card is None or has_ended(card, on=local_day(at)) else card


@transaction.atomic
def issue(centre_id: int, *, holder_id: int, by: Manager, at: datetime) -> tuple[ServiceCard, str]:
    """Give an official of a centre a card; return it with its number, which is kept nowhere.

    Whoever has one already gets another in its place: the former opens nothing any more.
    """
    refuse_if(devices.why_not_manage(by, centre_id))
    holder = User.objects.select_for_update().filter(pk=holder_id, is_active=True).first()
    if holder is None:
        raise Refused(_("Chọn người giữ thẻ."), field="holder")
    if reason := rules.why_not_seat(rights_of(holder_id, on=local_day(at)), centre_id):
        raise Refused(reason, field="holder")
    former = ServiceCard.objects.filter(centre=centre_id, holder=holder, revoked_at=None)
    for one in former.select_related("centre", "holder"):
        _take_back(one, by=by, at=at)
    number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    card = ServiceCard.objects.create(
        centre_id=centre_id,
        holder=holder,
        number_hash=devices.fingerprint(number),
        issued_at=at,
        issued_by_id=by.user_id,
    )
    _note(card, before=False, by=by, at=at)
    return card, number


@transaction.atomic
def revoke(card_id: int, *, by: Manager, at: datetime) -> ServiceCard:
    """Take a card back: it opens nothing any more, a menu that it has opened shuts with the next act."""
    found = ServiceCard.objects.select_for_update(of=("self",)).select_related("centre", "holder")
    card = found.get(pk=card_id)
    refuse_if(devices.why_not_manage(by, card.centre_id))
    if card.revoked_at is not None:
        raise Refused(_("Thẻ này đã bị thu hồi."))
    _take_back(card, by=by, at=at)
    return card


def _take_back(card: ServiceCard, *, by: Manager, at: datetime) -> None:
    card.revoked_at, card.revoked_by_id = at, by.user_id
    card.save(update_fields=["revoked_at", "revoked_by"])
    _note(card, before=True, by=by, at=at)


def _note(card: ServiceCard, *, before: bool, by: Manager, at: datetime) -> None:
    """Record that a card was given or taken back."""
    record_change(
        subject="service_card",
        key=f"{card.centre.code}/{card.holder.username}",
        before={"is_used": before},
        after={"is_used": not before},
        at=at,
        by=User.objects.filter(pk=by.user_id).first(),
    )


def note_act(device: Device, card: ServiceCard, act: str, *, at: datetime) -> None:
    """Record what the holder of a card did at a kiosk."""
    key = devices.key_of(device)
    record(Entry.Verb.SERVICED, subject="device", key=key, at=at, by=card.holder, act=act, card=card.pk)


@transaction.atomic
def repair(device: Device, card: ServiceCard, *, at: datetime) -> None:
    """Say that somebody came, put paper in or repaired the printer: nobody needs to come any more."""
    devices.answer(device.pk, by=rights_of(card.holder_id, on=local_day(at)), at=at)
    note_act(device, card, "repaired", at=at)
