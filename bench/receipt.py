#!/usr/bin/env python3
"""How long form 01 takes: the first of a process, and each after it, against a new compiler each time."""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
os.environ["MOTCUA_DATA"] = tempfile.mkdtemp(prefix="motcua-bench-")

import django
import typst
from tables import arguments, show

django.setup()

from motcua.documents import printing
from motcua.dossiers.forms import Applicant, Head, ListedPaper, ReceiptForm, values

TEXT = "Nguyễn Thị Hoa, phường Lạc Hồng"
HEAD = Head(**dict.fromkeys(Head.__dataclass_fields__, TEXT))
FORM = ReceiptForm(
    **{
        **dict.fromkeys(ReceiptForm.__dataclass_fields__, TEXT),
        "head": HEAD,
        "applicant": Applicant(**dict.fromkeys(Applicant.__dataclass_fields__, TEXT)),
        "papers": tuple(ListedPaper(f"Giấy tờ số {at}", 1, 0, 1, False) for at in range(1, 6)),
        "why": ("Nhận 09:41 Thứ Ba 24/11/2026",),
        "filer_signs": True,
    }
)
MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
MANY = 200


def kept(at):
    printing.pdf("dossiers/receipt.typ", given(at), made_at=MOMENT)


def anew(at):
    """What a program does that knows no more of the library than its first example."""
    path = printing._path("dossiers/receipt.typ")
    compiler = typst.Compiler(str(path), root=str(path.parent), font_paths=[str(printing.FONTS)])
    compiler.compile(sys_inputs={"values": printing.json.dumps(given(at))}, timestamp=0)


def slip(at):
    # Another number each time: nothing may be answered from a memory of the whole page.
    number = f"H99.12-261124-{at:04d}"
    code = printing.qr_svg(f"https://motcua.example/track/{number}", border=0)
    return replace(FORM, head=replace(HEAD, number=number, tracking_qr=code))


def given(at):
    return values([slip(at)], paper="a5")


def together(at):
    """Slips of many dossiers in one file, as the desk prints them."""
    printing.pdf(
        "dossiers/receipt.typ", values([slip(at * MANY + one) for one in range(MANY)]), made_at=MOMENT
    )


def timed(work, count):
    took = []
    for at in range(count):
        start = time.perf_counter()
        work(at)
        took.append((time.perf_counter() - start) * 1000)
    return took


def main():
    options = arguments(__doc__).parse_args()
    count = 20 if options.quick else 200
    first = timed(kept, 1)[0]
    ours, baseline = timed(kept, count), timed(anew, count // 4)
    slow = statistics.median(baseline)
    many = timed(together, 2 if options.quick else 5)
    rows = [
        {"what": "a new compiler each time", "ms median": slow, "ms worst": max(baseline), "ratio": 1.0},
        {
            "what": "motcua, each after the first",
            "ms median": statistics.median(ours),
            "ms worst": max(ours),
            "ratio": slow / statistics.median(ours),
        },
        {
            "what": "motcua, the first of a process",
            "ms median": first,
            "ms worst": first,
            "ratio": slow / first,
        },
        {
            "what": f"motcua, {MANY} on A4 in one file",
            "ms median": statistics.median(many),
            "ms worst": max(many),
            "ratio": slow * MANY / statistics.median(many),
        },
    ]
    show(rows, as_json=options.json, title="Form 01 on A5 as PDF")


if __name__ == "__main__":
    main()
