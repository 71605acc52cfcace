"""Extensions asked for and letters of apology, as those who answer for a centre see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from motcua.accounts.models import User
from motcua.base import clock
from motcua.dossiers.models import NOT_ENDED, Dossier, Event, Task
from motcua.dossiers.queries import PAGE
from motcua.dossiers.rules import Kind, Role
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.workflow.models import Step

Apology = Dossier.Apology
_ABOUT_EXTENSION = (Kind.EXTENSION_ASKED, Kind.EXTENDED, Kind.EXTENSION_REFUSED)
_ENDS_LETTER = (Kind.APOLOGY_SIGNED, Kind.APOLOGY_WAIVED)


@dataclass(frozen=True, slots=True)
class Asked:
    """An extension that somebody asked for and nobody answered yet."""

    dossier: Dossier
    reason: str
    by_name: str
    unit_name: str
    at: datetime
    new_due_at: datetime
    # Asked at the latest one working day before the deadline.
    is_in_time: bool
    # How many the dossier was granted before.
    granted: int


@dataclass(frozen=True, slots=True)
class Letterless:
    """A late result without a signed letter of apology, and who has to sign it."""

    dossier: Dossier
    signers: str


@dataclass(slots=True)
class Compliance:
    """The letters of apology of one agency in a period."""

    agency_id: int
    name: str
    due: int = 0
    signed_in_time: int = 0
    signed_later: int = 0
    waived: int = 0
    unsigned: int = 0
    # Of those due: not signed when the day of the breach ended.
    open_at_day_end: int = 0


def _centres(rights: Rights) -> frozenset[int]:
    """The centres somebody directs or supervises; for others those of their own posts."""
    return frozenset(post.unit_id for post in rights.posts)


def extensions_asked(rights: Rights, *, limit: int = PAGE) -> list[Asked]:
    """Return the extensions that wait for the centre's answer, the nearest deadline first."""
    waiting = (
        unanswered(_centres(rights))
        .select_related("dossier__procedure", "dossier__unit", "by", "unit")
        .order_by("dossier__due_at", "pk")
    )
    found = list(waiting[:limit])
    granted: dict[int, int] = defaultdict(int)
    for key in Event.objects.filter(
        dossier__in=[event.dossier_id for event in found], kind=Kind.EXTENDED
    ).values_list("dossier_id", flat=True):
        granted[key] += 1
    return [_asked(event, granted[event.dossier_id]) for event in found]


def unanswered(centres: Collection[int]) -> QuerySet[Event]:
    """Return the requests for a later date that wait for an answer of these centres."""
    later = Event.objects.filter(
        dossier=OuterRef("dossier"), kind__in=_ABOUT_EXTENSION, seq__gt=OuterRef("seq")
    )
    return Event.objects.filter(
        ~Exists(later),
        kind=Kind.EXTENSION_ASKED,
        dossier__ended_on=NOT_ENDED,
        dossier__centre__in=centres,
    )


def _asked(event: Event, granted: int) -> Asked:
    return Asked(
        dossier=event.dossier,
        reason=event.note,
        by_name=event.by.full_name,
        unit_name=event.unit.name,
        at=event.at,
        new_due_at=datetime.fromisoformat(event.payload["extended_to"]),
        is_in_time=event.payload["in_time"],
        granted=granted,
    )


def late_without_letter(rights: Rights, *, on: date, limit: int = PAGE) -> list[Letterless]:
    """Return the late results that may not be handed over yet, the longest late first."""
    late = letterless(_centres(rights)).select_related("procedure", "unit").order_by("due_on", "pk")
    found = list(late[:limit])
    signers = signers_for((dossier.unit_id for dossier in found), on=on)
    return [Letterless(dossier, signers[dossier.unit_id]) for dossier in found]


def letterless(centres: Collection[int]) -> QuerySet[Dossier]:
    """Return the late results of these centres whose letter of apology is neither signed nor waived."""
    held = Task.objects.open().filter(unit__in=centres, step__kind=Step.Kind.RETURN).values("dossier")
    return Dossier.objects.filter(
        pk__in=held,
        business=Dossier.Business.RESOLVED,
        ending=Dossier.Ending.RESULT,
        ended_on__gt=F("due_on"),
        centre__in=centres,
    ).exclude(apology__in=(Apology.SIGNED, Apology.WAIVED))


def signers_for(units: Iterable[int], *, on: date) -> dict[int, str]:
    """Return by unit who signs its letters: the people who head its agency that day, or the agency itself."""
    tree = organisations.tree()
    answers = {
        unit_id: organisations.accountable(tree.agency_of(unit_id).id, Role.HEAD_OF_AGENCY, on=on).people
        for unit_id in set(units)
    }
    names = dict(
        User.objects.filter(pk__in={person for people in answers.values() for person in people}).values_list(
            "pk", "full_name"
        )
    )
    return {
        unit_id: ", ".join(
            [*(names[person] for person in people if person in names), tree.agency_of(unit_id).name]
        )
        for unit_id, people in answers.items()
    }


def apology_compliance(rights: Rights, *, start: date, to: date) -> list[Compliance]:
    """Return agency by agency the letters that became due in a period, and what became of each.

    A letter is due on the day the system drafts it, which is the day after the date was missed.
    """
    first, last = clock.at(start, 0), clock.at(to + timedelta(days=1), 0)
    drafted = Event.objects.filter(
        kind=Kind.APOLOGY_DRAFTED, at__gte=first, at__lt=last, dossier__centre__in=_centres(rights)
    ).order_by("at", "pk")
    rows = list(drafted.values_list("dossier_id", "dossier__unit_id", "at"))
    ended: dict[int, tuple[str, datetime]] = {}
    for key, kind, at in (
        Event.objects.filter(Q(dossier__in=drafted.order_by().values("dossier_id")), kind__in=_ENDS_LETTER)
        .order_by("-seq")
        .values_list("dossier_id", "kind", "at")
    ):
        ended[key] = (kind, at)
    return _counted(rows, ended)


def _counted(rows: Iterable[tuple[Any, ...]], ended: dict[int, tuple[str, datetime]]) -> list[Compliance]:
    tree = organisations.tree()
    found: dict[int, Compliance] = {}
    for key, unit_id, at in rows:
        agency = tree.agency_of(unit_id)
        line = found.setdefault(agency.id, Compliance(agency.id, agency.name))
        line.due += 1
        kind, ended_at = ended.get(key, ("", None))
        in_time = ended_at is not None and clock.local_day(ended_at) <= clock.local_day(at)
        line.open_at_day_end += not in_time
        line.unsigned += not kind
        line.waived += kind == Kind.APOLOGY_WAIVED
        line.signed_in_time += kind == Kind.APOLOGY_SIGNED and in_time
        line.signed_later += kind == Kind.APOLOGY_SIGNED and not in_time
    return sorted(found.values(), key=lambda line: (-line.unsigned, -line.due, line.name))
