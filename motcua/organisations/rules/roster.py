"""Who may be put on duty where and when."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from motcua.organisations.models import MOST_PLACE
from motcua.organisations.rules.absences import Away, is_away


def why_not_on_duty(
    day: date, session: str, *, has_post: bool, away: Iterable[Away], elsewhere: str, is_open: bool
) -> str:
    """Return the reason somebody cannot be put on duty in a half day, or ""; `elsewhere` is another unit's place."""
    if not is_open:
        return _("Ngày %(day)s đơn vị nghỉ.") % {"day": f"{day:%d/%m/%Y}"}
    if not has_post:
        return _("Ngày %(day)s người này không giữ vị trí nào ở đơn vị.") % {"day": f"{day:%d/%m/%Y}"}
    if is_away(away, day, session):
        return _("Người này vắng mặt buổi đó.")
    if elsewhere:
        return _("Buổi đó người này đã trực ở %(place)s.") % {"place": elsewhere}
    return ""


def why_not_place(place: str) -> str:
    """Return why words cannot be the place of a duty, or ""."""
    if len(place) > MOST_PLACE:
        return _("Nơi trực dài quá %(limit)s chữ.") % {"limit": MOST_PLACE}
    return ""


def fingerprint(duties: Iterable[tuple[int, date, str, str]]) -> str:
    """Return a short text that differs when a roster differs: what somebody saw before changing it."""
    said = "\n".join("|".join(map(str, duty)) for duty in sorted(duties))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
