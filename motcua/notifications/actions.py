"""Writing notices into the outbox, sending what is due, and deciding about what nobody took."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from motcua.base.errors import Refused
from motcua.base.registers import changed
from motcua.base.text import clean, clean_lines
from motcua.notifications import channels, queries, rules
from motcua.notifications.channels import NotSent
from motcua.notifications.models import Channel, Notice, Template
from motcua.notifications.rules import LEASE, Wording
from motcua.organisations.rules import Manager

State = Notice.State
# How many are claimed at once, and sent over one connection.
BATCH = 20
_INTERRUPTED = "interrupted while sending"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where somebody can be reached; what is empty is not tried."""

    email: str = ""
    phone: str = ""

    def on(self, channel: str) -> str:
        address = self.email if channel == Channel.EMAIL else self.phone
        return "" if rules.why_not_address(channel, address) else address


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be told to whom; `key` names the thing told, so that it is told once."""

    template: str
    to: Recipient
    values: Mapping[str, str]
    key: str
    unit_id: int
    reference: str = ""
    language: str = "vi"


def queue(
    template: str,
    to: Recipient,
    values: Mapping[str, str],
    *,
    key: str,
    unit_id: int,
    at: datetime,
    reference: str = "",
    language: str = "vi",
) -> int:
    """Write a notice for every channel that is set up and reaches the recipient; return how many.

    Part of the transaction of the act it tells of; queued twice under one key it is there once.
    """
    return queue_all([Draft(template, to, values, key, unit_id, reference, language)], at=at)


def queue_all(drafts: Iterable[Draft], *, at: datetime) -> int:
    """Write many notices in one statement; return how many there are to write."""
    ready = channels.set_up()
    made = [notice for draft in drafts for channel in ready if (notice := _notice(draft, channel, at=at))]
    if made:
        Notice.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    return len(made)


def _notice(draft: Draft, channel: str, *, at: datetime) -> Notice | None:
    address = draft.to.on(channel)
    worded = queries.wording(draft.template, channel, draft.language)
    if not address or worded is None:
        return None
    said = rules.filled(worded.wording, draft.values)
    return Notice(
        key=f"{draft.key}:{channel}",
        channel=channel,
        address=address,
        template=draft.template,
        language=draft.language,
        subject=said.subject,
        body=said.body,
        reference=draft.reference,
        unit_id=draft.unit_id,
        made_at=at,
        next_try_at=at,
    )


def send_secret(draft: Draft, secret: str, *, at: datetime) -> bool:
    """Send an SMS at once and say whether it was taken; what is secret in it is kept nowhere in clear.

    For what is of no use later, as a code that lives some minutes: it is not tried again.
    """
    if Channel.SMS not in channels.set_up() or (told := _notice(draft, Channel.SMS, at=at)) is None:
        return False
    said = told.body
    told.body = said.replace(secret, "•" * len(secret))
    told.state, told.attempts, told.next_try_at = State.FAILED, 1, None
    told.failed_at, told.last_error = at, _INTERRUPTED
    told.save()
    kept = Notice.objects.filter(pk=told.pk)
    told.body = said
    try:
        with channels.opened(Channel.SMS) as send:
            send(told)
    except NotSent as error:
        kept.update(last_error=str(error))
        return False
    kept.update(state=State.SENT, sent_at=at, failed_at=None, last_error="")
    return True


@dataclass(slots=True)
class Delivered:
    """What one round of sending did: sent, to be tried again, dead."""

    sent: int = 0
    later: int = 0
    failed: int = 0


def deliver(*, at: datetime) -> Delivered:
    """Send what is due, over the channels that are set up; what waits for another one goes on waiting.

    A notice is claimed before it is sent and marked after: whoever dies in between leaves it due again, so that
    it may arrive twice and is never lost. Several may deliver at once, and none takes what another has claimed.
    """
    done = Delivered()
    for channel in channels.set_up():
        is_up = True
        while is_up and (claimed := _claim(channel, at=at)):
            is_up = _send(channel, claimed, done, at=at)
    return done


def _claim(channel: str, *, at: datetime) -> list[Notice]:
    due = Notice.objects.filter(channel=channel, state=State.WAITING, next_try_at__lte=at)
    # Nothing is due most of the time, and on SQLite a claim stops every other writer.
    if not due.exists():
        return []
    with transaction.atomic():
        claimed = list(due.select_for_update(skip_locked=True).order_by("next_try_at", "pk")[:BATCH])
        mine = [notice.pk for notice in claimed]
        Notice.objects.filter(pk__in=mine).update(attempts=F("attempts") + 1, next_try_at=at + LEASE)
    for notice in claimed:
        notice.attempts += 1
    return claimed


def _send(channel: str, claimed: list[Notice], done: Delivered, *, at: datetime) -> bool:
    """Send a batch; False when the channel does not answer, so that the rest of it is not tried one by one."""
    down: NotSent | None = None
    with channels.opened(channel) as send:
        for notice in claimed:
            try:
                if down is not None:
                    raise down
                if notice.attempts > len(rules.BACK_OFF) + 1:
                    # Its last attempt was never marked: whatever it is, it ends whoever sends it.
                    raise NotSent(_INTERRUPTED, is_final=True)
                send(notice)
            except NotSent as error:
                down = error if error.is_down else None
                _missed(notice, error, done, at=at)
            else:
                # Whoever holds the claim by now: it was sent.
                Notice.objects.filter(pk=notice.pk, state__in=(State.WAITING, State.FAILED)).update(
                    state=State.SENT, sent_at=at, next_try_at=None, failed_at=None, last_error=""
                )
                done.sent += 1
    return down is None


def _missed(notice: Notice, error: NotSent, done: Delivered, *, at: datetime) -> None:
    """Put off a notice that was not taken, or lay it with the dead letters."""
    again = None if error.is_final else rules.next_try(notice.attempts, at=at)
    # Only while the claim is ours: another may have sent it since.
    mine = Notice.objects.filter(pk=notice.pk, state=State.WAITING, attempts=notice.attempts)
    if again is not None:
        mine.update(next_try_at=again, last_error=str(error))
        done.later += 1
    else:
        mine.update(state=State.FAILED, failed_at=at, next_try_at=None, last_error=str(error))
        done.failed += 1


@transaction.atomic
def try_again(notice_id: int, *, by: Manager, at: datetime) -> Notice:
    """Put a dead letter, or one that was given up, into the outbox again, its attempts counted anew."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    _refuse_if(rules.why_not_try_again(notice, is_in_scope=_is_in_scope(notice, by)))
    notice.state, notice.attempts, notice.next_try_at = State.WAITING, 0, at
    notice.failed_at = notice.given_up_at = notice.given_up_by = None
    notice.save()
    return notice


@transaction.atomic
def try_all_again(*, by: Manager, at: datetime) -> int:
    """Put every dead letter somebody may see into the outbox again; return how many."""
    return (
        queries.outbox(by)
        .filter(state=State.FAILED)
        .update(state=State.WAITING, attempts=0, next_try_at=at, failed_at=None)
    )


@transaction.atomic
def give_up(notice_id: int, *, by: Manager, at: datetime) -> Notice:
    """Settle a notice that will not be sent: somebody was told otherwise, or needs not be told any more."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    _refuse_if(rules.why_not_give_up(notice, is_in_scope=_is_in_scope(notice, by)))
    notice.state, notice.next_try_at = State.GIVEN_UP, None
    notice.given_up_at, notice.given_up_by_id = at, by.user_id
    notice.save()
    return notice


def _is_in_scope(notice: Notice, manager: Manager) -> bool:
    return manager.is_superuser or notice.unit_id in manager.rights.scope


def _refuse_if(reason: str) -> None:
    if reason:
        raise Refused(reason)


@transaction.atomic
def change_template(
    code: str, channel: str, language: str, wording: Wording, *, by_id: int, at: datetime
) -> None:
    """Use another wording from now on; one equal to what comes with the product is none of our own."""
    found = queries.wording(code, channel, language)
    assert found is not None
    tidy = Wording(clean_lines(wording.body), clean(wording.subject))
    field, reason = rules.why_not_wording(tidy, channel=channel, known=found.template.examples)
    if reason:
        raise Refused(reason, field=field)
    if tidy == found.shipped:
        restore_template(code, channel, language)
        return
    Template.objects.update_or_create(
        code=code,
        channel=channel,
        language=language,
        defaults={
            "subject": tidy.subject,
            "body": tidy.body,
            "changed_at": at,
            "changed_by_id": by_id,
        },
    )
    changed(queries.REGISTER)


@transaction.atomic
def restore_template(code: str, channel: str, language: str) -> None:
    """Use the wording that comes with the product again."""
    Template.objects.filter(code=code, channel=channel, language=language).delete()
    changed(queries.REGISTER)
