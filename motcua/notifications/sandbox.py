"""A twin of an SMS gateway for trying out and for tests: it keeps and shows what it got, and fails when told to.

POST / takes {"id", "to", "text"} as a gateway does, GET / shows what came, POST /fail takes {"times", "status"}:
so many of the next questions are answered with that status. An id that comes again is kept once, as
gateways do that know an idempotency key.
"""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

MOST_KEPT = 1000
_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>SMS sandbox</title><h1>SMS sandbox</h1><p>{count} SMS</p><ol>{lines}</ol></html>"""


@dataclass
class Gateway:
    """What the twin remembers."""

    # By id, in the order of arrival.
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    repeated: int = 0
    failing: int = 0
    status: int = 503
    authorisations: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def take(self, said: Mapping[str, Any], authorisation: str) -> int:
        """Keep one SMS and return the status to answer with."""
        with self.lock:
            if self.failing:
                self.failing -= 1
                return self.status
            if not all(isinstance(said.get(name), str) and said[name] for name in ("id", "to", "text")):
                return 400
            self.authorisations.add(authorisation)
            self.repeated += said["id"] in self.kept
            self.kept[said["id"]] = {name: said[name] for name in ("to", "text")}
            if len(self.kept) > MOST_KEPT:
                del self.kept[next(iter(self.kept))]
            return 202

    def fail(self, *, times: int, status: int = 503) -> None:
        """Answer the next questions with a failure."""
        with self.lock:
            self.failing, self.status = times, status


class Server(ThreadingHTTPServer):
    """The twin at an address of this machine; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.gateway = Gateway()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        kept = list(self.server.gateway.kept.values())
        lines = "".join(
            f"<li><b>{html.escape(one['to'])}</b> {html.escape(one['text'])}</li>" for one in kept
        )
        self._answer(200, _PAGE.format(count=len(kept), lines=lines), "text/html")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        try:
            said = json.loads(self.rfile.read(length) or "{}")
        except ValueError:
            said = {}
        said = said if isinstance(said, dict) else {}
        if self.path == "/fail":
            self.server.gateway.fail(times=int(said.get("times", 1)), status=int(said.get("status", 503)))
            self._answer(200, "{}", "application/json")
            return
        status = self.server.gateway.take(said, self.headers.get("Authorization", ""))
        self._answer(status, json.dumps({"status": status}), "application/json")

    def _answer(self, status: int, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing: whoever looks reads the page."""
