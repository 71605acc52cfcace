"""Where the paper is: what has to leave and when, what is on its way, what is late or missing, and with whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from motcua.accounts.models import User
from motcua.base.clock import local_day
from motcua.dossiers.models import CustodyBatch, CustodyItem, Dossier, Event, Original, Task
from motcua.dossiers.queries import visible_to
from motcua.dossiers.rules import Kind, Limit, Role, in_force
from motcua.dossiers.rules import custody as rules
from motcua.organisations import queries as organisations
from motcua.organisations.models import Unit
from motcua.organisations.rules import Rights, UnitView
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime

Business, Outcome = Dossier.Business, CustodyItem.Outcome
MOST = 200
_IN_HAND = (Business.RECEIVED, Business.IN_PROCESS, Business.SUSPENDED, Business.WAITING_SUPPLEMENT)
_SETS_LIMIT = (Kind.RECEIVED, Kind.PROCEDURE_CHANGED)


@dataclass(frozen=True, slots=True)
class ToLeave:
    """A dossier whose paper is not where its work is, when it has to leave and to whom."""

    dossier: Dossier
    taker_id: int
    taker_name: str
    leaving: rules.Leaving
    is_late: bool


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A batch with how many originals it has, how many are confirmed, and who answers for its arrival."""

    batch: CustodyBatch
    giver_name: str
    taker_name: str
    count: int
    arrived: int
    missing: int
    is_late: bool
    owner: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An original that was not in the batch it was sent in, and who has to find it."""

    original: Original
    batch: CustodyBatch
    giver_name: str
    taker_name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Held:
    """An original, who has it, and the batch it is on its way in."""

    original: Original
    place: str
    batch: CustodyBatch | None
    moves: tuple[CustodyItem, ...]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The originals of one dossier with every hand-over they went through."""

    dossier: Dossier
    held: tuple[Held, ...]
    # Nothing was labelled yet: the paper is where it was handed in.
    is_labelled: bool


def my_units(rights: Rights) -> list[UnitView]:
    """Return the units whose paper somebody handles, as people read them."""
    return [organisations.tree()[unit_id] for unit_id in rules.paper_units(rights, tree=organisations.tree())]


def to_leave(unit_id: int, *, at: datetime, limit: int = MOST) -> list[ToLeave]:
    """Return the dossiers whose paper a unit has and another needs, the first to leave first."""
    tree = organisations.tree()
    found = [
        dossier
        for dossiers in _out_of_place(unit_id, on=local_day(at))
        for dossier in dossiers.select_related("procedure").order_by("received_at", "pk")[:limit]
    ]
    keys = [dossier.pk for dossier in found]
    holders = dict(
        Task.objects.open().filter(dossier__in=keys, asked_by=None).values_list("dossier_id", "unit_id")
    )
    limits = dict(
        Event.objects.filter(dossier__in=keys, kind__in=_SETS_LIMIT)
        .order_by("seq")
        .values_list("dossier_id", "payload__limit")
    )
    working_time = worktime.current(organisations.calendar_code(unit_id)).working_time
    lines = []
    for dossier in found:
        taker_id = rules.belongs_at(dossier, holders.get(dossier.pk, dossier.centre_id), tree=tree)
        if taker_id == unit_id:
            continue
        limit_said = limits.get(dossier.pk) if unit_id == dossier.centre_id else None
        leaving = _leaving(dossier, limit_said, working_time=working_time)
        lines.append(ToLeave(dossier, taker_id, tree[taker_id].short_name, leaving, leaving.at < at))
    return sorted(lines, key=lambda line: (line.leaving.at, line.dossier.number))


def _leaving(dossier: Dossier, limit: dict[str, Any] | None, *, working_time: WorkingTime) -> rules.Leaving:
    """When paper leaves: from the counter by the limit of the procedure, on its way back with the session's end."""
    if limit:
        return rules.leaves(
            Limit.of(limit), received_at=dossier.received_at, working_time=working_time, law=in_force()
        )
    since = working_time.next_opening(dossier.resolved_at or dossier.received_at)
    return rules.Leaving(rules.SESSION_END, rules.session_end(since, working_time=working_time))


def _out_of_place(unit_id: int, *, on: date) -> list[QuerySet[Dossier]]:
    """Dossiers with paper at a unit while the work is at another; the rules then say where it belongs."""
    on_the_way = CustodyItem.objects.filter(original=OuterRef("pk"), outcome=Outcome.OPEN)
    here = Original.objects.filter(~Exists(on_the_way), unit=unit_id, missing_at=None).values("dossier")
    if organisations.tree()[unit_id].kind == Unit.Kind.CENTRE:
        # What was received before the centre began to use slips went its way without them.
        first = CustodyBatch.objects.filter(giver=unit_id).order_by("made_at").values_list("made_at")[:1]
        since = min((local_day(made_at) for (made_at,) in first), default=on)
        labelled = Original.objects.filter(dossier=OuterRef("pk"))
        away = Dossier.objects.open().filter(centre=unit_id, custody=Dossier.Custody.AGENCY)
        # Two questions, each along an index of its own.
        return [away.filter(pk__in=here), away.filter(~Exists(labelled), received_on__gte=since)]
    tree = organisations.tree()
    agency_id = tree.agency_of(unit_id).id
    inside = [one for one in tree.subtree(agency_id) if tree.agency_of(one).id == agency_id]
    elsewhere = Task.objects.open().filter(dossier=OuterRef("pk"), asked_by=None).exclude(unit__in=inside)
    return [Dossier.objects.filter(Exists(elsewhere) | ~Q(business__in=_IN_HAND), pk__in=here)]


def batches(units: Collection[int], *, at: datetime, limit: int = MOST) -> list[OnTheWay]:
    """Return the batches of these units that have not arrived: being made, or on their way to or from them."""
    open_ones = CustodyBatch.objects.filter(
        Q(giver__in=units) | Q(taker__in=units), arrived_at=None, cancelled_at=None
    )
    return _on_the_way(open_ones.order_by("expected_by", "made_at", "pk")[:limit], at=at)


def late_batches(units: Collection[int], *, at: datetime, limit: int = MOST) -> list[OnTheWay]:
    """Return the batches of these units that the receiver should have confirmed, the longest late first."""
    late = CustodyBatch.objects.filter(
        Q(giver__in=units) | Q(taker__in=units), left_at__isnull=False, arrived_at=None, expected_by__lt=at
    )
    return _on_the_way(late.order_by("expected_by", "pk")[:limit], at=at)


def closed_batches(units: Collection[int], *, at: datetime, limit: int = 20) -> list[OnTheWay]:
    """Return the last batches of these units that arrived."""
    done = CustodyBatch.objects.filter(Q(giver__in=units) | Q(taker__in=units), arrived_at__isnull=False)
    return _on_the_way(done.order_by("-made_at", "-pk")[:limit], at=at)


def _on_the_way(found: Iterable[CustodyBatch], *, at: datetime) -> list[OnTheWay]:
    found = list(found)
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for batch_id, outcome, count in (
        CustodyItem.objects.filter(batch__in=[batch.pk for batch in found])
        .order_by()
        .values_list("batch", "outcome")
        .annotate(Count("pk"))
    ):
        counted[batch_id][outcome] = count
    owners = answering({batch.taker_id for batch in found if batch.taker_id}, at=at)
    return [_line(batch, counted[batch.pk], owners, at=at) for batch in found]


def _line(batch: CustodyBatch, counts: dict[str, int], owners: dict[int, str], *, at: datetime) -> OnTheWay:
    return OnTheWay(
        batch=batch,
        giver_name=_name(batch.giver_id),
        taker_name=_name(batch.taker_id) or batch.receiver,
        count=sum(count for outcome, count in counts.items() if outcome != Outcome.TAKEN_OFF),
        arrived=counts.get(Outcome.ARRIVED, 0),
        missing=counts.get(Outcome.MISSING, 0),
        is_late=batch.arrived_at is None and batch.expected_by is not None and batch.expected_by < at,
        owner=owners.get(batch.taker_id or 0, ""),
    )


def _name(unit_id: int | None) -> str:
    return organisations.tree()[unit_id].short_name if unit_id is not None else ""


def missing(units: Collection[int], *, at: datetime, limit: int = MOST) -> list[Missing]:
    """Return the originals that were given by or sent to these units and were not there; the giver answers."""
    lost = (
        CustodyItem.objects.filter(
            Q(batch__giver__in=units) | Q(batch__taker__in=units),
            outcome=Outcome.MISSING,
            found_at=None,
            original__missing_at__isnull=False,
        )
        .select_related("original__dossier", "batch__left_by")
        .order_by("at", "pk")
    )
    found = list(lost[:limit])
    owners = answering({item.batch.giver_id for item in found}, at=at)
    return [
        Missing(
            item.original,
            item.batch,
            _name(item.batch.giver_id),
            _name(item.batch.taker_id),
            owners[item.batch.giver_id],
        )
        for item in found
    ]


def answering(units: Collection[int], *, at: datetime) -> dict[int, str]:
    """Who answers for the paper of each unit: its reception or records clerks, else those above them."""
    tree = organisations.tree()
    answers = {
        unit_id: organisations.accountable(
            unit_id,
            Role.RECEPTION if tree[unit_id].kind == Unit.Kind.CENTRE else Role.RECORDS,
            on=local_day(at),
        ).people
        for unit_id in units
    }
    people = {person for holders in answers.values() for person in holders}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name")) if people else {}
    return {
        unit_id: ", ".join(names[person] for person in holders if person in names) or _name(unit_id)
        for unit_id, holders in answers.items()
    }


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with its items."""

    line: OnTheWay
    items: tuple[CustodyItem, ...]

    @property
    def batch(self) -> CustodyBatch:
        return self.line.batch


def batch_page(number: str, rights: Rights, *, at: datetime) -> BatchPage | None:
    """Return a batch, or None when it does not exist or goes neither from nor to a unit in scope."""
    units = {*rights.scope, *rules.paper_units(rights, tree=organisations.tree())}
    batch = (
        CustodyBatch.objects.filter(Q(giver__in=units) | Q(taker__in=units), number__iexact=number)
        .select_related("made_by", "left_by", "arrived_by")
        .first()
    )
    if batch is None:
        return None
    items = batch.items.exclude(outcome=Outcome.TAKEN_OFF).select_related("original__dossier__owner", "by")
    (line,) = _on_the_way([batch], at=at)
    return BatchPage(line, tuple(items.order_by("original__dossier__number", "original__order")))


def whereabouts(number: str, rights: Rights) -> Whereabouts | None:
    """Return where the paper of a dossier is, or None when it does not exist or is out of scope."""
    dossier = visible_to(rights).filter(number=number).select_related("procedure", "centre").first()
    if dossier is None:
        return None
    originals = list(dossier.originals.all())
    moves: dict[int, list[CustodyItem]] = defaultdict(list)
    for item in (
        CustodyItem.objects.filter(original__in=originals)
        .exclude(outcome=Outcome.TAKEN_OFF)
        .select_related("batch__left_by", "batch__arrived_by", "by", "found_by")
        .order_by("batch__made_at", "pk")
    ):
        moves[item.original_id].append(item)
    return Whereabouts(
        dossier, tuple(_held(one, moves[one.pk]) for one in originals), is_labelled=bool(originals)
    )


def _held(original: Original, moves: list[CustodyItem]) -> Held:
    on_the_way = next((item.batch for item in moves if not item.outcome), None)
    return Held(original, _name(original.unit_id), on_the_way, tuple(moves))


def takers(unit_id: int) -> list[UnitView]:
    """Return the units that paper may go to from a unit: the centre and agencies of its government, and outside."""
    tree = organisations.tree()
    top = next((unit for unit in tree.line(unit_id) if unit.parent_id is None), tree[unit_id])
    near = [
        tree[one]
        for one in tree.subtree(top.id)
        if one != unit_id and tree.roles.get(one, frozenset()) & rules.HANDLE_PAPER
    ]
    return sorted(near, key=lambda unit: unit.name)
