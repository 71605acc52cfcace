"""The phone that a visitor has shown to be theirs, kept for a while in a sealed cookie."""

from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from motcua.base import sealing

KEPT = timedelta(minutes=30)
COOKIE = "phone"


def known_phone(request: HttpRequest, *, at: datetime) -> str:
    """Return the phone this visitor has shown to be theirs in the last half hour, or ""."""
    try:
        phone, until = sealing.unseal(request.COOKIES.get(COOKIE, "")).split(" ")
    except (InvalidToken, ValueError):
        return ""
    return phone if at.timestamp() < float(until) else ""


def remember(answer: HttpResponse, phone: str, *, at: datetime) -> None:
    """Remember a phone for half an hour."""
    until = at + KEPT
    answer.set_cookie(
        COOKIE,
        sealing.seal(f"{phone} {until.timestamp():.0f}"),
        max_age=int(KEPT.total_seconds()),
        path=reverse("portal:appointments"),
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )
