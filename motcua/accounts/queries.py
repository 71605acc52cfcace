"""What is known of accounts beside who they are."""

from motcua.accounts.models import REGISTER, SigningPin
from motcua.base.registers import Shelf


def has_pin(user_id: int) -> bool:
    """Say whether somebody has set a signing PIN; remembered, since every act that may be a signature asks."""
    return _with_pin.get(user_id)


_with_pin: Shelf[int, bool] = Shelf(
    REGISTER, lambda user_id: SigningPin.objects.filter(user=user_id).exists()
)
