"""Following a dossier: number and four digits, then where it is; nothing personal in an address."""

from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.base import clock, sealing
from motcua.base.visitors import address_of
from motcua.dossiers import tracking
from motcua.dossiers.queries import tidy_number
from motcua.dossiers.tracking import TooManyTries, Tracked
from motcua.web.portal.exchange import Exchange, exchange_of
from motcua.web.ui.states import standing
from motcua.web.ui.tracking_forms import TrackForm
from motcua.worktime import queries as worktime

# What the visitor knows stays in a sealed cookie for so long: reloading or coming back asks nothing.
KEPT = timedelta(minutes=15)
# Whoever photographs papers for a supplement needs longer: every page and file of it counts anew, up to here.
LONGEST = timedelta(hours=2)
COOKIE = "tracking"


@never_cache
@sensitive_post_parameters("digits")
def track(request: HttpRequest) -> HttpResponse:
    """The field of the look-up; the right digits lead to the dossier."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")[:60]})
    if not form.is_valid():
        return asking(request, form)
    number = tidy_number(form.cleaned_data["number"])
    typed, now = form.cleaned_data["digits"], clock.now()
    try:
        tracked = tracking.look_up(number, typed, address=address_of(request), at=now)
    except TooManyTries as refused:
        return _please_wait(request, refused.until, now=now)
    if tracked is None:
        form.add_error("number", _("Không tìm thấy hồ sơ có mã và 4 số cuối này. Hãy kiểm tra lại cả hai ô."))
        return asking(request, form)
    answer = redirect("portal:track-dossier", number)
    _keep(answer, number, typed, since=now.timestamp(), now=now)
    return answer


def renew(request: HttpRequest, answer: HttpResponse, number: str, *, now: datetime) -> None:
    """Keep what this visitor knows for some minutes more; never longer than two hours after the digits were typed."""
    typed, since = _kept(request, tidy_number(number), now=now)
    if typed:
        _keep(answer, tidy_number(number), typed, since=since, now=now)


def _keep(answer: HttpResponse, number: str, typed: str, *, since: float, now: datetime) -> None:
    until = min(now.timestamp() + KEPT.total_seconds(), since + LONGEST.total_seconds())
    answer.set_cookie(
        COOKIE,
        sealing.seal(f"{number} {typed} {until:.0f} {since:.0f}"),
        max_age=int(until - now.timestamp()),
        path=reverse("portal:track"),
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )


@never_cache
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """Where a dossier is, for whoever gave the right digits; the QR code of a receipt leads here."""
    now = clock.now()
    tracked = opened(request, number, now=now)
    if tracked is None:
        return asking(request, TrackForm(initial={"number": number[:60]}))
    return shown(request, tracked, exchange_of(tracked, at=now), now=now)


def opened(request: HttpRequest, number: str, *, now: datetime) -> Tracked | None:
    """Return the dossier this visitor has given the right digits for in the last minutes."""
    typed, _since = _kept(request, tidy_number(number), now=now)
    return tracking.track(number, typed, today=now.date()) if typed else None


def shown(
    request: HttpRequest, tracked: Tracked, exchange: Exchange, *, now: datetime, status: int = 200
) -> HttpResponse:
    """Return the page of a dossier that was opened."""
    page = {
        "here": "track",
        "dossier": tracked,
        "standing": standing(tracked, now=now, working_time=worktime.current().working_time),
        "exchange": exchange,
        "is_sent": "sent" in request.GET,
        "now": now,
    }
    return render(request, "portal/dossiers/dossier.html", page, status=status)


def asking(request: HttpRequest, form: TrackForm, *, kept: str = "") -> HttpResponse:
    """Return the page that asks for number and digits, with the words that must not be lost."""
    return render(
        request,
        "portal/dossiers/track.html",
        {"here": "track", "form": form, "typed": form["number"].value() or "", "kept": kept},
        status=422 if form.errors or kept else 200,
    )


def _please_wait(request: HttpRequest, wait_until: datetime, *, now: datetime) -> HttpResponse:
    page = {"here": "track", "wait_until": wait_until}
    answer = render(request, "portal/dossiers/wait.html", page, status=429)
    answer["Retry-After"] = str(int((wait_until - now).total_seconds()) + 1)
    return answer


def _kept(request: HttpRequest, number: str, *, now: datetime) -> tuple[str, float]:
    """Return the digits this visitor gave for this dossier in the last minutes, and when."""
    try:
        kept_number, typed, until, since = sealing.unseal(request.COOKIES.get(COOKIE, "")).split(" ")
    except (InvalidToken, ValueError):
        return "", 0
    is_known = kept_number == number and now.timestamp() < float(until)
    return (typed, float(since)) if is_known else ("", 0)
