"""`motcua sms-sandbox`: a gateway that sends nothing and shows what it got."""
# ruff: noqa: N999 - the name of the file is the word people type

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from motcua.notifications.sandbox import Server


class Command(BaseCommand):
    help = "Serve a twin of an SMS gateway on this machine: it keeps and shows what it got."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8025)
        parser.add_argument("--fail", type=int, default=0, metavar="TIMES", help="refuse the first ones")

    def handle(self, *, port: int, fail: int, **options: Any) -> None:
        with Server(port) as server:
            server.gateway.fail(times=fail)
            self.stdout.write(f"MOTCUA_SMS_URL={server.url}")
            self.stdout.flush()
            server.serve_forever()
