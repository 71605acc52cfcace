"""The log of a hall read again from its beginning: who waited at every call, and whom the rule names."""

from heapq import heappop, heappush

from motcua.queueing.models import HallEvent, Line, Rank, Ticket
from motcua.queueing.rules import Head, choose
from motcua.queueing.writing import COUNTS, FROM

WAITS = ("issued", "returned", "resumed", "transferred")


def wrong_calls(hall_id: int, *, long_wait_minutes: int = 30) -> list[str]:
    """Return what in the log of a hall breaks the rule; an empty list is a fair day.

    Holds for days on which nobody was moved back: the places are the arrivals.
    """
    # The rows as heaps of places; who stands where tells which of them still hold.
    wrong, rows, stands, runs = [], {}, {}, {}
    events = HallEvent.objects.filter(hall=hall_id).select_related("ticket").order_by("seq")
    for number, event in enumerate(events.iterator(chunk_size=2000), start=1):
        if event.seq != number:
            wrong.append(f"event {event.seq} stands at {number}")
        if event.kind in WAITS:
            row = stands[event.ticket_id] = (event.group_id, event.ticket.rank)
            heappush(rows.setdefault(row, []), (event.ticket.line_at, event.ticket_id))
        elif event.kind == "called":
            if event.ticket_id not in stands:
                wrong.append(f"ticket {event.ticket} called twice")
            wrong += _wrong_call(event, rows, stands, runs, long_wait_minutes)
    return wrong


def _wrong_call(event, rows, stands, runs, long_wait_minutes):
    skills = {int(group): rank for group, rank in event.values["skills"].items()}
    heads = []
    for (group_id, rank), row in rows.items():
        while row and stands.get(row[0][1]) != (group_id, rank):
            heappop(row)
        if row and group_id in skills:
            line_at, ticket_id = row[0]
            heads.append(Head(ticket_id, group_id, rank, line_at, skills[group_id]))
    run = runs.get(event.counter_id, 0)
    choice = choose(
        heads,
        run=run,
        cap=event.values["cap"],
        long_wait_minutes=long_wait_minutes,
        at=event.at,
    )
    wrong = []
    if choice is None or choice.head.ticket_id != event.ticket_id:
        wrong.append(f"call {event.seq}: {event.ticket} and not {choice}")
    elif event.values["basis"] != choice.basis or event.run != choice.run:
        wrong.append(f"call {event.seq}: the ground was not {event.values['basis']}")
    runs[event.counter_id] = event.run
    stands.pop(event.ticket_id, None)
    return wrong


def wrong_lines() -> list[str]:
    """Return the lines whose counts or marks do not fit the tickets that wait in them."""
    wrong = []
    for line in Line.objects.all():
        for rank in Rank:
            places = list(
                Ticket.objects.filter(line=line, rank=rank, state="waiting").values_list("line_at", flat=True)
            )
            if getattr(line, COUNTS[rank]) != len(places):
                wrong.append(f"{line.pk} {rank.name}: {getattr(line, COUNTS[rank])} and not {len(places)}")
            if places and min(places) < getattr(line, FROM[rank]):
                wrong.append(f"{line.pk} {rank.name}: somebody waits before the mark")
    return wrong
