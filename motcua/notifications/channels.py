"""How a notice leaves: e-mail over SMTP, SMS over HTTP. A channel without an address of its own is not set up."""

import contextlib
import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from motcua.notifications.models import Channel, Notice

# Of every single question to a server; a lease is longer than a batch of them (rules.LEASE).
SECONDS = 10
# Answers that mean: not this one, however often it is tried.
_REFUSED = frozenset({400, 410, 413, 422})


class NotSent(Exception):
    """A notice was not taken; `is_final` when trying again is of no use, `is_down` when nothing else would be taken."""

    def __init__(self, reason: str, *, is_final: bool = False, is_down: bool = False) -> None:
        super().__init__(without_secrets(reason)[:300])
        self.is_final = is_final
        self.is_down = is_down


def set_up() -> list[Channel]:
    """Return the channels this deployment has; the others are never queued for."""
    found = {Channel.EMAIL: settings.EMAIL_HOST, Channel.SMS: settings.SMS_URL}
    return [channel for channel, address in found.items() if address]


@contextmanager
def opened(channel: str) -> Iterator[Callable[[Notice], None]]:
    """Yield what sends one notice after another, or raises NotSent."""
    if channel == Channel.SMS:
        yield _send_sms
        return
    with contextlib.closing(_Mail()) as mail:
        yield mail.send


class _Mail:
    """One connection for a batch, opened with the first notice."""

    def __init__(self) -> None:
        self.backend = EmailBackend(timeout=SECONDS)

    def send(self, notice: Notice) -> None:
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise NotSent(_told(error), is_down=True) from error
        try:
            self.backend.send_messages([_mail(notice)])
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            codes = [code for code, _text in error.recipients.values()]
            raise NotSent(_told(error), is_final=min(codes) >= 500) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            raise NotSent(_told(error)) from error

    def close(self) -> None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.backend.close()
        self.backend.connection = None


def _mail(notice: Notice) -> EmailMessage:
    # The same notice always has the same identity: a mailbox may recognise one that was sent twice.
    identity = sha256(notice.key.encode()).hexdigest()[:32]
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    headers = {
        "Message-ID": f"<{identity}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(notice.subject, notice.body, to=[notice.address], headers=headers)


def _send_sms(notice: Notice) -> None:
    said = {"id": notice.key, "to": notice.address, "text": notice.body}
    headers = {"Content-Type": "application/json", "Idempotency-Key": sha256(notice.key.encode()).hexdigest()}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    request = urllib.request.Request(settings.SMS_URL, json.dumps(said).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        with error:
            raise NotSent(f"HTTP {error.code} {error.reason}", is_final=error.code in _REFUSED) from error
    except OSError as error:
        raise NotSent(_told(error), is_down=True) from error


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip()


def without_secrets(text: str) -> str:
    """Return a text with the passwords of the channels taken out, whoever put them in."""
    for secret in (settings.EMAIL_HOST_PASSWORD, settings.SMS_TOKEN):
        if secret:
            text = text.replace(secret, "•••")
    return " ".join(text.split())
