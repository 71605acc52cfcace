"""What a day of a hall is made of when it is played again: who came, what was done for them, who sat where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Leg:
    """One service of a visit; all times in seconds."""

    group_id: int
    # At the counter, from the call on; None where the day does not tell.
    seconds: float | None
    # From the end of the service before until it stood in this line, as while a number was set aside.
    after: float = 0
    # So long counters waited in vain, call by call.
    missed: tuple[float, ...] = ()
    # From when it stood in this line, and when it was called, as recorded; seconds of the day.
    joined: float = 0
    called: float | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with a number: when they came, their place in the line, what they came for."""

    key: int
    came: float
    rank: int
    place: datetime
    legs: tuple[Leg, ...]
    # Went away so many seconds after coming, if not called by then.
    gone: float | None = None
    # Said so many seconds after coming to be late, and let so many go first.
    late: tuple[float, int] | None = None
    # The second of an appointment: whoever comes before it waits by choice.
    due: float = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """A counter that serves from when to when, in seconds of the day, and which groups in which order of its own."""

    counter_id: int
    # Group → rank.
    skills: Mapping[int, int]
    spans: tuple[Span, ...]
    # Stays until then when somebody it serves still waits at the end of its last span.
    stays_until: float = 0

    @property
    def seconds(self) -> float:
        """How long it is open."""
        return sum(until - since for since, until in self.spans)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a centre decides about the order (its `Policy`)."""

    cap: int = 1
    return_behind: int = 3
    long_wait_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a hall as it was recorded; moments are seconds from its midnight."""

    day: date
    midnight: datetime
    # When the doors were open, session by session.
    sessions: tuple[Span, ...]
    visits: tuple[Visit, ...]
    # Who sat where, as it was.
    seats: tuple[Seat, ...]
    # How long each counter took to call somebody who was there, call by call.
    reactions: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    # What is believed of a service of a group as long as the day shows none.
    usual: Mapping[int, float] = field(default_factory=dict)

    @property
    def opens(self) -> float:
        return self.sessions[0][0]

    @property
    def closes(self) -> float:
        return self.sessions[-1][1]

    def moment(self, second: float) -> datetime:
        """Return a second of the day as a moment."""
        return self.midnight + timedelta(seconds=second)

    def waited(self, since: float, until: float) -> float:
        """Return the seconds of waiting while the doors are open; after closing they count on."""
        *before, (opens, _closes) = self.sessions
        told = sum(max(min(until, to) - max(since, begins), 0) for begins, to in before)
        return told + max(until - max(since, opens), 0)


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait in a line, in seconds while the doors are open; whoever was never called waited until the end."""

    group_id: int
    joined: float
    seconds: float
    was_called: bool = True


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a day: the waits, who stood in line at closing, who went away, how long counters worked."""

    waits: tuple[Wait, ...]
    left_at_closing: int
    gone: int
    # Seconds of work, and of being open, by counter.
    busy: Mapping[int, float]
    open: Mapping[int, float]
    # False when the play was stopped because what it was asked was already answered.
    is_whole: bool = True
