"""A crowd in real processes: kiosks take numbers while counters call, on both engines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import prepared

ROOT = Path(__file__).resolve().parent.parent.parent
# Processes, and of each: kiosks, taps of each, counters, calls of each.
CROWDS = {"postgresql": (5, 40, 100, 20, 20), "sqlite": (4, 5, 50, 3, 20)}


def crowd(*words, env):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.queueing.crowd", *map(str, words)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process):
    text = process.communicate()[0]
    assert process.returncode == 0
    return json.loads(text.splitlines()[-1])


# A minute: 200 kiosks write 20,000 numbers on PostgreSQL while 100 counters call, as the hall promises.
@pytest.mark.slow
@pytest.mark.database
def test_a_crowd_gets_numbers_without_gap_and_is_called_once_in_the_order_of_the_rule(tmp_path):
    processes, kiosks, taps, counters, calls = CROWDS["sqlite" if settings.ON_SQLITE else "postgresql"]
    with prepared.office(tmp_path, "crowd") as env:
        told(crowd("make", processes * counters, env=env))

        acting = [crowd("act", nth, kiosks, taps, counters, calls, env=env) for nth in range(processes)]
        for process in acting:
            told(process)

        found = told(crowd("check", env=env))
    each = processes * kiosks * taps // 2
    called = found.pop("called")
    assert called > processes * counters
    assert found == {
        "tickets": {"A": each, "B": each},
        "gaps or doubles": [],
        "called twice": 0,
        "against the rule": [],
        "lines": [],
    }
