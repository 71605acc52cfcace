#!/usr/bin/env python3
"""The period report by field over a million dossiers, against the same figures from a scan of the table.

One quarter out of five and a half years and all of them, 50 fields, everything durable, warm; read from the dossiers,
and from the kept figures of closed days. All ways give the same cells.
"""

import statistics

from product import inside
from tables import arguments, show


def main():
    parser = arguments(__doc__)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], action="append")
    parser.add_argument("--dossiers", type=int, help="1,000,000; quick 20,000")
    options = parser.parse_args()
    count = options.dossiers or (20_000 if options.quick else 1_000_000)
    for engine, printed in inside("reports_inside.py", count, engines=options.engine):
        *plan, timed = printed.splitlines()
        rows = [row(*line.split("|")) for line in timed.split("\t")]
        baseline = rows[-1]["ms median"]
        rows = [{**one, "ratio": baseline / one["ms median"]} for one in rows]
        show(rows, as_json=options.json, title=f"Report of a quarter by field, {count:,} dossiers, {engine}")
        if not options.json:
            print("\n".join(plan))


def row(what, *times):
    took = [float(time) for time in times]
    return {"what": what, "ms best": min(took), "ms median": statistics.median(took), "ms worst": max(took)}


if __name__ == "__main__":
    main()
