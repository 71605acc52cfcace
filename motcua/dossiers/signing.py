"""Signatures: which acts sign, whether the signer's PIN is asked for, and what came of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from motcua.accounts import actions, queries
from motcua.accounts.models import User
from motcua.base.errors import Refused
from motcua.dossiers.models import Task
from motcua.dossiers.rules import in_force
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.workflow.models import Step

Verb = Entry.Verb
# Acts that are signatures wherever they are done; passing on and issuing are at a step of signature.
ALWAYS = frozenset({"sign-apology"})
AT_THE_STEP = frozenset({"forward", "issue"})
MOST_TYPED = 20
Chosen = Iterable[tuple[str, int]]
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Pin:
    """How somebody confirms a signature here."""

    has_one: bool
    # By whoever has one, and by everybody where the office demands it.
    is_asked: bool
    # To propose setting one.
    invites: bool


def pin_of(user_id: int) -> Pin:
    """Return whether somebody has a PIN, and whether it is asked for."""
    policy = in_force().signing_pin
    has_one = queries.has_pin(user_id)
    is_asked = policy == "demanded" or (policy == "if_set" and has_one)
    return Pin(has_one, is_asked, policy != "off" and not has_one)


def signatures(act: str, chosen: Chosen) -> list[str]:
    """Return the numbers of the dossiers that this act would sign, among tasks as (number, task)."""
    chosen = list(chosen)
    if act in ALWAYS:
        return [number for number, _task in chosen]
    if act not in AT_THE_STEP:
        return []
    # What was signed before is not signed again, however often the form is sent.
    waiting = Task.objects.open().filter(
        dossier__number__in=[number for number, _task in chosen], step__kind=Step.Kind.SIGN, asked_by=None
    )
    signed = set(waiting.values_list("dossier__number", "number"))
    return [number for number, task in chosen if (number, task) in signed]


def to_confirm(act: str, chosen: Chosen, *, by: User) -> list[str]:
    """Return the numbers of the dossiers that this act signs only with a PIN; who is asked for none costs no statement."""
    if act not in ALWAYS | AT_THE_STEP or not pin_of(by.pk).is_asked:
        return []
    return signatures(act, chosen)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signer whose PIN was right, with the dossiers it was typed for; one under nothing is asked for no PIN."""

    numbers: frozenset[str] = frozenset()
    by: User | None = None
    address: str = ""

    def under(self, number: str, act: Callable[[], Done], *, at: datetime) -> Done:
        """Do an act; one that signs is recorded in its own transaction, so that a refused act leaves no record."""
        if self.by is None or number not in self.numbers:
            return act()
        with transaction.atomic():
            done = act()
            # Nothing is given by an act that was done before.
            if done is not None:
                record(Verb.SIGNED, by=self.by, at=at, address=self.address, dossiers=[number])
            return done


UNSIGNED = Signature()


def confirmed(numbers: Iterable[str], *, typed: str, by: User, at: datetime, address: str) -> Signature:
    """Return the signature that a PIN confirms under these dossiers, or refuse it; a wrong try is counted for good."""
    tried = actions.try_pin(by.pk, typed=typed[:MOST_TYPED], at=at)
    if tried.reason and typed:
        record(Verb.PIN_FAILED, by=by, at=at, address=address)
    if tried.is_locked_now:
        record(Verb.PIN_LOCKED, by=by, at=at, address=address)
    if tried.reason:
        raise Refused(tried.reason)
    return Signature(frozenset(numbers), by, address)


def record(verb: Entry.Verb, *, by: User, at: datetime, address: str, **details: object) -> None:
    """Write down what somebody did with their PIN."""
    history.record(verb, subject="user", key=by.get_username(), at=at, by=by, address=address, **details)
