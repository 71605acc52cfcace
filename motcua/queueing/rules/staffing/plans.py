"""A plan: which counters are open in which hours of the day, and what they serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from motcua.queueing.rules.staffing.values import Day, Seat, Span

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Post:
    """A counter of a plan: what it serves, group → rank, and the cells in which it is open."""

    counter_id: int
    skills: Mapping[int, int]
    cells: frozenset[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is to sit where in which of the day's cells; `overtime` is how long one stays for those still waiting."""

    cells: tuple[Span, ...]
    posts: tuple[Post, ...]
    overtime: float = HOUR

    def seats(self) -> list[Seat]:
        """Return the plan as counters with spans."""
        closes = self.cells[-1][1]
        return [
            seat(
                post.counter_id,
                post.skills,
                [self.cells[cell] for cell in sorted(post.cells)],
                closes=closes,
                overtime=self.overtime,
            )
            for post in self.posts
            if post.cells
        ]

    def but(self, counter_id: int, cells: frozenset[int]) -> "Plan":
        """Return the plan with other cells of one counter."""
        posts = (replace(one, cells=cells) if one.counter_id == counter_id else one for one in self.posts)
        return replace(self, posts=tuple(posts))

    def open_in(self, cell: int) -> list[Post]:
        """Return the counters that are open in a cell."""
        return [post for post in self.posts if cell in post.cells]


def seat(
    counter_id: int,
    skills: Mapping[int, int],
    hours: Sequence[Span],
    *,
    closes: float,
    overtime: float = HOUR,
) -> Seat:
    """Return a counter that is open in some hours; open at closing, it stays for those who still wait then."""
    spans = joined(sorted(hours))
    return Seat(counter_id, skills, spans, closes + overtime if spans[-1][1] >= closes else 0)


def cells(sessions: Sequence[Span]) -> tuple[Span, ...]:
    """Return the hours of a day of work; the first and last of a session may be shorter."""
    found: list[Span] = []
    for opens, closes in sessions:
        hours = range(int(opens // HOUR) + 1, int(-(-closes // HOUR)))
        found += pairwise([opens, *(hour * HOUR for hour in hours), closes])
    return tuple(found)


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans in their order, those that touch or overlap as one."""
    found: list[Span] = []
    for since, until in spans:
        if found and found[-1][1] >= since:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return tuple(found)


def as_it_was(
    days: Sequence[Day], *, hours: tuple[Span, ...], skills: Mapping[int, Mapping[int, int]]
) -> Plan:
    """Return the plan that recorded days come closest to.

    A counter is open in the cells of which it served half or more, on half of the days or more.
    """
    posts = tuple(
        Post(
            counter_id,
            served,
            frozenset(
                cell
                for cell, span in enumerate(hours)
                if sum(_is_open(day, counter_id, span) for day in days) * 2 >= max(len(days), 1)
            ),
        )
        for counter_id, served in skills.items()
    )
    return Plan(hours, posts)


def _is_open(day: Day, counter_id: int, cell: Span) -> bool:
    since, until = cell
    served = sum(
        max(min(until, ends) - max(since, begins), 0)
        for seat in day.seats
        if seat.counter_id == counter_id
        for begins, ends in seat.spans
    )
    return served * 2 >= until - since
