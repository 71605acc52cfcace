"""What the record says about attempts."""

from datetime import datetime

from django.db.models import Q

from motcua.history import rules
from motcua.history.models import Entry


def next_try_at(verb: Entry.Verb, *, subject: str, key: str, address: str, at: datetime) -> datetime | None:
    """Return when this key may next be tried from this address after too many failures; None: now."""
    recent = Entry.objects.filter(
        Q(subject=subject, key=key) | Q(address=address), verb=verb, at__gt=at - rules.WINDOW
    ).values_list("key", "address", "at")
    failures = list(recent)
    waits = (
        rules.next_try_at((when for name, _, when in failures if name == key), limit=rules.PER_KEY),
        rules.next_try_at((when for _, where, when in failures if where == address), limit=rules.PER_ADDRESS),
    )
    return max((wait for wait in waits if wait), default=None)
