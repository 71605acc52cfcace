"""Undo for ten seconds: what was passed on is recalled while nobody has touched it.

The act is remembered in a cookie of the person's own browser; recalling asks the rules like any other act.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SECONDS = 10
_COOKIE = "undo"
_WRITTEN = re.compile(r"(?P<number>[0-9A-Za-z.-]{1,60}):(?P<task>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Undoable:
    """The dossier just passed on, and the task that was opened by it."""

    number: str
    task: int
    seconds: int = SECONDS


def undoable(request: HttpRequest) -> Undoable | None:
    """Return what this person may still undo."""
    found = _WRITTEN.fullmatch(request.COOKIES.get(_COOKIE, ""))
    return Undoable(found["number"], int(found["task"])) if found else None


def remember(answer: HttpResponse, *, number: str, task: int) -> None:
    """Let the next page offer to undo."""
    answer.set_cookie(
        _COOKIE,
        f"{number}:{task}",
        # The page takes a moment to come; what it offers it then withdraws by itself.
        max_age=SECONDS + 5,
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )


def forget(answer: HttpResponse) -> None:
    answer.delete_cookie(_COOKIE, samesite="Lax")
