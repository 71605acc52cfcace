"""An office that the product prepares once in a run, in a process of its own, and that is copied by all who need one.

Going through every migration costs more than any test: each worker, and each test with a process of its own, would
do the same again.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import defaultdict
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core import serializers
from django.db import DEFAULT_DB_ALIAS, connection, transaction

from tests.deployment import MOTCUA, environment

SECONDS = 300
FOLDER = settings.DATA_DIR / "prepared"
TABLES = FOLDER / "motcua.sqlite3"
# Workers of one run share it, and it dies with the run: the folder's name is nobody else's.
TEMPLATE = settings.DATA_DIR.name.replace("-", "_")
SERVER = os.environ.get("DATABASE_URL", "")
_begun = []


def begin():
    """Begin to prepare the office, unless another worker of this run has begun."""
    try:
        FOLDER.mkdir(parents=True)
    except FileExistsError:
        return
    engine = {} if settings.ON_SQLITE else {"DATABASE_URL": created(TEMPLATE)}
    # Its end is told by a file: the worker that waits need not be the one that began.
    script = 'cd "$0" && "$@" >told 2>&1; echo $? >code.tmp && mv code.tmp code'
    command = ["sh", "-c", script, FOLDER, MOTCUA, "serve", "--prepare-only"]
    _begun.append(subprocess.Popen(command, env=environment(FOLDER, **engine), start_new_session=True))


def wait():
    """Return when the office is prepared."""
    begin()
    code, until = FOLDER / "code", time.monotonic() + SECONDS
    while not code.exists():
        assert time.monotonic() < until, "the office is not prepared"
        time.sleep(0.05)
    assert code.read_text() == "0\n", (FOLDER / "told").read_text()


def end():
    """Leave nothing running that this process began."""
    for process in _begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def remove():
    """Remove what the run prepared, when its workers are gone."""
    if FOLDER.exists() and not settings.ON_SQLITE:
        dropped(TEMPLATE)
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@contextmanager
def office(folder, name, **more):
    """Set up another office like it, on the engine under test; yield what it sets."""
    wait()
    shutil.copytree(FOLDER / "static", folder / "static")
    shutil.copy2(FOLDER / "static.stamp", folder)
    if settings.ON_SQLITE:
        with closing(sqlite3.connect(folder / TABLES.name)) as target:
            copy_tables(target)
        yield environment(folder, **more)
        return
    # Several workers of one run may share the server.
    name = f"{name}_{os.getpid()}"
    try:
        yield environment(folder, DATABASE_URL=created(name, TEMPLATE), **more)
    finally:
        dropped(name)


def copy_tables(target):
    with closing(sqlite3.connect(TABLES)) as source:
        source.backup(target)


def put_back(contents):
    """Write what Django has kept of the first contents, table by table; its own way is one trip for each row."""
    rows = defaultdict(list)
    for row in serializers.deserialize("json", contents, using=DEFAULT_DB_ALIAS):
        assert not row.m2m_data
        rows[type(row.object)].append(row.object)
    with transaction.atomic(), connection.constraint_checks_disabled():
        for model, kept in rows.items():
            # Before the first test of a worker they are still there.
            model._base_manager.bulk_create(kept, ignore_conflicts=True)


def created(name, template="template1"):
    """Create a database on the PostgreSQL server under test and return its address."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()


def dropped(name):
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
