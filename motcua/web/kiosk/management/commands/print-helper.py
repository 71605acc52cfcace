"""`motcua print-helper`: hands the slips of the browser beside it to a thermal printer."""
# ruff: noqa: N999 - the name of the file is the word people type

from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError

from motcua.web.kiosk.printer import add_arguments, made


class Command(BaseCommand):
    help = "Print slips of a kiosk's browser on the thermal printer of this machine (docs/operations.md)."
    requires_system_checks = []

    def add_arguments(self, parser):
        add_arguments(parser)

    def handle(self, *, printer, origin, key, listen, **options):
        try:
            server = made(printer=printer, origin=origin, key=key, listen=listen)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Printing on {printer} for {origin}; listening on {listen}.")
        self.stdout.flush()
        with suppress(KeyboardInterrupt):
            server.serve_forever()
