"""How long one waits in a hall, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.queueing.queries import LineNow
from motcua.queueing.rules import Estimate


def ahead(count: int) -> str:
    """Return in words how many go first."""
    if count == 0:
        return _("Không còn ai trước")
    return ngettext("Còn %(n)s người trước", "Còn %(n)s người trước", count) % {"n": count}


def wait(found: Estimate | None) -> str:
    """Return in words how long somebody will wait, "" where nobody can tell."""
    if found is None:
        return ""
    if found.low == found.high:
        return _("Chờ khoảng %(high)s phút") % {"high": found.high}
    said = {"low": found.low, "high": found.high}
    if found.pause:
        return _("Chờ khoảng %(low)s–%(high)s phút, gồm giờ nghỉ") % said
    return _("Chờ khoảng %(low)s–%(high)s phút") % said


def sentences(*said: str) -> str:
    """Return what is said of a wait as sentences, one after another."""
    return " ".join(f"{one}." for one in said if one)


def shortest_to_longest(lines: list[LineNow]) -> Estimate | None:
    """Return the waits from the shortest to the longest line."""
    found = [line.estimate for line in lines if line.estimate]
    if not found:
        return None
    middle = [round(one.middle) for one in found]
    return Estimate(0, min(middle), max(middle))
