"""`motcua demo`: a living centre to look at."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.demo import building, volume
from motcua.demo.accounts import DEMO_ACCOUNTS, PASSWORD


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
        if settings.PRODUCTION:
            raise CommandError(
                "The demo's password is published: it never goes into a production deployment."
            )
        began = time.monotonic()
        try:
            if reset:
                building.clear()
            count = building.build(now=clock.now(), seed=seed, is_small=small, tell=self.tell)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["volume"]:
            count += volume.generate(options["volume"], today=clock.today(), seed=seed, tell=self.tell)
        self.tell(f"Demo built: {count:,} dossiers in {time.monotonic() - began:.0f} s.")
        self.tell_accounts()

    def tell(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def tell_accounts(self):
        base = f"http://{settings.BIND}:{settings.PORT}"
        self.tell(f"\nPortal {base}/ · staff sign in at {base}/sign-in with the password {PASSWORD}")
        for account in DEMO_ACCOUNTS:
            post = account.posts[0]
            self.tell(f"  {account.username:12}{account.full_name}, {post.title} ({post.unit})")
