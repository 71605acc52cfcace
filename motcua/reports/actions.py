"""Closing days: their figures are counted once and kept."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from motcua.base.bulk import insert
from motcua.base.registers import changed
from motcua.dossiers.models import Dossier, DueDay
from motcua.organisations.models import Unit
from motcua.reports.models import Closing, Figure
from motcua.reports.queries import REGISTER, counted
from motcua.reports.reckoning import FLOWS, STOCKS, Life, days_of, months_between

# Days younger than this stay open: what is done today is told of today, and every process learns within seconds
# that a day was closed.
OPEN_DAYS = 7
# So many days are closed in one transaction.
_CHUNK = 92
_DAY = timedelta(days=1)
_ROW = ("centre_id", "span", "day", "field_id", "online_level", *FLOWS, *STOCKS)


def close_days(
    *, today: date, centres: frozenset[int] | None = None, tell: Callable[[str], None] = lambda text: None
) -> int:
    """Close the days of every centre, or of some, that are over for a week; return how many days were closed.

    Days that somebody opened again are counted anew.
    """
    chosen = (
        Unit.objects.filter(kind=Unit.Kind.CENTRE) if centres is None else Unit.objects.filter(pk__in=centres)
    )
    last, done = today - timedelta(days=OPEN_DAYS), 0
    for centre in chosen.order_by("pk"):
        while days := _close_some(centre.pk, last=last):
            done += days
            tell(f"{centre.code} {days}")
    return done


def reopen(centre_id: int, *, from_day: date) -> None:
    """Open the days of a centre from one on: something was recorded of them that their figures do not know."""
    before = max(from_day, date.min + _DAY) - _DAY
    with connection.cursor() as cursor:
        # A row even where nothing is closed: whoever closes days waits for this transaction then.
        cursor.execute(
            "INSERT INTO reports_closing (centre_id, through) VALUES (%s, %s) ON CONFLICT (centre_id) DO UPDATE "
            "SET through = CASE WHEN reports_closing.through < %s THEN reports_closing.through ELSE %s END",
            [centre_id, date.min.isoformat(), from_day.isoformat(), before.isoformat()],
        )
    changed(REGISTER)


def _close_some(centre_id: int, *, last: date) -> int:
    """Close the next days of one centre and return how many they were."""
    Closing.objects.get_or_create(centre_id=centre_id, defaults={"through": date.min})
    with transaction.atomic():
        closing = Closing.objects.select_for_update().get(centre=centre_id)
        if closing.through >= last:
            return 0
        first = closing.through + _DAY
        if closing.through == date.min:
            first = _first_day(centre_id) or last
        # A centre that began this week has nothing to close, and no day before it either.
        closing.through = min(last, first + (_CHUNK - 1) * _DAY)
        if first <= closing.through:
            _write(centre_id, first=first, last=closing.through)
        closing.save()
        changed(REGISTER)
    return max((closing.through - first).days + 1, 0)


def _first_day(centre_id: int) -> date | None:
    found: date | None = Dossier.objects.filter(centre=centre_id).aggregate(first=Min("received_on"))["first"]
    return found


def _write(centre_id: int, *, first: date, last: date) -> None:
    kept = Figure.objects.filter(centre=centre_id)
    kept.filter(span=Figure.Span.DAY, day__gte=first).delete()
    kept.filter(span=Figure.Span.MONTH, day__gte=first.replace(day=1)).delete()
    rows = days_of(_lives(centre_id, first=first, last=last), first=first, last=last)
    insert(
        Figure,
        _ROW,
        ((centre_id, Figure.Span.DAY, row.day, row.field, row.level, *row.figures) for row in rows),
    )
    if months := months_between(first, last):
        _write_months(centre_id, *months)


def _write_months(centre_id: int, first: date, last: date) -> None:
    """Sum the months from one to another; all their days are closed."""
    sums: dict[tuple[date, int, int], list[int]] = defaultdict(lambda: [0] * len(FLOWS))
    days = Figure.objects.filter(
        centre=centre_id, span=Figure.Span.DAY, day__gte=first, day__lt=(last + 31 * _DAY).replace(day=1)
    )
    for day, field, level, *flows in days.values_list("day", "field", "online_level", *FLOWS):
        held = sums[day.replace(day=1), field, level]
        for at, figure in enumerate(flows):
            held[at] += figure
    nothing = (0,) * len(STOCKS)
    insert(
        Figure,
        _ROW,
        (
            (centre_id, Figure.Span.MONTH, month, field, level, *flows, *nothing)
            for (month, field, level), flows in sums.items()
            if any(flows)
        ),
    )


def _lives(centre_id: int, *, first: date, last: date) -> Iterator[Life]:
    """Return the dossiers that lived in a period, each with the changes of its due day from its start on."""
    changes: dict[int, list[tuple[date, date]]] = defaultdict(list)
    moved: Any = DueDay.objects.filter(dossier__centre=centre_id, changed_on__gte=first)
    for dossier, changed_on, was in moved.order_by("changed_on", "seq").values_list(
        "dossier", "changed_on", "was"
    ):
        changes[dossier].append((changed_on, was))
    lived = counted(frozenset([centre_id])).filter(received_on__lte=last, ended_on__gte=first)
    columns = ("pk", "field", "online_level", "received_on", "ended_on", "due_on", "ending")
    for key, field, level, received_on, ended_on, due_on, ending in lived.values_list(*columns).iterator():
        with_result = ending == Dossier.Ending.RESULT
        yield Life(field, level, received_on, ended_on, due_on, with_result, tuple(changes.get(key, ())))
