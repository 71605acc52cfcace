"""Reports as files: CSV, JSON, XLSX. Text that a spreadsheet would run as a formula is made harmless."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from motcua.reports.queries import Table
from motcua.reports.rules import COLUMNS, Share

Rows = list[list[Any]]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def field_rows(table: Table) -> tuple[list[str], Rows]:
    """Return the heads and rows of the report by field; the last row is the total."""
    rows = [[line.label, *line.figures.values()] for line in [*table.lines, table.total]]
    return ["field", *COLUMNS], rows


def level_rows(shares: Sequence[Share]) -> tuple[list[str], Rows]:
    """Return the heads and rows of the table by online level."""
    return ["level", "count", "percent"], [[share.label, share.count, share.percent] for share in shares]


def as_csv(heads: list[str], rows: Rows) -> str:
    """Return a table as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue()


def as_json(heads: list[str], rows: Rows) -> str:
    """Return a table as a JSON list of objects."""
    return json.dumps([dict(zip(heads, row, strict=True)) for row in rows], ensure_ascii=False, indent=1)


def as_xlsx(heads: list[str], rows: Rows, *, title: str, has_total: bool = True) -> bytes:
    """Return a table as an XLSX workbook with one sheet; the last row is bold when it is a total."""
    file = io.BytesIO()
    # Strings stay strings: a dossier of "=1+1" must not become a formula in a leader's Excel.
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Báo cáo"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    cell = book.add_format({"border": 1})
    sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 13}))
    sheet.write_row(2, 0, heads, bold)
    for at, row in enumerate(rows, start=3):
        sheet.write_row(at, 0, row, bold if has_total and at == len(rows) + 2 else cell)
    sheet.set_column(0, 0, 48)
    sheet.freeze_panes(3, 1)
    book.close()
    return file.getvalue()


def harmless(value: Any) -> Any:
    """Return a value that no spreadsheet runs as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
