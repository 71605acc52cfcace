"""The two acts of a busy hall at the door of the server: a tap on a kiosk, a call from a counter.

The way through middleware, addresses, parameters and signals costs twice as much as the act it leads to. Here
the same views do the same acts, let in by the same guards and given the same schemas; whatever is unusual, from a worn-out
token to a refusal, goes the usual way from its beginning and is told there why (docs/decisions/0017).
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpResponse

from motcua.api import hall
from motcua.api.door import Session
from motcua.queueing import devices

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
_TICKETS = "/api/v1/hall/tickets"
_CALL = re.compile(r"/api/v1/hall/counters/([1-9][0-9]{0,3})/call")
_BEARER = "Bearer "
# What a tap or a call says is far shorter.
_LONGEST = 1_000
_session = Session()
# Cookies, the token of the pages, and where a browser says that its page comes from.
_PROOFS = (
    "HTTP_COOKIE",
    "HTTP_X_CSRFTOKEN",
    "HTTP_ORIGIN",
    "HTTP_REFERER",
    "HTTP_HOST",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
)


class Unusual(Exception):
    """What is asked is not for this door."""


def quickly(usual: Application) -> Application:
    """Return an application that answers the two acts itself and leaves everything else to the usual one."""

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        act = _act(environ)
        if act is None:
            return usual(environ, start_response)
        said = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(said)
        try:
            answer = act(environ, said)
        except Exception:  # noqa: BLE001 - whatever it was: nothing was done, or what is done again is the same
            environ["wsgi.input"] = BytesIO(said)
            return usual(environ, start_response)
        finally:
            # What Django does at the end of a request; inside a transaction somebody else ends it.
            connection = connections[DEFAULT_DB_ALIAS]
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
        start_response(f"{answer.status_code} {answer.reason_phrase}", _headers(answer))
        return [answer.content]

    return application


def _act(environ: Environ) -> Callable[[Environ, bytes], HttpResponse] | None:
    path: str = environ["PATH_INFO"]
    if not path.startswith("/api/v1/hall/") or environ["REQUEST_METHOD"] != "POST":
        return None
    length: str = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > _LONGEST or not _is_safe(environ):
        return None
    if path == _TICKETS:
        return _issue
    return _call if _CALL.fullmatch(path) else None


def _is_safe(environ: Environ) -> bool:
    """Whether nobody could listen, or the deployment does not care; else Django sends the machine to https."""
    if not settings.SECURE_SSL_REDIRECT:
        return True
    header, value = settings.SECURE_PROXY_SSL_HEADER
    return bool(environ["wsgi.url_scheme"] == "https" or environ.get(header) == value)


def _issue(environ: Environ, said: bytes) -> HttpResponse:
    guard: str = environ.get("HTTP_AUTHORIZATION", "")
    centre_id = devices.centre_of_kiosk(guard[len(_BEARER) :]) if guard.startswith(_BEARER) else None
    if centre_id is None:
        raise Unusual
    return hall.issue(_let_in(centre_id), hall.TicketSent.model_validate_json(said))


def _call(environ: Environ, said: bytes) -> HttpResponse:
    by = _session.authenticate(_let_in(None), _key(tuple(map(environ.get, _proofs()))))
    (number,) = _CALL.fullmatch(environ["PATH_INFO"]).groups()  # type: ignore[union-attr]
    return hall.call(_let_in(by), int(number), hall.CallSent.model_validate_json(said))


@cache
def _proofs() -> tuple[str, ...]:
    """Return the names of all that the guard of a panel may look at."""
    header, _value = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
    return (*_PROOFS, header)


@lru_cache(maxsize=1024)
def _key(proofs: tuple[str | None, ...]) -> str | None:
    """Return the key of the session that these headers come with, once the guard let them in.

    A panel sends the same with every call, and what let it in once does so again: the guard sees nothing but these. Whether
    the session is open yet is asked each time.
    """
    shown = {name: value for name, value in zip(_proofs(), proofs, strict=True) if value is not None}
    sent = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
    return _session.key(WSGIRequest({**shown, **sent}))


def _let_in(whom: Any) -> Any:
    """Return the little that a view asks of its request."""
    return SimpleNamespace(auth=whom)


def _headers(answer: HttpResponse) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(answer.content))),
        ("X-Content-Type-Options", "nosniff"),
    ]
