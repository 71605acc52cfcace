#!/usr/bin/env python3
"""The product under load through its real pages and its API: receive, five steps, return, look-up, work list.

8 clients (wrk, one thread) against 2 workers, rights and validation on, everything durable; the load
shares the two cores. Baselines: an empty answer of the same processes in the same run, since such machines are
half as quick again at one time as at another; the same operations of Open Zaak 1.30 on the same kind of machine.
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
    # what, who, the address and what is sent: through the page, through the API
    *(
        (
            what,
            who,
            ("/cases/{number}/forward", {"task": task}),
            ("/api/v1/dossiers/{number}/forward", {"task": task}),
        )
        for what, who, task in (
            ("step 1: head assigns", "head", 2),
            ("step 2: officer examines", "examiner", 3),
            ("step 3: leader signs", "leader", 4),
        )
    ),
    (
        "step 4: result issued",
        "records",
        ("/cases/{number}/issue", RESULT := {"task": 5, "sign": "12/GCN", "summary": "Giấy chứng nhận"}),
        ("/api/v1/dossiers/{number}/issue", RESULT),
    ),
    (
        "step 5: result returned",
        "returner",
        ("/desk/returns/{number}", {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": "on"}),
        ("/api/v1/dossiers/{number}/return", {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": True}),
    ),
)
LISTS = (
    # what, who, the page, the query of the API
    ("work list of 50, mine", "head", "/cases", "mine"),
    ("work list of 50, my unit", "head", "/cases/unit", "unit"),
    ("work list of 50, all in scope", "supervisor", "/cases/all", "all"),
)
PAGES, API = "pages", "api"
EMPTY = "an empty answer (sent to sign in)"
# Somebody of Hà Nội, a woman born in 1989; load.lua puts six digits in.
OWNER = "001189{six}"


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
            prepared = prepare(environment, volume=volume, fresh=2 * seconds * 700)
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
    wrk(address, 1, lines=["GET /track"], cookies={})
    numbers = prepared["numbers"]
    # Each door has its own dossiers to move.
    halves = {PAGES: numbers[: len(numbers) // 2], API: numbers[len(numbers) // 2 :]}
    # What the same processes do for nothing: whoever is not signed in is sent away, through the same middleware.
    empty = row(EMPTY, wrk(address, seconds, lines=["GET /cases"], cookies={}, expected=302), "list", API)
    rows = [empty | {"door": "", "× Open Zaak": None}]
    for door in (PAGES, API):
        life = [
            *received(address, prepared, seconds, door),
            *moved(address, prepared, seconds, door, halves[door]),
        ]
        rows += [*life, whole(life, door)]
        rows += looked_up(address, prepared, seconds, door)
        rows += listed(address, prepared, seconds, door)
    return [one | {"of the empty answer": one["per second"] / empty["per second"]} for one in rows]


def received(address, prepared, seconds, door):
    template, expected = (intake(prepared), 302) if door == PAGES else (intake_json(prepared), 201)
    told = wrk(
        address,
        seconds,
        template=template,
        cookies=prepared["cookies"]["clerk"],
        expected=expected,
        token=door == API and prepared["csrf"],
    )
    yield row("receive", told, "receive", door)


def moved(address, prepared, seconds, door, numbers):
    for what, who, page, api in STEPS:
        path, sent = page if door == PAGES else api
        if what == STEPS[-1][0]:
            # Handing over is quicker than issuing: in the same time it would run out of results.
            seconds = max(1, seconds // 2)
        write = post if door == PAGES else post_json
        told = wrk(
            address,
            seconds,
            lines=[write(path.format(number=number), sent, prepared) for number in numbers],
            cookies=prepared["cookies"][who],
            expected=302 if door == PAGES else 200,
            token=door == API and prepared["csrf"],
        )
        # Only what this step finished can take the next one; wrk may have sent a few that were not answered.
        # wrk throws the first away: it asks once to see whether requests are pipelined.
        numbers = numbers[1 : max(1, min(told["requests"], len(numbers)) - CLIENTS)]
        yield row(what, told, "move", door)


def looked_up(address, prepared, seconds, door):
    followed = prepared["followed"]
    if door == PAGES:
        lines, cookies = [f"GET /track/{followed[0]['number']}"], {"tracking": followed[0]["cookie"]}
    else:
        asked = [{"number": number, "digits": "5678"} for number in prepared["numbers"]]
        lines, cookies = [post_json("/api/v1/look-up", one, prepared) for one in asked], {}
    told = wrk(address, seconds, lines=lines, cookies=cookies, token=door == API and prepared["csrf"])
    yield row("look-up of a dossier by the public", told, "look-up", door)


def listed(address, prepared, seconds, door):
    for what, who, path, whose in LISTS:
        asked = f"GET {path}" if door == PAGES else f"GET /api/v1/tasks?whose={whose}"
        told = wrk(address, seconds, lines=[asked], cookies=prepared["cookies"][who])
        yield row(what, told, "list", door)


def whole(rows, door):
    """A dossier's whole life: one request of each kind."""
    return {
        **dict.fromkeys(rows[0]),
        "what": "whole lifecycle (6 requests)",
        "door": door,
        "per second": 1 / sum(1 / one["per second"] for one in rows),
    }


def row(what, told, like, door):
    rate = told["requests"] / told["seconds"]
    return {
        "what": what,
        "door": door,
        "per second": rate,
        "p50 ms": told["p50"],
        "p95 ms": told["p95"],
        "p99 ms": told["p99"],
        "wrong": told["wrong"] + told["broken"],
        "× Open Zaak": rate / OPEN_ZAAK[like][0],
    }


def intake(prepared):
    form = {**prepared["intake"], "csrfmiddlewaretoken": prepared["csrf"]}
    del form["number"], form["fetched"]
    return "POST /desk/serve " + urlencode(form) + f"&number={OWNER}&fetched={OWNER}&request_key={{key}}"


def intake_json(prepared):
    form = prepared["intake"]
    sent = {
        "request_key": "{key}",
        "procedure": prepared["procedure"],
        "owner": {
            **{name: form[name] for name in ("kind", "name", "sex", "address", "phone")},
            "number": OWNER,
            "birth_on": "1989-09-13",
        },
        "papers": [{"order": 1, "originals": 1}],
    }
    return "POST /api/v1/dossiers " + json.dumps(sent)


def post_json(path, sent, _prepared):
    return f"POST {path} {json.dumps(sent)}"


def post(path, sent, prepared):
    return f"POST {path} " + urlencode({**sent, "csrfmiddlewaretoken": prepared["csrf"]})


def wrk(address, seconds, *, cookies, lines=None, template=None, expected=200, token=""):
    """Send requests for so long and return what wrk counted; with a token they are JSON."""
    words = "; ".join(f"{name}={value}" for name, value in cookies.items())
    kind = f"application/json\nX-CSRFToken: {token}" if token else "application/x-www-form-urlencoded"
    environment = {
        "HEADERS": f"Cookie: {words}\nContent-Type: {kind}\nReferer: {address}/",
        "SEED": str(random.randrange(10**6)),
        "EXPECTED": str(expected),
    }
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
        file.write("\n".join(lines or []))
    environment |= {"TEMPLATE": template} if template else {"LINES": file.name}
    told = _told(environment, ["-t", "1", "-c", str(CLIENTS), "-s", "load.lua"], address, seconds)
    Path(file.name).unlink()
    return told


def _told(environment, options, address, seconds):
    done = subprocess.run(
        ["wrk", *options, f"-d{seconds}s", address],
        cwd=ROOT / "bench",
        env=os.environ | environment,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(f"wrk: {done.stdout} (Debian package wrk)")
    return json.loads(done.stdout.splitlines()[-1])


def acts(address, lines, seconds, *, clients, token, more=""):
    """Let clients do acts (see acts.lua), each in their order, for so long; return every answer and the seconds.

    An answer is the name of the act, its milliseconds, and the round of its client, None where it was wrong.
    """
    with tempfile.TemporaryDirectory() as folder:
        (listed := Path(folder) / "acts").write_text("\n".join(lines))
        (told := Path(folder) / "told").mkdir()
        environment = {
            "ACTS": str(listed),
            "TOLD": str(told),
            "HEADERS": f"Content-Type: application/json\nX-CSRFToken: {token}\nAccept-Language: vi\n{more}",
            "SEED": str(random.randrange(10**6)),
        }
        options = ["-t", str(clients), "-c", str(clients), "-s", "acts.lua"]
        counted = _told(environment, options, address, seconds)
        answers = [
            (name, float(ms), None if nth == "wrong" else int(nth))
            for file in told.iterdir()
            for name, ms, nth in (line.split("\t") for line in file.read_text().splitlines())
        ]
    answers += [("broken", 0.0, None)] * counted["broken"]
    return answers, counted["seconds"]


def act(name, asked, *, cookies="", share=1, expected=200, keeps=False):
    """Return an act as acts.lua reads it."""
    return "\t".join([name, str(share), str(expected), "keep" if keeps else "", cookies, asked])


if __name__ == "__main__":
    main()
