"""The fewest counters that keep nine in ten waits under a target, found by playing the days again and again.

From every counter open all day, one piece after another is closed and stays closed where the target still holds:
first whole days of counters, then sessions, then single hours. What is left cannot spare another hour. Pieces
are tried in a fixed order, so the search may stop after any of them and go on later from the plan it has.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from motcua.queueing.rules.staffing.figures import SHARE, hour_of, percentile, spare
from motcua.queueing.rules.staffing.plans import Plan, Post
from motcua.queueing.rules.staffing.playing import play
from motcua.queueing.rules.staffing.values import Day, Terms, Wait

# Fewer waits than these in an hour or of a group tell nothing of nine in ten; they are judged with the others.
FEW = 10
# Who wants more counters than these beside all there are wants another hall.
MOST = 12
ALL = ("all", 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is tried to be closed in one go: cells of one counter."""

    counter_id: int
    cells: frozenset[int]


@dataclass(frozen=True, slots=True)
class Miss:
    """Where the target cannot be held even with every counter open: a group or an hour, and its ninetieth."""

    minutes: float
    group_id: int | None = None
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How far the search is: the plan so far, how many of `pieces` were tried, and why it cannot be."""

    plan: Plan
    tried: int
    pieces: int
    misses: tuple[Miss, ...] = ()
    # The groups that each want a counter more, all day, as often as they are named; and whether that is enough.
    needs: tuple[int, ...] = ()
    is_enough: bool = True

    @property
    def is_done(self) -> bool:
        return bool(self.misses) or self.tried == self.pieces


Key = tuple[str, int]
# The days as they were, and the same days with their services drawn anew: a plan has to do for each.
Draws = Sequence[Sequence[Day]]


class _Judge:
    """Says of waits, one after the other, whether nine in ten can still be under the target.

    Of all together, of every group and of every hour; and nobody may go home without having been called.
    """

    def __init__(self, days: Sequence[Day], target: float) -> None:
        self.limit = target * 60
        counts: Counter[Key] = Counter()
        for visit in (visit for day in days for visit in day.visits):
            # When somebody stands in a later line is known only in the play: no hour spares more for it.
            counts["hour", int(max(visit.came, visit.due) // 3600)] += 1
            for leg in visit.legs:
                counts["group", leg.group_id] += 1
                counts[ALL] += 1
        self.spare = {key: spare(count) for key, count in counts.items() if count >= FEW or key == ALL}

    def broken(self, wait: Wait) -> list[Key]:
        """Take one more wait and return what can be held no more."""
        if not wait.was_called:
            return [("group", wait.group_id)]
        if wait.seconds <= self.limit:
            return []
        keys = [key for key in keys_of(wait) if key in self.spare]
        for key in keys:
            self.spare[key] -= 1
        return [key for key in keys if self.spare[key] < 0]

    def is_broken(self, wait: Wait) -> bool:
        """Take one more wait and say whether anything can be held no more."""
        return bool(self.broken(wait))


def keys_of(wait: Wait) -> tuple[Key, Key, Key]:
    """Return what a wait is judged with: all, its group, its hour."""
    return ALL, ("group", wait.group_id), ("hour", hour_of(wait))


def holds(plan: Plan, draws: Draws, *, terms: Terms, target: float) -> bool:
    """Say whether nine in ten waits are under the target (minutes), in every draw of the days.

    Of all its days together, of each group, of each hour.
    """
    seats = plan.seats()
    for days in draws:
        judge = _Judge(days, target)
        if not all(play(day, seats, terms=terms, enough=judge.is_broken).is_whole for day in days):
            return False
    return True


def pieces(plan: Plan) -> list[Piece]:
    """Return what may be closed, in the order it is tried: whole days, sessions, hours."""
    sessions = _sessions(plan)
    # Who serves one group only is spared sooner than who can help everywhere; then the last counter first.
    order = sorted(enumerate(plan.posts), key=lambda one: (len(one[1].skills), -one[0]))
    counters = [post.counter_id for _place, post in order]
    everything = frozenset(range(len(plan.cells)))
    return [
        *(Piece(one, everything) for one in counters),
        *(Piece(one, cells) for cells in sessions for one in counters),
        *(Piece(one, frozenset([cell])) for cell in range(len(plan.cells)) for one in counters),
    ]


def suggest(
    plan: Plan,
    draws: Draws,
    *,
    terms: Terms,
    target: float,
    tried: int = 0,
    go_on: Callable[[], bool] = lambda: True,
) -> Found:
    """Return the plan with the fewest counters that holds the target, or how far it came while `go_on` said yes.

    Begins from a plan with every counter open; `tried` and the plan of a former answer go on from there.
    """
    order = pieces(plan)
    if not tried and (misses := why_not(plan, draws, terms=terms, target=target)):
        needs, is_enough = _needs(plan, draws, terms=terms, target=target, go_on=go_on)
        return Found(plan, 0, len(order), misses, needs, is_enough)
    posts = {post.counter_id: post.cells for post in plan.posts}
    while tried < len(order) and go_on():
        piece = order[tried]
        tried += 1
        kept = posts[piece.counter_id] - piece.cells
        if kept == posts[piece.counter_id]:
            continue
        without = plan.but(piece.counter_id, kept)
        if holds(without, draws, terms=terms, target=target):
            plan, posts[piece.counter_id] = without, kept
    return Found(plan, tried, len(order))


def why_not(plan: Plan, draws: Draws, *, terms: Terms, target: float) -> tuple[Miss, ...]:
    """Return where the target is missed with this plan, the worst first; nothing where it holds."""
    worst: dict[Key, float] = {}
    for days in draws:
        for key, minutes in _missed(plan, days, terms=terms, target=target).items():
            worst[key] = max(minutes, worst.get(key, 0))
    found = [
        Miss(minutes, group_id=one if kind == "group" else None, hour=one if kind == "hour" else None)
        for (kind, one), minutes in worst.items()
    ]
    return tuple(sorted(found, key=lambda miss: -miss.minutes))


def _missed(plan: Plan, days: Sequence[Day], *, terms: Terms, target: float) -> dict[Key, float]:
    """Return the ninetieth percentile, in minutes, of all that misses the target."""
    judge = _Judge(days, target)
    waits = [wait for day in days for wait in play(day, plan.seats(), terms=terms).waits]
    missed = {key for wait in waits for key in judge.broken(wait)}
    by: dict[Key, list[float]] = defaultdict(list)
    for wait in waits:
        for key in missed.intersection(keys_of(wait)):
            by[key].append(wait.seconds / 60)
    return {key: percentile(sorted(minutes), SHARE) for key, minutes in by.items()}


def _needs(
    plan: Plan, draws: Draws, *, terms: Terms, target: float, go_on: Callable[[], bool]
) -> tuple[tuple[int, ...], bool]:
    """Return for which groups counters are wanted beside all there are, and whether those are enough."""
    everything = frozenset(range(len(plan.cells)))
    needs: list[int] = []
    while len(needs) < MOST and go_on():
        late = Counter(
            wait.group_id
            for days in draws
            for day in days
            for wait in play(day, plan.seats(), terms=terms).waits
            if not wait.was_called or wait.seconds > target * 60
        )
        (group_id, _count), *_others = late.most_common(1)
        needs.append(group_id)
        plan = replace(plan, posts=(*plan.posts, Post(-len(needs), {group_id: 1}, everything)))
        if holds(plan, draws, terms=terms, target=target):
            return tuple(needs), True
    return tuple(needs), False


def _sessions(plan: Plan) -> list[frozenset[int]]:
    """Return the cells of each session: those that touch."""
    found: list[set[int]] = []
    for at, (since, _until) in enumerate(plan.cells):
        if at and plan.cells[at - 1][1] == since:
            found[-1].add(at)
        else:
            found.append({at})
    return [frozenset(one) for one in found]
