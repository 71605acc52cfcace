"""`motcua calendar import|export|check`."""

import json
import sys
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.tables import read_table
from motcua.worktime import actions, queries
from motcua.worktime.management.speaking import SpeakingCommand
from motcua.worktime.rules import shown


class Command(SpeakingCommand):
    help = "Lịch làm việc: nhập, xuất, kiểm tra thông báo nghỉ lễ."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        taking = verbs.add_parser("import", help="nhập tệp lịch JSON, hoặc danh sách ngày nghỉ CSV, XLSX")
        taking.add_argument("file", help="tên tệp, hoặc - để đọc từ đầu vào")
        taking.add_argument("--calendar", default="default", help="lịch nhận danh sách ngày nghỉ")
        taking.add_argument("--reason", default="", help="lý do thay đổi, ghi vào phiên bản mới")
        giving = verbs.add_parser("export", help="xuất lịch thành tệp JSON")
        giving.add_argument("file", help="tên tệp, hoặc - để in ra")
        giving.add_argument("--calendar", default="default")
        checking = verbs.add_parser("check", help="báo năm chưa có lịch nghỉ chính thức")
        checking.add_argument("--calendar", default="default")
        checking.add_argument("--on", help="xét vào ngày này, ví dụ 2026-11-01")

    def answer(self, options):
        try:
            getattr(self, f"_{options['verb']}")(options)
        except OSError as error:
            raise Refused(
                _("Không đọc hoặc ghi được tệp %(name)s: %(why)s")
                % {"name": options["file"], "why": error.strerror}
            ) from error

    def _import(self, options):
        name = options["file"]
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        if name.endswith(".json") or content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            definition = _definition(content, name)
            imported = actions.import_calendar(definition, at=clock.now(), reason=options["reason"])
        else:
            table = read_table(content, name=name)
            imported = actions.import_holidays(
                table, code=options["calendar"], at=clock.now(), reason=options["reason"]
            )
        self._report(imported)

    def _report(self, imported):
        values = {"name": imported.version.calendar.code, "number": imported.version.number}
        if not imported.is_new:
            self.stdout.write(_("Lịch %(name)s không thay đổi, vẫn là phiên bản %(number)s.") % values)
            return
        self.stdout.write(_("Lịch %(name)s có phiên bản mới: %(number)s.") % values)
        for label, days in (
            (_("Thêm"), imported.added),
            (_("Sửa"), imported.changed),
            (_("Bỏ"), imported.removed),
        ):
            if days:
                self.stdout.write(f"{label}: " + ", ".join(f"{day:%d/%m/%Y}" for day in days))

    def _export(self, options):
        definition = queries.export_definition(options["calendar"])
        text = json.dumps(definition, ensure_ascii=False, indent=1) + "\n"
        if options["file"] == "-":
            self.stdout.write(text, ending="")
        else:
            Path(options["file"]).write_text(text, encoding="utf-8")

    def _check(self, options):
        notice = queries.missing_notice(options["calendar"], _day(options["on"]))
        self.stdout.write(notice or _("Lịch nghỉ đã đủ thông báo chính thức."))


def _day(text):
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError as error:
        raise Refused(_("Ngày phải viết dạng 2026-11-01; gặp %(value)s.") % {"value": shown(text)}) from error


def _definition(content, name):
    try:
        return json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise Refused(
            _("Tệp %(name)s sai cú pháp JSON ở dòng %(line)s, cột %(column)s.")
            % {"name": name, "line": error.lineno, "column": error.colno}
        ) from error
    except (ValueError, RecursionError) as error:
        raise Refused(_("Tệp %(name)s không phải JSON mã UTF-8.") % {"name": name}) from error
