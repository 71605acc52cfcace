"""Where a page hears that a hall moved."""

from django.conf import settings


def stream_of(centre_id: int) -> str:
    """Return the address of the stream of a centre's hall, "" where there is none (docs/decisions/0012)."""
    return f"{settings.STREAM_URL}{centre_id}" if settings.STREAM_URL else ""
