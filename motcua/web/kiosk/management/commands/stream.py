"""`motcua stream`: the process that boards, kiosks and phones listen to."""

import asyncio
import contextlib
import os
import resource
import signal
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from motcua.base import clock
from motcua.queueing import queries
from motcua.queueing.writing import CHANNEL
from motcua.web.kiosk.stream import HEAD_BYTES, Streams

# Without notifications the database is asked so often; with them, in case one was lost.
ASK_SECONDS, LOST_SECONDS = 0.15, 5.0
AGAIN_SECONDS = 2
ORPHAN_SECONDS = 1


class Command(BaseCommand):
    help = "Tell pages of the halls, as server-sent events, that something has happened."
    requires_system_checks = []  # `motcua check` is a command of its own

    def add_arguments(self, parser):
        parser.add_argument("--host", default=settings.BIND)
        parser.add_argument("--port", type=int, default=settings.STREAM_PORT)
        parser.add_argument(
            "--until-orphaned", action="store_true", help="end with the process that started it"
        )

    def handle(self, *, host, port, until_orphaned, **options):
        allow_many_connections()
        asyncio.run(run(host, port, until_orphaned=until_orphaned, tell=self.tell))

    def tell(self, text):
        self.stdout.write(text)
        self.stdout.flush()


def allow_many_connections():
    """Let this process hold as many connections as the system allows it; the usual limit is a thousand."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def run(host, port, *, until_orphaned=False, tell=print):
    loop = asyncio.get_running_loop()
    # One thread reads, with one connection to the database.
    loop.set_default_executor(ThreadPoolExecutor(max_workers=1))
    streams = Streams(read=changes, last=last, today=clock.today)
    stopped = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopped.set)
    try:
        server = await asyncio.start_server(streams.serve, host, port, limit=HEAD_BYTES, backlog=1024)
    except OSError as error:
        raise CommandError(f"{error}; pages of the hall ask every few seconds instead.") from error
    tell(f"Streaming on http://{host}:{port}/stream/")
    notified = connection.vendor == "postgresql"
    tasks = [
        asyncio.create_task(streams.tell(LOST_SECONDS if notified else ASK_SECONDS)),
        asyncio.create_task(streams.keep_alive()),
    ]
    if notified:
        tasks.append(asyncio.create_task(listen(streams)))
    if until_orphaned:
        tasks.append(asyncio.create_task(watch_parent(os.getppid(), stopped)))
    await stopped.wait()
    server.close()
    streams.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def changes(centre_id, day, seq):
    """Return what happened in a hall after an event; a connection that broke is made anew the next time."""
    try:
        return queries.changes_since(centre_id, day=day, seq=seq)
    except OperationalError:
        connection.close()
        raise


def last(centre_id, day):
    try:
        return queries.last_seq(centre_id, day=day)
    except OperationalError:
        connection.close()
        raise


async def listen(streams):
    """Hear of every change through PostgreSQL; when the line breaks, try again."""
    values = connection.get_connection_params()
    named = {
        name: values[name] for name in ("dbname", "user", "password", "host", "port") if values.get(name)
    }
    named |= {name: value for name, value in values.items() if name.startswith("ssl")}
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**named, autocommit=True) as line:
                await line.execute(f"LISTEN {CHANNEL}")
                # What happened while nobody heard.
                streams.moved.set()
                async for _heard in line.notifies():
                    streams.moved.set()
        except psycopg.Error:
            await asyncio.sleep(AGAIN_SECONDS)


async def watch_parent(parent, stopped):
    """End when the process that started this one has gone."""
    while os.getppid() == parent:
        await asyncio.sleep(ORPHAN_SECONDS)
    stopped.set()
