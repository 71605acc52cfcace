"""The log of a hall read again from its beginning: who waited at every call, and whom the rule names."""

from datetime import datetime

from motcua.queueing.models import HallEvent, Line, Rank, Ticket
from motcua.queueing.rules import Head, choose

WAITS = ("issued", "returned", "resumed", "transferred")


def wrong_calls(hall_id: int, *, long_wait_minutes: int = 30) -> list[str]:
    """Return what in the log of a hall breaks the rule; an empty list is a fair day.

    Holds for days on which nobody was moved back: the places are the arrivals.
    """
    wrong, waiting, runs, called = [], {}, {}, set()
    events = HallEvent.objects.filter(hall=hall_id).select_related("ticket").order_by("seq")
    for number, event in enumerate(events, start=1):
        if event.seq != number:
            wrong.append(f"event {event.seq} stands at {number}")
        if event.kind in WAITS:
            waiting[event.ticket_id] = (event.group_id, event.ticket.rank, event.ticket.line_at)
        elif event.kind == "called":
            wrong += _wrong_call(event, waiting, runs, called, long_wait_minutes)
    return wrong


def _wrong_call(event, waiting, runs, called, long_wait_minutes):
    skills = {int(group): rank for group, rank in event.values["skills"].items()}
    heads = {}
    for ticket_id, (group_id, rank, line_at) in waiting.items():
        head = Head(ticket_id, group_id, rank, line_at, skills.get(group_id, 0))
        row = (group_id, rank)
        if group_id in skills and (row not in heads or _place(head) < _place(heads[row])):
            heads[row] = head
    run = runs.get(event.counter_id, 0)
    choice = choose(
        list(heads.values()),
        run=run,
        cap=event.values["cap"],
        long_wait_minutes=long_wait_minutes,
        at=event.at,
    )
    wrong = []
    if event.ticket_id in called:
        wrong.append(f"ticket {event.ticket} called twice")
    if choice is None or choice.head.ticket_id != event.ticket_id:
        wrong.append(f"call {event.seq}: {event.ticket} and not {choice}")
    elif event.values["basis"] != choice.basis or event.run != choice.run:
        wrong.append(f"call {event.seq}: the ground was not {event.values['basis']}")
    runs[event.counter_id] = event.run
    called.add(event.ticket_id)
    waiting.pop(event.ticket_id, None)
    return wrong


def _place(head: Head) -> tuple[datetime, int]:
    return head.line_at, head.ticket_id


COUNTS = {
    Rank.BOOKED: "waiting_booked",
    Rank.PRIORITY: "waiting_priority",
    Rank.ORDINARY: "waiting_ordinary",
}
FROM = {Rank.BOOKED: "booked_from", Rank.PRIORITY: "priority_from", Rank.ORDINARY: "ordinary_from"}


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
