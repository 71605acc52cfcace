"""`motcua clock NUMBER`: why a dossier's date is that day, and where its time went."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.dossiers import clocks
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import tidy_number
from motcua.worktime.rules import Due


class Command(BaseCommand):
    help = "Explain the date of a dossier from its events, and say where its time went."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the number of the dossier")
        parser.add_argument("--as-of", help="a past day (2026-11-22): the clock as it stood at its end")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *, number: str, as_of: str | None, **options: Any) -> None:
        dossier = Dossier.objects.filter(number=tidy_number(number)).first()
        if dossier is None:
            raise CommandError(_("Không có hồ sơ mã %(number)s.") % {"number": number})
        until = _end_of(as_of) if as_of else clock.now()
        facts = [clocks.fact_of(event) for event in dossier.events.all() if event.at <= until]
        if not facts:
            raise CommandError(_("Ngày này hồ sơ chưa được tiếp nhận."))
        why = clocks.why(facts)
        shares = clocks.shares(facts, until=until, calendar_id=dossier.calendar_id)
        is_paused = clocks.clock_of(facts).is_paused
        if options["json"]:
            told = {
                "number": dossier.number,
                "due": clock.local(why.due_at).isoformat(),
                "is_paused": is_paused,
                "lines": [line.as_dict() for line in why.lines],
                "shares": [asdict(share) for share in shares],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self._tell(dossier, why, shares, is_paused=is_paused)

    def _tell(self, dossier: Dossier, why: Due, shares: list[clocks.Share], *, is_paused: bool) -> None:
        due_at = clock.local(why.due_at)
        self.stdout.write(f"{dossier.number}: {due_at:%H:%M %d/%m/%Y}" + (" ⏸" if is_paused else ""))
        for line in why.lines:
            self.stdout.write(f"  {line.text}" + (f" ({line.source})" if line.source else ""))
        self.stdout.write("")
        whole = sum(share.seconds for share in shares) or 1
        for share in shares:
            hours, minutes = divmod(share.working_minutes, 60)
            self.stdout.write(
                f"  {share.who}: {share.seconds * 100 / whole:.1f} %, "
                + _("%(hours)s giờ %(minutes)s phút làm việc") % {"hours": hours, "minutes": minutes}
            )


def _end_of(day: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), time(23, 59, 59), tzinfo=clock.ZONE)
    except ValueError as error:
        raise CommandError(_("Ngày viết như 2026-11-22.")) from error
