"""How every bench says what it measured: one table for people, or JSON."""

import argparse
import json


def arguments(description):
    """Return the parser every bench starts from."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--quick", action="store_true", help="fewer rows and shorter runs: does it still work?"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def show(rows, *, as_json=False, title=""):
    """Print rows (dictionaries with the same keys) as a table or as JSON."""
    if as_json:
        print(json.dumps({"title": title, "rows": rows}, ensure_ascii=False, indent=1))
        return
    if title:
        print(f"\n{title}")
    heads = list(rows[0])
    cells = [heads, *[[shown(row[head]) for head in heads] for row in rows]]
    widths = [max(len(line[at]) for line in cells) for at in range(len(heads))]
    for at, line in enumerate(cells):
        first, *rest = line
        print(
            "  ".join(
                [
                    first.ljust(widths[0]),
                    *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)),
                ]
            )
        )
        if at == 0:
            print("  ".join("-" * width for width in widths))


def shown(value):
    if value is None:
        return "–"
    if isinstance(value, float):
        return (
            f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}" if abs(value) >= 1 else f"{value:.3f}"
        )
    return f"{value:,}" if isinstance(value, int) else str(value)


def percentile(ordered, share):
    """Return the value below which that share in a hundred of ordered values lies, None of none."""
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] if ordered else None
