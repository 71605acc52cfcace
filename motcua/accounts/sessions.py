"""Sessions in the database, read by a statement compiled once."""

from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from motcua.base.prepared import Prepared, instances

_KEY, _MOMENT = "key", datetime(2000, 1, 1, tzinfo=UTC)
_open = Prepared(
    lambda: Session.objects.filter(session_key=_KEY, expire_date__gt=_MOMENT), stand_ins=(_KEY, _MOMENT)
)


class SessionStore(DatabaseStore):
    """Django's own store; every staff request loads its session, so the query is not built each time."""

    def _get_session_from_db(self) -> Any:
        now = timezone.now()  # noqa: TID251 - when a session ends is no matter of the trade
        rows = _open.rows(self.session_key, now) if self.session_key else []
        if rows:
            return instances(Session, rows)[0]
        self._session_key = None
        return None

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what a session holds; its signature is checked once for the same words."""
        return deepcopy(_decoded(session_data))


@lru_cache(maxsize=1024)
def _decoded(session_data: bytes | str) -> dict[str, Any]:
    return DatabaseStore().decode(session_data)
