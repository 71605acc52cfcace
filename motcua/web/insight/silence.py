"""What went silent: dossiers, notices, batches and originals, each with somebody who answers for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.dossiers import rules
from motcua.dossiers.silence import silence
from motcua.notifications.rules import masked, reason_of
from motcua.organisations import queries as organisations
from motcua.web.ui.access import may_open


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    found = silence(rights, at=at)
    page = {
        "at": at,
        "found": found,
        "untold": [
            {
                "line": line,
                "address": masked(line.notice.channel, line.notice.address),
                "reason": reason_of(line.notice.last_error),
            }
            for line in found.untold
        ],
        "days": rules.in_force().silence_days,
        # Whoever keeps the outbox sends again or gives up there.
        "keeps_notices": may_open(reverse("setup:notices"), request.user, rights),
    }
    return render(request, "insight/silence/show.html", page)
