"""`motcua renew_demo`: the demo as on its first day."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from motcua.config import preparing
from motcua.config.addresses import is_taken


class Command(BaseCommand):
    help = "Remove all data of a demo and load the demo anew; refuses where real data may be."
    requires_system_checks = []

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("This is a production deployment: its data stay.")
        if is_taken(settings.BIND, settings.PORT):
            raise CommandError(f"A server still runs on port {settings.PORT}; stop it first.")
        preparing.migrate()
        if not (preparing.is_empty() or preparing.is_demo()):
            raise CommandError(f"{where()} holds something else than the demo: it stays as it is.")
        self.stdout.write(f"Removing all data of {where()} and the files in {settings.MEDIA_ROOT}.")
        remove_data()
        call_command("serve", demo=True, prepare_only=True, stdout=self.stdout)


def where():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(database["NAME"])
    return f"the PostgreSQL database {database['NAME']} on {database['HOST'] or 'this machine'}"


def remove_data():
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    if connection.vendor == "postgresql":
        call_command(
            "flush", interactive=False, verbosity=0
        )  # TRUNCATE, which the append-only guard lets pass
        return
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
