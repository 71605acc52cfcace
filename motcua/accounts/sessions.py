"""Sessions in the database, read by a statement compiled once."""

from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from motcua.base.prepared import Prepared

_KEY, _MOMENT = "key", datetime(2000, 1, 1, tzinfo=UTC)
_open = Prepared(
    lambda: Session.objects.filter(session_key=_KEY, expire_date__gt=_MOMENT).values_list("session_data"),
    stand_ins=(_KEY, _MOMENT),
)


class SessionStore(DatabaseStore):
    """Django's own store; every staff request loads its session, so the query is not built each time."""

    def load(self) -> dict[str, Any]:
        """Return what the open session holds; nothing, and no key any more, where there is none."""
        now = timezone.now()  # noqa: TID251 - when a session ends is no matter of the trade
        rows = _open.rows(self.session_key, now) if self.session_key else []
        if rows:
            return self.decode(rows[0][0])
        self._session_key = None
        return {}

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what a session holds; its signature is checked once for the same words."""
        return deepcopy(_decoded(session_data))


@lru_cache(maxsize=1024)
def _decoded(session_data: bytes | str) -> dict[str, Any]:
    return DatabaseStore().decode(session_data)
