"""What somebody was reminded of, until it is put away or done; and their work as it stood in the morning."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base import clock
from motcua.dossiers import digests, watching
from motcua.organisations import queries as organisations
from motcua.web.ui.deadlines import chip
from motcua.worktime import queries as worktime

# Group of a digest → state of a deadline, heading.
GROUPS = {
    "overdue": ("overdue", _("Quá hạn")),
    "today": ("soon", _("Đến hạn hôm nay")),
    "next": ("in_time", _("Hai ngày tới")),
    "waiting": ("paused", _("Đang chờ")),
}


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


@require_safe
@never_cache
def digest(request: HttpRequest) -> HttpResponse:
    asked = _asked_day(request.GET.get("day", ""))
    found = digests.digest_of(request.user.pk, on=asked)
    if asked and found is None:
        raise Http404
    page: dict[str, Any] = {"at": clock.now(), "digest": found, "days": digests.days_of(request.user.pk)}
    if found is not None:
        counts = found.told["counts"]
        page |= {
            "has_work": digests.has_work(found.told),
            "groups": [(state, label, counts[name]) for name, (state, label) in GROUPS.items()],
            "reminders": counts["reminders"],
            "rows": [
                {
                    **line,
                    "state": GROUPS[line["group"]][0],
                    "label": GROUPS[line["group"]][1],
                    "due_at": datetime.fromisoformat(line["due_at"]),
                }
                for line in found.told["rows"]
            ],
            "units": [{**one, "name": organisations.tree()[one["unit"]].name} for one in found.told["units"]],
        }
    return render(request, "cases/waiting/digest.html", page)


def _asked_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None
