"""The roster of a unit: who is on duty where, by half days."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base.errors import Refused
from motcua.base.tables import BadRow, ImportResult, Table
from motcua.base.text import clean
from motcua.history.actions import record
from motcua.history.models import Entry
from motcua.organisations import queries, rules
from motcua.organisations.models import Shift, Unit
from motcua.organisations.queries import Duty
from motcua.organisations.roster_rows import Line, read_roster
from motcua.organisations.rules import Manager

# Person, day, half of the day.
Key = tuple[int, date, str]
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a week did; with a fault in some cell it did nothing."""

    changed: int = 0
    faults: dict[Key, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Copied:
    """What copying a week did, and what could not be copied, with its reason."""

    made: int
    skipped: tuple[tuple[Duty, str], ...]


@transaction.atomic
def save_week(
    unit: Unit, *, monday: date, cells: dict[Key, str], seen: str, by: Manager, at: datetime
) -> Saved:
    """Make the cells of a week what they say, "" is off duty; `seen` is the fingerprint of what was shown."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    _refuse_stranger(by, unit.pk)
    duties = queries.roster(unit.pk, first=monday, last=monday + WEEK - timedelta(days=1))
    known = {(duty.user_id, duty.day, duty.session): duty.place for duty in duties}
    wanted = {key: clean(place) for key, place in cells.items() if monday <= key[1] < monday + WEEK}
    changes = {key: place for key, place in wanted.items() if place != known.get(key, "")}
    if not changes:
        return Saved()
    if seen != rules.fingerprint((*key, place) for key, place in known.items()):
        raise Refused(_("Lịch trực tuần này vừa được người khác sửa. Hãy xem lại rồi lưu lần nữa."))
    filled = {key: place for key, place in changes.items() if place}
    too_long = {key: reason for key, place in filled.items() if (reason := rules.why_not_place(place))}
    if faults := _faults(unit.pk, filled) | too_long:
        return Saved(faults=faults)
    _store(unit.pk, changes, by_id=by.user_id, at=at)
    return Saved(changed=len(changes))


@transaction.atomic
def copy_week(unit: Unit, *, monday: date, by: Manager, at: datetime) -> Copied:
    """Put everybody on duty a week later as in this week, except where it cannot be; cells filled already stay."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    _refuse_stranger(by, unit.pk)
    duties = queries.roster(unit.pk, first=monday, last=monday + WEEK - timedelta(days=1))
    later = queries.roster(unit.pk, first=monday + WEEK, last=monday + 2 * WEEK - timedelta(days=1))
    filled = {(duty.user_id, duty.day, duty.session) for duty in later}
    wanted = {
        (duty.user_id, duty.day + WEEK, duty.session): duty
        for duty in duties
        if (duty.user_id, duty.day + WEEK, duty.session) not in filled
    }
    faults = _faults(unit.pk, wanted)
    new = {key: duty.place for key, duty in wanted.items() if key not in faults}
    _store(unit.pk, new, by_id=by.user_id, at=at)
    return Copied(len(new), tuple((wanted[key], reason) for key, reason in faults.items()))


def _refuse_stranger(by: Manager, unit_id: int) -> None:
    if unit_id not in rules.managed_units(by, tree=queries.tree()):
        raise Refused(_("Đơn vị này không do bạn phụ trách."))


def _faults(unit_id: int, keys: Iterable[Key]) -> dict[Key, str]:
    """Return the cells that cannot be, with the reason; holds the people meanwhile."""
    asked = list(keys)
    # Two units may want the same person at once.
    list(User.objects.select_for_update().filter(pk__in={key[0] for key in asked}).order_by("pk"))
    elsewhere = _elsewhere(unit_id, asked)
    faults = {}
    for user_id, day, session in asked:
        reason = rules.why_not_on_duty(
            day,
            session,
            has_post=queries.has_post(user_id, unit_id, on=day),
            away=queries.absences_of(user_id),
            elsewhere=elsewhere.get((user_id, day, session), ""),
            is_open=session in queries.sessions_open(unit_id, day),
        )
        if reason:
            faults[user_id, day, session] = reason
    return faults


def _elsewhere(unit_id: int, keys: list[Key]) -> dict[Key, str]:
    rows = (
        Shift.objects.filter(user__in={key[0] for key in keys}, day__in={key[1] for key in keys})
        .exclude(unit=unit_id)
        .values_list("user_id", "day", "session", "place", "unit_id")
    )
    names = queries.tree()
    return {
        (user, day, session): f"{place}, {names[at].short_name}" for user, day, session, place, at in rows
    }


def _store(unit_id: int, changes: dict[Key, str], *, by_id: int | None, at: datetime) -> None:
    """Write the places of these cells, "" empties one."""
    gone = [key for key, place in changes.items() if not place]
    for user_id, day, session in gone:
        Shift.objects.filter(unit=unit_id, user=user_id, day=day, session=session).delete()
    Shift.objects.bulk_create(
        [
            Shift(
                unit_id=unit_id,
                user_id=user_id,
                day=day,
                session=session,
                place=place,
                made_by_id=by_id,
                made_at=at,
            )
            for (user_id, day, session), place in changes.items()
            if place
        ],
        update_conflicts=True,
        unique_fields=["user", "day", "session"],
        update_fields=["place", "made_by", "made_at"],
    )


def import_roster(
    table: Table, *, source: str, at: datetime, skip_bad: bool = False, by: Manager | None = None
) -> ImportResult:
    """Load a roster from a file: each row puts somebody on duty for half a day; rows that are there stay."""
    with transaction.atomic():
        lines, bad_rows, ignored = read_roster(table, users=dict(User.objects.values_list("username", "pk")))
        good, known = _good(lines, bad_rows, by=by)
        bad = tuple(sorted(bad_rows, key=lambda row: row.number))
        if bad and not skip_bad:
            return ImportResult(bad_rows=bad, ignored_columns=ignored, is_loaded=False)
        new = {unit_id: {line.key: line.place for line in lines} for unit_id, lines in good.items()}
        for unit_id, cells in new.items():
            changes = {key: place for key, place in cells.items() if known.get((unit_id, key)) != place}
            _store(unit_id, changes, by_id=by.user_id if by else None, at=at)
        result = _counted(new, known, bad, ignored)
        record(
            Entry.Verb.IMPORTED,
            subject="roster",
            key=source,
            at=at,
            created=result.created,
            changed=result.changed,
            bad_rows=len(bad),
        )
        return result


def _good(
    lines: list[Line], bad_rows: list[BadRow], *, by: Manager | None
) -> tuple[dict[int, list[Line]], dict[tuple[int, Key], str]]:
    """Return the lines that can be, by unit, and what is in the roster for them; add the others to the bad rows."""
    by_unit: dict[int, list[Line]] = {}
    for line in lines:
        by_unit.setdefault(line.unit_id, []).append(line)
    managed = rules.managed_units(by, tree=queries.tree()) if by else frozenset(by_unit)
    good, known = {}, {}
    for unit_id, own in by_unit.items():
        if unit_id not in managed:
            reason = _("Đơn vị này không do bạn phụ trách.")
            bad_rows += [BadRow(line.number, line.columns["unit"], reason) for line in own]
            continue
        days = [line.day for line in own]
        for duty in queries.roster(unit_id, first=min(days), last=max(days)):
            known[unit_id, (duty.user_id, duty.day, duty.session)] = duty.place
        faults = _faults(unit_id, [line.key for line in own])
        bad_rows += [
            BadRow(line.number, line.columns["day"], faults[line.key]) for line in own if line.key in faults
        ]
        good[unit_id] = [line for line in own if line.key not in faults]
    return good, known


def _counted(
    new: dict[int, dict[Key, str]],
    known: dict[tuple[int, Key], str],
    bad: tuple[BadRow, ...],
    ignored: tuple[str, ...],
) -> ImportResult:
    cells = [(known.get((unit_id, key)), place) for unit_id, own in new.items() for key, place in own.items()]
    return ImportResult(
        created=sum(before is None for before, _place in cells),
        changed=sum(before not in (None, place) for before, place in cells),
        unchanged=sum(before == place for before, place in cells),
        bad_rows=bad,
        ignored_columns=ignored,
    )
