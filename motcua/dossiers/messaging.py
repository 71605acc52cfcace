"""Writing about a dossier: between officers, and between the centre and the applicant.

A message changes nothing of the dossier and stands beside its chain of events: the chain is what was decided, and
must fold to the same state however much was said. So a verb here locks the dossier only to see that it is open.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from motcua.base.errors import Refused
from motcua.base.text import clean_lines
from motcua.documents.actions import Taken, store
from motcua.dossiers import messages
from motcua.dossiers.models import Dossier, Message, MessageFile, MessageRead
from motcua.dossiers.queries import visible_to
from motcua.dossiers.rules import messages as rules
from motcua.history import actions as history
from motcua.history import queries as attempts
from motcua.history.models import Entry
from motcua.organisations.rules import Rights

Readers = Message.Readers
# What bad files of the public are recorded under, beside wrong digits.
_TRIED, _SUBJECT = Entry.Verb.TRACKED, "message"


def write(
    number: str,
    *,
    readers: str,
    text: str,
    request_key: UUID,
    by: Rights,
    at: datetime,
    files: Sequence[Taken] = (),
    reply_to: int | None = None,
) -> Message:
    """Write to officers or to the applicant; the same form sent twice is one message."""
    held = visible_to(by).filter(number=number)
    draft = Message(
        readers=Readers(readers),
        text=clean_lines(text),
        at=at,
        reply_to_id=reply_to,
        request_key=request_key,
        author_id=by.user_id,
    )
    try:
        with transaction.atomic():
            dossier = held.select_for_update(of=("self",)).first()
            if dossier is None:
                raise Refused(_("Không có hồ sơ này, hoặc bạn không được xem."))
            if again := _sent(draft, dossier):
                return again
            _refuse_if(rules.why_not_write(dossier, by, readers=draft.readers))
            if post := rules.post_to_write(dossier, by, readers=draft.readers):
                draft.unit_id, draft.role = post.unit_id, post.role
            return _keep(draft, dossier, files)
    except IntegrityError:
        return _written_meanwhile(draft, number)


def answer(
    number: str,
    *,
    text: str,
    request_key: UUID,
    at: datetime,
    files: Sequence[Taken] = (),
    reply_to: int | None = None,
) -> Message:
    """Write as the applicant, whom the door has asked for what only he knows; the same form sent twice is one."""
    draft = Message(
        readers=Readers.APPLICANT,
        text=clean_lines(text),
        at=at,
        reply_to_id=reply_to,
        request_key=request_key,
    )
    try:
        with transaction.atomic():
            # One after the other, so that nobody passes the limit by sending at once.
            dossier = Dossier.objects.select_for_update().get(number=number)
            if again := _sent(draft, dossier):
                return again
            _refuse_if(messages.why_not_answer(number, at=at))
            return _keep(draft, dossier, files)
    except IntegrityError:
        return _written_meanwhile(draft, number)


def next_answer_at(number: str, *, address: str, at: datetime) -> datetime | None:
    """Return when the applicant's files are opened again after too many bad ones; None: now."""
    return attempts.next_try_at(_TRIED, subject=_SUBJECT, key=number, address=address, at=at)


def record_bad_file(number: str, *, address: str, at: datetime) -> None:
    """Note that a file of the public could not be opened: opening files is work that nobody shall make us do for long."""
    history.record(_TRIED, subject=_SUBJECT, key=number, at=at, address=address)


def read_all(dossier: Dossier, *, by: Rights, at: datetime) -> int:
    """Note that somebody has everything said about a dossier in sight before their eyes; return how much was new."""
    with transaction.atomic():
        found = Message.objects.filter(
            messages.unread_by(by.user_id), dossier__in=visible_to(by).filter(pk=dossier.pk)
        )
        new = [
            MessageRead(message_id=key, user_id=by.user_id, at=at)
            for key in found.values_list("pk", flat=True)
        ]
        # Two windows may show the same message at the same moment.
        MessageRead.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _sent(draft: Message, dossier: Dossier) -> Message | None:
    """The message this form has made before."""
    return Message.objects.filter(
        request_key=draft.request_key,
        dossier=dossier,
        author=draft.author_id,
        readers=draft.readers,
    ).first()


def _written_meanwhile(draft: Message, number: str) -> Message:
    if again := _sent(draft, Dossier.objects.get(number=number)):
        return again
    raise Refused(_("Lời nhắn chưa gửi được. Hãy tải lại trang rồi gửi lại."))


def _keep(draft: Message, dossier: Dossier, files: Sequence[Taken]) -> Message:
    # The same content chosen twice is kept once.
    stored = list(dict.fromkeys(store(taken, at=draft.at) for taken in files))
    _refuse_if(rules.why_not_say(draft.text, files=len(stored)))
    draft.dossier, draft.attached = dossier, len(stored)
    if draft.reply_to_id and not _is_answerable(draft.reply_to_id, of=draft):
        raise Refused(_("Lời được trả lời không thuộc cuộc trao đổi này."))
    draft.save(force_insert=True)
    MessageFile.objects.bulk_create(
        MessageFile(message=draft, order=order, file=file) for order, file in enumerate(stored, start=1)
    )
    return draft


def _is_answerable(key: int, *, of: Message) -> bool:
    return Message.objects.filter(pk=key, dossier=of.dossier_id, readers=of.readers).exists()


def _refuse_if(reason: str) -> None:
    if reason:
        raise Refused(reason)
