#!/usr/bin/env python3
"""Run a command with a PostgreSQL server of its own, which is gone when the command ends.

    scripts/with_postgresql.py pytest -q        # the command finds the server in DATABASE_URL

The server listens on a socket in a temporary folder only, keeps nothing safe on disk, and runs as an
unprivileged user when this script runs as root, because PostgreSQL refuses to run as root.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

# Nothing here must survive a power cut: no flush to disk, as few checkpoints as possible.
QUICK = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "shared_buffers": "256MB",
    # A crowd of kiosks and counters, each with a connection of its own, beside the workers of the suite.
    "max_connections": "400",
    "autovacuum_naptime": "10s",
}


def programs() -> Path:
    """Return the folder of the newest PostgreSQL server programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if on_path := shutil.which("initdb"):
        found.insert(0, Path(on_path).resolve())
    if not found:
        sys.exit("PostgreSQL server programs are missing: install the package postgresql.")
    return found[-1].parent


def unprivileged() -> dict[str, object]:
    """Return who runs the server: whoever we are, or a user without rights when we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    sys.exit("PostgreSQL refuses to run as root, and there is no user postgres or nobody.")


@contextlib.contextmanager
def server():
    """Start a server in a temporary folder and yield its DATABASE_URL; stop and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    who = unprivileged()
    if who:
        os.chown(folder, who["user"], who["group"])
    data, log = folder / "data", folder / "log"
    here = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **who}
    settings = " ".join(
        f"-c {name}={value or repr('')}"
        for name, value in {**QUICK, "unix_socket_directories": folder}.items()
    )
    try:
        subprocess.run(
            [programs() / "initdb", "--pgdata", data, "--username=motcua", "--auth=trust"]
            + ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, **here,
        )  # fmt: skip
        start = [programs() / "pg_ctl", "start", "--wait", "--silent", "--pgdata", data, "--log", log]
        started = subprocess.run(
            [*start, "--options", settings], check=False, stdout=subprocess.DEVNULL, **here
        )
        if started.returncode:
            sys.exit(f"PostgreSQL did not start:\n{log.read_text()}")
        yield f"postgres://motcua@{quote(str(folder), safe='')}/postgres"
    finally:
        stop = [programs() / "pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", "--pgdata", data]
        subprocess.run(stop, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **here)
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], **environment: str) -> int:
    """Run the command to its end, passing SIGTERM on, and return its exit code."""
    child = subprocess.Popen(command, env=os.environ | environment)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    # Ctrl-C in a terminal reaches the command too; the server stays until the command has ended.
    signal.signal(signal.SIGINT, lambda *_: None)
    return child.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as url:
        code = run(sys.argv[1:], DATABASE_URL=url)
    sys.exit(code if code >= 0 else 128 - code)
