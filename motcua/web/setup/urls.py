"""Every address of the keepers' door; processes are open to all staff to read, people to those who lead them."""

from django.urls import path, re_path

from motcua.web.setup import (
    appointments,
    cards,
    catalogue,
    devices,
    hall,
    notices,
    organisations,
    recalendaring,
    roster,
    workflow,
    worktime,
)
from motcua.web.ui.access import HALL, PEOPLE, SETUP, STAFF, guarded

app_name = "setup"
urlpatterns = [
    *guarded(
        [
            path("procedures", catalogue.procedures, name="procedures"),
            path("procedures/import", catalogue.import_file, name="import"),
            re_path(r"^procedures/(?P<code>[A-Z0-9.-]{1,40})$", catalogue.procedure, name="procedure"),
            path("notices", notices.outbox, name="notices"),
            path("notices/again", notices.all_again, name="notices-again"),
            path("notices/<int:notice>", notices.decide, name="notice"),
            path("notices/templates", notices.templates, name="templates"),
            re_path(
                r"^notices/templates/(?P<code>[a-z-]{1,60})/(?P<channel>email|sms)/(?P<language>vi|en)$",
                notices.template,
                name="template",
            ),
            path("calendar", worktime.year, name="calendar"),
            path("calendar/move", recalendaring.move, name="calendar-move"),
            path("calendar/letters", recalendaring.letters, name="calendar-letters"),
        ],
        may_enter=SETUP,
        superusers=True,
    ),
    *guarded(
        [
            path("processes", workflow.processes, name="processes"),
            re_path(r"^processes/(?P<code>[A-Za-z0-9._-]{1,40})$", workflow.process, name="process"),
        ],
        may_enter=STAFF,
        superusers=True,
    ),
    *guarded(
        [
            path("people", organisations.people, name="people"),
            re_path(r"^people/(?P<username>[\w.@+-]{1,60})$", organisations.person, name="person"),
            path("roster", roster.week, name="roster"),
            path("roster/copy", roster.copy, name="roster-copy"),
            path("roster/file", roster.file, name="roster-file"),
        ],
        may_enter=PEOPLE,
        superusers=True,
    ),
    *guarded(
        [
            path("devices", devices.index, name="devices"),
            path("devices/<int:device>/printing", devices.printing, name="device-printing"),
            path("devices/<int:device>/revoke", devices.revoke, name="device-revoke"),
            path("devices/cards", cards.issue, name="cards"),
            path("devices/cards/<int:card>/revoke", cards.revoke, name="card-revoke"),
            path("appointments", appointments.index, name="appointments"),
            path("hall", hall.index, name="hall"),
            path("hall/group", hall.group, name="hall-group-new"),
            path("hall/groups/<slug:slug>", hall.group, name="hall-group"),
            path("hall/counter", hall.counter, name="hall-counter-new"),
            path("hall/counters/<int:place>", hall.counter, name="hall-counter"),
        ],
        may_enter=HALL,
        superusers=True,
    ),
]
