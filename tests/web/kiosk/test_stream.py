"""The stream: real connections to the server of `motcua stream`, with the events of a hall given by hand."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from datetime import date

import pytest

from motcua.queueing.models import Counter, HallEvent, ServiceGroup, Ticket
from motcua.web.kiosk import stream
from motcua.web.kiosk.stream import Streams, parsed
from tests.queueing.halls import OPENING

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def event(seq, kind="issued", **more):
    return HallEvent(seq=seq, kind=kind, at=OPENING, **more)


def call(seq):
    return event(
        seq,
        "called",
        ticket=Ticket(letter="B", number=42),
        counter=Counter(number=5, zone="Dãy trái"),
        group=ServiceGroup(letter="B"),
    )


# The browsers of the test under way.
OPEN = []


class Day:
    """What happened in the hall of centre 1, and which day it is."""

    def __init__(self, *events):
        self.events, self.day = list(events), MONDAY

    def read(self, centre_id, day, seq):
        return [one for one in self.events if one.seq > seq and centre_id == 1 and day == self.day]

    def last(self, centre_id, day):
        return max((one.seq for one in self.events), default=0) if centre_id == 1 else 0


@asynccontextmanager
async def streaming(day):
    streams = Streams(read=day.read, last=day.last, today=lambda: day.day)
    server = await asyncio.start_server(streams.serve, "127.0.0.1", 0)
    task = asyncio.create_task(streams.tell(0.02))
    try:
        yield streams, server.sockets[0].getsockname()[1]
    finally:
        task.cancel()
        server.close()
        for writer in OPEN:
            writer.transport.abort()
        OPEN.clear()
        with suppress(asyncio.CancelledError):
            await task
        # The server notices that they went.
        while streams.addresses:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)


class Page:
    """A browser that listens."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def status(self):
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 2)
        return int(head.split()[1])

    async def next(self):
        while True:
            block = (await asyncio.wait_for(self.reader.readuntil(b"\n\n"), 2)).decode()
            if "data:" in block:
                lines = dict(line.split(": ", 1) for line in block.strip().splitlines())
                return lines["id"], json.loads(lines["data"])


async def listening(port, path="/stream/1", headers=""):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    OPEN.append(writer)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
    page = Page(reader, writer)
    page.answer = await page.status()
    return page


def lived(scene):
    asyncio.run(asyncio.wait_for(scene, 10))


def test_whoever_comes_is_told_how_far_the_hall_is_and_then_what_happens():
    async def scene():
        day = Day(event(1))
        async with streaming(day) as (streams, port):
            page = await listening(port)
            first = await page.next()
            day.events.append(call(2))
            streams.moved.set()
            second = await page.next()

        assert first == ("20261123-1", {"seq": 1, "kind": "look"})
        assert second == (
            "20261123-2",
            {"seq": 2, "kind": "called", "at": 1795395600000, "code": "B042"}
            | {"counter": 5, "zone": "Dãy trái", "group": "B"},
        )

    lived(scene())


def test_whoever_comes_back_hears_what_was_missed_and_nothing_twice():
    async def scene():
        day = Day(event(1), event(2), call(3))
        async with streaming(day) as (_streams, port):
            page = await listening(port, headers="Last-Event-ID: 20261123-1\r\n")
            missed = [(await page.next())[1]["seq"] for _event in range(2)]
            day.events.append(event(4))
            after = (await page.next())[1]["seq"]

        assert (missed, after) == ([2, 3], 4)

    lived(scene())


def test_whoever_missed_a_day_is_told_to_look():
    async def scene():
        day = Day(event(1), event(2))
        async with streaming(day) as (_streams, port):
            page = await listening(port, headers="Last-Event-ID: 20261120-900\r\n")

            assert (await page.next())[1] == {"seq": 2, "kind": "look"}

    lived(scene())


def test_at_midnight_the_numbers_begin_anew():
    async def scene():
        day = Day(event(1))
        async with streaming(day) as (_streams, port):
            page = await listening(port)
            await page.next()
            day.day, day.events = TUESDAY, [event(1)]
            again = await page.next()

        assert again[0] == "20261124-1"

    lived(scene())


def test_each_hears_of_the_own_centre_only():
    async def scene():
        day = Day(event(1))
        async with streaming(day) as (_streams, port):
            other = await listening(port, "/stream/2")
            await other.next()
            day.events.append(event(2))

            with pytest.raises(TimeoutError):
                await asyncio.wait_for(other.next(), 0.3)

    lived(scene())


def test_one_address_may_not_take_every_place(settings):
    settings.STREAM_PER_ADDRESS = 2

    async def scene():
        async with streaming(Day()) as (streams, port):
            first, _second = await listening(port), await listening(port)
            third = await listening(port)
            first.writer.close()
            await asyncio.sleep(0.1)
            fourth = await listening(port)

            assert (third.answer, fourth.answer) == (503, 200)
            assert streams.addresses == {"127.0.0.1": 2}

    lived(scene())


def test_whoever_reads_nothing_is_let_go_and_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr(stream, "BEHIND_BYTES", 1024)

    async def scene():
        # Long words fill the buffers of the system quickly.
        day, seq, counter = Day(event(1)), 1, Counter(number=5, zone="x" * 20_000)
        async with streaming(day) as (streams, port):
            sleeper, page = await listening(port), await listening(port)
            sleeper.writer.transport.pause_reading()
            while len(streams.halls[1].listeners) == 2:
                day.events = [event(seq + more, "called", counter=counter) for more in range(1, 11)]
                seq += 10
                while (await page.next())[1]["seq"] < seq:
                    pass

            assert {one.writer.get_extra_info("peername")[1] for one in streams.halls[1].listeners} == {
                page.writer.get_extra_info("sockname")[1]
            }

    lived(scene())


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /stream/abc HTTP/1.1", 404),
        ("GET / HTTP/1.1", 404),
        ("POST /stream/1 HTTP/1.1", 404),
        ("GET /1 HTTP/1.1", 200),
    ],
)
def test_only_the_address_of_a_hall_is_answered(request_line, status):
    async def scene():
        async with streaming(Day()) as (_streams, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            OPEN.append(writer)
            writer.write(f"{request_line}\r\nHost: x\r\n\r\n".encode())

            assert await Page(reader, writer).status() == status

    lived(scene())


def test_a_request_is_read_as_its_lines_say():
    head = "GET /stream/1?x=1 HTTP/1.1\r\nHost: a:1\r\nLast-Event-ID: 20261123-7\r\n\r\n"

    assert parsed(head) == (
        "GET",
        "/stream/1?x=1",
        {"host": "a:1", "last-event-id": "20261123-7", "": ""},
    )
