"""`motcua serve`: one process prepares the deployment, then serves it."""

import gc
import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from multiprocessing import get_context

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.config import preparing
from motcua.config.addresses import DOORS, is_taken
from motcua.demo import accounts, bookings, building, halls, stories
from motcua.queueing import usher

SECONDS_TO_STOP, SECONDS_TO_REPLACE = 5, 1
# What is forked shares what was loaded.
FORK = get_context("fork")


class Command(BaseCommand):
    help = "Prepare the words, static files and tables, then serve until Ctrl-C or SIGTERM."
    requires_system_checks = []  # `motcua check` is a command of its own; starting stays quick

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="load the demo into an empty database")
        parser.add_argument("--prepare-only", action="store_true", help="stop before serving")

    def handle(self, *, demo, prepare_only, **options):
        if not prepare_only and is_taken(settings.BIND, settings.PORT):
            raise CommandError(f"Port {settings.PORT} is taken; choose another, for example PORT=8001.")
        if not prepare_only and settings.STREAM_PORT and is_taken(settings.BIND, settings.STREAM_PORT):
            raise CommandError(
                f"Port {settings.STREAM_PORT}, where pages of the hall listen, is taken; choose another with "
                "MOTCUA_STREAM_PORT, or 0: then they ask every few seconds."
            )
        self.prepare(with_demo=demo)
        if prepare_only:
            self.tell(f"Prepared; the data are in {settings.DATA_DIR}.")
        else:
            sandbox = set_up_sandbox() if demo and building.is_demo() else ""
            # Before others start beside it: they would share the processor with it.
            preparing.load()
            self.tell_where(sandbox)
            with beside(with_sandbox=bool(sandbox)), ushered():
                serve()

    def prepare(self, *, with_demo):
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        preparing.compile_messages()
        if preparing.gather_static_files():
            self.tell("Static files gathered.")
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        with preparing.one_at_a_time():
            if count := preparing.migrate():
                self.tell(f"Database brought up to date ({count} migrations).")
            if with_demo and not building.has_data():
                self.build_demo()

    def build_demo(self):
        self.tell("The database is empty: building the demo, which takes a minute.")
        try:
            building.build(now=clock.now(), tell=self.tell)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def tell_where(self, sandbox):
        base = f"http://{settings.BIND}:{settings.PORT}"
        width = max(map(len, DOORS))
        self.tell("")
        for name, path in DOORS.items():
            self.tell(f"  {name:{width}}  {base}{path}")
        if building.is_demo():
            self.tell(
                "\n".join(["", *accounts.told(), *stories.told(), *bookings.told(), *halls.told(program())])
            )
        if sandbox:
            self.tell(f"\nSMS go to a sandbox; read them, and the codes in them, at {sandbox}")
        self.tell(f"\nData in {settings.DATA_DIR}.\n")

    def tell(self, text):
        self.stdout.write(text)
        self.stdout.flush()


def program():
    """Return how whoever started this calls it for the same data."""
    data = os.environ.get("MOTCUA_DATA")
    return f"MOTCUA_DATA={shlex.quote(data)} {sys.argv[0]}" if data else sys.argv[0]


def set_up_sandbox():
    """Make the twin of an SMS gateway the gateway of a demo that has none; return its address, or ""."""
    if settings.SMS_URL or not settings.SANDBOX_PORT or is_taken("127.0.0.1", settings.SANDBOX_PORT):
        return ""
    # For the workers, which are forks, and for what runs beside them.
    settings.SMS_URL = os.environ["MOTCUA_SMS_URL"] = f"http://127.0.0.1:{settings.SANDBOX_PORT}/"
    return settings.SMS_URL


@contextmanager
def beside(*, with_sandbox=False):
    """Let `motcua watch` and `motcua stream` run beside the server, when they are asked for; they end with it."""
    commands = [["watch", "--every", str(settings.WATCH_MINUTES)]] if settings.WATCH_MINUTES else []
    commands += [["stream"]] if settings.STREAM_PORT else []
    commands += [["sms-sandbox", "--port", str(settings.SANDBOX_PORT)]] if with_sandbox else []
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "motcua.config.cli", *words, "--until-orphaned"], stdout=subprocess.DEVNULL
        )
        for words in commands
    ]
    try:
        yield
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(SECONDS_TO_STOP)


@contextmanager
def ushered():
    """Let a fork of this process make the calls of all workers, when there are several; it ends with them."""
    if not settings.USHER:
        yield
        return
    connections.close_all()
    keeper = FORK.Process(target=keep_an_usher, args=(os.getpid(),))
    keeper.start()
    try:
        yield
    finally:
        keeper.terminate()
        keeper.join()


def keep_an_usher(server):
    """Have an usher at work, a new one when it died, until the server is gone or ends this process."""
    # Ctrl-C is for the server, which ends this one.
    os.setpgrp()
    keep_what_is_loaded()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit())
    keeper = os.getpid()
    while os.getppid() == server:
        one = FORK.Process(target=be_usher, args=(keeper,))
        one.start()
        try:
            while one.is_alive() and os.getppid() == server:
                one.join(SECONDS_TO_REPLACE)
        finally:
            one.terminate()
            one.join()
        # One that cannot live at all would have us do nothing else.
        time.sleep(SECONDS_TO_REPLACE)


def be_usher(keeper):
    """Make calls until whoever keeps this process is gone, or ends it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    usher.run(until=lambda: os.getppid() != keeper)


def keep_what_is_loaded():
    """Let the collector of this process and its forks not walk through what stays for good, nor walk so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def serve():
    """Serve until a signal; the workers are forks of this process and share what it has loaded."""
    connections.close_all()
    keep_what_is_loaded()
    # Ctrl-C reaches the whole group of a terminal. A worker that gets it and the SIGTERM of its parent as
    # well may hang until it is killed, so workers leave the group.
    os.register_at_fork(after_in_child=os.setpgrp)
    Granian(
        "motcua.config.wsgi:application",
        address=settings.BIND,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_STOP,
    ).serve()
