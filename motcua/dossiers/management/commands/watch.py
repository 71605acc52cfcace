"""`motcua watch`: remind of steps and draft letters of apology, once or every few minutes."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from motcua.base import clock
from motcua.dossiers import watching


class Command(BaseCommand):
    help = "Remind of steps that run out of time and draft letters of apology for missed dates."

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
            done = watching.watch(at=clock.now())
            self.stdout.write(
                _("%(reminders)s lời nhắc, %(apologies)s văn bản xin lỗi được soạn.")
                % {"reminders": done.reminders, "apologies": done.apologies}
            )
            self.stdout.flush()
            if not every:
                return
            ends = time.monotonic() + every * 60
            while time.monotonic() < ends:
                if options["until_orphaned"] and os.getppid() != starter:
                    return
                time.sleep(1)
