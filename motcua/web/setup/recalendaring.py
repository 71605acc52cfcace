"""Moving open dossiers to the newest version of a calendar: preview, approval in chunks, the letters it makes."""

from itertools import islice

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.base import clock
from motcua.dossiers import recalendaring
from motcua.organisations import queries as organisations
from motcua.web.ui.access import may_open
from motcua.web.ui.fields import WordsField
from motcua.worktime.models import Calendar

PAGE = 50
# Whoever approves reads the first of them; `motcua calendar move` tells all.
MOST_SHOWN = 1000


class ApprovalForm(forms.Form):
    """The ground of a move; it stands on every dossier's history and on the letters."""

    reason = WordsField(
        label=_("Căn cứ thay đổi lịch"),
        max_length=200,
        error_messages={"required": _("Hãy ghi căn cứ thay đổi lịch.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    code = _code(request)
    told = recalendaring.progress(code)
    form = ApprovalForm(request.POST or None, initial={"reason": told.version.reason})
    if request.method == "POST" and form.is_valid():
        return _moved(request, code, form.cleaned_data["reason"])
    found = list(islice(recalendaring.preview(code), MOST_SHOWN + 1)) if told.waiting else []
    context = {
        "code": code,
        "calendars": list(Calendar.objects.order_by("code")),
        "progress": told,
        "count": min(len(found), MOST_SHOWN),
        "is_more": len(found) > MOST_SHOWN,
        "page": Paginator(found[:MOST_SHOWN], PAGE).get_page(request.GET.get("page")),
        "letters": recalendaring.letters(code).count(),
        "form": form,
    }
    return render(request, "setup/worktime/move.html", context, status=422 if form.errors else 200)


def _moved(request: HttpRequest, code: str, reason: str) -> HttpResponse:
    """Move one chunk; the script asks again until none waits, without it the reader presses again."""
    now = clock.now()
    by = organisations.rights_of(request.user.pk, on=clock.local_day(now))
    recalendaring.move_some(code, by=by, at=now, reason=reason)
    if request.headers.get("Accept") == "application/json":
        told = recalendaring.progress(code)
        return JsonResponse({"moved": told.moved, "waiting": told.waiting, "all": told.all})
    return redirect(f"{reverse('setup:calendar-move')}?calendar={code}")


@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    code = _code(request)
    page = Paginator(recalendaring.letters(code), PAGE * 4).get_page(request.GET.get("page"))
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    context = {
        "code": code,
        "page": page,
        "letters": [recalendaring.letter(event) for event in page],
        # Whoever keeps calendars only does not print the letters.
        "may_print": may_open(reverse("desk:print-file"), request.user, rights),
    }
    return render(request, "setup/worktime/letters.html", context)


def _code(request: HttpRequest) -> str:
    code = request.GET.get("calendar") or "default"
    if not Calendar.objects.filter(code=code).exists():
        raise Http404
    return code
