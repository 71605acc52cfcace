"""`motcua sms-sandbox`: a gateway that sends nothing and shows what it got."""
# ruff: noqa: N999 - the name of the file is the word people type

import os
import time
from argparse import ArgumentParser
from threading import Thread
from typing import Any

from django.core.management.base import BaseCommand

from motcua.notifications.sandbox import Server


class Command(BaseCommand):
    help = "Serve a twin of an SMS gateway on this machine: it keeps and shows what it got."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8025)
        parser.add_argument("--fail", type=int, default=0, metavar="TIMES", help="refuse the first ones")
        parser.add_argument("--until-orphaned", action="store_true", help="stop when the starter is gone")

    def handle(self, *, port: int, fail: int, **options: Any) -> None:
        with Server(port) as server:
            server.gateway.fail(times=fail)
            self.stdout.write(f"MOTCUA_SMS_URL={server.url}")
            self.stdout.flush()
            if options["until_orphaned"]:
                Thread(target=self.stop_when_orphaned, args=(server,), daemon=True).start()
            server.serve_forever()

    def stop_when_orphaned(self, server: Server) -> None:
        """Stop serving when the process that started this one is gone."""
        starter = os.getppid()
        while os.getppid() == starter:
            time.sleep(1)
        server.shutdown()
