"""`motcua close-days`: count the figures of days that are over and keep them, so that reports read sums."""
# ruff: noqa: N999 - the name of the file is the word people type

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.organisations.models import Unit
from motcua.reports import actions
from motcua.reports.queries import centres_of


class Command(BaseCommand):
    help = "Close the days that are over for a week: their figures are counted once and kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centre", metavar="CODE", help="a centre, or a unit above several; else all")
        parser.add_argument("--anew", action="store_true", help="count every closed day again")

    def handle(self, *, centre: str | None, anew: bool, **options: Any) -> None:
        centres = self._centres(centre)
        if anew:
            for centre_id in sorted(centres):
                actions.reopen(centre_id, from_day=date.min)
        done = actions.close_days(today=clock.today(), centres=centres, tell=self.stdout.write)
        self.stdout.write(_("Đã chốt số liệu %(days)s ngày.") % {"days": done})

    def _centres(self, code: str | None) -> frozenset[int]:
        if code is None:
            return frozenset(Unit.objects.filter(kind=Unit.Kind.CENTRE).values_list("pk", flat=True))
        centres = centres_of(code)
        if centres is None:
            raise CommandError(_("Không có trung tâm nào mang mã %(code)s.") % {"code": code})
        return centres
