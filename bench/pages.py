#!/usr/bin/env python3
"""The product under load through its real pages: receive, five steps, return, look-up, work list.

8 clients (wrk, one thread) against 2 workers, rights and validation on, everything durable; the load
shares the two cores. Baseline: the same operations of Open Zaak 1.30 on the same kind of machine.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from product import ROOT, command, database, serving
from tables import arguments, show

CLIENTS = 8
# requests/s, p95 and p99 in ms of Open Zaak on such a machine: create, add a status, get, list of 100.
OPEN_ZAAK = {
    "receive": (24.9, 539, 808),
    "move": (14.1, 857, 1090),
    "look-up": (48.0, 485, 523),
    "list": (10.3, 1003, 1053),
}
STEPS = (
    # what, who, task, the address, what is sent
    ("step 1: head assigns", "head", 2, "/cases/{number}/forward", {"task": 2}),
    ("step 2: officer examines", "examiner", 3, "/cases/{number}/forward", {"task": 3}),
    ("step 3: leader signs", "leader", 4, "/cases/{number}/forward", {"task": 4}),
    (
        "step 4: result issued",
        "records",
        5,
        "/cases/{number}/issue",
        {"task": 5, "sign": "12/GCN", "summary": "Giấy chứng nhận"},
    ),
    (
        "step 5: result returned",
        "returner",
        6,
        "/desk/returns/{number}",
        {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": "on"},
    ),
)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], action="append")
    parser.add_argument("--dossiers", type=int, help="dossiers there from the start (100,000; quick 2,000)")
    options = parser.parse_args()
    volume = options.dossiers if options.dossiers is not None else 2_000 if options.quick else 100_000
    seconds = 2 if options.quick else 8
    for engine in options.engine or ["postgresql", "sqlite"]:
        with database(engine) as environment:
            command(environment, "migrate", "-v0")
            prepared = prepare(environment, volume=volume, fresh=seconds * 700)
            with serving(environment) as address:
                rows = run(address, prepared, seconds)
        show(rows, as_json=options.json, title=f"HTTP on {engine}, {volume:,} dossiers, 8 clients, 2 workers")


def prepare(environment, *, volume, fresh):
    """Make the world, the volume, dossiers to move, and a session for everybody; return what was made."""
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "world.py", str(volume), str(fresh)],
        env=os.environ | environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def run(address, prepared, seconds):
    warm = {"lines": ["GET /track"], "cookies": {}}
    wrk(address, 1, **warm)
    rows = [
        row(
            "receive",
            wrk(
                address,
                seconds,
                template=intake(prepared),
                cookies=prepared["cookies"]["clerk"],
                expected=302,
            ),
            "receive",
        )
    ]
    numbers = prepared["numbers"]
    rates = [rows[0]["per second"]]
    for what, who, _task, path, sent in STEPS:
        lines = [post(path.format(number=number), sent, prepared) for number in numbers]
        told = wrk(address, seconds, lines=lines, cookies=prepared["cookies"][who], expected=302)
        # Only what this step finished can take the next one; wrk may have sent a few that were not answered.
        # wrk throws the first away: it asks once to see whether requests are pipelined.
        numbers = numbers[1 : max(1, min(told["requests"], len(numbers)) - CLIENTS)]
        rows.append(row(what, told, "move"))
        rates.append(rows[-1]["per second"])
    rows.append(
        {
            **rows[-1],
            "what": "whole lifecycle (7 requests)",
            "per second": 1 / sum(1 / rate for rate in rates),
            "p50 ms": None,
            "p95 ms": None,
            "p99 ms": None,
            "wrong": None,
            "× Open Zaak": None,
        }
    )
    followed = prepared["followed"]
    lines = [f"GET /track/{one['number']}" for one in followed]
    told = wrk(address, seconds, lines=lines[:1], cookies={"tracking": followed[0]["cookie"]})
    rows.append(row("look-up of a dossier by the public", told, "look-up"))
    for what, who, path in (
        ("work list of 50, mine", "examiner", "/cases"),
        ("work list of 50, my unit", "head", "/cases/unit"),
        ("work list of 50, all in scope", "supervisor", "/cases/all"),
    ):
        told = wrk(address, seconds, lines=[f"GET {path}"], cookies=prepared["cookies"][who])
        rows.append(row(what, told, "list"))
    return rows


def row(what, told, like):
    rate = told["requests"] / told["seconds"]
    return {
        "what": what,
        "per second": rate,
        "p50 ms": told["p50"],
        "p95 ms": told["p95"],
        "p99 ms": told["p99"],
        "wrong": told["wrong"] + told["broken"],
        "× Open Zaak": rate / OPEN_ZAAK[like][0],
    }


def intake(prepared):
    form = {**prepared["intake"], "csrfmiddlewaretoken": prepared["csrf"]}
    return "POST /desk/serve " + urlencode(form) + "&request_key={key}"


def post(path, sent, prepared):
    return f"POST {path} " + urlencode({**sent, "csrfmiddlewaretoken": prepared["csrf"]})


def wrk(address, seconds, *, cookies, lines=None, template=None, expected=200):
    """Send requests for so long and return what wrk counted."""
    words = "; ".join(f"{name}={value}" for name, value in cookies.items())
    environment = {
        "HEADERS": f"Cookie: {words}\nContent-Type: application/x-www-form-urlencoded\nReferer: {address}/",
        "SEED": str(random.randrange(10**6)),
        "EXPECTED": str(expected),
    }
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
        file.write("\n".join(lines or []))
    environment |= {"TEMPLATE": template} if template else {"LINES": file.name}
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-s", ROOT / "bench" / "load.lua", address],
        env=os.environ | environment,
        check=False,
        capture_output=True,
        text=True,
    )
    Path(file.name).unlink()
    if done.returncode:
        sys.exit(f"wrk: {done.stderr}{done.stdout} (Debian package wrk)")
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
