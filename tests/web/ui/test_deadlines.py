import json
from datetime import date
from pathlib import Path

import pytest

import motcua.worktime
from motcua.base.clock import at
from motcua.web.ui.deadlines import Chip, chip
from motcua.worktime.rules import compile_calendar

DEFAULT = json.loads((Path(motcua.worktime.__file__).parent / "data" / "default.json").read_text())
WORKING_TIME = compile_calendar(DEFAULT)
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 4)


@pytest.mark.parametrize(
    ("now", "due_at", "expected"),
    [
        (at(MONDAY, 9), at(FRIDAY, 9), Chip("in_time", "Còn 4 ngày làm việc")),
        (at(MONDAY, 9), at(TUESDAY, 9), Chip("in_time", "Còn 1 ngày làm việc")),
        (at(MONDAY, 9, 11), at(MONDAY, 11), Chip("soon", "Còn 1\u00a0giờ\u00a049\u00a0phút")),
        (at(MONDAY, 11), at(MONDAY, 14), Chip("soon", "Còn 1\u00a0giờ")),
        (at(MONDAY, 11), at(MONDAY, 9), Chip("overdue", "Quá 2\u00a0giờ")),
        (at(FRIDAY, 9), at(MONDAY, 9), Chip("overdue", "Quá 4 ngày làm việc")),
    ],
)
def test_a_running_clock_says_how_much_is_left_or_over(now, due_at, expected):
    assert chip(due_at, now=now, working_time=WORKING_TIME) == expected
