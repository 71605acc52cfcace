"""The arithmetic of statistical tables: columns, identities, percentages."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from django.utils.translation import gettext as _

# The order of the columns in every output; `other` is left without resolution.
COLUMNS = (
    "received",
    "carried_over",
    "resolved",
    "early",
    "on_time",
    "late",
    "open",
    "in_time",
    "overdue",
    "other",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the period report (Biểu II.06a, TT 01/2020/TT-VPCP, plus what the form leaves out)."""

    key: int
    label: str
    received: int = 0
    carried_over: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    in_time: int = 0
    overdue: int = 0
    other: int = 0

    @property
    def resolved(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def open(self) -> int:
        return self.in_time + self.overdue

    @property
    def is_balanced(self) -> bool:
        """Received and carried over equal resolved, open and left without resolution (domain.md §7.1)."""
        return self.received + self.carried_over == self.resolved + self.open + self.other

    @property
    def figures(self) -> dict[str, int]:
        return {column: getattr(self, column) for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Share:
    """One row of the table by online level."""

    key: int
    label: str
    count: int
    percent: str


def total(lines: Iterable[Line]) -> Line:
    """Return the sum of the rows; totals are computed, never typed."""
    summed = Line(key=0, label=_("Tổng cộng"))
    names = [field.name for field in fields(Line) if field.name not in ("key", "label")]
    for line in lines:
        values = asdict(line)
        summed = replace(summed, **{name: getattr(summed, name) + values[name] for name in names})
    return summed


def unbalanced(lines: Iterable[Line]) -> list[str]:
    """Return the labels of the rows whose identity does not hold; a report with any is not published."""
    return [line.label for line in lines if not line.is_balanced]


def percentages(counts: list[int], *, decimals: int = 2) -> list[str]:
    """Return each count's share in per cent, rounded so that the shares as shown sum to 100.

    Largest remainder: plain rounding of 4251, 737 and 982 would sum to 100.01.
    """
    whole = sum(counts)
    if not whole:
        return [f"{0:.{decimals}f}" for _count in counts]
    parts = 100 * 10**decimals
    floors = [count * parts // whole for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda at: (-(counts[at] * parts % whole), at))
    for at in by_remainder[: parts - sum(floors)]:
        floors[at] += 1
    return [f"{floor // 10**decimals}.{floor % 10**decimals:0{decimals}d}" for floor in floors]


def cut_off(*, to: date, as_of: date) -> date:
    """Return the day the report looks from: the end of the period, or the day it is made as of."""
    return min(to, as_of)


def why_not_period(*, start: date, to: date, as_of: date) -> str:
    """Return what is wrong with a period, or ""."""
    if start > to:
        return _("Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.")
    if as_of < start:
        return _("Ngày chốt số liệu phải từ ngày đầu kỳ trở đi.")
    return ""


# NĐ 42/2022/NĐ-CP: levels 2, 3, 4 became information, partial and full.
NAMED_LEVELS_FROM = date(2022, 8, 15)


def level_label(level: int, *, named: str, on: date) -> str:
    """Return the name of an online level as the law of the day called it."""
    if on < NAMED_LEVELS_FROM:
        return _("Mức độ %(level)s") % {"level": level}
    return named
