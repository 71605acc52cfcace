#!/usr/bin/env python3
"""From a call to a thousand screens: boards and phones listen to one `motcua stream`, counters call.

Measured from before the call to when each screen has it; the listeners and the calls share the two cores with the
stream. Baseline: the same screens asking every second instead, which on average hear of a call half a second later.
"""

import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path

from product import BIN, ROOT, command, database
from tables import arguments, show

SCREENS, CALLS = 1000, 60
# A page that asks every second hears after half a second on average, after 950 ms at the 95th percentile.
ASKING_P95 = 950


def main():
    parser = arguments(__doc__)
    parser.add_argument("--screens", type=int, default=0, help="how many pages listen")
    given = parser.parse_args()
    screens = given.screens or (200 if given.quick else SCREENS)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    rows = [
        measured(engine, screens, calls=15 if given.quick else CALLS) for engine in ("postgresql", "sqlite")
    ]
    show(rows, as_json=given.json, title=f"Call to screen, {screens} screens, ms")


def measured(engine, screens, *, calls):
    with database(engine) as environment:
        command(environment, "migrate", "-v0")
        env = os.environ | environment | {"MOTCUA_STREAM_MOST": "9000", "MOTCUA_STREAM_PER_ADDRESS": "9000"}
        port = free_port()
        stream = subprocess.Popen(
            [BIN / "motcua", "stream", "--port", str(port)], env=env, stdout=subprocess.DEVNULL
        )
        inside = subprocess.Popen(
            [sys.executable, ROOT / "bench" / "stream_inside.py", str(calls)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            centre = int(inside.stdout.readline())
            return asyncio.run(listened(engine, centre, port, screens, inside, stream.pid))
        finally:
            stream.terminate()
            inside.terminate()
            stream.wait()
            inside.wait()


async def listened(engine, centre, port, screens, inside, pid):
    heard = {}
    tasks = [asyncio.create_task(screen(port, centre, heard)) for _screen in range(screens)]
    while len(heard) < screens:
        await asyncio.sleep(0.05)
    before = memory(pid)
    inside.stdin.write("go\n")
    inside.stdin.flush()
    called = dict(json.loads(await asyncio.to_thread(inside.stdout.readline)))
    await asyncio.sleep(2)
    late = sorted(
        (at - called[seq]) * 1000
        for one in heard.values()
        for seq, at in ((str(key), moment) for key, moment in one.items())
        if seq in called
    )
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return {
        "engine": engine,
        "screens": screens,
        "calls": len(called),
        "heard": f"{len(late) / (len(called) * screens):.2%}",
        "p50": late[len(late) // 2],
        "p95": late[int(len(late) * 0.95)],
        "p99": late[int(len(late) * 0.99)],
        "asking every second, p95": ASKING_P95,
        "MB before": before,
        "MB after": memory(pid),
    }


async def screen(port, centre, heard):
    """Listen like a browser, and note when each event came."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.2)
    writer.write(f"GET /stream/{centre} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
    came = {}
    try:
        while line := await reader.readline():
            if line.startswith(b"data:"):
                heard[id(came)] = came
                came[json.loads(line[5:])["seq"]] = time.time()
    finally:
        writer.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def memory(pid):
    """Return the megabytes a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
