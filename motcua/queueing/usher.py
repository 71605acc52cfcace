"""Calls of all processes of a machine, brought to one that makes them in common turns.

Under load a process that calls by itself waits for the hall's lock behind the others, and each pays for reading, writing
and the disk. The usher takes what has come from all of them meanwhile and does it in one turn (docs/decisions/0018). It is
a short cut, never a need: whatever it does not answer, the process that asked does itself, as if there were none. That
is safe because a call may be repeated: it says which number the counter is done with.
"""

import os
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Any

import orjson
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

from motcua.base.clock import local_day
from motcua.base.transactions import flush
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Rights
from motcua.queueing.actions.caller import Caller
from motcua.queueing.actions.calling import Call, call_next
from motcua.queueing.models import Ticket
from motcua.queueing.queries import centre_of
from motcua.queueing.turns import MOST

_LONGEST = 4_096
# Whoever asks waits so long for an answer, and then does it itself; who found no usher looks again after so long.
SECONDS_TO_ANSWER, SECONDS_TO_RETURN = 5.0, 1.0
Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Called:
    """The number a counter has."""

    code: str
    state: str


def call(counter_id: int, *, by: Rights, at: datetime, after: str) -> Called | None:
    """Finish the number a counter has and call the next, as `actions.call_next`."""
    told = _told({"counter": counter_id, "by": by.user_id, "at": at.isoformat(), "after": after})
    if told is not None:
        return Called(told["code"], told["state"]) if told["code"] else None
    ticket = call_next(counter_id, by=by, at=at, after=after)
    return Called(ticket.code, ticket.state) if ticket else None


# Who asks


class _Way:
    """An open way to the usher; it is closed when nobody needs it any more."""

    def __init__(self) -> None:
        self._to = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._to.settimeout(SECONDS_TO_ANSWER)
        self._to.connect(str(where()))

    def __del__(self) -> None:
        self._to.close()

    def told(self, message: Message) -> Message:
        """Return the answer; raise OSError when none comes."""
        self._to.send(orjson.dumps(message))
        answer = self._to.recv(_LONGEST)
        if not answer:
            raise ConnectionResetError
        found: Message = orjson.loads(answer)
        return found


class _Own(threading.local):
    """The way of one thread, None when there is none; when to look for it again."""

    way: _Way | None = None
    again_at = 0.0


_own = _Own()


def where() -> Path:
    """Return the socket of this machine's usher; the folder is open to nobody else."""
    return Path(settings.DATA_DIR) / "usher"


def _told(message: Message) -> Message | None:
    """Return what the usher answers, None when it does not."""
    if not settings.USHER or (_own.way is None and monotonic() < _own.again_at):
        return None
    try:
        if _own.way is None:
            _own.way = _Way()
        return _own.way.told(message) or None
    except OSError:
        # It is gone, or too slow: what comes late must not be taken for the answer to something else.
        _own.way, _own.again_at = None, monotonic() + SECONDS_TO_RETURN
        return None


# The usher


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One act in a hall, and who asked for it."""

    by: socket.socket
    caller: Caller
    order: Call


class Usher:
    """Does what is brought to it, all that came meanwhile at once: one thread makes calls, another tells them."""

    def __init__(self) -> None:
        self._wanted: deque[_Wanted] = deque()
        self._callers: dict[int, Caller] = {}
        # Turns that are committed and not told yet; None when there will be no more.
        self._done: SimpleQueue[list[_Wanted] | None] = SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._door = _door()
        self._selector.register(self._door, selectors.EVENT_READ)

    def work(self, *, seconds: float) -> None:
        """Wait at most so long for somebody to come, and do everything that is wanted then; `tell` tells it."""
        self._hear(seconds)
        try:
            for caller, wanted in self._parts():
                caller.do_all([one.order for one in wanted])
                self._done.put(wanted)
        finally:
            # A connection that broke is not kept for the next turn.
            connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()

    def tell(self) -> bool:
        """Wait for what was done, bring all of it to the disk and answer; return False when nothing more comes."""
        turns = [self._done.get()]
        while not self._done.empty():
            turns.append(self._done.get())
        is_on_disk = _bring_to_disk()
        for one in chain.from_iterable(turn or () for turn in turns):
            _answer(one.by, _called(one.order.result) if is_on_disk and not one.order.error else {})
        return None not in turns

    def rest(self) -> None:
        """Nothing more is done: who tells ends when everything is told."""
        self._done.put(None)

    def close(self) -> None:
        """Let nobody in any more, and everybody go; what is left of the door opens to nobody.

        It stays: it may be the next usher's already.
        """
        for key in [*self._selector.get_map().values()]:
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._selector.close()

    def _hear(self, seconds: float) -> None:
        for key, _events in self._selector.select(seconds):
            if key.fileobj is self._door:
                self._let_in()
            elif isinstance(key.fileobj, socket.socket) and (one := self._heard(key.fileobj)):
                self._wanted.append(one)

    def _parts(self) -> list[tuple[Caller, list[_Wanted]]]:
        """Return what is wanted now, in as many turns as it takes."""
        halls: dict[Caller, list[_Wanted]] = {}
        while self._wanted:
            one = self._wanted.popleft()
            halls.setdefault(one.caller, []).append(one)
        return [
            (caller, wanted[first : first + MOST])
            for caller, wanted in halls.items()
            for first in range(0, len(wanted), MOST)
        ]

    def _let_in(self) -> None:
        # Who went again, or finds no room, does without.
        with suppress(OSError):
            one, _address = self._door.accept()
            one.setblocking(False)
            self._selector.register(one, selectors.EVENT_READ)

    def _heard(self, one: socket.socket) -> _Wanted | None:
        try:
            said = one.recv(_LONGEST)
        except OSError:
            said = b""
        if not said:
            self._selector.unregister(one)
            one.close()
            return None
        try:
            return self._calling(one, orjson.loads(said))
        except Exception:  # noqa: BLE001 - whoever asked does it itself, and is told there why not
            _answer(one, {})
            return None

    def _calling(self, by: socket.socket, said: Message) -> _Wanted:
        at = datetime.fromisoformat(said["at"])
        day = local_day(at)
        caller = self._caller(centre_of(said["counter"]), day)
        rights = rights_of(said["by"], on=day)
        return _Wanted(by, caller, caller.calling(said["counter"], by=rights, at=at, after=said["after"]))

    def _caller(self, centre_id: int, day: date) -> Caller:
        # Of a centre one day is kept; at midnight two may take turns for a moment.
        caller = self._callers.get(centre_id)
        if caller is None or caller.day != day:
            caller = self._callers[centre_id] = Caller(centre_id, day)
        return caller


def _bring_to_disk() -> bool:
    """Bring to the disk what was committed; return whether it surely is there.

    If nobody knows, whoever asked does it again, and finds what was done if it was.
    """
    try:
        flush()
    except Error:
        return False
    finally:
        connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()
    return True


def run(*, until: Callable[[], bool], seconds: float = 1.0) -> None:
    """Work until it is so, looked at after so many seconds without work.

    One thread makes the calls, as many in a turn as came during the last; the other brings to the disk what is
    done, as many turns at once as came while the disk was at work, and answers.
    """
    usher = Usher()

    def tell() -> None:
        try:
            while usher.tell():
                pass
        finally:
            connections.close_all()

    teller = threading.Thread(target=tell)
    teller.start()
    try:
        # With nobody to tell it, what is done would keep everybody waiting: they do without an usher then.
        while teller.is_alive() and not until():
            usher.work(seconds=seconds)
    finally:
        usher.rest()
        teller.join()
        connections.close_all()
        usher.close()


def _door() -> socket.socket:
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    where().unlink(missing_ok=True)
    # Nobody but the user of the server comes in, whatever its folder lets in.
    former = os.umask(0o177)
    try:
        door.bind(str(where()))
    finally:
        os.umask(former)
    door.listen(256)
    door.setblocking(False)
    return door


def _answer(one: socket.socket, message: Message) -> None:
    # Who has gone is told what was done when it asks again.
    with suppress(OSError):
        one.send(orjson.dumps(message))


def _called(ticket: Ticket | None) -> Message:
    return {"code": ticket.code if ticket else "", "state": ticket.state if ticket else ""}
