"""The live stream: tells whoever listens that a hall has moved, a few milliseconds after it did.

A process of its own (`motcua stream`), one thread that waits for thousands of connections: the web server has few
threads, each of which an open stream would keep (docs/decisions/0012). It speaks just enough HTTP for server-sent
events and tells nothing that the board in the hall does not show.
"""

import asyncio
import json
import logging
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest

from motcua.base.visitors import address_of
from motcua.queueing.models import HallEvent

log = logging.getLogger(__name__)
# What a request may have for its head, and how long it may take.
HEAD_BYTES, HEAD_SECONDS = 8192, 10
KEEP_ALIVE_SECONDS = 15
# Whoever is so far behind reads no more: the connection ends and the browser asks anew.
BEHIND_BYTES = 64 * 1024
# So many missed events are told one by one; whoever missed more is only told to look.
REPLAYED = 200
_PATH = re.compile(r"^(?:/stream)?/(\d{1,18})$")
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n"
    b"Access-Control-Allow-Origin: *\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: 2000\n\n"
)
Changes = Callable[[int, date, int], list[HallEvent]]


@dataclass(eq=False)
class Listener:
    """One open page."""

    writer: asyncio.StreamWriter
    address: str

    def send(self, data: bytes) -> None:
        if self.writer.transport.get_write_buffer_size() > BEHIND_BYTES:
            self.writer.transport.abort()
        elif not self.writer.is_closing():
            self.writer.write(data)


@dataclass(eq=False)
class Hall:
    """Who listens to one centre, and how far they were told."""

    day: date
    seq: int
    listeners: set[Listener] = field(default_factory=set)
    # Pages that are being told what they missed.
    joining: int = 0


def told(event: HallEvent, *, day: date) -> bytes:
    """Return an event as the stream tells it: its number, and of a call what the board shows."""
    said: dict[str, object] = {"seq": event.seq, "kind": event.kind, "at": int(event.at.timestamp() * 1000)}
    if event.ticket is not None:
        said["code"] = event.ticket.code
    if event.counter is not None:
        said |= {"counter": event.counter.number, "zone": event.counter.zone}
    if event.group is not None:
        said["group"] = event.group.letter
    return _message(day, event.seq, said)


def _message(day: date, seq: int, said: dict[str, object]) -> bytes:
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"id: {day:%Y%m%d}-{seq}\nevent: hall\ndata: {data}\n\n".encode()


def refusal(status: str) -> bytes:
    """Return the answer to whoever gets no stream."""
    return (
        f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nAccess-Control-Allow-Origin: *\r\n"
        "Retry-After: 10\r\nConnection: close\r\n\r\n"
    ).encode()


class Streams:
    """Everybody who listens. `read` gives the events of a centre and day after a number, in another thread."""

    def __init__(self, *, read: Changes, last: Callable[[int, date], int], today: Callable[[], date]) -> None:
        self.read, self.last, self.today = read, last, today
        self.halls: dict[int, Hall] = {}
        self.addresses: Counter[str] = Counter()
        self.moved = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, until the page is closed."""
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            await self._stream(head, reader, writer)
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _stream(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, headers = parsed(head)
        found = _PATH.match(unquote(target.partition("?")[0]))
        if method != "GET" or found is None:
            writer.write(refusal("404 Not Found"))
            return
        address = _address(writer, headers)
        if self._is_full(address):
            writer.write(refusal("503 Service Unavailable"))
            return
        self.addresses[address] += 1
        listener, centre_id = Listener(writer, address), int(found.group(1))
        hall = None
        try:
            writer.write(_ANSWER)
            hall = await self._join(listener, centre_id, seen=headers.get("last-event-id", ""))
            # A page says nothing more; the end of its side is the end.
            while await reader.read(1024):
                pass
        finally:
            if hall is not None:
                hall.listeners.discard(listener)
            if self.addresses[address] <= 1:
                del self.addresses[address]
            else:
                self.addresses[address] -= 1

    def _is_full(self, address: str) -> bool:
        if self.addresses.total() >= settings.STREAM_MOST:
            return True
        return self.addresses[address] >= settings.STREAM_PER_ADDRESS

    async def _join(self, listener: Listener, centre_id: int, *, seen: str) -> Hall:
        """Tell a page what it missed, then let it hear what everybody hears."""
        hall = self.halls.get(centre_id)
        if hall is None:
            today = self.today()
            seq = await asyncio.to_thread(self.last, centre_id, today)
            hall = self.halls.setdefault(centre_id, Hall(today, seq))
        hall.joining += 1
        try:
            known = await self._catch_up(listener, hall, centre_id, seen=seen)
        finally:
            hall.joining -= 1
        # From here on nothing waits: no event comes between.
        if known != hall.seq:
            listener.send(_message(hall.day, hall.seq, {"seq": hall.seq, "kind": "look"}))
        hall.listeners.add(listener)
        return hall

    async def _catch_up(self, listener: Listener, hall: Hall, centre_id: int, *, seen: str) -> int | None:
        """Tell a page the events after the one it saw last; return the last it knows, None where it must look."""
        day, _dash, number = seen.partition("-")
        if day != f"{hall.day:%Y%m%d}" or not number.isdecimal() or hall.seq - int(number) > REPLAYED:
            return None
        known = int(number)
        while known < hall.seq:
            events = await asyncio.to_thread(self.read, centre_id, hall.day, known)
            for event in events:
                listener.send(told(event, day=hall.day))
            if not events:
                return None
            known = events[-1].seq
        return known

    async def tell(self, every: float) -> None:
        """Tell everybody what moved: when something said so, and every so many seconds without."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await self.moved.wait()
            self.moved.clear()
            for centre_id, hall in list(self.halls.items()):
                try:
                    await self._tell(centre_id, hall)
                except Exception:
                    # The database is away: pages keep what they have, and hear the rest when it is back.
                    log.exception("the hall of %s was not read", centre_id)
                    await asyncio.sleep(1)

    async def _tell(self, centre_id: int, hall: Hall) -> None:
        if not hall.listeners and not hall.joining:
            # Nobody listens: whoever comes next begins anew.
            del self.halls[centre_id]
            return
        if (today := self.today()) != hall.day:
            hall.day, hall.seq = today, 0
        while events := await asyncio.to_thread(self.read, centre_id, hall.day, hall.seq):
            for event in events:
                data = told(event, day=hall.day)
                hall.seq = event.seq
                for listener in tuple(hall.listeners):
                    listener.send(data)

    async def keep_alive(self) -> None:
        """Say something every quarter of a minute, so that no proxy thinks a stream is dead."""
        while True:
            await asyncio.sleep(KEEP_ALIVE_SECONDS)
            for hall in list(self.halls.values()):
                for listener in tuple(hall.listeners):
                    listener.send(b": still here\n\n")

    def close(self) -> None:
        """End every stream; browsers come back by themselves."""
        for hall in self.halls.values():
            for listener in tuple(hall.listeners):
                listener.writer.close()


def parsed(head: str) -> tuple[str, str, dict[str, str]]:
    """Return method, target and headers of a request; headers in small letters."""
    first, *lines = head.split("\r\n")
    method, _space, rest = first.partition(" ")
    headers = {}
    for line in lines:
        name, _colon, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return method, rest.partition(" ")[0], headers


def _address(writer: asyncio.StreamWriter, headers: dict[str, str]) -> str:
    """Return the visitor's address, as the pages find it."""
    request = HttpRequest()
    peer = writer.get_extra_info("peername") or ("",)
    request.META = {
        "REMOTE_ADDR": str(peer[0]),
        "HTTP_X_FORWARDED_FOR": headers.get("x-forwarded-for", ""),
    }
    return address_of(request)
