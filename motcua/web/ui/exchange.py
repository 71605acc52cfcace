"""What is said about a dossier, as the staff pages show it: beside the dossier, and on a page of its own."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from motcua.base.errors import Refused
from motcua.documents.actions import taken_in
from motcua.dossiers import messages, messaging
from motcua.dossiers.messages import Said
from motcua.dossiers.models import Dossier, Message
from motcua.dossiers.rules.messages import why_not_write
from motcua.organisations.rules import Rights
from motcua.web.ui.exchange_forms import MessageForm, StaffMessageForm, empty
from motcua.web.ui.uploads import too_big

Readers = Message.Readers
# Beside the dossier only the last words of each side are shown.
LAST = 3
_SIDES = (
    (Readers.OFFICERS, _("Nội bộ"), _("Cán bộ của trung tâm và các cơ quan thấy hồ sơ này đều đọc được.")),
    (
        Readers.APPLICANT,
        _("Với người nộp"),
        _("Ai có mã hồ sơ và 4 số cuối đều đọc được: đừng ghi điều riêng tư. Người nộp chỉ thấy tên đơn vị."),
    ),
)


@dataclass(frozen=True, slots=True)
class Side:
    """What some readers read: what was said, and the form to say more or why not."""

    readers: str
    name: str
    hint: str
    said: list[Said]
    # How many earlier messages are left to the page of the exchange.
    earlier: int
    unread: int
    why_not: str
    form: MessageForm | None
    replied: Said | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Both sides of a dossier, and the addresses of the door they are shown in."""

    number: str
    page: str
    file: str
    sides: list[Side]

    @property
    def unread(self) -> int:
        return sum(side.unread for side in self.sides)


def shown(
    dossier: Dossier,
    rights: Rights,
    *,
    door: str,
    at: datetime,
    tried: MessageForm | None = None,
    reply_to: str = "",
    is_whole: bool = False,
) -> Exchange:
    """Return both sides for a page of this door; what the reader now has before his eyes is noted as read."""
    found = messages.exchange(dossier, rights)
    sides = []
    for readers, name, hint in _SIDES:
        said = found[readers]
        replied = next((one for one in said if str(one.key) == reply_to), None)
        why_not = why_not_write(dossier, rights, readers=readers)
        last = said if is_whole else said[-LAST:]
        form = None
        if not why_not:
            form = tried if tried and tried.data.get("readers") == readers else _empty(readers, replied)
        unread = sum(one.is_unread for one in said)
        sides.append(
            Side(readers, str(name), str(hint), last, len(said) - len(last), unread, why_not, form, replied)
        )
    if any(one.is_unread for side in sides for one in side.said):
        messaging.read_all(dossier, by=rights, at=at)
    return Exchange(dossier.number, f"{door}:messages", f"{door}:message-file", sides)


def _empty(readers: str, replied: Said | None) -> MessageForm:
    return empty(StaffMessageForm, readers, readers=readers, reply_to=replied.key if replied else None)


def write(request: HttpRequest, number: str, rights: Rights, *, at: datetime) -> StaffMessageForm:
    """Write what the form says; a form that is not valid afterwards was refused and says why."""
    readers = request.POST.get("readers", "")
    name = readers if readers in Readers.values else "message"
    form = StaffMessageForm(
        request.POST, request.FILES, auto_id=f"id_{name}_%s", is_too_big=too_big(request, "attached")
    )
    if form.is_valid():
        values = dict(form.cleaned_data)
        with ExitStack() as stack:
            try:
                values["files"] = [
                    stack.enter_context(taken_in(one.chunks())) for one in values.pop("attached")
                ]
            except Refused as refusal:
                form.add_error("attached", str(refusal))
                return form
            try:
                messaging.write(number, by=rights, at=at, **values)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    return form
