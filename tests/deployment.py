"""A deployment in a real process, with its own data folder and port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

MOTCUA = Path(sys.executable).with_name("motcua")
SECONDS_TO_START = 60


def environment(folder, **more):
    """Return what an office sets: its own data folder and a free port, and what else is given.

    Nothing happens by itself in it, unless `MOTCUA_WATCH_MINUTES` or `MOTCUA_STREAM_PORT` is given.
    """
    alone = {"MOTCUA_WATCH_MINUTES": "0", "MOTCUA_STREAM_PORT": "0"}
    return {"PATH": os.environ["PATH"], "MOTCUA_DATA": str(folder), "PORT": str(free_port()), **alone, **more}


def free_port():
    """Return a port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def motcua(*words, env):
    """Run one command to its end and return what it printed."""
    done = subprocess.run([MOTCUA, *words], env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@contextmanager
def served(env):
    """Start the server, wait until it answers, and end it whatever happens."""
    # A session of its own, as in a terminal: Ctrl-C there reaches every process of its group.
    process = subprocess.Popen(
        [MOTCUA, "serve"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(process, env)
        yield process
    finally:
        process.terminate()
        process.communicate()


def wait_for(process, env):
    for _ in range(SECONDS_TO_START * 20):
        if process.poll() is not None:
            raise AssertionError(process.stdout.read())
        try:
            return get("/", env)
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def get(path, env):
    """Return status and body of a page, without following a redirect."""
    connection = http.client.HTTPConnection("127.0.0.1", int(env["PORT"]), timeout=20)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
