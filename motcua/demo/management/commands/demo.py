"""`motcua demo`: a living centre to look at."""

import time

from django.core.management.base import BaseCommand, CommandError

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.demo import accounts, bookings, building, stories, volume


class Command(BaseCommand):
    help = "Build the demo: Hương Trà's first half of 2021 and the fictional province Hồng Lạc today."
    requires_system_checks = []  # `motcua check` is a command of its own

    def add_arguments(self, parser):
        parser.add_argument("--small", action="store_true", help="Hồng Lạc with some 60 dossiers, in seconds")
        parser.add_argument("--seed", type=int, default=building.SEED, metavar="N", help="another fate")
        parser.add_argument("--reset", action="store_true", help="remove the former demo first")
        parser.add_argument(
            "--volume",
            type=int,
            metavar="N",
            help="besides, N dossiers at the province's centre, for benches",
        )

    def handle(self, *, small, seed, reset, **options):
        began = time.monotonic()
        try:
            if reset:
                self.tell("Removing all data of the demo, and building it anew.")
                building.clear()
            count = building.build(now=clock.now(), seed=seed, is_small=small, tell=self.tell)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["volume"]:
            count += volume.generate(options["volume"], today=clock.today(), seed=seed, tell=self.tell)
        self.tell(f"Demo built: {count:,} dossiers in {time.monotonic() - began:.0f} s.")
        self.tell("")
        for line in [*accounts.told(), *stories.told(), *bookings.told()]:
            self.tell(line)

    def tell(self, text):
        self.stdout.write(text)
        self.stdout.flush()
