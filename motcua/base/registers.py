"""Registers in process memory: catalogue, rights and calendars are read from memory, not per request.

A process asks for the version number in the database at most once every `REGISTER_SECONDS`, so a change
made by another process is seen within that time; a change made by this process is seen when it commits.
"""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection, transaction

from motcua.base.models import RegisterVersion

T = TypeVar("T")
_registers: dict[str, "Register"] = {}
_checked: dict[str, float] = {"at": float("-inf")}


class Register(Generic[T]):
    """A value loaded from the database, kept until its version number moves."""

    def __init__(self, name: str, load: Callable[[], T]):
        self.name, self.load = name, load
        self.number = -1
        self.value: T | None = None
        _registers[name] = self

    def get(self) -> T:
        """Return the value, loading it when it is not in memory or has moved."""
        _look_for_moves()
        value = self.value
        if value is None:
            value = self.value = self.load()
        return value

    def forget(self) -> None:
        self.value = None


def _look_for_moves() -> None:
    now = time.monotonic()
    if now - _checked["at"] < settings.REGISTER_SECONDS:
        return
    _checked["at"] = now
    numbers = dict(RegisterVersion.objects.values_list("name", "number"))
    for name, register in _registers.items():
        number = numbers.get(name, 0)
        if number != register.number:
            register.number = number
            register.forget()


def changed(name: str) -> None:
    """Announce, inside the transaction that changes a register, that every process must load it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_registerversion (name, number) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET number = base_registerversion.number + 1",
            [name],
        )
    if name in _registers:
        _registers[name].forget()
        transaction.on_commit(_registers[name].forget)


def forget_all() -> None:
    """Empty every register of this process; tests call it between transactions that are rolled back."""
    _checked["at"] = float("-inf")
    for register in _registers.values():
        register.forget()
