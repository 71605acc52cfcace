"""Undo for ten seconds: what was passed on is recalled while nobody has touched it, what was taken is put back.

The act is remembered in a cookie of the person's own browser; undoing asks the rules like any other act.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from motcua.dossiers.rules import UNDO_SECONDS
from motcua.dossiers.rules.undoing import RECALL

_COOKIE = "undo"
_WRITTEN = re.compile(r"(?P<number>[0-9A-Za-z.-]{1,60}):(?P<task>\d{1,5}):(?P<by>recall|undo)")


@dataclass(frozen=True, slots=True)
class Undoable:
    """The dossier somebody just acted on, the task that would be given back, and the act that does so."""

    number: str
    task: int
    by: str
    seconds: int = UNDO_SECONDS

    @property
    def url(self) -> str:
        return reverse(f"cases:{self.by}", args=[self.number])

    @property
    def is_passed_on(self) -> bool:
        return self.by == RECALL


def undoable(request: HttpRequest) -> Undoable | None:
    """Return what this person may still undo."""
    found = _WRITTEN.fullmatch(request.COOKIES.get(_COOKIE, ""))
    return Undoable(found["number"], int(found["task"]), found["by"]) if found else None


def remember(answer: HttpResponse, *, number: str, task: int, by: str) -> None:
    """Let the next page offer to undo."""
    answer.set_cookie(
        _COOKIE,
        f"{number}:{task}:{by}",
        # The page takes a moment to come; what it offers it then withdraws by itself.
        max_age=UNDO_SECONDS + 5,
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )


def forget(answer: HttpResponse) -> None:
    answer.delete_cookie(_COOKIE, samesite="Lax")
