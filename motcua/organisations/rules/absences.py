"""Who is away, by half days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from motcua.organisations.models import Session

_LONGEST = timedelta(days=366 * 5)


def half(day: date, session: str) -> int:
    """Return the number of a half day: those of one day follow each other."""
    return day.toordinal() * 2 + (session == Session.AFTERNOON)


@dataclass(frozen=True, slots=True)
class Away:
    """An absence from one half day to another, both included."""

    user_id: int
    kind: str
    from_on: date
    from_session: str
    to_on: date
    to_session: str

    @property
    def first(self) -> int:
        return half(self.from_on, self.from_session)

    @property
    def last(self) -> int:
        return half(self.to_on, self.to_session)


def is_away(spans: Iterable[Away], day: date, session: str) -> bool:
    """Say whether one of these absences covers a half day."""
    asked = half(day, session)
    return any(span.first <= asked <= span.last for span in spans)


def is_away_all_day(spans: Iterable[Away], day: date) -> bool:
    """Say whether these absences cover both halves of a day: who is back for one of them still works that day."""
    kept = list(spans)
    return is_away(kept, day, Session.MORNING) and is_away(kept, day, Session.AFTERNOON)


def back_on(spans: Iterable[Away], day: date) -> date:
    """Return the first day from this one on which somebody works at least half the day."""
    kept = list(spans)
    while is_away_all_day(kept, day):
        day += timedelta(days=1)
    return day


def why_not_absent(new: Away, known: Iterable[Away]) -> tuple[str, str]:
    """Return the field and the reason an absence cannot be recorded, or two empty texts."""
    if new.last < new.first:
        return "to_on", _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if new.to_on - new.from_on > _LONGEST:
        return "to_on", _("Vắng mặt quá 5 năm: hãy kết thúc vị trí của người này.")
    for span in known:
        if span.first <= new.last and new.first <= span.last:
            return "from_on", _("Trùng với lần vắng đã ghi từ %(first)s đến %(last)s.") % {
                "first": f"{span.from_on:%d/%m/%Y}",
                "last": f"{span.to_on:%d/%m/%Y}",
            }
    return "", ""
