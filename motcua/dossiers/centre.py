"""The centre's work beside the counter: filed online, waiting for a supplement, for money, for a result."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from motcua.accounts.models import User
from motcua.base.clock import local_day
from motcua.dossiers import rules
from motcua.dossiers.actions.common import remaining_minutes
from motcua.dossiers.clocks import fact_of
from motcua.dossiers.models import NOT_RECEIVED, Dossier, Event, Task
from motcua.dossiers.promising import letterless, unanswered
from motcua.dossiers.queries import PAGE, DossierPage
from motcua.dossiers.rules import Kind, Limit, Role, Wanted
from motcua.organisations.rules import Rights
from motcua.workflow.models import Step
from motcua.worktime import queries as worktime

Business = Dossier.Business
_SETS_LIMIT = (Kind.REGISTERED, Kind.RECEIVED, Kind.PROCEDURE_CHANGED, Kind.RECALENDARED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier that waits for its applicant, and what was asked for."""

    dossier: Dossier
    wanted: tuple[Wanted, ...]
    asked_at: datetime | None
    # The time to complete it is over: closing is proposed.
    is_expired: bool


@dataclass(frozen=True, slots=True)
class MoneyDue:
    """A dossier that waits for its applicant to pay, and by which notice."""

    dossier: Dossier
    notice: str
    amount: int | None
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Coming:
    """A result that was issued and that the centre has not confirmed yet."""

    dossier: Dossier
    result: str


def _here(rights: Rights) -> frozenset[int]:
    return frozenset(post.unit_id for post in rights.posts)


def _held_here(rights: Rights, business: str, **tasks: Any) -> QuerySet[Dossier]:
    """Dossiers of this state with an open task at my centres: far fewer than all that were ever received."""
    held = Task.objects.open().filter(unit__in=_here(rights), **tasks).values("dossier")
    return Dossier.objects.filter(pk__in=held, business=business, centre__in=_here(rights))


def filed_online(rights: Rights, *, limit: int = PAGE) -> list[Dossier]:
    """Return the dossiers filed online that wait for reception, the most urgent first (NĐ 297/2025 Điều 6)."""
    filed = _held_here(rights, Business.REGISTERED, role=Role.RECEPTION)
    return list(filed.select_related("procedure").order_by("due_at", "pk")[:limit])


def waiting_for_supplement(rights: Rights, *, on: date, limit: int = PAGE) -> list[Waiting]:
    """Return the dossiers that wait for a supplement; those whose time is over come first."""
    waiting = _waiting(rights).select_related("procedure", "unit")
    found = list(waiting.order_by("wait_until", "pk")[:limit])
    asked = last_events(found, (Kind.SUPPLEMENT_REQUESTED,))
    return [waiting_of(dossier, asked.get(dossier.pk), on=on) for dossier in found]


def _waiting(rights: Rights) -> QuerySet[Dossier]:
    return Dossier.objects.filter(
        wait_until__isnull=False, business=Business.WAITING_SUPPLEMENT, centre__in=_here(rights)
    )


def waiting_of(dossier: Dossier, asked: Event | None, *, on: date) -> Waiting:
    """Return what a dossier waits for, by the event that asked for it."""
    return Waiting(
        dossier,
        tuple(Wanted.of(one) for one in asked.payload["wanted"]) if asked else (),
        asked.at if asked else None,
        dossier.wait_until is not None and dossier.wait_until < on,
    )


def money_due(rights: Rights, *, limit: int = PAGE) -> list[MoneyDue]:
    """Return the dossiers whose applicant has to pay, the longest waiting first."""
    found = list(_due(rights).select_related("procedure", "unit").order_by("paused_at", "pk")[:limit])
    asked = last_events(found, (Kind.PAYMENT_REQUESTED,))
    return [money_due_of(dossier, asked.get(dossier.pk)) for dossier in found]


def _due(rights: Rights) -> QuerySet[Dossier]:
    return Dossier.objects.open().filter(money=Dossier.Money.DUE, centre__in=_here(rights))


def money_due_of(dossier: Dossier, asked: Event | None) -> MoneyDue:
    """Return what is to be paid; a step outside makes money due without a notice of its own."""
    if asked is None:
        return MoneyDue(dossier, "", None, dossier.paused_at)
    return MoneyDue(dossier, asked.payload["notice"], asked.payload["amount"], asked.at)


def results_coming(rights: Rights, *, limit: int = PAGE) -> list[Coming]:
    """Return the results that were issued and have not been confirmed at the centre, the oldest first."""
    found = list(_coming(rights).select_related("procedure", "unit").order_by("resolved_at", "pk")[:limit])
    issued = last_events(found, (Kind.RESULT_ISSUED,))
    return [
        Coming(dossier, issued[dossier.pk].payload.get("result", "") if dossier.pk in issued else "")
        for dossier in found
    ]


def _coming(rights: Rights) -> QuerySet[Dossier]:
    arrived = Event.objects.filter(dossier=OuterRef("pk"), kind=Kind.RESULT_ARRIVED)
    return _held_here(rights, Business.RESOLVED, step__kind=Step.Kind.RETURN).exclude(Exists(arrived))


def to_fetch(centre_id: int) -> QuerySet[Dossier]:
    """Return the dossiers whose result lies at a centre for its applicant to fetch, the newest first."""
    arrived = Event.objects.filter(dossier=OuterRef("pk"), kind=Kind.RESULT_ARRIVED)
    held = Task.objects.open().filter(unit=centre_id, step__kind=Step.Kind.RETURN).values("dossier")
    ready = Dossier.objects.filter(
        pk__in=held, business=Business.RESOLVED, result_channel=Dossier.ResultChannel.COUNTER
    )
    return ready.filter(Exists(arrived)).order_by("-resolved_at", "-pk")


def places_of_results(dossiers: Iterable[Dossier]) -> dict[int, str]:
    """Return where in the centre each result is kept, by the dossier's key; those not confirmed are left out."""
    return {
        key: event.payload.get("place", "")
        for key, event in last_events(dossiers, (Kind.RESULT_ARRIVED,)).items()
    }


def place_of_result(events: Iterable[Event]) -> str:
    """Return where in the centre the result of these events is kept, or ""."""
    arrived = [event for event in events if event.kind == Kind.RESULT_ARRIVED]
    return str(arrived[-1].payload.get("place", "")) if arrived else ""


def date_if_completed_now(page: DossierPage, *, at: datetime) -> datetime | None:
    """Return the date a dossier would get if its supplement came at this moment."""
    said = page.dossier.procedure.after_supplement
    facts = [fact_of(event) for event in page.events]
    policy, phase_minutes = rules.after_supplement(said, facts, law=rules.in_force())
    return date_if_taken_now(page, policy=policy, phase_minutes=phase_minutes, at=at)


def date_if_taken_now(
    page: DossierPage, *, policy: str, at: datetime, phase_minutes: int = 0
) -> datetime | None:
    """Return the date a paused dossier would get if what it waits for came at this moment."""
    dossier = page.dossier
    held = next((task for task in page.open_tasks if task.asked_by is None), None)
    limits = [event.payload["limit"] for event in page.events if event.kind in _SETS_LIMIT]
    if dossier.paused_at is None or held is None or dossier.received_on == NOT_RECEIVED:
        return None
    return rules.due_after_pause(
        policy,
        limit=Limit.of(limits[-1]),
        phase_minutes=phase_minutes or remaining_minutes(page.process, held.step_id),
        paused_at=dossier.paused_at,
        at=at,
        due_at=dossier.due_at,
        working_time=worktime.of_version(dossier.calendar_id),
    )


def last_events(dossiers: Iterable[Dossier], kinds: Iterable[str]) -> dict[int, Event]:
    """Return the last event of these kinds of each dossier that has one."""
    keys = [dossier.pk for dossier in dossiers]
    if not keys:
        return {}
    events = Event.objects.filter(dossier__in=keys, kind__in=list(kinds)).select_related("by", "unit")
    return {event.dossier_id: event for event in events.order_by("seq")}


def counts(rights: Rights, *, at: datetime) -> dict[str, int]:
    """Return how much waits for the centre, by the name of its list."""
    here = _here(rights)
    waiting = _waiting(rights)
    lists: dict[str, QuerySet[Any]] = {
        "online": _held_here(rights, Business.REGISTERED, role=Role.RECEPTION),
        "supplements": waiting,
        "expired": waiting.filter(wait_until__lt=local_day(at)),
        "payments": _due(rights),
        "arrivals": _coming(rights),
        "extensions": unanswered(here),
        "letterless": letterless(here),
    }
    # One statement, hung on the row of the person who asks.
    person = User.objects.filter(pk=rights.user_id).values_list(*(_count(found) for found in lists.values()))
    return dict(zip(lists, person.get(), strict=True))


def _count(found: QuerySet[Any]) -> Any:
    counted = (
        found.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")
    )
    return Coalesce(Subquery(counted), 0)
