"""Reads of appointments: what can be booked when, who comes on a day, who waits."""

from bisect import bisect_right
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from motcua.appointments import rules
from motcua.appointments.models import Booking, Place, Policy, Waiting
from motcua.appointments.rules import Seat, Service, Slot
from motcua.base import sealing
from motcua.base.clock import at as clock_at
from motcua.base.clock import local_day
from motcua.base.registers import Register, Shelf
from motcua.organisations.models import Session
from motcua.organisations.queries import NOON, absences_of, calendar_code, roster
from motcua.organisations.rules import is_away
from motcua.queueing.models import Line, ServiceGroup
from motcua.queueing.queries import REGISTER as HALLS
from motcua.queueing.queries import counter_named, group_for, setup
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime

REGISTER = "appointments"
# Services of so many former days say how long one takes.
SEEN_DAYS = 14
HALVES = {Session.MORNING: 0, Session.AFTERNOON: NOON}
TO_COME = (Booking.State.BOOKED, Booking.State.MISSED, Booking.State.CHECKED_IN)
AWAITED = (Waiting.State.WAITING, Waiting.State.OFFERED)
# Day → group → its slots.
Supply = Mapping[date, Mapping[int, Sequence[Slot]]]
# Group and beginning of a slot → the numbers of its places that are taken.
Taken = Mapping[tuple[int, datetime], Sequence[int]]


def _load_policy(centre_id: int) -> Policy:
    return Policy.objects.filter(centre=centre_id).first() or Policy(centre_id=centre_id)


_policies: Shelf[int, Policy] = Shelf(REGISTER, _load_policy)


def _load_centres() -> tuple[int, ...]:
    rows = ServiceGroup.objects.filter(is_open=True).order_by("centre__name")
    return tuple(dict.fromkeys(rows.values_list("centre_id", flat=True)))


_centres: Register[tuple[int, ...]] = Register(HALLS, _load_centres)


def centres() -> list[int]:
    """Return the centres that let people book, by name."""
    return [one for one in _centres.get() if policy(one).is_open]


def policy(centre_id: int) -> Policy:
    """Return what a centre decided about appointments, from memory."""
    return _policies.get(centre_id)


def working_time(centre_id: int) -> WorkingTime:
    """Return the working time of a centre."""
    return worktime.current(calendar_code(centre_id)).working_time


def minutes_of(group_ids: Collection[int], *, centre_id: int, today: date) -> dict[int, int]:
    """Return how long one service of each group takes, as the days before today showed."""
    seen: dict[int, list[float]] = defaultdict(list)
    since = today - timedelta(days=SEEN_DAYS)
    lines = Line.objects.filter(group__in=group_ids, hall__day__gte=since, hall__day__lt=today)
    for group_id, recent in lines.values_list("group_id", "recent"):
        seen[group_id] += recent
    groups = setup(centre_id).groups
    return {one: rules.usual_minutes(seen[one], prior=groups[one].minutes) for one in group_ids}


def groups_of(centre_id: int, *, group_id: int | None, procedures: Sequence[tuple[int, int]]) -> list[int]:
    """Return the group of each service of a visit, none when one has no group here.

    `procedures` are pairs of the keys of a procedure and its field; without any the visit is for the group itself.
    """
    if not procedures:
        return [group_id] if group_id in setup(centre_id).groups else []
    found = [group_for(centre_id, procedure_id=one, field_id=field) for one, field in procedures]
    return [group.pk for group in found if group] if all(found) else []


def services(centre_id: int, groups: Sequence[int], *, today: date) -> list[Service]:
    """Return the services of a visit with their minutes."""
    minutes = minutes_of(set(groups), centre_id=centre_id, today=today)
    return [Service(group_id, minutes[group_id]) for group_id in groups]


def _on_duty(centre_id: int, *, first: date, last: date) -> dict[date, dict[str, set[int]]]:
    """Return the counters that the roster names, by day and half; a day without any has no roster yet."""
    found: dict[date, dict[str, set[int]]] = {}
    for duty in roster(centre_id, first=first, last=last):
        counter = counter_named(centre_id, duty.place)
        if counter is None or not counter.is_kept:
            continue
        halves = found.setdefault(duty.day, {half: set() for half in HALVES})
        if not is_away(absences_of(duty.user_id), duty.day, duty.session):
            halves[duty.session].add(counter.pk)
    return found


def _kept(centre_id: int) -> set[int]:
    return {one.pk for one in setup(centre_id).counters.values() if one.is_kept}


def supply(centre_id: int, services: Sequence[Service], *, first: date, last: date) -> Supply:
    """Return what can be booked for services from one day to another, whatever of it is taken."""
    of, decided, hours = setup(centre_id), policy(centre_id), working_time(centre_id)
    named, kept = _on_duty(centre_id, first=first, last=last), _kept(centre_id)
    skills = {one: tuple(of.skills[one]) for one in kept}
    minutes = {one.group_id: one.minutes for one in services}
    found: dict[date, dict[int, list[Slot]]] = {}
    for day in (first + timedelta(days=one) for one in range((last - first).days + 1)):
        duty = named.get(day) or dict.fromkeys(HALVES, kept)
        counters: dict[int, dict[int, Fraction]] = {
            group: {
                since: rules.parts({one: skills[one] for one in duty[half]}, group)
                for half, since in HALVES.items()
            }
            for group in minutes
        }
        found[day] = {
            group: rules.slots(
                clock_at(day),
                hours.sessions(day),
                counters=counters[group],
                minutes=minutes[group],
                share=decided.share,
                length=decided.slot_minutes,
            )
            if of.groups[group].is_open
            else []
            for group in minutes
        }
    return found


def taken(supply: Supply) -> Taken:
    """Return which places of slots are taken or kept."""
    slots: dict[int, list[Slot]] = defaultdict(list)
    for of in supply.values():
        for group, own in of.items():
            slots[group] += own
    every = sorted(slot.starts_at for own in slots.values() for slot in own)
    found: dict[tuple[int, datetime], list[int]] = defaultdict(list)
    if not every:
        return found
    last = max(slot.ends_at for own in slots.values() for slot in own)
    rows = Place.objects.filter(group__in=list(slots), starts_at__gte=every[0], starts_at__lt=last)
    for group_id, starts_at, number in rows.values_list("group_id", "starts_at", "number"):
        # A centre may have changed the length of its slots since: a place counts in the one it begins in.
        at = bisect_right(slots[group_id], starts_at, key=lambda slot: slot.starts_at) - 1
        if at >= 0 and starts_at < slots[group_id][at].ends_at:
            found[group_id, slots[group_id][at].starts_at].append(number)
    return found


def free_seats(seats: Sequence[Seat], taken: Taken) -> list[tuple[Seat, int]]:
    """Return the places with the numbers they get, none when one of them is not free."""
    wanted = Tally((seat.group_id, seat.starts_at) for seat in seats)
    numbers: dict[tuple[int, datetime], list[int]] = {}
    for seat in seats:
        key = (seat.group_id, seat.starts_at)
        if key not in numbers:
            numbers[key] = rules.free_numbers(taken.get(key, ()), places=seat.places, wanted=wanted[key])
            if not numbers[key]:
                return []
    return [(seat, numbers[seat.group_id, seat.starts_at].pop(0)) for seat in seats]


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour that could be booked: when, how full, and whether there is room."""

    starts_at: datetime
    ends_at: datetime
    load: str

    @property
    def is_free(self) -> bool:
        return self.load != rules.FULL


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its hours that can still be booked; without any the centre does not work or the day is too near."""

    day: date
    hours: list[Hour]

    @property
    def free(self) -> list[Hour]:
        return [hour for hour in self.hours if hour.is_free]

    @property
    def load(self) -> str:
        """How full the day is: that of its hours at the middle."""
        if not self.free:
            return rules.FULL
        order = (rules.QUIET, rules.FILLING, rules.BUSY, rules.FULL)
        loads = sorted(order.index(hour.load) for hour in self.hours)
        return order[min(loads[len(loads) // 2], 2)]


def days(
    centre_id: int,
    services: Sequence[Service],
    *,
    at: datetime,
    first: date | None = None,
    last: date | None = None,
    is_staff: bool = False,
) -> list[Day]:
    """Return the days that a visit can be booked on, all or from one to another, with their hours.

    Officials may book an hour that is nearer than people may.
    """
    decided, today = policy(centre_id), local_day(at)
    if not decided.is_open or not services:
        return []
    begin, end = max(first or today, today), today + timedelta(days=decided.ahead_days)
    offered = supply(centre_id, services, first=begin, last=min(last or end, end))
    gone = taken(offered)
    found = (
        Day(day, _hours(services, offered[day], gone, policy=decided, at=at, is_staff=is_staff))
        for day in offered
    )
    return [one for one in found if one.hours]


def _hours(
    services: Sequence[Service],
    slots_of: Mapping[int, Sequence[Slot]],
    taken: Taken,
    *,
    policy: Policy,
    at: datetime,
    is_staff: bool,
) -> list[Hour]:
    found = []
    for slot in slots_of[services[0].group_id]:
        seats = rules.seats(slot.starts_at, services, slots_of)
        if not seats or not all(seat.places for seat in seats):
            continue
        if rules.why_not_hour(policy, starts_at=slot.starts_at, at=at, is_staff=is_staff):
            continue
        ends_at = rules.over_at(slot.starts_at, services)
        found.append(Hour(slot.starts_at, ends_at, _load(seats, taken)))
    return found


def _load(seats: Sequence[Seat], taken: Taken) -> str:
    if not free_seats(seats, taken):
        return rules.FULL
    loads = [rules.load(len(taken.get((one.group_id, one.starts_at), ())), one.places) for one in seats]
    return next(one for one in (rules.BUSY, rules.FILLING, rules.QUIET) if one in loads)


def _bookings() -> QuerySet[Booking]:
    return Booking.objects.select_related("centre", "group", "ticket")


def by_token(token: str) -> Booking | None:
    """Return the booking a secret link or its QR code opens."""
    return _bookings().filter(token=token).first() if token else None


def of_phone(centre_id: int, phone: str, *, day: date) -> list[Booking]:
    """Return the bookings of a phone number on a day at a centre, those cancelled left out."""
    return _on(centre_id, day, phone=phone) if phone else []


def of_code(centre_id: int, code: str, *, day: date) -> list[Booking]:
    """Return the booking with a code when it is for this day, as a list of one or none."""
    return _on(centre_id, day, code=code) if code else []


def of_personal_number(centre_id: int, number: str, *, day: date) -> list[Booking]:
    """Return the bookings on a day of whoever has this personal number, as the QR code of the citizen card says it."""
    return _on(centre_id, day, number_index=sealing.blind_index(number)) if number else []


def _on(centre_id: int, day: date, **asked: str) -> list[Booking]:
    return list(_bookings().filter(centre=centre_id, diary__day=day, state__in=TO_COME, **asked))


@dataclass(frozen=True, slots=True)
class Offered:
    """What a group offers on a day: places in all, and how many are taken."""

    group: ServiceGroup
    minutes: int
    places: int
    taken: int


def offered_on(centre_id: int, day: date, *, today: date) -> list[Offered]:
    """Return what every group of a centre that gives numbers offers on a day."""
    groups = [one for one in setup(centre_id).groups.values() if one.is_open]
    wanted = services(centre_id, [one.pk for one in groups], today=today)
    found = supply(centre_id, wanted, first=day, last=day)
    gone = taken(found)
    counts = Tally(group for group, _start in gone for _number in gone[group, _start])
    minutes = {one.group_id: one.minutes for one in wanted}
    return [
        Offered(one, minutes[one.pk], sum(slot.places for slot in found[day][one.pk]), counts[one.pk])
        for one in groups
    ]


def next_working_day(centre_id: int, *, today: date) -> date:
    """Return the first day after today on which a centre works."""
    hours = working_time(centre_id)
    return local_day(hours.next_opening(clock_at(today + timedelta(days=1))))


def bookings_of(centre_id: int, *, day: date) -> list[Booking]:
    """Return everybody who booked a day at a centre, in the order of the hours, with what they come for."""
    rows = _bookings().filter(diary__centre=centre_id, diary__day=day)
    return list(rows.select_related("by").prefetch_related("procedures"))


def coming(centre_id: int, *, code: str, phone: str, today: date) -> list[Booking]:
    """Return the bookings of today and later that a code or a phone number finds."""
    rows = _bookings().filter(Q(code=code) | Q(phone=phone), centre=centre_id, diary__day__gte=today)
    return list(rows.select_related("by", "diary").prefetch_related("procedures"))


@dataclass(frozen=True, slots=True)
class Kept:
    """How bookings of some days ended; those of today and later count when they have."""

    came: int
    missed: int
    cancelled: int

    @property
    def missed_percent(self) -> float | None:
        """The part of those not cancelled for which nobody came."""
        due = self.came + self.missed
        return 100 * self.missed / due if due else None


def kept(centre_id: int, *, first: date, last: date) -> Kept:
    """Return how the bookings of a span of days ended."""
    rows = Booking.objects.filter(centre=centre_id, diary__day__range=(first, last)).order_by()
    found = dict(rows.values_list("state").annotate(Count("pk")))
    State = Booking.State
    return Kept(found.get(State.CHECKED_IN, 0), found.get(State.MISSED, 0), found.get(State.CANCELLED, 0))


def waiting_of(centre_id: int, *, day: date) -> list[Waiting]:
    """Return who waits for a place on a day, first come first."""
    rows = Waiting.objects.filter(diary__centre=centre_id, diary__day=day, state__in=AWAITED)
    return list(rows.select_related("group"))


def waiting_by_token(token: str) -> Waiting | None:
    """Return who waits, by the secret link."""
    rows = Waiting.objects.select_related("centre", "group", "diary", "booking")
    return rows.filter(token=token).first() if token else None


def ahead_of(waiting: Waiting) -> int:
    """Return how many wait for the same group and day and came before."""
    rows = Waiting.objects.filter(diary=waiting.diary_id, group=waiting.group_id, state__in=AWAITED)
    return rows.filter(made_at__lt=waiting.made_at).count()
