"""Tables that offices send: CSV in whatever separator, or a spreadsheet, read into rows of text."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from motcua.base.errors import Refused

_SEPARATORS = ",;\t"
# XLSX and ODS are ZIP archives, the former XLS is an OLE file.
_SPREADSHEET_HEADS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BIGGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the heading, with its number as the spreadsheet shows it."""

    number: int
    cells: dict[str, str]
    # Columns whose cell a spreadsheet keeps as a number: it has dropped the zeros at the end.
    numeric: frozenset[str] = frozenset()
    # The row has more cells than the heading: a separator too many.
    is_too_wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The heading and the rows that are not blank."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be loaded: where it is and what to mend."""

    number: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; with bad rows and without leave to skip them it did nothing."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    bad_rows: tuple[BadRow, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    is_loaded: bool = True


def read_table(content: bytes, *, name: str = "") -> Table:
    """Return the table in a CSV, XLSX, ODS or XLS file; refuse a file that is none of them, and say why."""
    if not content.strip():
        raise Refused(_("Tệp %(name)s không có nội dung.") % {"name": name})
    if len(content) > _BIGGEST:
        raise Refused(_("Tệp %(name)s lớn quá %(limit)s MB.") % {"name": name, "limit": _BIGGEST // 2**20})
    if content.startswith(_SPREADSHEET_HEADS):
        return _table(_spreadsheet_lines(content, name=name), name=name)
    return _table(_csv_lines(_decoded(content, name=name), name=name), name=name)


def table_of(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """Return a table from values already in memory."""
    return _table([list(columns), *(list(row) for row in rows)], name="")


def _decoded(content: bytes, *, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            _("Tệp %(name)s không phải CSV mã UTF-8 (byte thứ %(at)s). Hãy lưu lại dạng CSV UTF-8 hoặc XLSX.")
            % {"name": name, "at": error.start + 1}
        ) from error
    if "\0" in text:
        raise Refused(_("Tệp %(name)s không phải tệp bảng (CSV, XLSX, ODS).") % {"name": name})
    return text


def _csv_lines(text: str, *, name: str) -> list[list[object]]:
    heading = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [list(line) for line in reader]
    except csv.Error as error:
        raise Refused(
            _("Tệp %(name)s hỏng ở dòng %(line)s: dấu nháy kép không đóng hoặc đặt sai chỗ.")
            % {"name": name, "line": reader.line_num}
        ) from error


def _spreadsheet_lines(content: bytes, *, name: str) -> list[list[object]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        # Rows above the first filled one are kept, so that row numbers are those people see.
        return [list(line) for line in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except PasswordError as error:
        raise Refused(
            _("Tệp %(name)s có mật khẩu, hãy bỏ mật khẩu rồi nhập lại.") % {"name": name}
        ) from error
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Refused(_("Tệp %(name)s không mở được như bảng tính.") % {"name": name}) from error


def _table(lines: list[list[object]], *, name: str) -> Table:
    """Read the first line that is not blank as the heading, the others as rows."""
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(_text(cell) for cell in line)]
    if not filled:
        raise Refused(_("Tệp %(name)s không có nội dung.") % {"name": name})
    columns = [_text(cell) for cell in filled[0][1]]
    while columns and not columns[-1]:
        columns.pop()
    if twice := sorted({column for column in columns if column and columns.count(column) > 1}):
        raise Refused(
            _("Tệp %(name)s có hai cột cùng tên: %(columns)s.") % {"name": name, "columns": ", ".join(twice)}
        )
    return Table(tuple(columns), tuple(_row(number, line, columns) for number, line in filled[1:]))


def _row(number: int, line: list[object], columns: list[str]) -> Row:
    cells = dict(zip(columns, (_text(cell) for cell in line), strict=False))
    return Row(
        number=number,
        cells={column: cells.get(column, "") for column in columns if column},
        numeric=frozenset(
            column for column, cell in zip(columns, line, strict=False) if isinstance(cell, float)
        ),
        is_too_wide=any(_text(cell) for cell in line[len(columns) :]),
    )


def _text(cell: object) -> str:
    """Return a cell as people would have typed it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return unicodedata.normalize("NFC", str(cell)).strip() if cell is not None else ""
