"""The day of a counter: what came in, what waits to be handed over, what was promised for today."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from motcua.dossiers.models import Dossier, Event
from motcua.organisations.rules import Rights


@dataclass(frozen=True, slots=True)
class CentreDay:
    """Today's figures of the places where somebody works, and the newest dossiers received there."""

    received: int
    received_by_me: int
    waiting: int
    promised: int
    last: list[Dossier]


def centre_day(rights: Rights, *, on: date, last: int = 10) -> CentreDay:
    """Return the figures of a day at my counters."""
    here = Dossier.objects.filter(centre__in={post.unit_id for post in rights.posts})
    by_me = Event.objects.filter(dossier=OuterRef("pk"), seq=1, by=rights.user_id)
    received = here.filter(received_on=on).aggregate(
        count=Count("pk"), by_me=Count("pk", filter=Q(Exists(by_me)))
    )
    return CentreDay(
        received=received["count"],
        received_by_me=received["by_me"],
        waiting=here.filter(business=Dossier.Business.RESOLVED).count(),
        promised=here.open().filter(due_on=on).count(),
        last=list(here.select_related("procedure").order_by("-received_at")[:last]),
    )
