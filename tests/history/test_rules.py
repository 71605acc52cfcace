from datetime import timedelta

import pytest

from motcua.history.rules import WINDOW, next_try_at
from tests.factories import MORNING


def failures(count):
    return [MORNING + timedelta(minutes=minute) for minute in range(count)]


@pytest.mark.parametrize(
    ("count", "limit", "expected"),
    [
        (0, 5, None),
        (4, 5, None),
        (5, 5, MORNING + WINDOW),
        # One more: the oldest of the last five has to leave the window.
        (6, 5, MORNING + timedelta(minutes=1) + WINDOW),
        (10, 10, MORNING + WINDOW),
    ],
)
def test_the_next_attempt_is_free_when_the_oldest_counted_failure_leaves_the_window(count, limit, expected):
    assert next_try_at(failures(count), limit=limit) == expected
