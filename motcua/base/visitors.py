"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address; behind proxies, the one that the outermost of ours wrote down."""
    if settings.PROXIES:
        # Each proxy of ours adds one entry on the right; what stands further left the visitor may have made up.
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if len(hops) >= settings.PROXIES and (address := hops[-settings.PROXIES].strip()):
            return address
    # A server on a Unix socket, and a test client that signs somebody in, give none.
    return request.META.get("REMOTE_ADDR", "")
