"""The rows of a work list in words and in HTML.

A page has fifty rows and is the most read page of the house, so a row is not a template with variables:
its template is rendered once a page, and each row is one call of `format`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.base import clock
from motcua.dossiers import lists
from motcua.dossiers.queries import Row
from motcua.organisations import queries as organisations
from motcua.web.cases.telling import CHANNELS
from motcua.web.ui.deadlines import left_words, over_words
from motcua.web.ui.templatetags.ui import DEADLINES, icon
from motcua.worktime.rules import WorkingTime

# group of the domain → state of a deadline chip, heading
CLOCKS = {
    "overdue": ("overdue", gettext_lazy("Quá hạn")),
    "soon": ("soon", gettext_lazy("Sắp đến hạn")),
    "in_time": ("in_time", gettext_lazy("Trong hạn")),
    "waiting": ("paused", gettext_lazy("Tạm dừng")),
}


def symbols() -> dict[str, SafeString]:
    """Return the icon of each group."""
    return {group: icon(DEADLINES[state][0]) for group, (state, _label) in CLOCKS.items()}


@dataclass(frozen=True)
class Writer:
    """Writes the rows of one page for one reader."""

    at: datetime
    whose: str
    working_time: WorkingTime
    symbols: dict[str, SafeString]
    template: str
    base: str
    # Looked up once, not for each row.
    today: str
    later: str
    unclaimed: str
    channels: dict[str, str]
    # number → how many messages the reader has not read
    unread: dict[str, int]

    def write(self, rows: Iterable[Row]) -> SafeString:
        """Return rows as HTML; only numbers and what is escaped goes in."""
        return SafeString("".join(map(self._row, rows)))

    def _row(self, row: Row) -> str:
        words, until = self.clock(row)
        return self.template.format(
            address=f"{self.base}/{row.number}",
            number=row.number,
            unread=self.unread_tag(row.number),
            task=row.task,
            state=CLOCKS[row.group][0],
            symbol=self.symbols[row.group],
            words=words,
            until=escape(until),
            procedure=escape(row.procedure_name),
            owner=escape(row.owner_name),
            more=escape(self.more(row)),
            step=escape(row.step_name),
            order=row.step_order,
            count=row.step_count,
            dots=_dots(row.step_order, row.step_count),
        )

    def unread_tag(self, number: str) -> str:
        """Return how much was said about a dossier that the reader has not read, or nothing."""
        count = self.unread.get(number)
        if not count:
            return ""
        words = ngettext("%(count)s lời mới", "%(count)s lời mới", count) % {"count": count}
        return f' <span class="tag tag-brand">{escape(words)}</span>'

    def clock(self, row: Row) -> tuple[str, str]:
        """Return how much is left or over, and until when."""
        if row.group == "waiting":
            since = clock.local_day(row.paused_at or row.opened_at)
            days = self.working_time.working_days_between(since, self.at.date()) + 1
            words = ngettext("Dừng ngày %(count)s", "Dừng ngày %(count)s", days) % {"count": days}
            return words, _waits_for(row)
        span = over_words if row.group == "overdue" else left_words
        return span(row.due_at, now=self.at, working_time=self.working_time), self.until(row.due_at)

    def until(self, due_at: datetime) -> str:
        """Return when a step must be done, as short as it stays clear: hạn 11:30 hôm nay."""
        due = clock.local(due_at)
        time = f"{due.hour:02}:{due.minute:02}"
        if due.date() == self.at.date():
            return self.today % {"time": time}
        year = "" if due.year == self.at.year else f"/{due.year}"
        return self.later % {"time": time, "day": f"{due.day:02}/{due.month:02}{year}"}

    def more(self, row: Row) -> str:
        """Return how my own work was filed; in lists of several people, who has it."""
        if self.whose == "mine":
            channel = str(CHANNELS[row.channel])
            # Not called within the f-string: gathering the texts to translate does not look inside it.
            waiting = _("chờ nhận")
            return channel if row.is_taken else f"{waiting} · {channel}"
        holder = row.person_name or _("chưa ai nhận")
        if self.whose == "unit":
            return holder
        return f"{holder}, {organisations.tree()[row.unit_id].short_name}"


def writer(*, at: datetime, whose: str, working_time: WorkingTime, unread: dict[str, int]) -> Writer:
    return Writer(
        at=at,
        whose=whose,
        working_time=working_time,
        symbols=symbols(),
        template=render_to_string("cases/dossiers/_row.html"),
        base=reverse("cases:home"),
        today=_("hạn %(time)s hôm nay"),
        later=_("hạn %(time)s, %(day)s"),
        unclaimed=_("chờ nhận") if whose == "mine" else _("chưa ai nhận"),
        channels={channel: str(words) for channel, words in CHANNELS.items()},
        unread=unread,
    )


def _waits_for(row: Row) -> str:
    """What stopped the clock; a step outside and a result that is ready wait for themselves."""
    cause = lists.cause(row.business, row.money) if row.paused_at else ""
    if cause == "supplement" and row.wait_until:
        return _("chờ bổ sung đến %(day)s") % {"day": f"{row.wait_until:%d/%m}"}
    if cause == "payment":
        return _("chờ nộp tiền")
    if cause == "suspended":
        return _("tạm dừng xử lý")
    return _("chờ: %(step)s") % {"step": row.step_name}


@lru_cache(maxsize=256)
def _dots(order: int, count: int) -> str:
    marks = ("is-done" if at < order else "is-now" if at == order else "" for at in range(1, count + 1))
    return "".join(f'<i class="{mark}"></i>' if mark else "<i></i>" for mark in marks)
