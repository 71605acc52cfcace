#!/usr/bin/env python3
"""Whole lives of dossiers through the HTTP doors, with lists and look-ups between them.

A life: receive, assign, take, request for supplement, supplement, examine, sign, issue the result, hand it over: ten
requests through the API with rights and validation on, everything durable, 8 clients, 2 workers, on a database that has
0, 100,000 and 1,000,000 dossiers already. Of ten lives one is followed by a work list and a look-up. The load shares the
two cores: wrk, whose Lua costs them little. Baseline: the rate on the empty database in the same run; DIGIT publishes 37 and 6.3 lives/s on 16 cores.
"""

from pages import CLIENTS, act, acts, intake_json, post_json, prepare
from product import command, database, serving
from tables import arguments, percentile, show

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
# The share of the lives that are followed by a work list and a look-up.
LOOKED_AT = 0.1


def main():
    parser = arguments(__doc__)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument(
        "--dossiers", type=int, action="append", help="dossiers there from the start; several"
    )
    options = parser.parse_args()
    volumes = options.dossiers or ([0, 10_000] if options.quick else [0, 100_000, 1_000_000])
    seconds = 5 if options.quick else 30
    rows, each = [], []
    for volume in volumes:
        with database(options.engine) as environment:
            command(environment, "migrate", "-v0")
            prepared = prepare(environment, volume=volume, fresh=20)
            with serving(environment) as address:
                run(address, prepared, 2)
                answers, passed = run(address, prepared, seconds)
        rows.append(summary(volume, answers, passed, rows))
        each += by_act(volume, answers)
    title = f"lives of 9 acts through the API, {options.engine}, 8 clients, 2 workers"
    show(rows, as_json=options.json, title=title)
    show(each, as_json=options.json, title="milliseconds by act")


def run(address, prepared, seconds):
    """Live dossiers for so long; return every answer and the seconds."""
    return acts(address, life(prepared), seconds, clients=CLIENTS, token=prepared["csrf"])


def life(prepared):
    cookies = {
        who: "; ".join(f"{name}={value}" for name, value in own.items())
        for who, own in prepared["cookies"].items()
    }
    yield act("receive", intake_json(prepared), cookies=cookies["clerk"], expected=201, keeps=True)
    for what, who, path, sent in ACTS:
        asked = post_json(f"/api/v1/dossiers/{{number}}/{path}", sent, prepared)
        yield act(what, asked, cookies=cookies[who])
    yield act("work list", "GET /api/v1/tasks?whose=unit", cookies=cookies["head"], share=LOOKED_AT)
    asked = post_json("/api/v1/look-up", {"number": "{number}", "digits": "5678"}, prepared)
    yield act("look-up", asked, share=LOOKED_AT)


def summary(volume, answers, seconds, before):
    # The last act of a life: what was begun and not ended does not count.
    rate = sum(what == ACTS[-1][0] and nth is not None for what, _ms, nth in answers) / seconds
    times = sorted(ms for _what, ms, _nth in answers)
    return {
        "dossiers before": volume,
        "lives/s": rate,
        "requests/s": len(times) / seconds,
        "p50 ms": percentile(times, 50),
        "p95 ms": percentile(times, 95),
        "p99 ms": percentile(times, 99),
        "wrong": sum(nth is None for _what, _ms, nth in answers),
        "of the empty one": rate / before[0]["lives/s"] if before else 1.0,
        "× DIGIT": rate / (37 if volume < 1_000_000 else 6.3),
    }


def by_act(volume, answers):
    found = {}
    for what, ms, _nth in answers:
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


if __name__ == "__main__":
    main()
