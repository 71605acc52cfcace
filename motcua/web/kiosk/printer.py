"""The print helper: runs beside the browser of a kiosk and hands slips to the printer of 80 mm.

Only the standard library, in one file, so that it can be copied to a machine that has Python and nothing else:
`python3 printer.py --printer /dev/usb/lp0 --origin https://… --key …`; where Motcua is installed,
`motcua print-helper` is the same.
"""

import argparse
import hmac
import json
import os
import select
import socket
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from fcntl import ioctl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 4.0
LONGEST_BYTES = 2**21
# Slips whose key is remembered, so that a key that comes again prints nothing.
REMEMBERED = 1000
PAPER, COVER, OFFLINE = "paper", "cover", "offline"
# DLE EOT 4 asks for the paper, DLE EOT 2 for what keeps the printer from printing.
_ASK_PAPER, _ASK_CAUSE = b"\x10\x04\x04", b"\x10\x04\x02"
_NO_PAPER, _OPEN_COVER, _STOPPED = 0x60, 0x04, 0x28
# Of a parallel or USB printer: linux/lp.h.
_LPGETSTATUS, _LP_PAPER_OUT, _LP_SELECTED = 0x060B, 0x20, 0x10


class Faulty(Exception):
    """The printer prints nothing; the word says why."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def printer_at(where: str) -> Callable[[bytes], None]:
    """Return what prints bytes at a device file or at HOST:PORT; it raises Faulty."""
    host, colon, port = where.rpartition(":")
    if colon and port.isdecimal():
        return lambda data: _over_network(host.strip("[]"), int(port), data)
    return lambda data: _into_file(where, data)


def _over_network(host: str, port: int, data: bytes) -> None:
    try:
        with socket.create_connection((host, port), timeout=SECONDS) as line:
            for question in (_ASK_PAPER, _ASK_CAUSE):
                line.sendall(question)
                _judge(question, _answer(line))
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
    except OSError as error:
        raise Faulty(OFFLINE) from error


def _answer(line: socket.socket) -> int | None:
    """Return the byte a printer answers; some print servers never do."""
    ready, _write, _error = select.select([line], [], [], 0.5)
    said = line.recv(1) if ready else b""
    return said[0] if said else None


def _judge(question: bytes, said: int | None) -> None:
    if said is None:
        return
    if question == _ASK_PAPER and said & _NO_PAPER:
        raise Faulty(PAPER)
    if question == _ASK_CAUSE and said & _OPEN_COVER:
        raise Faulty(COVER)
    if question == _ASK_CAUSE and said & _STOPPED:
        raise Faulty(PAPER)


def _into_file(path: str, data: bytes) -> None:
    try:
        device = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        with closing(_File(device)):
            _judge_file(device)
            _write(device, data)
    except OSError as error:
        raise Faulty(OFFLINE) from error


@dataclass(frozen=True)
class _File:
    number: int

    def close(self) -> None:
        os.close(self.number)


def _judge_file(device: int) -> None:
    # What is no printer of the kernel's (a pipe, a serial line) has no status to ask for.
    with suppress(OSError):
        status = int.from_bytes(ioctl(device, _LPGETSTATUS, bytes(4)), sys.byteorder)
        if status & _LP_PAPER_OUT:
            raise Faulty(PAPER)
        if not status & _LP_SELECTED:
            raise Faulty(OFFLINE)


def _write(device: int, data: bytes) -> None:
    """Write all of it; a printer that takes nothing for some seconds is away."""
    while data:
        _read, ready, _error = select.select([], [device], [], SECONDS)
        if not ready:
            raise Faulty(OFFLINE)
        data = data[os.write(device, data) :]


@dataclass(eq=False)
class Helper:
    """Takes slips from pages of one origin that know the key, and prints each key once."""

    print_: Callable[[bytes], None]
    origin: str
    key: str
    printed: OrderedDict[str, None] = field(default_factory=OrderedDict)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def knows(self, origin: str, key: str) -> bool:
        return origin == self.origin and hmac.compare_digest(key.encode(), self.key.encode())

    def take(self, job: str, data: bytes) -> bool:
        """Print a slip; return whether it was printed now, not before."""
        with self.turn:
            if job in self.printed:
                return False
            self.print_(data)
            self.printed[job] = None
            if len(self.printed) > REMEMBERED:
                self.printed.popitem(last=False)
            return True


class Answering(BaseHTTPRequestHandler):
    """What the browser beside asks."""

    server: "Server"
    timeout = 10

    def do_OPTIONS(self) -> None:
        """Tell the browser whether the page may speak to us, also from the network into this machine."""
        self._say(204 if self.headers.get("Origin") == self.server.helper.origin else 403)

    def do_POST(self) -> None:
        """Print the slip under the key of its address."""
        job = self.path.removeprefix("/slips/")
        length = self.headers.get("Content-Length", "")
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self.server.helper.knows(self.headers.get("Origin", ""), key):
            return self._say(403, {"refused": "origin or key"})
        if job == self.path or not job or len(job) > 80 or not length.isdecimal():
            return self._say(404, {"refused": "address"})
        if int(length) > LONGEST_BYTES:
            self._pass_over(int(length))
            return self._say(413, {"refused": "too long"})
        try:
            is_new = self.server.helper.take(job, self.rfile.read(int(length)))
        except Faulty as faulty:
            return self._say(503, {"fault": faulty.fault})
        return self._say(200, {"printed": "now" if is_new else "before"})

    def _pass_over(self, length: int) -> None:
        """Read what nobody keeps: who still sends when the line closes never hears why."""
        for rest in range(min(length, 4 * LONGEST_BYTES), 0, -(2**16)):
            self.rfile.read(min(rest, 2**16))

    def _say(self, status: int, said: dict[str, str] | None = None) -> None:
        body = json.dumps(said).encode() if said else b""
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", self.server.helper.origin)
        self.send_header("Access-Control-Allow-Methods", "POST")
        self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Access-Control-Max-Age", "600")
        self.send_header("Vary", "Origin")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Write nothing: a slip is nobody's business."""


class Server(ThreadingHTTPServer):
    """The helper on its port of this machine."""

    daemon_threads = True

    def __init__(self, listen: tuple[str, int], helper: Helper) -> None:
        self.helper = helper
        super().__init__(listen, Answering)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the helper is told on the command line."""
    parser.add_argument("--printer", required=True, metavar="FILE|HOST:9100", help="where the printer is")
    parser.add_argument("--origin", required=True, metavar="URL", help="the kiosk's origin, https://…")
    parser.add_argument("--key", default=os.environ.get("MOTCUA_PRINT_KEY", ""), help="or MOTCUA_PRINT_KEY")
    parser.add_argument("--listen", default="127.0.0.1:9101", metavar="HOST:PORT")


def made(*, printer: str, origin: str, key: str, listen: str) -> Server:
    """Return a helper that listens; ValueError where it would listen to strangers."""
    host, _colon, port = listen.rpartition(":")
    if not key:
        raise ValueError("Give the key of the device with --key or MOTCUA_PRINT_KEY.")
    if host not in ("127.0.0.1", "localhost") or not port.isdecimal():
        raise ValueError("--listen is 127.0.0.1:PORT, nothing else: only the browser beside may print.")
    return Server((host, int(port)), Helper(printer_at(printer), origin.rstrip("/"), key))


def main(words: Sequence[str] | None = None) -> int:
    """Serve until the end; return what a command returns."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add_arguments(parser)
    told = vars(parser.parse_args(words))
    try:
        server = made(**told)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Printing on {told['printer']} for {told['origin']}; listening on {told['listen']}.", flush=True)
    with suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
