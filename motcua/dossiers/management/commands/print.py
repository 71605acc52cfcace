"""`motcua print FORM NUMBER… --out FILE`: slips of many dossiers in one PDF."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.dossiers.forms import kind_of, named
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import tidy_number
from motcua.dossiers.receipts import PRINTABLE, Batch
from motcua.organisations.rules import Rights

FORMS = ", ".join(
    f"{kind.value} ({number})" if (number := named(kind, on=clock.today()).number) else kind.value
    for kind in PRINTABLE
)


class Command(BaseCommand):
    help = "In biểu mẫu của một hoặc nhiều hồ sơ vào một tệp PDF."

    def add_arguments(self, parser):
        parser.add_argument("form", metavar="FORM", help=FORMS)
        parser.add_argument(
            "numbers", nargs="+", metavar="NUMBER", help="mã hồ sơ; - để đọc mỗi dòng một mã từ đầu vào chuẩn"
        )
        parser.add_argument("--out", required=True, metavar="FILE", help="tệp PDF; - để ghi ra đầu ra chuẩn")
        parser.add_argument("--paper", choices=["a4", "a5"], default="a4", help="a5 chỉ có ở giấy hẹn")

    def handle(self, *args, **options):
        kind = kind_of(options["form"])
        if kind not in PRINTABLE:
            raise CommandError(
                _("Không in được biểu mẫu %(form)s. Có: %(forms)s.")
                % {"form": options["form"], "forms": FORMS}
            )
        began = time.monotonic()
        numbers = list(_numbers(options["numbers"]))
        batch = Batch(kind, rights=_rights(numbers), at=clock.now(), paper=options["paper"])
        bad = self._gather(batch, numbers)
        if not batch.pages:
            raise CommandError(_("Không có hồ sơ nào in được."))
        self._write(batch, options["out"], began)
        if bad:
            raise CommandError(_("%(count)s mã không in được.") % {"count": bad})

    def _gather(self, batch, numbers):
        """Read every dossier, say which cannot be printed and why, and how far it is."""
        bad = 0
        for at, typed in enumerate(numbers, 1):
            if not typed:
                continue
            if reason := batch.add(typed):
                bad += 1
                told = {"line": at, "number": typed, "reason": reason}
                self.stderr.write(_("Dòng %(line)s, %(number)s: %(reason)s") % told)
            if at % 20 == 0 or at == len(numbers):
                self.stderr.write(_("Đã đọc %(done)s/%(all)s mã") % {"done": at, "all": len(numbers)})
        return bad

    def _write(self, batch, out, began):
        self.stderr.write(_("Đang dàn trang %(count)s hồ sơ…") % {"count": len(batch.pages)})
        made = batch.pdf()
        if out == "-":
            sys.stdout.buffer.write(made)
        else:
            Path(out).write_bytes(made)
        told = {"out": out, "count": len(batch.pages), "seconds": f"{time.monotonic() - began:.1f}"}
        self.stderr.write(_("%(out)s: %(count)s hồ sơ, %(seconds)s giây") % told)


def _numbers(given):
    """Yield the numbers of the command line, those of standard input where a dash stands."""
    for word in given:
        if word == "-":
            yield from (line.strip() for line in sys.stdin)
        else:
            yield word


def _rights(numbers):
    """Whoever runs commands here sees every dossier: just the centres of those that are asked for."""
    asked = Dossier.objects.filter(number__in={tidy_number(number) for number in numbers})
    return Rights(user_id=0, posts=(), scope=frozenset(asked.values_list("centre_id", flat=True)))
