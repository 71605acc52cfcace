"""Reading a calendar file: every fault is named, nothing is guessed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.base.errors import Refused

Sessions = tuple[tuple[int, int], ...]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Before June 1975 the zone was not UTC+7 everywhere and always; after 2199 nobody asks.
FIRST_YEAR, LAST_YEAR = 1976, 2199
DAY = 24 * 60
# Every minute of the day as people read it: 07:30.
CLOCKS = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(DAY + 1)]
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_PROVISIONAL = "PROVISIONAL"


@dataclass(frozen=True, slots=True)
class Week:
    """The sessions of an ordinary week, Monday first, from a day on; a closed weekday has none."""

    valid_from: date
    sessions: tuple[Sessions, ...]


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A dated exception: a closed day, or a day with sessions of its own."""

    day: date
    sessions: Sessions
    name: str = ""
    source: str = ""
    status: str = ""

    @property
    def is_closed(self) -> bool:
        return not self.sessions

    @property
    def is_provisional(self) -> bool:
        return self.status.upper().startswith(_PROVISIONAL)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A calendar file that was read and found without fault."""

    nominal_day_minutes: int
    weeks: tuple[Week, ...]
    special_days: Mapping[date, SpecialDay]

    def week_of(self, day: date) -> Week | None:
        """Return the week in force on a day, None before the first."""
        for week in reversed(self.weeks):
            if week.valid_from <= day:
                return week
        return None

    def sessions_on(self, day: date) -> Sessions:
        """Return the sessions of a day, exceptions counted in; none before the first week."""
        special = self.special_days.get(day)
        return special.sessions if special else self.usual_sessions(day)

    def usual_sessions(self, day: date) -> Sessions:
        """Return the sessions of a day as its weekday has them, exceptions aside."""
        week = self.week_of(day)
        return week.sessions[day.weekday()] if week else ()


def read(definition: object) -> Schedule:
    """Return the schedule a calendar file describes, or refuse it with every fault on its own line."""
    reader = _Reader()
    schedule = reader.schedule(definition)
    if reader.faults:
        raise Refused("\n".join(reader.faults))
    return schedule


def write(schedule: Schedule) -> dict[str, Any]:
    """Return the definition of a schedule in its one canonical form; `read` gives the schedule back."""
    hours = schedule.nominal_day_minutes / 60
    return {
        "nominal_day_hours": int(hours) if hours.is_integer() else hours,
        "versions": [
            {
                "valid_from": week.valid_from.isoformat(),
                "week": {
                    name: _written(sessions)
                    for name, sessions in zip(WEEKDAYS, week.sessions, strict=True)
                    if sessions
                },
                "exceptions": [_written_special_day(special) for special in _specials_of(schedule, week)],
            }
            for week in schedule.weeks
        ],
    }


def day_text(day: date) -> str:
    """Return a day as people read it: 24/11/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def shown(value: object) -> str:
    """Return a value somebody wrote, short and safe enough to be shown back."""
    if value is None:
        return _("giá trị trống")
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _specials_of(schedule: Schedule, week: Week) -> Iterator[SpecialDay]:
    for day, special in sorted(schedule.special_days.items()):
        if (schedule.week_of(day) or schedule.weeks[0]) is week:
            yield special


def _written(sessions: Sessions) -> list[list[str]]:
    return [[CLOCKS[opens], CLOCKS[closes]] for opens, closes in sessions]


def _written_special_day(special: SpecialDay) -> dict[str, Any]:
    row: dict[str, Any] = {"date": special.day.isoformat(), "kind": "closed" if special.is_closed else "open"}
    if special.sessions:
        row["sessions"] = _written(special.sessions)
    texts = {"name": special.name, "source": special.source, "status": special.status}
    return row | {key: text for key, text in texts.items() if text}


class _Reader:
    """Walks a definition once and notes its faults, each with the place where it stands."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def schedule(self, definition: object) -> Schedule:
        where = _("Tệp lịch")
        weeks: dict[date, Week] = {}
        specials: dict[date, SpecialDay] = {}
        file = self._object(definition, where, {"code", "name", "nominal_day_hours", "versions"})
        nominal = self._nominal(file.get("nominal_day_hours", 8), where)
        if not self.faults:
            versions = self._list(file.get("versions"), _("mục “versions”"))
            for number, item in enumerate(versions, start=1):
                self._version(item, _("Phiên bản %(number)s") % {"number": number}, weeks, specials)
            if not weeks and not self.faults:
                self._fault(where, _("chưa có phiên bản nào (mục “versions” trống)"))
        return Schedule(nominal, tuple(weeks[day] for day in sorted(weeks)), specials)

    def _version(
        self, item: object, place: str, weeks: dict[date, Week], specials: dict[date, SpecialDay]
    ) -> None:
        faults = len(self.faults)
        version = self._object(item, place, {"valid_from", "week", "exceptions"})
        if len(self.faults) > faults:
            return
        if week := self._week(version, place):
            if week.valid_from in weeks:
                self._fault(place, _("trùng ngày hiệu lực với phiên bản khác"))
            weeks[week.valid_from] = week
        self._special_days(version.get("exceptions", []), place, specials)

    def _nominal(self, hours: object, where: str) -> int:
        if isinstance(hours, int | float) and not isinstance(hours, bool) and 0 < hours <= 24:
            minutes = hours * 60
            if minutes == int(minutes):
                return int(minutes)
        self._fault(where, _("“nominal_day_hours” phải là số giờ lớn hơn 0, không quá 24"))
        return 0

    def _week(self, version: Mapping[str, Any], place: str) -> Week | None:
        valid_from = self._date(version.get("valid_from"), f"{place}, valid_from")
        faults = len(self.faults)
        week = self._object(version.get("week"), f"{place}, week", set(WEEKDAYS))
        sessions = tuple(self._sessions(week.get(name, []), f"{place}, {name}") for name in WEEKDAYS)
        if not any(sessions) and len(self.faults) == faults:
            self._fault(place, _("tuần làm việc không có buổi nào"))
        return Week(valid_from, sessions) if valid_from else None

    def _special_days(self, items: object, place: str, specials: dict[date, SpecialDay]) -> None:
        for number, item in enumerate(self._list(items, f"{place}, exceptions"), start=1):
            special = self._special_day(item, f"{place}, exceptions {number}")
            if special and specials.setdefault(special.day, special) != special:
                self._fault(
                    place, _("ngày %(day)s có hai ngoại lệ khác nhau") % {"day": day_text(special.day)}
                )

    def _special_day(self, item: object, place: str) -> SpecialDay | None:
        row = self._object(item, place, {"date", "kind", "sessions", "name", "source", "status"})
        day = self._date(row.get("date"), place)
        kind, sessions = row.get("kind"), self._sessions(row.get("sessions", []), place)
        if kind not in {"closed", "open"}:
            self._fault(place, _("“kind” phải là “closed” hoặc “open”"))
        elif kind == "open" and not row.get("sessions"):
            self._fault(place, _("ngày làm việc riêng phải có giờ (mục “sessions”)"))
        elif kind == "closed" and row.get("sessions"):
            self._fault(place, _("ngày nghỉ không được có giờ làm việc"))
        texts = [self._text(row.get(key, ""), f"{place}, {key}") for key in ("name", "source", "status")]
        return SpecialDay(day, sessions, *texts) if day else None

    def _sessions(self, items: object, place: str) -> Sessions:
        sessions: list[tuple[int, int]] = []
        for item in self._list(items, place):
            session = self._session(item, place)
            if not session:
                continue
            if sessions and session[0] < sessions[-1][1]:
                self._fault(place, _("các buổi chồng nhau hoặc không theo thứ tự"))
            elif sessions and session[0] == sessions[-1][1]:
                sessions[-1] = (sessions[-1][0], session[1])
            else:
                sessions.append(session)
        return tuple(sessions)

    def _session(self, item: object, place: str) -> tuple[int, int] | None:
        if not isinstance(item, list | tuple) or len(item) != 2:
            self._fault(place, _('mỗi buổi là một cặp giờ mở, giờ đóng, ví dụ ["07:00", "11:30"]'))
            return None
        opens, closes = self._clock(item[0], place), self._clock(item[1], place)
        if opens is None or closes is None:
            return None
        if opens >= closes:
            self._fault(place, _("giờ đóng phải sau giờ mở"))
            return None
        return opens, closes

    def _clock(self, text: object, place: str) -> int | None:
        match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
        minute = int(match[1]) * 60 + int(match[2]) if match else DAY + 1
        if minute <= DAY:
            return minute
        self._fault(
            place, _("giờ phải viết dạng 07:30, từ 00:00 đến 24:00; gặp %(value)s") % {"value": shown(text)}
        )
        return None

    def _date(self, text: object, place: str) -> date | None:
        try:
            day = date.fromisoformat(text if isinstance(text, str) else "")
        except ValueError:
            day = None
        if day and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        self._fault(place, _("ngày phải viết dạng 2026-11-24; gặp %(value)s") % {"value": shown(text)})
        return None

    def _text(self, text: object, place: str) -> str:
        if isinstance(text, str):
            return text.strip()
        self._fault(place, _("phải là chữ; gặp %(value)s") % {"value": shown(text)})
        return ""

    def _list(self, items: object, place: str) -> list[Any]:
        if isinstance(items, list | tuple):
            return list(items)
        self._fault(place, _("phải là một danh sách; gặp %(value)s") % {"value": shown(items)})
        return []

    def _object(self, item: object, place: str, known: set[str]) -> Mapping[str, Any]:
        if not isinstance(item, dict):
            self._fault(place, _("phải là một đối tượng JSON; gặp %(value)s") % {"value": shown(item)})
            return {}
        # A misspelt key would silently lose holidays.
        for key in sorted(item.keys() - known):
            self._fault(place, _("không có mục tên %(value)s") % {"value": shown(key)})
        return item

    def _fault(self, place: str, reason: str) -> None:
        self.faults.append(f"{place}: {reason}")
