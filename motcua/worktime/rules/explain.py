"""Why a deadline is that day: its lines in order, in the language of the reader."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.worktime.rules.definition import CLOCKS, day_text
from motcua.worktime.rules.notice import year_notice
from motcua.worktime.rules.timetable import Solution, Timetable

# What was written is kept for the next deadline that counts the same days; so much, then afresh.
_KEPT_SHARES, _KEPT_CHAINS, _KEPT_STRETCHES, _LONGEST_CHAIN = 20_000, 500, 5_000, 60


class Line(NamedTuple):
    """One day of an explanation, or one remark about it.

    Kinds: received, start, counted, makeup, partial (counted, by hours of its own), weekly_off, holiday,
    moved, due, warning.
    """

    day: date
    kind: str
    minutes: int
    text: str
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "kind": self.kind,
            "minutes": self.minutes,
            "text": self.text,
            "source": self.source,
        }


class Due(NamedTuple):
    """A deadline, the moment its clock began to run, and the lines between them."""

    due_at: datetime
    starts_at: datetime
    lines: tuple[Line, ...]


# The lines of the working days after a start, and how many of the lines reach the first, the second, …
Chain = tuple[list[Line], list[int]]


class _Sentence:
    """A line with a time and a day in it, cut apart once for each day, so that the next is only joined."""

    __slots__ = ("_cuts", "kind", "label", "wording")

    def __init__(self, kind: str, wording: str, label: Callable[[int], tuple[date, str]]):
        self.kind, self.wording, self.label = kind, wording, label
        self._cuts: dict[int, tuple[date, str, str]] = {}

    def line(self, day: int, minute: int) -> Line:
        on, before, after = self._cuts.get(day) or self._cut(day)
        return Line(on, self.kind, 0, before + CLOCKS[minute] + after)

    def _cut(self, day: int) -> tuple[date, str, str]:
        on, label = self.label(day)
        before, after = self.wording.replace("%(day)s", label).split("%(time)s")
        return self._cuts.setdefault(day, (on, before, after))


class Explainer:
    """Writes the lines of one timetable in one language; what it has written once it keeps."""

    def __init__(self, table: Timetable):
        self.table = table
        self._labels: dict[int, tuple[date, str]] = {}
        self._cutoffs: dict[time, tuple[_Sentence, _Sentence]] = {}
        self._gaps: dict[int, list[Line]] = {}
        self._days_off: dict[int, Line] = {}
        self._chains: dict[int, Chain] = {}
        self._between: dict[tuple[int, int], tuple[Line, ...]] = {}
        self._stretches: dict[tuple[int, int], tuple[Line, ...]] = {}
        self._shares: dict[tuple[int, int, int], Line] = {}
        self._whole_days: dict[int, list[Line]] = {}
        self._spans: dict[int, str] = {}
        self._warnings: dict[int, list[Line]] = {}
        self._look_up_wording()

    def due(self, solution: Solution, unit: str, amount: float, cutoff: time) -> Due:
        """Return a solved deadline with its lines."""
        first, opened, last, until = solution[2:]
        if unit == "working_day":
            lines = self._beginning(solution, self._not_counted, self._starts_not_counted)
            lines += self._stretches.get((first, last)) or self._stretch(first, last)
            if opened != until:
                self._add_moved_clock(lines, last, opened, until)
        elif unit == "calendar_day":
            lines = self._beginning(solution, self._not_counted, self._starts_not_counted)
            self._add_calendar_days(lines, solution, int(amount))
            self._add_moved_clock(lines, last, opened, until)
        elif unit == "same_day":
            lines = self._same_day(solution, cutoff)
        else:
            lines = self._beginning(solution, self._received, self._starts)
            if amount:
                self._add_shares(lines, solution)
        table = self.table
        due_at, starts_at = table.moment(last, until), table.moment(first, opened)
        for year in range(starts_at.year, due_at.year + 1):
            kept = self._warnings.get(year)
            if kept or kept is None:
                lines += self._warnings_of(year)
        lines.append(self._due.line(table.days[last], until))
        return Due(due_at, starts_at, tuple(lines))

    def _look_up_wording(self) -> None:
        # Filled in thousands of times, asked of the catalogue once.
        self._weekdays = [
            *(_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
        ]
        self._received = self._sentence("received", _("Nhận %(time)s %(day)s"))
        self._not_counted = self._sentence("received", _("Nhận %(time)s %(day)s: không tính ngày nhận"))
        self._out_of_hours = self._sentence("received", _("Nhận %(time)s %(day)s, ngoài giờ làm việc"))
        self._starts = self._sentence("start", _("Tính từ %(time)s %(day)s"))
        self._starts_not_counted = self._sentence("start", _("Tính từ %(time)s %(day)s: không tính ngày này"))
        self._nth_working_day = _("Ngày làm việc thứ %(number)s: %(day)s")
        self._nth_day = _("Ngày thứ %(number)s: %(day)s")
        self._next_working_day = _("Chuyển sang ngày làm việc kế tiếp: %(day)s")
        self._outside = _("%(time)s ngoài giờ làm việc của %(day)s: chuyển sang %(until)s")
        self._share_of = _("%(day)s: tính %(amount)s (%(sessions)s)")
        self._due = self._sentence("due", _("Đến hạn: %(time)s %(day)s"))

    def _sentence(self, kind: str, wording: str) -> _Sentence:
        return _Sentence(kind, wording, self._label)

    def _beginning(self, solution: Solution, in_hours: _Sentence, moved: _Sentence) -> list[Line]:
        day, minute, first, opened, *__ = solution
        start_day = self.table.days[first]
        if start_day == day and opened == minute:
            return [in_hours.line(day, minute)]
        received_on_day_off = self.table.index[day] == first
        return [
            self._out_of_hours.line(day, minute),
            *self._closed(day if received_on_day_off else day + 1, start_day),
            moved.line(start_day, opened),
        ]

    def _same_day(self, solution: Solution, cutoff: time) -> list[Line]:
        day, minute, first, __, last, __ = solution
        in_time, too_late = self._cutoffs.get(cutoff) or self._word_cutoff(cutoff)
        if last > first:
            return [too_late.line(day, minute), *self._gap(last)]
        return self._beginning(solution, in_time, self._starts)

    def _word_cutoff(self, cutoff: time) -> tuple[_Sentence, _Sentence]:
        clock = CLOCKS[cutoff.hour * 60 + cutoff.minute]
        in_time = _("Nhận %(time)s %(day)s, trước %(cutoff)s: trả trong ngày")
        too_late = _("Nhận %(time)s %(day)s, từ %(cutoff)s trở đi: trả ngày làm việc kế tiếp")
        sentences = (
            self._sentence("received", in_time.replace("%(cutoff)s", clock)),
            self._sentence("received", too_late.replace("%(cutoff)s", clock)),
        )
        return self._cutoffs.setdefault(cutoff, sentences)

    def _stretch(self, first: int, last: int) -> tuple[Line, ...]:
        """The lines of the working days after one of them, up to another; as one tuple it is added at once."""
        count = last - first
        chain = self._chains.get(first)
        if chain is None or len(chain[1]) <= count:
            chain = self._chain(first, count)
        stretch = tuple(chain[0][: chain[1][count]])
        if count <= _LONGEST_CHAIN:
            _keep(self._stretches, (first, last), stretch, most=_KEPT_STRETCHES)
        return stretch

    def _chain(self, first: int, count: int) -> Chain:
        written: list[Line] = []
        reaches = [0]
        # Written further than asked, so that it is seldom written again; always whole, so that other
        # threads may read it.
        until = min(first + 2 * count, len(self.table.days) - 1) if count <= _LONGEST_CHAIN else first + count
        for number in range(first + 1, until + 1):
            written += self._gap(number)
            written.append(self._nth(number, number - first))
            reaches.append(len(written))
        if count <= _LONGEST_CHAIN:
            _keep(self._chains, first, (written, reaches), most=_KEPT_CHAINS)
        return written, reaches

    def _add_calendar_days(self, lines: list[Line], solution: Solution, count: int) -> None:
        table, (first, __, last, __) = self.table, solution[2:]
        if not count:
            return
        landed = table.days[first] + count
        on, label = self._label(landed)
        text = self._nth_day % {"number": count, "day": label}
        lines.append(Line(on, "counted", 0, text))
        if landed != table.days[last]:
            lines += self._closed(landed, table.days[last])
            on, label = self._label(table.days[last])
            lines.append(Line(on, "moved", 0, self._next_working_day % {"day": label}))

    def _add_moved_clock(self, lines: list[Line], last: int, clock: int, until: int) -> None:
        if clock != until:
            on, label = self._label(self.table.days[last])
            values = {"time": CLOCKS[clock], "day": label, "until": CLOCKS[until]}
            text = self._outside % values
            lines.append(Line(on, "moved", 0, text))

    def _add_shares(self, lines: list[Line], solution: Solution) -> None:
        first, opened, last, until = solution[2:]
        plans, shares = self.table.plans, self._shares
        if first == last:
            lines.append(shares.get((first, opened, until)) or self._share(first, opened, until))
            return
        to = plans[first].last
        lines.append(shares.get((first, opened, to)) or self._share(first, opened, to))
        lines += self._between.get((first, last)) or self._whole_days_between(first, last)
        since = plans[last].first
        lines.append(shares.get((last, since, until)) or self._share(last, since, until))

    def _whole_days_between(self, first: int, last: int) -> tuple[Line, ...]:
        """The lines of all that lies between two working days; as one tuple it is added at once."""
        lines: list[Line] = []
        for number in range(first + 1, last):
            lines += self._whole_days.get(number) or self._whole_day(number)
        between = (*lines, *self._gap(last))
        if last - first <= _LONGEST_CHAIN:
            _keep(self._between, (first, last), between, most=_KEPT_STRETCHES)
        return between

    def _whole_day(self, number: int) -> list[Line]:
        plan = self.table.plans[number]
        lines = [*self._gap(number), self._share(number, plan.first, plan.last)]
        return self._whole_days.setdefault(number, lines)

    def _nth(self, number: int, nth: int) -> Line:
        day = self.table.days[number]
        text = self._nth_working_day % {"number": nth, "day": self._label(day)[1]}
        return self._worked(day, self.table.plans[number].minutes, text)

    def _share(self, number: int, since: int, until: int) -> Line:
        day, plan = self.table.days[number], self.table.plans[number]
        minutes = plan.worked[until] - plan.worked[since]
        sessions = ", ".join(
            f"{CLOCKS[max(opens, since)]}–{CLOCKS[min(closes, until)]}"
            for opens, closes in plan.sessions
            if opens < until and closes > since
        )
        values = {"day": self._label(day)[1], "amount": self._span(minutes), "sessions": sessions}
        text = self._share_of % values
        line = self._worked(day, minutes, text)
        _keep(self._shares, (number, since, until), line, most=_KEPT_SHARES)
        return line

    def _span(self, minutes: int) -> str:
        return self._spans.get(minutes) or self._spans.setdefault(minutes, span_text(minutes))

    def _worked(self, day: int, minutes: int, text: str) -> Line:
        special, on = self.table.special(day), self._label(day)[0]
        if not special:
            return Line(on, "counted", minutes, text)
        if self.table.schedule.usual_sessions(on):
            kind, reason = "partial", special.name or _("giờ làm việc riêng")
        else:
            kind, reason = "makeup", special.name or _("ngày làm bù")
        return Line(on, kind, minutes, f"{text} – {reason}", special.source)

    def _gap(self, number: int) -> list[Line]:
        if number not in self._gaps:
            days = self.table.days
            self._gaps[number] = self._closed(days[number - 1] + 1, days[number])
        return self._gaps[number]

    def _closed(self, since: int, until: int) -> list[Line]:
        return [self._days_off.get(day) or self._day_off(day) for day in range(since, until)]

    def _day_off(self, day: int) -> Line:
        special, (on, label) = self.table.special(day), self._label(day)
        if not special:
            line = Line(on, "weekly_off", 0, _("%(day)s: ngày nghỉ hằng tuần") % {"day": label})
        else:
            wording = (
                _("%(day)s nghỉ (dự kiến): %(reason)s")
                if special.is_provisional
                else _("%(day)s nghỉ: %(reason)s")
            )
            reason = special.name or _("theo lịch của đơn vị")
            line = Line(on, "holiday", 0, wording % {"day": label, "reason": reason}, special.source)
        return self._days_off.setdefault(day, line)

    def _warnings_of(self, year: int) -> list[Line]:
        if year not in self._warnings:
            notice = year_notice(self.table.schedule, year)
            self._warnings[year] = [Line(date(year, 1, 1), "warning", 0, notice)] if notice else []
        return self._warnings[year]

    def _label(self, day: int) -> tuple[date, str]:
        label = self._labels.get(day)
        if label is None:
            on = self.table.date_of(day)
            label = self._labels[day] = on, f"{self._weekdays[on.weekday()]} {day_text(on)}"
        return label


def span_text(minutes: int) -> str:
    """Return a length of time as people read it: 7 giờ 30 phút."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s giờ", "%(count)s giờ", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)s phút", "%(count)s phút", rest) % {"count": rest})
    return " ".join(parts)


def _keep(kept: dict[Any, Any], key: object, value: object, *, most: int) -> None:
    if len(kept) >= most:
        kept.clear()
    kept[key] = value
