"""Dossiers that lie untouched, each with somebody who answers for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.dossiers import rules, watching
from motcua.organisations import queries as organisations


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    page = {"at": at, "rows": watching.silent(rights, at=at), "days": rules.in_force().silence_days}
    return render(request, "insight/silence/show.html", page)
