"""Signing in and out, the way to one's door, and how pages are shown."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from motcua.accounts.actions import set_pin
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.visitors import address_of
from motcua.dossiers import signing
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.web.ui.access import CASES, DESK, INSIGHT
from motcua.web.ui.accounts_forms import PinForm, SignInForm
from motcua.web.ui.context import SIZES, THEMES

A_YEAR = 365 * 24 * 60 * 60


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            _record(request, Entry.Verb.SIGNED_IN, user.get_username())
            return redirect(safe_next(request, otherwise=reverse("ui:start")))
        _record(request, Entry.Verb.SIGN_IN_FAILED, form.cleaned_data["username"])
        form.add_error("password", _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy gõ lại."))
    page = {"form": form, "next": request.GET.get(REDIRECT_FIELD_NAME, "")}
    return render(request, "ui/sign_in.html", page)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """Return the page after too many failures; it says when to try again."""
    name = (credentials or {}).get("username", "")
    _record(request, Entry.Verb.LOCKED_OUT, name)
    pause = timedelta(hours=settings.AXES_COOLOFF_TIME)
    page = {"until": clock.now() + pause, "minutes": int(pause.total_seconds() // 60)}
    answer = render(request, "ui/locked_out.html", page, status=429)
    answer["Retry-After"] = str(int(pause.total_seconds()))
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        _record(request, Entry.Verb.SIGNED_OUT, request.user.get_username())
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@login_required
@sensitive_post_parameters("password", "pin", "again")
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: the PIN that confirms one's signatures."""
    form = PinForm(request.POST or None)
    if form.is_valid() and _is_set(request, form):
        signing.record(Entry.Verb.PIN_SET, by=request.user, at=clock.now(), address=address_of(request))
        messages.success(request, _("Đã đặt mã ký. Từ nay mỗi lần ký sẽ hỏi mã này."))
        return redirect(safe_next(request, otherwise=reverse("ui:account")))
    page = {
        "form": form,
        "pin": signing.pin_of(request.user.pk),
        "next": safe_next(request, otherwise=""),
    }
    return render(request, "ui/account.html", page, status=422 if form.errors else 200)


def _is_set(request: HttpRequest, form: PinForm) -> bool:
    """Set the PIN for whoever knows the password; wrong passwords are counted as at the sign-in."""
    values = form.cleaned_data
    if authenticate(request, username=request.user.get_username(), password=values["password"]) is None:
        form.add_error("password", _("Mật khẩu chưa đúng. Hãy gõ lại."))
        return False
    try:
        set_pin(request.user.pk, pin=values["pin"], at=clock.now())
    except Refused as refusal:
        form.add_error("pin", str(refusal))
        return False
    return True


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Send the person to the door of their work."""
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    if not rights.posts:
        return render(request, "ui/no_post.html")
    if rights.has_role(*DESK):
        return redirect("desk:home")
    if rights.has_role("supervisor", "director") and rights.has_role(*INSIGHT):
        return redirect("insight:fields")
    if rights.has_role(*CASES):
        return redirect("cases:home")
    return redirect("setup:procedures")


# Without a token, so that the head of public pages is the same for everybody and is drawn once: the worst
# a foreign page could do is change somebody's colours.
@csrf_exempt
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep how this person wants pages shown, and go back to where they were."""
    answer = redirect(_page_before(request, otherwise=reverse("portal:home")))
    languages = [code for code, _name in settings.LANGUAGES]
    choices = {"theme": ("auto", *THEMES), "size": SIZES, settings.LANGUAGE_COOKIE_NAME: languages}
    for cookie, allowed in choices.items():
        value = request.POST.get("language" if cookie == settings.LANGUAGE_COOKIE_NAME else cookie)
        if value in allowed:
            answer.set_cookie(
                cookie, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.PRODUCTION
            )
    return answer


def _page_before(request: HttpRequest, *, otherwise: str) -> str:
    """Return the address of the page the form stood on, if it is one of ours."""
    address = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else otherwise


def safe_next(request: HttpRequest, *, otherwise: str) -> str:
    """Return the address asked for after this request, if it is one of ours."""
    address = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else otherwise


def _record(request: HttpRequest, verb: Entry.Verb, username: str) -> None:
    history.record(
        verb,
        subject="user",
        key=username[:120],
        at=clock.now(),
        by=request.user if request.user.is_authenticated else None,
        address=address_of(request),
    )
