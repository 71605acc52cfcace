#!/usr/bin/env python3
"""Whole lives of dossiers through the HTTP doors, with lists and look-ups between them.

A life: receive, assign, take, request for supplement, supplement, examine, sign, issue the result, hand it over: ten
requests through the API with rights and validation on, everything durable, 8 clients, 2 workers, on a database that has
0, 100,000 and 1,000,000 dossiers already. Of ten lives one is followed by a work list and a look-up. The load shares the
two cores. Baseline: the rate on the empty database in the same run; DIGIT publishes 37 and 6.3 lives/s on 16 cores.
"""

import http.client
import json
import random
import sys
import threading
import time
from datetime import date
from urllib.parse import urlsplit
from uuid import uuid4

from pages import prepare
from product import command, database, serving
from tables import arguments, show

CLIENTS = 8
WANTED = [{"name": "Tờ khai", "wrong": "Thiếu trang 2", "mend": "Nộp đủ hai trang", "paper": 1}]
# what, who, address, what is sent
ACTS = (
    ("assign", "head", "forward", {"task": 2}),
    ("take", "examiner", "take", {"task": 3}),
    ("ask for a supplement", "examiner", "request-supplement", {"task": 3, "wanted": WANTED}),
    ("supplement", "clerk", "receive-supplement", {}),
    ("examine", "examiner", "forward", {"task": 3}),
    ("sign", "leader", "forward", {"task": 4}),
    ("issue", "records", "issue", {"task": 5, "sign": "12/GCN", "summary": "Giấy chứng nhận"}),
    ("hand over", "returner", "return", {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": True}),
)


class Client(threading.Thread):
    """One counter after another: lives dossiers until it is told to stop."""

    def __init__(self, address, prepared, until, seed):
        super().__init__(daemon=True)
        place = urlsplit(address)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        self.prepared, self.until, self.random = prepared, until, random.Random(seed)
        self.lives, self.wrong, self.times = 0, 0, []

    def run(self):
        while time.monotonic() < self.until:
            self.live()

    def live(self):
        number = self.ask("receive", "clerk", "POST", "dossiers", self.intake(), expected=201).get("number")
        if number is None:
            return
        for what, who, act, sent in ACTS:
            self.ask(what, who, "POST", f"dossiers/{number}/{act}", sent)
        self.lives += 1
        if self.random.random() < 0.1:
            self.ask("work list", "head", "GET", "tasks?whose=unit", None)
            self.ask("look-up", "clerk", "POST", "look-up", {"number": number, "digits": "5678"})

    def intake(self):
        form = self.prepared["intake"]
        day, order = date(1989, 9, 13), self.random.randrange(10**6)
        names = ("kind", "sex", "address", "phone")
        owner = {name: form[name] for name in names} | {
            "name": "Nguyễn Thị Hoa",
            # A woman of Hà Nội born in 1989, another one each time: owners do not wait for one another.
            "number": f"001189{order:06d}",
            "birth_on": day.isoformat(),
        }
        papers = [{"order": 1, "originals": 1}]
        return {
            "request_key": str(uuid4()),
            "procedure": self.prepared["procedure"],
            "owner": owner,
            "papers": papers,
        }

    def ask(self, what, who, method, path, sent, *, expected=200):
        cookies = "; ".join(f"{name}={value}" for name, value in self.prepared["cookies"][who].items())
        headers = {
            "Cookie": cookies,
            "Content-Type": "application/json",
            "X-CSRFToken": self.prepared["csrf"],
            "Accept-Language": "vi",
        }
        began = time.perf_counter()
        self.connection.request(
            method, f"/api/v1/{path}", json.dumps(sent) if sent is not None else None, headers
        )
        answer = self.connection.getresponse()
        text = answer.read()
        self.times.append((what, (time.perf_counter() - began) * 1000))
        if answer.status != expected:
            self.wrong += 1
            if self.wrong == 1:
                print(what, answer.status, text[:200], file=sys.stderr)
            return {}
        return json.loads(text)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument(
        "--dossiers", type=int, action="append", help="dossiers there from the start; several"
    )
    options = parser.parse_args()
    volumes = options.dossiers or ([0, 10_000] if options.quick else [0, 100_000, 1_000_000])
    seconds = 5 if options.quick else 30
    rows, acts = [], []
    for volume in volumes:
        with database(options.engine) as environment:
            command(environment, "migrate", "-v0")
            prepared = prepare(environment, volume=volume, fresh=20)
            with serving(environment) as address:
                run(address, prepared, 2)
                clients, passed = run(address, prepared, seconds)
        rows.append(summary(volume, clients, passed, rows))
        acts += by_act(volume, clients)
    title = f"lives of 9 acts through the API, {options.engine}, 8 clients, 2 workers"
    show(rows, as_json=options.json, title=title)
    show(acts, as_json=options.json, title="milliseconds by act")


def run(address, prepared, seconds):
    began = time.monotonic()
    clients = [Client(address, prepared, began + seconds, seed) for seed in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return clients, time.monotonic() - began


def summary(volume, clients, passed, before):
    lives = sum(client.lives for client in clients)
    times = sorted(ms for client in clients for _what, ms in client.times)
    rate = lives / passed
    return {
        "dossiers before": volume,
        "lives/s": rate,
        "requests/s": len(times) / passed,
        "p50 ms": percentile(times, 50),
        "p95 ms": percentile(times, 95),
        "p99 ms": percentile(times, 99),
        "wrong": sum(client.wrong for client in clients),
        "of the empty one": rate / before[0]["lives/s"] if before else 1.0,
        "× DIGIT": rate / (37 if volume < 1_000_000 else 6.3),
    }


def by_act(volume, clients):
    found = {}
    for client in clients:
        for what, ms in client.times:
            found.setdefault(what, []).append(ms)
    return [
        {
            "dossiers before": volume,
            "act": what,
            "p50 ms": percentile(sorted(times), 50),
            "p95 ms": percentile(sorted(times), 95),
        }
        for what, times in found.items()
    ]


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] if ordered else None


if __name__ == "__main__":
    main()
