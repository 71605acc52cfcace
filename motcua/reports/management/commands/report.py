"""`motcua report fields|levels`: the statistical tables on the command line."""

from datetime import date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.reports import exports
from motcua.reports.queries import Period, by_field, centres_of, level_shares
from motcua.reports.rules import unbalanced, why_not_period


def day(text: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day of the calendar has no zone
        except ValueError:
            continue
    raise CommandError(_("%(text)s không phải là ngày, ví dụ 2021-06-18 hoặc 18/06/2021.") % {"text": text})


class Command(BaseCommand):
    help = "Print the period report by field, or the table by online level."

    def add_arguments(self, parser):
        parser.add_argument("table", choices=["fields", "levels"])
        parser.add_argument(
            "--centre", required=True, metavar="CODE", help="a centre, or a unit above several"
        )
        parser.add_argument("--from", dest="start", required=True, metavar="DATE")
        parser.add_argument("--to", required=True, metavar="DATE")
        parser.add_argument(
            "--as-of", metavar="DATE", help="as the rows stood on this day; today if left out"
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true")
        form.add_argument("--csv", action="store_true")
        form.add_argument("--xlsx", metavar="FILE")

    def handle(self, *args, **options):
        period = self._period(options)
        if options["table"] == "fields":
            table = by_field(period)
            if wrong := unbalanced(table.lines):
                raise CommandError(_("Số liệu không cân ở: %(fields)s.") % {"fields": ", ".join(wrong)})
            heads, rows = exports.field_rows(table)
        else:
            heads, rows = exports.level_rows(level_shares(period))
        if options["xlsx"]:
            title = f"{options['centre']} {period.start:%d/%m/%Y} – {period.to:%d/%m/%Y}"
            Path(options["xlsx"]).write_bytes(exports.as_xlsx(heads, rows, title=title))
            self.stdout.write(options["xlsx"])
        elif options["json"]:
            self.stdout.write(exports.as_json(heads, rows))
        elif options["csv"]:
            self.stdout.write(exports.as_csv(heads, rows), ending="")
        else:
            self.stdout.write(as_text(heads, rows))

    def _period(self, options):
        centres = centres_of(options["centre"])
        if centres is None:
            raise CommandError(_("Không có trung tâm nào mang mã %(code)s.") % {"code": options["centre"]})
        start, to = day(options["start"]), day(options["to"])
        as_of = day(options["as_of"]) if options["as_of"] else clock.today()
        if reason := why_not_period(start=start, to=to, as_of=as_of):
            raise CommandError(reason)
        return Period(centres, start, to, as_of)


def as_text(heads, rows):
    """Return a table for a terminal, figures to the right."""
    table = [heads, *[[str(value) for value in row] for row in rows]]
    widths = [max(len(row[at]) for row in table) for at in range(len(heads))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(widths[at]) for at, cell in enumerate(row[1:], 1))])
        for row in table
    ]
    return "\n".join(lines)
