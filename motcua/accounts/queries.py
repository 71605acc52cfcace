"""What is known of accounts beside who they are."""

from motcua.accounts.models import SigningPin


def has_pin(user_id: int) -> bool:
    """Say whether somebody has set a signing PIN."""
    return SigningPin.objects.filter(user=user_id).exists()
