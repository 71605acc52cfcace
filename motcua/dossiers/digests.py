"""The daily digest: each official's work on the morning of a working day, and what lies in the units they lead."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.clock import local_day
from motcua.dossiers.load import Holder
from motcua.dossiers.models import Digest, Reminder, Task
from motcua.dossiers.notices import said_moment
from motcua.dossiers.queries import Row, work_list
from motcua.notifications import actions as notifications
from motcua.notifications.actions import Draft, Recipient
from motcua.organisations import queries as organisations
from motcua.organisations.models import Membership
from motcua.organisations.rules import Post, Rights, Role
from motcua.worktime import queries as worktime
from motcua.worktime.rules import WorkingTime

CHUNK = 100
GROUPS = ("overdue", "today", "next", "waiting")
# What a digest counts: its groups of work, and what one was reminded of since the last working day.
COUNTED = (*GROUPS, "reminders")
MOST_ROWS, MOST_UNITS = 10, 20
GROUP_NAMES = {
    "overdue": gettext_lazy("quá hạn"),
    "today": gettext_lazy("đến hạn hôm nay"),
    "next": gettext_lazy("đến hạn trong hai ngày làm việc"),
    "waiting": gettext_lazy("đang chờ"),
}
# Within how many working days work is due next.
NEXT_DAYS = 2
KEPT = timedelta(days=31)
LEADING = frozenset({Role.HEAD_OF_DIVISION, Role.DIRECTOR, Role.HEAD_OF_AGENCY})
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Day:
    """The moments that part the groups of a morning."""

    at: datetime
    today_until: datetime
    next_until: datetime
    reminded_since: datetime

    def group(self, row: Row) -> str:
        """Return the group of a line of the work list, or "" for what is due later."""
        if row.group == "waiting":
            return "waiting"
        if row.due_at < self.at:
            return "overdue"
        if row.due_at <= self.today_until:
            return "today"
        return "next" if row.due_at <= self.next_until else ""


def day_of(at: datetime, *, working_time: WorkingTime) -> Day:
    """Return the moments of a morning by a calendar."""
    today = local_day(at)
    last = local_day(working_time.due(at, NEXT_DAYS, "working_day", cutoff=time(23, 59)))
    before = next(
        day for back in range(1, 60) if working_time.is_working_day(day := today - timedelta(days=back))
    )
    return Day(at, _end(today), _end(last), clock.at(before))


def _end(day: date) -> datetime:
    return clock.at(day + timedelta(days=1)) - timedelta(microseconds=1)


def make_digests(*, at: datetime) -> int:
    """Make the digests of this day that are due now, each once, in working hours; return how many."""
    today = local_day(at)
    due = [rights for rights in _without(today) if _is_at_work(rights, at=at)]
    if not due:
        return 0
    Digest.objects.filter(day__lt=today - KEPT).delete()
    by_calendar: dict[str, list[Rights]] = defaultdict(list)
    for rights in due:
        by_calendar[organisations.calendar_code(rights.posts[0].unit_id)].append(rights)
    made = 0
    for code, some in by_calendar.items():
        day = day_of(at, working_time=worktime.current(code).working_time)
        counted = _counted(day)
        for start in range(0, len(some), CHUNK):
            made += _make(some[start : start + CHUNK], counted, day)
    return made


def _without(today: date) -> list[Rights]:
    """What those hold today who have no digest yet."""
    held = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gte=today), from_on__lte=today, user__is_active=True
    )
    people = held.exclude(user__in=Digest.objects.filter(day=today).values("person"))
    ids = sorted(set(people.values_list("user_id", flat=True)))
    return [rights for one in ids if (rights := organisations.rights_of(one, on=today)).posts]


def _is_at_work(rights: Rights, *, at: datetime) -> bool:
    code = organisations.calendar_code(rights.posts[0].unit_id)
    return worktime.current(code).working_time.is_open(at) and organisations.present(rights.user_id, at=at)


def _counted(day: Day) -> dict[Holder, Counts]:
    """The open tasks of every holder by group, and how often each was reminded: two statements for everybody."""
    found: dict[Holder, Counts] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    group = Case(
        When(is_waiting=True, then=Value("waiting")),
        When(due_at__lt=day.at, then=Value("overdue")),
        When(due_at__lte=day.today_until, then=Value("today")),
        When(due_at__lte=day.next_until, then=Value("next")),
        default=Value(""),
    )
    tasks = Task.objects.open().annotate(group=group).exclude(group="")
    for unit, role, person, name, count in (
        tasks.order_by().values_list("unit_id", "role", "person_id", "group").annotate(Count("pk"))
    ):
        found[unit, role, person][name] += count
    reminders = Reminder.objects.filter(made_at__gte=day.reminded_since, made_at__lt=day.at, seen_at=None)
    for unit, role, person, count in (
        reminders.filter(task__closed_at=None)
        .order_by()
        .values_list("unit_id", "role", "person_id")
        .annotate(Count("pk"))
    ):
        found[unit, role, person]["reminders"] += count
    return dict(found)


def _make(some: list[Rights], counted: Mapping[Holder, Counts], day: Day) -> int:
    """Write the digests of some people with the notices of them, in one transaction."""
    today = local_day(day.at)
    made = [
        Digest(person_id=one.user_id, day=today, made_at=day.at, told=_told(one, counted, day))
        for one in some
    ]
    people = User.objects.in_bulk([one.user_id for one in some])
    with transaction.atomic():
        before = Digest.objects.filter(day=today).count()
        Digest.objects.bulk_create(made, ignore_conflicts=True)
        notifications.queue_all(
            (
                _draft(digest, people[one.user_id], one.posts[0].unit_id)
                for one, digest in zip(some, made, strict=True)
                if people[one.user_id].email and has_work(digest.told)
            ),
            at=day.at,
        )
        return Digest.objects.filter(day=today).count() - before


def _told(rights: Rights, counted: Mapping[Holder, Counts], day: Day) -> dict[str, Any]:
    counts = dict.fromkeys(COUNTED, 0)
    for holder, found in counted.items():
        if _is_mine(rights, holder):
            _add(counts, found)
    rows = work_list(rights, whose="mine", at=day.at).rows if any(counts[name] for name in GROUPS) else []
    grouped = [(row, group) for row in rows if (group := day.group(row))]
    return {
        "counts": counts,
        "rows": [_line(row, group) for row, group in grouped[:MOST_ROWS]],
        "units": _units(rights.posts, counted),
    }


def _is_mine(rights: Rights, holder: Holder) -> bool:
    """Whether work lies with somebody, as the work list has it; tasks and reminders alike."""
    unit, role, person = holder
    if person == rights.user_id:
        return True
    return any(
        (post.unit_id, post.role) == (unit, role) and person in (None, post.standing_in_for)
        for post in rights.posts
    )


def _add(counts: Counts, found: Counts) -> None:
    for name in COUNTED:
        counts[name] += found[name]


def _line(row: Row, group: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "procedure": row.procedure_name,
        "step": row.step_name,
        "due_at": row.due_at.isoformat(),
        "group": group,
    }


def _units(posts: Iterable[Post], counted: Mapping[Holder, Counts]) -> list[dict[str, Any]]:
    """What lies in the units somebody leads, the most overdue first."""
    tree = organisations.tree()
    led = {unit for post in posts if post.role in LEADING for unit in tree.subtree(post.unit_id)}
    found: dict[int, Counts] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for (unit, _role, _person), counts in counted.items():
        if unit in led:
            _add(found[unit], counts)
    with_work = [(unit, counts) for unit, counts in found.items() if any(counts[name] for name in GROUPS)]
    with_work.sort(key=lambda one: (-one[1]["overdue"], -one[1]["today"], one[0]))
    return [{"unit": unit, **counts} for unit, counts in with_work[:MOST_UNITS]]


def has_work(told: Mapping[str, Any]) -> bool:
    """Say whether a digest has anything to tell."""
    return any(told["counts"].values()) or bool(told["units"])


def _draft(digest: Digest, person: User, unit_id: int) -> Draft:
    told, tree = digest.told, organisations.tree()
    with override("vi"):
        lines = [
            _("- %(group)s: %(number)s, %(step)s, hạn %(due)s")
            % {
                "group": GROUP_NAMES[line["group"]],
                "number": line["number"],
                "step": line["step"],
                "due": said_moment(datetime.fromisoformat(line["due_at"])),
            }
            for line in told["rows"]
        ]
        units = [
            _(
                "- %(unit)s: %(overdue)s quá hạn, %(today)s hôm nay, %(next)s trong hai ngày tới, %(waiting)s đang chờ"
            )
            % {**one, "unit": tree[one["unit"]].name}
            for one in told["units"]
        ]
    return Draft(
        "daily-digest",
        Recipient(email=person.email),
        {
            "person": person.full_name,
            "day": f"{digest.day:%d/%m/%Y}",
            **{name: str(told["counts"][name]) for name in COUNTED},
            "list": "\n".join(lines),
            "units": "\n".join(units),
            "link": f"{settings.PUBLIC_URL}/cases/reminders/digest",
        },
        key=f"daily-digest:{person.pk}:{digest.day.isoformat()}",
        unit_id=unit_id,
    )


def digest_of(user_id: int, *, on: date | None = None) -> Digest | None:
    """Return somebody's digest of a day, or the newest one."""
    found = Digest.objects.filter(person=user_id)
    return (found.filter(day=on) if on else found).order_by("-day").first()


def days_of(user_id: int, *, limit: int = 7) -> list[date]:
    """Return the last days somebody has a digest of, the newest first."""
    days = Digest.objects.filter(person=user_id).order_by("-day").values_list("day", flat=True)
    return list(days[:limit])
