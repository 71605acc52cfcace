"""A process beside the running product that runs scripts for journeys, one after the other.

To start a process for each of them takes longer than what they do.
python -m tests.journeys.hand        a script a line as JSON; answers each with what it printed and its fault
"""

import io
import json
import os
import sys
import time
import traceback
from contextlib import redirect_stdout

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
django.setup()

from django.conf import settings
from django.db import connection

from motcua.base.models import RegisterVersion
from motcua.base.registers import forget_all


def versions():
    return dict(RegisterVersion.objects.values_list("name", "number"))


def run(script):
    """Run it as a process of its own would: nothing is remembered, nothing is connected."""
    forget_all()
    before, told, fault = versions(), io.StringIO(), ""
    try:
        with redirect_stdout(told):
            exec(script, {})  # noqa: S102 - the journeys' own
    except Exception:  # noqa: BLE001 - told to whoever sent it
        fault = traceback.format_exc()
    if versions() != before:
        # Until then the product may answer from its copy of a register, as it promises and no longer.
        time.sleep(settings.REGISTER_SECONDS)
    connection.close()
    return {"told": told.getvalue(), "fault": fault}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
