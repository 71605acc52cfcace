"""The page of a request for supplement: tick papers, say what is wrong, read it as the applicant will, send."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.base import clock
from motcua.base.text import official
from motcua.organisations import queries as organisations
from motcua.web.cases import acting, dossiers
from motcua.web.cases.acts.pauses import SUPPLEMENT
from motcua.web.cases.acts.supplement import REASONS, AskSupplementForm, Preview
from motcua.web.cases.situation import Situation
from motcua.web.ui.marking import RECTANGLES


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, number: str) -> HttpResponse:
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    now = dossiers.situation_of(dossiers.found_or_404(number, rights), rights)
    if request.method != "POST":
        return acting.refused_unread(SUPPLEMENT, now, request) or _shown(
            request, now, AskSupplementForm(now=now)
        )
    form = AskSupplementForm(request.POST, now=now)
    if not form.is_valid():
        return _shown(request, now, form, status=422)
    # What was changed after it was read is read again.
    if request.POST.get("read") == form.digest:
        return acting.answer(SUPPLEMENT, form, request, number, rights)
    return _shown(request, now, form, letter=Preview.of(form, now))


def _shown(
    request: HttpRequest,
    now: Situation,
    form: AskSupplementForm,
    *,
    letter: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    facts = {
        "dossier": now.dossier,
        "form": form,
        "letter": letter,
        "reasons": {name: official(mend) for name, (_label, mend) in REASONS.items()},
        "places": RECTANGLES,
    }
    return render(request, "cases/dossiers/supplement.html", facts, status=status)
