"""Who directs a hall, and what a call for help needs."""

from django.utils.translation import gettext as _

from motcua.organisations.rules import Rights, Role
from motcua.queueing.models import CounterSession, Device
from motcua.queueing.rules.guards import why_not_work

DIRECTS = (Role.DIRECTOR, Role.SUPERVISOR)


def directs(rights: Rights, centre_id: int) -> bool:
    """Say whether somebody directs the hall of a centre."""
    return any(post.unit_id == centre_id and post.role in DIRECTS for post in rights.posts)


def why_not_direct(rights: Rights, centre_id: int) -> str:
    """Return the reason somebody may not open or close counters for others, or ""."""
    if directs(rights, centre_id):
        return ""
    return _("Việc này của giám đốc hoặc người giám sát trung tâm.")


def why_not_seat(official: Rights, centre_id: int) -> str:
    """Return the reason somebody may not be put at a counter, or ""."""
    if any(post.unit_id == centre_id for post in official.posts):
        return ""
    return _("Người này không giữ vị trí nào tại trung tâm.")


def why_not_close_for(session: CounterSession | None) -> str:
    """Return the reason a counter may not be closed for whoever sits there, or ""."""
    return "" if session else _("Quầy chưa mở.")


def why_not_help(session: CounterSession) -> str:
    """Return the reason a counter may not call for help, or ""."""
    return _("Quầy đã gọi người giúp.") if session.help_at is not None else ""


def why_not_helped(session: CounterSession | None, *, may: bool) -> str:
    """Return the reason a call for help may not be ended, or ""."""
    if session is None or session.help_at is None:
        return _("Quầy này không còn chờ người giúp.")
    return "" if may else _("Chỉ quầy đã gọi, giám đốc hoặc người giám sát kết thúc lượt gọi giúp.")


def why_not_came(device: Device, rights: Rights) -> str:
    """Return the reason somebody may not say that the call of a kiosk was answered, or ""."""
    if device.help_at is None and device.fault_at is None:
        return _("Máy này không còn chờ người giúp.")
    return why_not_work(rights, device.centre_id)
