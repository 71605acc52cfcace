"""The pages of what is said about a dossier, made for each door of the staff."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.base import clock
from motcua.base.visitors import address_of
from motcua.dossiers.messages import file_in_sight
from motcua.dossiers.queries import visible_to
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.ui import exchange
from motcua.web.ui.downloads import attachment

View = Callable[..., HttpResponse]


def page_of(door: str, *, more: Callable[[Rights], dict[str, Any]] = lambda _rights: {}) -> View:
    """Return the page of a door that shows both sides whole, and writes what its forms say."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, number: str) -> HttpResponse:
        now, rights = clock.now(), _rights(request)
        dossier = visible_to(rights).select_related("procedure").filter(number=number).first()
        if dossier is None:
            raise Http404
        tried = exchange.write(request, number, rights, at=now) if request.method == "POST" else None
        if tried and tried.is_valid():
            notices.success(request, _("Đã gửi."))
            return redirect(f"{reverse(f'{door}:messages', args=[number])}#{tried.cleaned_data['readers']}")
        _record(request, number, door=door, what="messages")
        both = exchange.shown(
            dossier,
            rights,
            door=door,
            at=now,
            tried=tried,
            reply_to=request.GET.get("reply", ""),
            is_whole=True,
        )
        context = {"dossier": dossier, "exchange": both, "tried": tried, **more(rights)}
        return render(request, f"{door}/messages/page.html", context, status=422 if tried else 200)

    return page


def file_of(door: str) -> View:
    """Return the address of a door that hands out a file that came with a message."""

    @never_cache
    @require_safe
    def file(request: HttpRequest, number: str, message: int, order: int) -> HttpResponse:
        found = file_in_sight(number, message, order, _rights(request))
        if found is None:
            raise Http404
        answer = attachment(found.file, name=f"{number}-{message}-{order}")
        _record(request, number, door=door, what="message", sha256=found.file.sha256)
        return answer

    return file


def _rights(request: HttpRequest) -> Rights:
    return organisations.rights_of(request.user.pk, on=clock.today())


def _record(request: HttpRequest, number: str, **details: str) -> None:
    history.record(
        Entry.Verb.VIEWED,
        subject="dossier",
        key=number,
        at=clock.now(),
        by=request.user,
        address=address_of(request),
        **details,
    )
