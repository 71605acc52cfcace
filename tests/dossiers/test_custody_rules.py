"""When paper has to leave, and what of it gets a label (seed 003, mục 3; domain.md §10.2)."""

from datetime import timedelta

import pytest

from motcua.dossiers.models import Paper
from motcua.dossiers.rules import Limit
from motcua.dossiers.rules.custody import NEXT_MORNING, NOW, SESSION_END, is_same_day, leaves, pieces
from motcua.dossiers.rules.law import Law
from motcua.worktime import queries as worktime
from tests.dossiers.batches import on
from tests.factories import MONDAY


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        # seed 003, mục 3: "hồ sơ giấy giải quyết trong ngày"; "lớn hơn 01 ngày làm việc".
        (1, "same_day", True),
        (1, "working_day", True),
        (2, "working_day", False),
        (4, "working_hour", True),
        (8, "working_hour", True),
        (9, "working_hour", False),
        (480, "working_minute", True),
        (481, "working_minute", False),
        (1, "calendar_day", False),
        (30, "calendar_day", False),
    ],
)
def test_paper_of_one_day_or_less_is_same_day_paper(amount, unit, expected):
    assert is_same_day(Limit(amount, unit, 1), law=Law()) is expected


@pytest.mark.parametrize(
    ("days", "received_at", "cutoff", "kind", "at"),
    [
        # Monday 23/11/2026; the day after is a holiday. Hours 07:30-11:30 and 13:30-17:00 are the calendar's.
        (1, on(0, 9), 15, NOW, on(0, 9)),
        (1, on(0, 14, 59), 15, NOW, on(0, 14, 59)),
        (1, on(0, 15), 15, NEXT_MORNING, "opening 2"),
        (1, on(0, 15, 30), 16, NOW, on(0, 15, 30)),
        (1, on(0, 16), 16, NEXT_MORNING, "opening 2"),
        (1, on(0, 6), 15, NEXT_MORNING, "opening 0"),
        (1, on(-1, 10), 15, NEXT_MORNING, "opening 0"),
        (3, on(0, 9), 15, SESSION_END, "morning 0"),
        (3, on(0, 14), 15, SESSION_END, "afternoon 0"),
        (3, on(0, 20), 15, SESSION_END, "morning 2"),
        (3, on(-1, 10), 15, SESSION_END, "morning 0"),
    ],
)
def test_paper_leaves_at_once_next_morning_or_at_the_end_of_the_session(
    db, days, received_at, cutoff, kind, at
):
    working_time = worktime.current().working_time
    sessions = {day: working_time.sessions(MONDAY + timedelta(days=day)) for day in (0, 2)}
    if isinstance(at, str):
        which, day = at.split()
        (opens, noon), (_reopens, closes) = sessions[int(day)]
        minute = {"opening": opens, "morning": noon, "afternoon": closes}[which]
        at = on(int(day), 0) + timedelta(minutes=minute)

    found = leaves(
        Limit(days, "working_day", 1),
        received_at=received_at,
        working_time=working_time,
        law=Law(paper_cutoff_minute=cutoff * 60),
    )

    assert (found.kind, found.at) == (kind, at)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"originals": 1}, [("original", "Đơn")]),
        ({"originals": 2}, [("original", "Đơn (1/2)"), ("original", "Đơn (2/2)")]),
        ({"originals": 1, "copies": 3}, [("original", "Đơn"), ("copies", "Đơn")]),
        ({"certified_copies": 2, "copies": 1}, [("copies", "Đơn")]),
        ({}, [("copies", "Đơn")]),
        ({"is_electronic": True, "originals": 1}, []),
    ],
)
def test_each_original_gets_a_label_and_the_copies_of_a_paper_one_together(counts, expected):
    assert [(piece.kind, piece.name) for piece in pieces(Paper(name="Đơn", **counts))] == expected
