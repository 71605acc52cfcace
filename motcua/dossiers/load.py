"""How much work lies with whom in a unit."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Subquery

from motcua.dossiers import queries
from motcua.dossiers.models import Event, Task

RECENT = timedelta(days=7)
# Unit, role, person; None is what nobody has taken.
Holder = tuple[int, str, int | None]


@dataclass(slots=True)
class Load:
    """The tasks of one person by one role in one unit; `open` counts those overdue and due soon as well."""

    open: int = 0
    overdue: int = 0
    soon: int = 0
    waiting: int = 0
    done: int = 0


def unit_load(units: Collection[int], *, at: datetime) -> dict[Holder, Load]:
    """Return the open tasks of units, and those closed in the last seven days by whom they were closed."""
    found: dict[Holder, Load] = defaultdict(Load)
    grouped = Task.objects.open().filter(unit__in=units).annotate(group=queries.group_of(at))
    for unit_id, role, person_id, group, count in (
        grouped.order_by().values_list("unit_id", "role", "person_id", "group").annotate(Count("pk"))
    ):
        load = found[unit_id, role, person_id]
        load.open += count
        if group in ("overdue", "soon", "waiting"):
            setattr(load, group, count)
    # Whoever forwards a task need not have taken it: the event that closed it says who did.
    closing = Event.objects.filter(dossier=OuterRef("dossier"), at=OuterRef("closed_at")).order_by("seq")
    closed = Task.objects.filter(unit__in=units, closed_at__gt=at - RECENT, closed_at__lte=at)
    for unit_id, role, person_id, count in (
        closed.annotate(closer=Subquery(closing.values("by")[:1]))
        .order_by()
        .values_list("unit_id", "role", "closer")
        .annotate(Count("pk"))
    ):
        found[unit_id, role, person_id].done = count
    return dict(found)
