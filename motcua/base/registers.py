"""Registers in process memory: catalogue, rights and calendars are read from memory, not per request.

A process asks for the version numbers in the database at most once every `REGISTER_SECONDS`, so a change
made by another process is seen within that time; a change made by this process is seen at once.
"""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection, transaction

from motcua.base.models import RegisterVersion

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
_kept: dict[str, list["Register | Shelf"]] = {}
_numbers: dict[str, int] = {}
# Until when, by the clock that never goes back, the version numbers need not be asked for.
_checked = {"until": float("-inf")}


class Register(Generic[T]):
    """One value loaded whole from the database, kept until the version number of its name moves."""

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.load = load
        self.value: T | None = None
        _kept.setdefault(name, []).append(self)

    def get(self) -> T:
        """Return the value, loading it when it is not in memory or has moved."""
        _look_for_moves()
        value = self.value
        if value is None:
            value = self.value = self.load()
        return value

    def forget(self) -> None:
        self.value = None


class Shelf(Generic[K, T]):
    """Values loaded one by one by their key, all kept until the version number of their name moves."""

    def __init__(self, name: str, load: Callable[[K], T]) -> None:
        self.load = load
        self.values: dict[K, T] = {}
        _kept.setdefault(name, []).append(self)

    def get(self, key: K) -> T:
        """Return the value of this key, loading it when it is not in memory or has moved."""
        _look_for_moves()
        try:
            return self.values[key]
        except KeyError:
            value = self.values[key] = self.load(key)
            return value

    def forget(self) -> None:
        self.values = {}


def _look_for_moves() -> None:
    now = time.monotonic()
    if now < _checked["until"]:
        return
    _checked["until"] = now + settings.REGISTER_SECONDS
    for name, number in RegisterVersion.objects.values_list("name", "number"):
        if _numbers.get(name) != number:
            _numbers[name] = number
            _forget(name)


def _forget(name: str) -> None:
    for kept in _kept.get(name, []):
        kept.forget()


def changed(name: str) -> None:
    """Announce, inside the transaction that changes a register, that every process must load it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_registerversion (name, number) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET number = base_registerversion.number + 1",
            [name],
        )
    _forget(name)
    # Another thread may have loaded the old rows before this transaction commits.
    transaction.on_commit(lambda: _forget(name))


def forget_all() -> None:
    """Empty every register of this process; tests call it between transactions that are rolled back."""
    _checked["until"] = float("-inf")
    _numbers.clear()
    for name in _kept:
        _forget(name)
