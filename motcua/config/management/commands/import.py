"""`motcua import procedures|papers|workflows|competences|roster FILE`."""
# ruff: noqa: N999 - the name of the file is the word people type

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.tables import read_table
from motcua.catalogue import actions as catalogue
from motcua.organisations import actions as organisations
from motcua.workflow import actions as workflow


def _procedures(table, *, name, skip_bad):
    return catalogue.import_procedures(
        table, source=name, today=clock.today(), skip_bad=skip_bad, at=clock.now()
    )


def _papers(table, *, name, skip_bad):
    return catalogue.import_papers(table, source=name, today=clock.today(), skip_bad=skip_bad, at=clock.now())


def _workflows(table, *, name, skip_bad):
    return workflow.import_workflows(table, source=name, at=clock.now(), skip_bad=skip_bad)


def _competences(table, *, name, skip_bad):
    return catalogue.import_competences(
        table, source=name, today=clock.today(), skip_bad=skip_bad, at=clock.now()
    )


def _roster(table, *, name, skip_bad):
    return organisations.import_roster(table, source=name, at=clock.now(), skip_bad=skip_bad)


KINDS = {
    "procedures": _procedures,
    "papers": _papers,
    "workflows": _workflows,
    "competences": _competences,
    "roster": _roster,
}


class Command(BaseCommand):
    help = "Nhập danh mục từ tệp CSV, XLSX, ODS: thủ tục, giấy tờ, quy trình, thẩm quyền; lịch trực."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("file", type=Path)
        parser.add_argument("--skip-bad", action="store_true", help="nhập các dòng đúng, bỏ qua dòng sai")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args, **options):
        path = options["file"]
        try:
            table = read_table(path.read_bytes(), name=path.name)
            result = KINDS[options["kind"]](table, name=path.name, skip_bad=options["skip_bad"])
        except OSError as error:
            raise CommandError(
                _("Không đọc được tệp %(name)s: %(why)s") % {"name": path, "why": error.strerror}
            ) from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(result), ensure_ascii=False, indent=2))
        else:
            self._print(result)
        if not result.is_loaded:
            raise CommandError(
                _("Chưa nhập gì vì có %(n)s dòng sai. Sửa tệp, hoặc thêm --skip-bad để bỏ qua các dòng đó.")
                % {"n": len(result.bad_rows)}
            )

    def _print(self, result):
        if result.bad_rows:
            self.stdout.write("{:>6}  {:<20} {}".format(_("Dòng"), _("Cột"), _("Lý do")))
            for row in result.bad_rows:
                self.stdout.write(f"{row.number:>6}  {row.column:<20} {row.reason}")
        for report in getattr(result, "reports", ()):
            if report.findings:
                self.stdout.write(f"{report.code} {report.name}")
            for finding in report.findings:
                self.stdout.write(f"    {finding.level:<8} {finding.step:<4} {finding.sentence}")
        if ignored := getattr(result, "ignored_columns", ()):
            self.stdout.write(_("Cột không dùng: %(columns)s") % {"columns": ", ".join(ignored)})
        if result.is_loaded:
            self.stdout.write(
                _(
                    "Tạo mới %(created)s, thay đổi %(changed)s, giữ nguyên %(unchanged)s, bỏ qua %(bad)s dòng sai."
                )
                % {
                    "created": result.created,
                    "changed": result.changed,
                    "unchanged": result.unchanged,
                    "bad": len(result.bad_rows),
                }
            )


def _as_json(result):
    said = asdict(result)
    for report, plain in zip(getattr(result, "reports", ()), said.get("reports", ()), strict=True):
        plain["findings"] = [
            {"level": finding.level, "step": finding.step, "text": finding.sentence}
            for finding in report.findings
        ]
    return said
