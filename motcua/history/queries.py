"""What the record says about attempts."""

from datetime import UTC, datetime

from django.db.models import Q

from motcua.base.prepared import Prepared
from motcua.history import rules
from motcua.history.models import Entry

# Every look-up of the public asks first.
_SINCE = datetime(1901, 1, 1, tzinfo=UTC)
_recent = Prepared(
    lambda: Entry.objects.filter(
        Q(subject="subject", key="key") | Q(address="0.0.0.0"), verb="verb", at__gt=_SINCE
    ).values_list("key", "address", "at"),
    stand_ins=("subject", "key", "0.0.0.0", "verb", _SINCE),
)


def next_try_at(verb: Entry.Verb, *, subject: str, key: str, address: str, at: datetime) -> datetime | None:
    """Return when this key may next be tried from this address after too many failures; None: now."""
    failures = _recent.rows(subject, key, address, verb.value, at - rules.WINDOW)
    waits = (
        rules.next_try_at((when for name, _, when in failures if name == key), limit=rules.PER_KEY),
        rules.next_try_at((when for _, where, when in failures if where == address), limit=rules.PER_ADDRESS),
    )
    return max((wait for wait in waits if wait), default=None)
