"""Sessions in the database, read by a statement compiled once; who is behind one, from memory."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from motcua.accounts.backends import RememberingBackend
from motcua.accounts.models import REGISTER, User
from motcua.base.prepared import Prepared
from motcua.base.registers import Shelf, changed

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

    def delete(self, session_key: str | None = None) -> None:
        """End a session; whoever is remembered behind it is forgotten."""
        with transaction.atomic():
            super().delete(session_key)
            changed(REGISTER)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what a session holds; its signature is checked once for the same words."""
        return deepcopy(_decoded(session_data))


@lru_cache(maxsize=1024)
def _decoded(session_data: bytes | str) -> dict[str, Any]:
    return DatabaseStore().decode(session_data)


@dataclass(frozen=True, slots=True)
class _Behind:
    user_id: int
    until: datetime


def _load(key: str) -> _Behind:
    # Nothing is kept of a key that opens no session, or one of somebody else's: anybody can send many.
    session = Session.objects.filter(session_key=key).first()
    held = _decoded(session.session_data) if session else {}
    user = _backend.get_user(int(held[SESSION_KEY]))
    if session is None or user is None or not _is_proof(held.get(HASH_SESSION_KEY, ""), user):
        raise KeyError(key)
    return _Behind(user.pk, session.expire_date)


def _is_proof(told: str, user: User) -> bool:
    """Whether a session was opened with the password that the account has now."""
    proofs = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(told, proof) for proof in proofs)


# An account that changes empties it: what was proved of one stays true as long as it is here.
_behind: Shelf[str, _Behind] = Shelf(REGISTER, _load)
_backend = RememberingBackend()


def user_behind(key: str) -> User | None:
    """Return who signed in under the key of an open session, from memory; None when nobody did.

    For doors that need nothing else of the session. What ends it, signing out, a new password, a closed account, is
    seen by this process at once and by the others within `REGISTER_SECONDS`.
    """
    try:
        found = _behind.get(key)
    except KeyError:
        return None
    if found.until <= timezone.now():  # noqa: TID251 - when a session ends is no matter of the trade
        return None
    return _backend.get_user(found.user_id)
