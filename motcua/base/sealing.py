"""Sealed values: personal numbers encrypted at rest, with a blind index for exact look-up."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet
from django.conf import settings


@lru_cache(maxsize=4)
def _keys(secret: str) -> tuple[Fernet, bytes]:
    def derived(use: str) -> bytes:
        return hashlib.scrypt(secret.encode(), salt=f"motcua {use}".encode(), n=2**12, r=8, p=1, dklen=32)

    return Fernet(base64.urlsafe_b64encode(derived("seal"))), derived("index")


def derive_keys() -> None:
    """Derive the keys now: it is slow by design, and nobody's first request has to wait for it."""
    _keys(settings.PERSONAL_DATA_KEY)


def seal(value: str) -> str:
    """Return the value encrypted; an empty value stays empty."""
    return _keys(settings.PERSONAL_DATA_KEY)[0].encrypt(value.encode()).decode() if value else ""


def unseal(sealed: str) -> str:
    """Return the value that was sealed."""
    return _keys(settings.PERSONAL_DATA_KEY)[0].decrypt(sealed.encode()).decode() if sealed else ""


def blind_index(value: str) -> str:
    """Return a keyed fingerprint by which a sealed value can be found, but not read."""
    if not value:
        return ""
    return hmac.new(_keys(settings.PERSONAL_DATA_KEY)[1], value.encode(), hashlib.sha256).hexdigest()
