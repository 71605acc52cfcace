"""What is said about a dossier, for each side that may read it.

Officers, of the agencies and the centre, read everything said about a dossier in their sight. The applicant reads
what the centre wrote to him and his own words, signed by units: no name of the staff leaves the house.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from motcua.base.prepared import Prepared
from motcua.dossiers.models import Dossier, Message, MessageFile, MessageRead
from motcua.dossiers.queries import PAGE, visible_to
from motcua.dossiers.rules import messages as rules
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights

Readers = Message.Readers
# How far back the list of what one has not read looks, and how many dossiers it names.
RECENT = timedelta(days=30)
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Said:
    """A message as one reader sees it."""

    key: int
    is_applicant: bool
    # Empty for the applicant; the public never gets the name.
    unit_name: str
    author_name: str
    is_mine: bool
    is_unread: bool
    text: str
    at: datetime
    reply_to: int | None
    files: tuple[MessageFile, ...]


def exchange(dossier: Dossier, rights: Rights) -> dict[str, list[Said]]:
    """Return everything said about a dossier in sight, by its readers, the oldest first."""
    found = Message.objects.filter(dossier__in=visible_to(rights).filter(pk=dossier.pk))
    read = MessageRead.objects.filter(message=OuterRef("pk"), user=rights.user_id)
    sides: dict[str, list[Said]] = {readers: [] for readers in Readers.values}
    for message, said in _told(found.annotate(is_read=Exists(read)), reader_id=rights.user_id):
        sides[message.readers].append(said)
    return sides


def thread(dossier: Dossier, rights: Rights, *, readers: str) -> list[Said]:
    """Return what is said about a dossier in sight to some readers, the oldest first."""
    return exchange(dossier, rights)[readers]


def public_thread(number: str) -> list[Said]:
    """Return what the centre and the applicant said to each other, without a name of the staff."""
    found = Message.objects.filter(dossier__number=number, readers=Readers.APPLICANT)
    return [said for _message, said in _told(found, reader_id=None)]


def _told(found: QuerySet[Message], *, reader_id: int | None) -> Iterable[tuple[Message, Said]]:
    named: list[Any] = list(found.order_by("at", "pk").annotate(name=F("author__full_name")))
    files = _files(message.pk for message in named if message.attached)
    tree = organisations.tree()
    for message in named:
        is_mine = reader_id is not None and message.author_id == reader_id
        said = Said(
            key=message.pk,
            is_applicant=message.author_id is None,
            unit_name=tree[message.unit_id].short_name if message.unit_id else "",
            author_name=message.name or "" if reader_id is not None else "",
            is_mine=is_mine,
            is_unread=reader_id is not None and not is_mine and not message.is_read,
            text=message.text,
            at=message.at,
            reply_to=message.reply_to_id,
            files=tuple(files[message.pk]),
        )
        yield message, said


def _files(messages: Iterable[int]) -> dict[int, list[MessageFile]]:
    found: dict[int, list[MessageFile]] = defaultdict(list)
    if keys := list(messages):
        for one in MessageFile.objects.filter(message__in=keys).select_related("file").order_by("order"):
            found[one.message_id].append(one)
    return found


def unread_by(user_id: int) -> Q:
    """Return the messages somebody has neither written nor read."""
    read = MessageRead.objects.filter(message=OuterRef("pk"), user=user_id)
    return ~Q(author=user_id) & Q(~Exists(read))


def unread(user_id: int, numbers: Collection[str]) -> dict[str, int]:
    """Return how many messages of each of these dossiers somebody has not read; one statement for a whole list."""
    if not numbers:
        return {}
    # A short list is filled up: its statement is always the same.
    places = [*numbers, *_PLACES[len(numbers) :]]
    if len(places) > len(_PLACES):
        return dict(_unread(user_id, numbers))
    return dict(_unread_of_page.rows(user_id, *places))


def _unread(user_id: int, numbers: Collection[str]) -> QuerySet[Message, Any]:
    found = Message.objects.filter(unread_by(user_id), dossier__number__in=numbers)
    return found.order_by().values_list("dossier__number").annotate(Count("pk"))


# Numbers that no dossier has.
_PLACES = tuple(f"#{place}" for place in range(PAGE))
_unread_of_page = Prepared(lambda: _unread(-1, _PLACES), stand_ins=(-1, *_PLACES))


@dataclass(frozen=True, slots=True)
class Unread:
    """A dossier about which somebody has something to read."""

    number: str
    owner_name: str
    procedure_name: str
    count: int
    from_applicant: int
    last_at: datetime


def waiting(rights: Rights, *, at: datetime) -> list[Unread]:
    """Return the dossiers of the reader's own units with something to read, the newest words first.

    Whoever watches over many units reads what he opens; this list is of those who work on the dossiers.
    """
    ours = Dossier.objects.in_scope(frozenset(post.unit_id for post in rights.posts))
    found = Message.objects.filter(unread_by(rights.user_id), at__gt=at - RECENT, dossier__in=ours)
    rows = (
        found.order_by()
        .values_list("dossier__number", "dossier__owner_name", "dossier__procedure__name")
        .annotate(count=Count("pk"), from_applicant=Count("pk", filter=Q(author=None)), last_at=Max("at"))
        .order_by("-last_at")[:MOST_LISTED]
    )
    return [Unread(*row) for row in rows]


def file_in_sight(number: str, message: int, order: int, rights: Rights) -> MessageFile | None:
    """Return a file that came with a message about a dossier in sight."""
    ours = visible_to(rights).filter(number=number)
    return _file(message, order).filter(message__dossier__in=ours).first()


def public_file(number: str, message: int, order: int) -> MessageFile | None:
    """Return a file that the centre and the applicant exchanged about a dossier."""
    found = _file(message, order)
    return found.filter(message__dossier__number=number, message__readers=Readers.APPLICANT).first()


def _file(message: int, order: int) -> QuerySet[MessageFile]:
    # The key of the message itself: Django finds nothing under a number no database can hold, a foreign key fails.
    return MessageFile.objects.filter(message__pk=message, order=order).select_related("file")


def why_not_answer(number: str, *, at: datetime, request_key: UUID | None = None) -> str:
    """Return why the applicant may not write about a dossier now, or ""; a form sent again is no new message."""
    business = Dossier.objects.values_list("business", flat=True).get(number=number)
    sent = Message.objects.filter(dossier__number=number, readers=Readers.APPLICANT, author=None)
    longest = max(span for _most, span in rules.LIMITS)
    if request_key is not None and sent.filter(request_key=request_key).exists():
        return ""
    times = sent.filter(at__gt=at - longest).order_by().values_list("at", flat=True)
    return rules.why_not_answer(business, times, at=at)
