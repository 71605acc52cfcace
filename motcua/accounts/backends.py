"""Who is behind a session: answered from process memory, since every staff request asks."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from motcua.accounts.models import REGISTER, User
from motcua.base.prepared import attributes, instance
from motcua.base.registers import Shelf


def _load(user_id: int) -> tuple[Any, ...] | None:
    return User.objects.filter(pk=user_id).values_list(*attributes(User)).first()


_users: Shelf[int, tuple[Any, ...] | None] = Shelf(REGISTER, _load)


class RememberingBackend(ModelBackend):
    """Django's own check of passwords; accounts of open sessions come from memory.

    An account that is closed or gets a new password is seen by this process at once and by the others within
    `REGISTER_SECONDS`.
    """

    def get_user(self, user_id: int) -> User | None:
        """Return the active account of this key, or None."""
        row = _users.get(user_id)
        # Each request its own: what one does to its user must not show in the next.
        user = instance(User, row) if row else None
        return user if self.user_can_authenticate(user) else None
