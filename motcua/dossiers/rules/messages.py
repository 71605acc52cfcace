"""Who may write to whom about a dossier, what, and how often."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from motcua.dossiers.models import MOST_FILES, MOST_TEXT, Dossier, Message
from motcua.dossiers.rules.moves import CLOSED
from motcua.organisations.models import Position
from motcua.organisations.rules import Post, Rights

Readers, Role = Message.Readers, Position.Role
# The centre alone speaks to the applicant (NĐ 118/2025/NĐ-CP: one door): whoever meets or answers for people there.
SPEAKS_FOR_CENTRE = (Role.RECEPTION, Role.RETURNS, Role.SUPERVISOR, Role.DIRECTOR)
# Whoever guessed four digits must not flood a centre: so many messages of an applicant about one dossier.
LIMITS = ((5, timedelta(hours=1)), (20, timedelta(days=1)))


def post_to_write(dossier: Dossier, rights: Rights, *, readers: str) -> Post | None:
    """Return the post by which somebody writes about a dossier in sight, or None."""
    if readers == Readers.APPLICANT:
        speaking = (rights.post_for(dossier.centre_id, role) for role in SPEAKS_FOR_CENTRE)
        return next((post for post in speaking if post), None)
    # A keeper of the catalogue works on no dossier.
    posts = [post for post in rights.posts if post.role != Role.CATALOGUE_KEEPER]
    near = (post for post in posts if post.unit_id in (dossier.unit_id, dossier.centre_id))
    return next(near, posts[0] if posts else None)


def why_not_write(dossier: Dossier, rights: Rights, *, readers: str) -> str:
    """Return why somebody who sees a dossier may not write to these readers, or ""."""
    if dossier.business in CLOSED:
        return _("Hồ sơ đã kết thúc: đọc lại được, không viết thêm được.")
    if post_to_write(dossier, rights, readers=readers) is None:
        if readers == Readers.APPLICANT:
            return _("Chỉ trung tâm nơi nhận hồ sơ nhắn cho người nộp. Cần hỏi người nộp, hãy viết nội bộ.")
        return _("Vị trí của bạn không trao đổi về hồ sơ.")
    return ""


def why_not_answer(business: str, sent: Iterable[datetime], *, at: datetime) -> str:
    """Return why the applicant may not write now, or ""; `sent` is when he wrote about it before."""
    if business in CLOSED:
        return _("Hồ sơ đã kết thúc: Ông/Bà đọc lại được, không viết thêm được.")
    times = sorted(sent)
    for most, span in LIMITS:
        if sum(at - span < one <= at for one in times) >= most:
            return _("Ông/Bà vừa gửi nhiều lời nhắn. Xin chờ trung tâm trả lời, hoặc gọi điện nếu cần gấp.")
    return ""


def why_not_say(text: str, *, files: int) -> str:
    """Return what is wrong with a message itself, or ""."""
    if not text and not files:
        return _("Hãy viết lời nhắn hoặc chọn tệp")
    if len(text) > MOST_TEXT:
        return _("Lời nhắn dài nhất %(most)s chữ, lời này có %(count)s chữ") % {
            "most": MOST_TEXT,
            "count": len(text),
        }
    if files > MOST_FILES:
        return _("Mỗi lời nhắn kèm nhiều nhất %(most)s tệp") % {"most": MOST_FILES}
    return ""
