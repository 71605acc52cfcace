"""The product running for a bench: a database of its own, a server of its own, a load on it."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import with_postgresql

# A bench that flushed nothing to disk would flatter us: as in perf.md, everything durable.
DURABLE = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "max_connections": "100",
}


@contextlib.contextmanager
def database(engine):
    """Yield the environment of an empty database: "postgresql" or "sqlite"."""
    folder = tempfile.mkdtemp(prefix="motcua-bench-")
    environment = {"MOTCUA_DATA": folder, "DJANGO_SETTINGS_MODULE": "motcua.config.settings"}
    try:
        if engine == "sqlite":
            yield environment
        else:
            with_postgresql.QUICK = DURABLE
            with with_postgresql.server() as url:
                yield {**environment, "DATABASE_URL": url}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def command(environment, *words):
    """Run a `motcua` command to its end and return what it printed."""
    done = subprocess.run(
        [BIN / "motcua", *words], env=os.environ | environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"motcua {' '.join(words)}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return done.stdout


def inside(script, count, *, engines=None):
    """Run a script of this folder with a count inside an empty database of each engine; yield what each printed."""
    for engine in engines or ["postgresql", "sqlite"]:
        with database(engine) as environment:
            command(environment, "migrate", "-v0")
            done = subprocess.run(
                [sys.executable, ROOT / "bench" / script, str(count)],
                env=os.environ | environment,
                check=False,
                capture_output=True,
                text=True,
            )
        if done.returncode:
            sys.exit(done.stderr[-3000:])
        yield engine, done.stdout


@contextlib.contextmanager
def serving(environment, *, workers=2, threads=1):
    """Serve the product and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [BIN / "motcua", "serve"],
        env=os.environ
        | environment
        | {
            "PORT": str(port),
            "MOTCUA_WORKERS": str(workers),
            # Several would wait for each other's interpreter, and with it for each other's locks.
            "MOTCUA_THREADS": os.environ.get("MOTCUA_THREADS", str(threads)),
            "MOTCUA_WATCH_MINUTES": "0",
            "MOTCUA_STREAM_PORT": "0",
        },
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def wait_for(address, seconds=60):
    """Return when the server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                sys.exit("the server did not answer")
            time.sleep(0.2)
