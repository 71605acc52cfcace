"""What somebody was reminded of, until it is put away or done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base import clock
from motcua.dossiers import watching
from motcua.organisations import queries as organisations
from motcua.web.ui.deadlines import chip
from motcua.worktime import queries as worktime


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    working_time = worktime.current().working_time
    rows = [
        {
            "reminder": reminder,
            "task": reminder.task,
            "dossier": reminder.task.dossier,
            "chip": chip(reminder.task.due_at, now=at, working_time=working_time),
        }
        for reminder in watching.reminders_of(rights)
    ]
    return render(request, "cases/waiting/reminders.html", {"at": at, "rows": rows})


@require_POST
def put_away(request: HttpRequest, reminder: int) -> HttpResponse:
    """Put one away; whoever presses twice has put it away once."""
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    watching.put_away(reminder, by=rights, at=clock.now())
    return redirect("cases:reminders")
