#!/usr/bin/env python3
"""A calendar change under open dossiers: the preview, the move in chunks, and the same acts one by one.

Two changes after another: a late decree that swaps a working day, then the hours of the summer. Everything durable.
"""

from product import inside
from tables import arguments, show


def main():
    parser = arguments(__doc__)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], action="append")
    parser.add_argument("--dossiers", type=int, help="10,000; quick 1,000")
    options = parser.parse_args()
    count = options.dossiers or (1_000 if options.quick else 10_000)
    for engine, printed in inside("recalendar_inside.py", count, engines=options.engine):
        rows = [row(*line.split("|")) for line in printed.splitlines()]
        baseline = rows[-1]["ms each"]
        rows = [{**one, "ratio": baseline / one["ms each"]} for one in rows]
        show(rows, as_json=options.json, title=f"Calendar change, {count:,} open dossiers, {engine}")


def row(what, dossiers, dates, seconds):
    dossiers, seconds = int(dossiers), float(seconds)
    return {
        "what": what,
        "dossiers": dossiers,
        "dates or letters": int(dates),
        "seconds": seconds,
        "ms each": seconds / dossiers * 1000,
    }


if __name__ == "__main__":
    main()
