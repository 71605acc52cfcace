"""What the record says about attempts."""

from datetime import UTC, datetime

from django.db.models import Q

from motcua.base.prepared import Prepared
from motcua.history import rules
from motcua.history.models import Entry

# Failed attempts at a key or from an address, for statements that are compiled once; `asked` tells their values.
STAND_INS = ("subject", "key", "0.0.0.0", "verb", datetime(1901, 1, 1, tzinfo=UTC))
_SUBJECT, _KEY, _ADDRESS, _VERB, _SINCE = STAND_INS
FAILURES = Entry.objects.filter(
    Q(subject=_SUBJECT, key=_KEY) | Q(address=_ADDRESS), verb=_VERB, at__gt=_SINCE
)
_recent = Prepared(lambda: FAILURES.values_list("key", "address", "at"), stand_ins=STAND_INS)


def asked(verb: Entry.Verb, *, subject: str, key: str, address: str, at: datetime) -> tuple[object, ...]:
    """Return what takes the place of STAND_INS: the failures that count at a moment."""
    return subject, key, address, verb.value, at - rules.WINDOW


def next_try_at(verb: Entry.Verb, *, subject: str, key: str, address: str, at: datetime) -> datetime | None:
    """Return when this key may next be tried from this address after too many failures; None: now."""
    failures = _recent.rows(*asked(verb, subject=subject, key=key, address=address, at=at))
    waits = (
        rules.next_try_at((when for name, _, when in failures if name == key), limit=rules.PER_KEY),
        rules.next_try_at((when for _, where, when in failures if where == address), limit=rules.PER_ADDRESS),
    )
    return max((wait for wait in waits if wait), default=None)
