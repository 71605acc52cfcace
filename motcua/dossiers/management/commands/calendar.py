"""`motcua calendar import|export|check|move`."""

import json
import sys
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.tables import read_table
from motcua.dossiers import recalendaring
from motcua.organisations import queries as organisations
from motcua.worktime import actions, queries
from motcua.worktime.management.speaking import SpeakingCommand
from motcua.worktime.rules import shown


class Command(SpeakingCommand):
    help = "Lịch làm việc: nhập, xuất, kiểm tra thông báo nghỉ lễ, tính lại ngày hẹn của hồ sơ đang mở."

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
        moving = verbs.add_parser(
            "move", help="kể hồ sơ đang mở đổi ngày hẹn theo phiên bản mới, hoặc tính lại"
        )
        moving.add_argument("code", help="mã lịch")
        moving.add_argument("--apply", action="store_true", help="tính lại; bị ngắt thì chạy lại để làm tiếp")
        moving.add_argument("--by", help="tên đăng nhập của người duyệt, phải có khi --apply")
        moving.add_argument("--reason", default="", help="căn cứ, ghi vào từng hồ sơ và thư báo")
        moving.add_argument(
            "--json", action="store_true", help="một dòng JSON mỗi hồ sơ hoặc mỗi phần đã xong"
        )

    def answer(self, options):
        try:
            getattr(self, f"_{options['verb']}")(options)
        except OSError as error:
            raise Refused(
                _("Không đọc hoặc ghi được tệp %(name)s: %(why)s")
                % {"name": options.get("file", ""), "why": error.strerror}
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

    def _move(self, options):
        if options["apply"]:
            self._apply(options)
            return
        for one in recalendaring.preview(options["code"]):
            values = {
                "number": one.dossier.number,
                "was": _told(one.was, options),
                "due_at": _told(one.due_at, options),
                "why": one.why,
            }
            self._tell(values, "%(number)s  %(was)s → %(due_at)s  %(why)s", options)
        waiting = recalendaring.progress(options["code"]).waiting
        if not options["json"]:
            self.stdout.write(_("%(count)s hồ sơ đang mở còn theo phiên bản cũ.") % {"count": waiting})

    def _apply(self, options):
        by = User.objects.filter(username=options["by"] or "", is_active=True).first()
        if by is None:
            raise Refused(_("Hãy ghi người duyệt: --by TÊN-ĐĂNG-NHẬP."))
        now = clock.now()
        rights = organisations.rights_of(by.pk, on=clock.local_day(now))
        moves = recalendaring.move_all(options["code"], by=rights, at=now, reason=options["reason"])
        for far in moves:
            values = {"moved": far.moved, "waiting": far.waiting, "all": far.all}
            self._tell(values, _("Đã chuyển %(moved)s/%(all)s hồ sơ"), options)
        letters = {"letters": recalendaring.letters(options["code"]).count()}
        self._tell(letters, _("%(letters)s thư báo đổi ngày hẹn."), options)

    def _tell(self, values, text, options):
        self.stdout.write(json.dumps(values, ensure_ascii=False) if options["json"] else text % values)

    def _check(self, options):
        notice = queries.missing_notice(options["calendar"], _day(options["on"]))
        self.stdout.write(notice or _("Lịch nghỉ đã đủ thông báo chính thức."))


def _told(moment, options):
    return clock.local(moment).isoformat() if options["json"] else f"{clock.local(moment):%H:%M %d/%m/%Y}"


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
