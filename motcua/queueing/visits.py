"""The story of one visit, why somebody waited, and how right the promised waits were."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Abs

from motcua.queueing import rules
from motcua.queueing.models import HallEvent, Ticket, labelled
from motcua.queueing.queries import setup
from motcua.queueing.rules import Happening
from motcua.queueing.rules.explaining import Sentence

# What can tell of one ticket: its own events, and the calls of those that came later.
_HAPPENING = (
    "seq",
    "kind",
    "at",
    "ticket_id",
    "ticket__letter",
    "ticket__number",
    "ticket__arrived_at",
    "ticket__lane",
    "ticket__appointment_at",
    "group_id",
    "group__name",
    "group__name_en",
    "counter__number",
    "reason",
    "values",
)


def explain(ticket: Ticket) -> list[Sentence]:
    """Return the story of a ticket with everybody who came later and was called before it, and why."""
    own = HallEvent.objects.filter(ticket=ticket)
    calls = HallEvent.objects.filter(
        hall=ticket.hall_id, kind=HallEvent.Kind.CALLED, ticket__arrived_at__gt=ticket.arrived_at
    )
    if ticket.ended_at is not None:
        calls = calls.filter(at__lte=ticket.ended_at)
    return rules.explain(ticket.pk, sorted(_happenings([own, calls]), key=lambda one: one.seq))


def _happenings(querysets: Iterable[QuerySet[HallEvent]]) -> list[Happening]:
    return [
        Happening(
            seq, kind, at, ticket_id, f"{letter}{number:03d}", arrived_at, lane, appointment_at,
            group_id, labelled(name or "", name_en), f"{counter:02d}" if counter else "", reason, values,
        )
        for queryset in querysets
        for (
            seq, kind, at, ticket_id, letter, number, arrived_at, lane, appointment_at,
            group_id, name, name_en, counter, reason, values,
        ) in queryset.values_list(*_HAPPENING)
    ]  # fmt: skip


def timeline(ticket: Ticket) -> list[HallEvent]:
    """Return everything that happened in a visit, with counter, official and group."""
    return list(ticket.events.select_related("counter", "by", "group").order_by("seq"))


def of_day(centre_id: int, *, day: date, code: str = "") -> QuerySet[Ticket]:
    """Return the visits of a day, the last that came first; with a number as people say it, only that one."""
    rows = Ticket.objects.filter(hall__centre=centre_id, hall__day=day)
    if code:
        said = re.fullmatch(r"([A-Z]?)0*(\d{1,6})", code.strip().upper())
        if said is None:
            return rows.none()
        rows = rows.filter(number=int(said[2]), **({"letter": said[1]} if said[1] else {}))
    return rows.select_related("line__group", "counter").order_by("-arrived_at", "-pk")


@dataclass(frozen=True, slots=True)
class Calibration:
    """How right the promises of one day and group were: the true wait of `within` of `count` lay in the range."""

    day: date
    group_id: int
    group: str
    count: int
    within: int
    shorter: int
    longer: int
    # Minutes by which the middle of the range was off, without and with its sign (positive: waited longer).
    error: float
    bias: float
    waited: float

    @property
    def share(self) -> float:
        """The part of the promises that held."""
        return self.within / self.count


def calibration(centre_id: int, *, first: date, last: date) -> list[Calibration]:
    """Return by day and group how right the promised waits were."""
    waited = F("waited_seconds") / Value(60.0, output_field=FloatField())
    middle = (F("promised_low") + F("promised_high")) / Value(2.0, output_field=FloatField())
    rows = (
        Ticket.objects.filter(
            hall__centre=centre_id,
            hall__day__range=(first, last),
            waited_seconds__isnull=False,
            promised_high__isnull=False,
        )
        .annotate(waited=waited, off=waited - middle)
        # The group whose letter the ticket has is the one it was given for.
        .values("hall__day", "letter")
        .annotate(
            count=Count("pk"),
            shorter=Count("pk", filter=Q(waited_seconds__lt=F("promised_low") * 60)),
            longer=Count("pk", filter=Q(waited_seconds__gt=F("promised_high") * 60)),
            error=Avg(Abs("off")),
            bias=Avg("off"),
            mean=Avg("waited"),
        )
        .order_by("hall__day", "letter")
    )
    groups = {one.letter: one for one in setup(centre_id).groups.values()}
    return [
        Calibration(
            row["hall__day"],
            groups[row["letter"]].pk,
            groups[row["letter"]].label,
            row["count"],
            row["count"] - row["shorter"] - row["longer"],
            row["shorter"],
            row["longer"],
            round(row["error"], 1),
            round(row["bias"], 1),
            round(row["mean"], 1),
        )
        for row in rows
    ]
