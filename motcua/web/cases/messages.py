"""What is said about dossiers: what one has not read, and the officers' page of each dossier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.dossiers import messages
from motcua.organisations import queries as organisations
from motcua.web.ui.exchange_pages import file_of, page_of

page = page_of("cases")
file = file_of("cases")


@require_safe
@never_cache
def unread(request: HttpRequest) -> HttpResponse:
    """The dossiers of the own units with something new to read."""
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    context = {"at": at, "rows": messages.waiting(rights, at=at), "most": messages.MOST_LISTED}
    return render(request, "cases/messages/unread.html", context)
