#!/usr/bin/env python3
"""The hall under load through its API: kiosks take numbers, counters call, both at once.

Kiosks and counters are clients of wrk, 2 workers of four threads and the usher, rights and validation on, everything
durable; the load shares the two cores. Then the same with 100,000 calls made before on that day. Afterwards the log is
read: a gap, a double or somebody called twice is counted as wrong. Baselines: an empty answer of the same processes in
the same run; FQM and The Q on the same kind of machine.
"""

import json
import os
import subprocess
import sys

from pages import EMPTY, act, acts, wrk
from product import ROOT, command, database, serving
from tables import arguments, percentile, show

# As many as the peers were measured with; each of them is a kiosk, and then a counter.
CLIENTS = 8
# Of each worker: they wait for the usher, who does what several of them brought at once.
THREADS = 4
# Numbers and calls per second of FQM and The Q with 8 clients on such a machine (13 % and 41 % of numbers double).
PEERS = {"take a number": (116, 24), "call the next": (158, 16)}
TICKET = 'POST /api/v1/hall/tickets {"request_key": "{key}", "group": "%s", "lane": "%s"}'
CALL = 'POST /api/v1/hall/counters/{client}/call {"after": "{number}"}'
COOKIE = "sessionid=client-of-the-bench-{client}; csrftoken="


def main():
    parser = arguments(__doc__)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], action="append")
    parser.add_argument("--before", type=int, action="append", help="calls made before on that day; several")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    options = parser.parse_args()
    seconds = 3 if options.quick else 10
    for engine in options.engine or ["postgresql", "sqlite"]:
        rows = []
        for before in options.before or ([0] if options.quick else [0, 100_000]):
            with database(engine) as environment:
                command(environment, "migrate", "-v0")
                made = inside(environment, str(options.clients), str(before))
                with serving(environment, threads=THREADS) as address:
                    rows += measured(address, made, seconds, before, options.clients)
                found = inside(environment, "check")
                rows.append({**dict.fromkeys(rows[0]), "before": before, **read(found)})
        show(
            rows,
            as_json=options.json,
            title=f"The hall on {engine}, {options.clients} clients, 2 workers of {THREADS} threads",
        )


def inside(environment, *words):
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "hall_inside.py", *words],
        env=os.environ | environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def read(found):
    what = (
        f"the log: {found['tickets']} numbers, {found['calls']} calls; {', '.join(found['wrong']) or 'right'}"
    )
    return {"what": what, "wrong": len(found["wrong"])}


def measured(address, made, seconds, before, clients):
    wrk(address, 1, lines=["GET /track"], cookies={})
    told = wrk(address, seconds, lines=["GET /cases"], cookies={}, expected=302)
    empty = told["requests"] / told["seconds"]
    yield {
        "what": EMPTY,
        "before": before,
        "per second": empty,
        "p50 ms": told["p50"],
        "p95 ms": told["p95"],
        "p99 ms": told["p99"],
        "wrong": told["wrong"] + told["broken"],
        "× FQM": None,
        "× The Q": None,
        "of the empty answer": 1.0,
    }
    # Kiosks, until there is enough for the counters to call; then the counters alone; then both.
    kiosks, counters = kiosk(), counter(made)
    yield row("take a number", before, empty, *told_by(kiosks, address, made, 2 * seconds, clients))
    yield row("call the next", before, empty, *told_by(counters, address, made, seconds, clients))
    both = [*kiosks, *counters]
    answers, passed = told_by(both, address, made, seconds, clients)
    for what in PEERS:
        own = [one for one in answers if one[0] in (what, "broken")]
        yield row(what, before, empty, own, passed, beside=True)


def told_by(lines, address, made, seconds, clients):
    return acts(
        address,
        lines,
        seconds,
        clients=clients,
        token=made["csrf"],
        more=f"Authorization: Bearer {made['token']}",
    )


def kiosk():
    """Taps of a kiosk: two ordinary ones of land, one elderly person, one of civil status."""
    return [
        act("take a number", TICKET % (group, lane), expected=201)
        for group, lane in (("A", "ordinary"), ("B", "ordinary"), ("A", "elderly"), ("A", "ordinary"))
    ]


def counter(made):
    """A counter that is done with one and calls the next."""
    return [act("call the next", CALL, cookies=COOKIE + made["csrf"], keeps=True)]


def row(what, before, empty, answers, passed, *, beside=False):
    times = sorted(ms for _what, ms, _nth in answers)
    rate = len(times) / passed
    fqm, the_q = PEERS[what]
    return {
        "what": f"{what}, both at once" if beside else what,
        "before": before,
        "per second": rate,
        "p50 ms": percentile(times, 50),
        "p95 ms": percentile(times, 95),
        "p99 ms": percentile(times, 99),
        "wrong": sum(nth is None for _what, _ms, nth in answers),
        "× FQM": rate / fqm,
        "× The Q": rate / the_q,
        "of the empty answer": rate / empty,
    }


if __name__ == "__main__":
    main()
