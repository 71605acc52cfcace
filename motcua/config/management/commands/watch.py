"""`motcua watch`: what is due by itself, once or every few minutes: reminders, letters, digests, appointments, notices,
closed days."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from motcua.appointments import watching as appointments
from motcua.base import clock
from motcua.dossiers import watching
from motcua.notifications import actions as notifications
from motcua.queueing import actions as queueing
from motcua.reports import actions as reports

# How often notices leave between two rounds.
SECONDS_BETWEEN_SENDING = 15


class Command(BaseCommand):
    help = (
        "Remind of steps that run out of time, draft letters of apology, make digests, remind of appointments, "
        "send notices, close days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="MINUTES",
            help="go on, a round every so many minutes; else one round",
        )

        parser.add_argument("--until-orphaned", action="store_true", help="stop when the starter is gone")

    def handle(self, *, every: int | None, **options: Any) -> None:
        starter = os.getppid()
        while True:
            self.watch()
            if not every:
                return
            ends = time.monotonic() + every * 60
            sends = time.monotonic() + SECONDS_BETWEEN_SENDING
            while time.monotonic() < ends:
                if options["until_orphaned"] and os.getppid() != starter:
                    return
                time.sleep(1)
                if time.monotonic() >= sends:
                    notifications.deliver(at=clock.now())
                    sends = time.monotonic() + SECONDS_BETWEEN_SENDING

    def watch(self) -> None:
        """Make one round and say what it did."""
        done = watching.watch(at=clock.now())
        booked = appointments.watch(at=clock.now())
        sent = notifications.deliver(at=clock.now())
        closed = reports.close_days(today=clock.today())
        halls = queueing.end_former_days(today=clock.today(), at=clock.now())
        self.stdout.write(
            _(
                "%(reminders)s lời nhắc, %(apologies)s văn bản xin lỗi được soạn, %(digests)s bản việc đầu ngày, "
                "%(booked)s lời nhắc lịch hẹn, %(missed)s lịch hẹn quá giờ, %(offers)s chỗ được mời, "
                "%(sent)s thông báo đã gửi, %(failed)s không gửi được, %(closed)s ngày được chốt số liệu, "
                "%(halls)s ngày của sảnh được kết thúc."
            )
            % {
                "reminders": done.reminders,
                "apologies": done.apologies,
                "digests": done.digests,
                "booked": booked.reminders,
                "missed": booked.missed,
                "offers": booked.offers,
                "sent": sent.sent,
                "failed": sent.failed,
                "closed": closed,
                "halls": halls,
            }
        )
        self.stdout.flush()
