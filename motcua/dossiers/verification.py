"""Folding every dossier's events again and naming what differs from the columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.clocks import clock_of, fact_of
from motcua.dossiers.models import Dossier, DueDay, Event, Task
from motcua.dossiers.rules import FOLDED, TASK_FOLDED, DueChange, Fact, chain, due_changes, fold

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """Something about a dossier that its events do not say."""

    number: str
    what: str


def differences(dossiers: Any = None) -> Iterator[Difference]:
    """Yield every column, task or hash that differs from what the events fold to."""
    wanted = Dossier.objects.all() if dossiers is None else dossiers
    ids = list(wanted.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield from _of_chunk(ids[start : start + CHUNK])


def _of_chunk(ids: list[int]) -> Iterator[Difference]:
    events: dict[int, list[Event]] = {
        pk: list(group)
        for pk, group in groupby(
            Event.objects.filter(dossier__in=ids).order_by("dossier", "seq"), lambda event: event.dossier_id
        )
    }
    tasks: dict[int, list[Task]] = {
        pk: list(group)
        for pk, group in groupby(
            Task.objects.filter(dossier__in=ids).order_by("dossier", "number"), lambda task: task.dossier_id
        )
    }
    due_days: dict[int, list[DueDay]] = {
        pk: list(group)
        for pk, group in groupby(
            DueDay.objects.filter(dossier__in=ids).order_by("dossier", "seq"), lambda one: one.dossier_id
        )
    }
    for dossier in Dossier.objects.filter(pk__in=ids).order_by("pk"):
        found = events.get(dossier.pk, []), tasks.get(dossier.pk, []), due_days.get(dossier.pk, [])
        yield from of_dossier(dossier, *found)


def of_dossier(
    dossier: Dossier, events: list[Event], tasks: list[Task], due_days: list[DueDay]
) -> Iterator[Difference]:
    """Yield what differs in one dossier."""
    if not events:
        yield Difference(dossier.number, _("không có sự kiện nào"))
        return
    facts = [fact_of(event) for event in events]
    yield from _broken_links(dossier, events, facts)
    state = fold(facts)
    for name in FOLDED:
        if (held := getattr(dossier, name)) != state.columns[name]:
            yield _differs(dossier.number, name, held, state.columns[name])
    # The dates that events keep, counted a second time from their inputs.
    if (counted := clock_of(facts).due_at) != dossier.due_at:
        yield _differs(dossier.number, "due_at", dossier.due_at, counted)
    held_days = [DueChange(one.seq, one.changed_on, one.was) for one in due_days]
    if held_days != (changes := due_changes(facts)):
        yield _differs(dossier.number, "due_days", held_days, changes)
    if sorted(state.tasks) != [task.number for task in tasks]:
        yield _differs(dossier.number, "tasks", [task.number for task in tasks], sorted(state.tasks))
        return
    for task in tasks:
        for name in TASK_FOLDED:
            if (held := getattr(task, name)) != state.tasks[task.number][name]:
                yield _differs(
                    dossier.number, f"task {task.number} {name}", held, state.tasks[task.number][name]
                )
    if dossier.is_open and not state.open_tasks():
        yield Difference(dossier.number, _("hồ sơ đang mở mà không ai giữ"))


def _broken_links(dossier: Dossier, events: list[Event], facts: list[Fact]) -> Iterator[Difference]:
    previous = ""
    for expected, (event, fact) in enumerate(zip(events, facts, strict=True), start=1):
        if event.seq != expected:
            yield _differs(dossier.number, "seq", event.seq, expected)
            return
        previous = chain(previous, number=dossier.number, seq=event.seq, fact=fact)
        if event.hash != previous:
            yield Difference(dossier.number, _("chuỗi băm gãy ở sự kiện %(seq)s") % {"seq": event.seq})
            return
    if (dossier.last_seq, dossier.last_hash) != (len(events), previous):
        yield Difference(dossier.number, _("đầu chuỗi băm không khớp sự kiện cuối"))


def _differs(number: str, name: str, held: object, folded: object) -> Difference:
    return Difference(
        number,
        _("%(name)s: cột ghi %(held)s, sự kiện cho %(folded)s")
        % {"name": name, "held": held, "folded": folded},
    )
