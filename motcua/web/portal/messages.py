"""Writing to the centre about a tracked dossier, and the files it sent."""

from contextlib import ExitStack
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.visitors import address_of
from motcua.documents.actions import taken_in
from motcua.dossiers import messages, messaging
from motcua.dossiers.queries import tidy_number
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.web.portal import dossiers
from motcua.web.portal.exchange import exchange_of
from motcua.web.ui.downloads import attachment
from motcua.web.ui.exchange_forms import MessageForm
from motcua.web.ui.tracking_forms import TrackForm
from motcua.web.ui.uploads import too_big


@never_cache
@require_POST
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Write as the applicant; whoever has not given the digits lately is asked for them first."""
    now, number = clock.now(), tidy_number(number)
    tracked = dossiers.opened(request, number, now=now)
    if tracked is None:
        form = TrackForm(initial={"number": number[:60]})
        return dossiers.asking(request, form, kept=request.POST.get("text", ""))
    said = MessageForm(
        request.POST, request.FILES, auto_id="id_message_%s", is_too_big=too_big(request, "attached")
    )
    if said.is_valid():
        _send(said, number, address=address_of(request), at=now)
    if said.is_valid():
        return redirect(reverse("portal:track-dossier", args=[number]) + "?sent")
    exchange = exchange_of(tracked, at=now, tried=said)
    return dossiers.shown(request, tracked, exchange, now=now, status=422)


def _send(said: MessageForm, number: str, *, address: str, at: datetime) -> None:
    """Send what the form says, or add to it why not."""
    values = dict(said.cleaned_data)
    if reason := messages.why_not_answer(number, at=at, request_key=values["request_key"]):
        said.add_error(None, reason)
        return
    free_at = messaging.next_answer_at(number, address=address, at=at) if values["attached"] else None
    if free_at:
        reason = _("Nhiều tệp không mở được. Xin gửi lời nhắn không kèm tệp, hoặc thử lại từ %(time)s.")
        said.add_error("attached", reason % {"time": f"{clock.local(free_at):%H:%M}"})
        return
    with ExitStack() as stack:
        try:
            values["files"] = [stack.enter_context(taken_in(one.chunks())) for one in values.pop("attached")]
        except Refused as refusal:
            messaging.record_bad_file(number, address=address, at=at)
            said.add_error("attached", str(refusal))
            return
        try:
            messaging.answer(number, at=at, **values)
        except Refused as refusal:
            said.add_error(None, str(refusal))


@never_cache
@require_safe
def file(request: HttpRequest, number: str, message: int, order: int) -> HttpResponse:
    """Hand out a file of the exchange to whoever has given the digits."""
    now, number = clock.now(), tidy_number(number)
    if dossiers.opened(request, number, now=now) is None:
        return redirect("portal:track-dossier", number)
    found = messages.public_file(number, message, order)
    if found is None:
        raise Http404
    answer = attachment(found.file, name=f"{number}-{message}-{order}")
    history.record(
        Entry.Verb.VIEWED,
        subject="dossier",
        key=number,
        at=now,
        address=address_of(request),
        door="portal",
        what="message",
        sha256=found.file.sha256,
    )
    return answer
