"""What may not be set up in a hall, each with the reason at the field."""

import re
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from motcua.queueing.models import CounterSession


def why_not_letter(letter: str, *, taken: Mapping[str, str], was: str, is_given: bool) -> str:
    """Return the reason a group may not have a letter, or ""; `taken` are those of other groups, with their names."""
    if not re.fullmatch("[A-Z]", letter):
        return _("Chữ cái là một chữ hoa từ A đến Z.")
    if letter in taken:
        return _("Chữ %(letter)s đã là của nhóm “%(group)s”.") % {"letter": letter, "group": taken[letter]}
    if was and letter != was and is_given:
        return _("Hôm nay đã phát số với chữ %(letter)s, hãy đổi vào ngày khác.") % {"letter": was}
    return ""


def why_not_serve_fields(wanted: Collection[int], *, taken: Mapping[int, tuple[str, str]]) -> str:
    """Return the reason a group may not serve fields or procedures, or ""; `taken` names what others serve, and who."""
    clashes = [taken[one] for one in wanted if one in taken]
    if not clashes:
        return ""
    return _("%(what)s đã do nhóm “%(group)s” phục vụ.") % {"what": clashes[0][0], "group": clashes[0][1]}


def why_not_number(number: int, *, taken: Collection[int]) -> str:
    """Return the reason a counter may not have a number, or ""."""
    return _("Đã có quầy số %(number)s.") % {"number": f"{number:02d}"} if number in taken else ""


def why_not_put_away(session: CounterSession | None) -> str:
    """Return the reason a counter may not be put out of use, or ""."""
    if session is None:
        return ""
    return _("Quầy đang có %(name)s phục vụ, hãy đóng quầy trước.") % {"name": session.user.full_name}
