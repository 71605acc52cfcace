"""Every address of this door."""

from django.urls import path, re_path

from motcua.organisations.models import Position
from motcua.web.cases import acting, dossiers, messages, reminders, supplement, together, waiting, worklist
from motcua.web.cases.acts import ACTS
from motcua.web.ui.access import CASES, guarded

app_name = "cases"
# As numbers are given: agency code, day, order (TT 03/2025 Điều 13).
NUMBER = r"(?P<number>[0-9A-Za-z.-]{1,60})"
SIGNERS = frozenset({Position.Role.HEAD_OF_AGENCY, Position.Role.HEAD_OF_DIVISION})
APOLOGISERS = frozenset({Position.Role.HEAD_OF_AGENCY})
urlpatterns = [
    *guarded([path("cases/sign", waiting.sign, name="sign")], may_enter=SIGNERS),
    *guarded([path("cases/apologies", waiting.apologies, name="apologies")], may_enter=APOLOGISERS),
    *guarded(
        [
            path("cases", worklist.home, name="home"),
            path("cases/unit", worklist.unit, name="unit"),
            path("cases/all", worklist.whole, name="all"),
            path("cases/paused", waiting.paused, name="paused"),
            path("cases/consults", waiting.consults, name="consults"),
            path("cases/reminders", reminders.index, name="reminders"),
            path("cases/reminders/digest", reminders.digest, name="digest"),
            path("cases/reminders/<int:reminder>", reminders.put_away, name="put-away"),
            path("cases/messages", messages.unread, name="unread"),
            path("cases/together", together.together, name="together"),
            re_path(rf"^cases/{NUMBER}$", dossiers.page, name="dossier"),
            re_path(rf"^cases/{NUMBER}/peek$", dossiers.peek, name="peek"),
            re_path(rf"^cases/{NUMBER}/messages$", messages.page, name="messages"),
            re_path(
                rf"^cases/{NUMBER}/messages/(?P<message>[0-9]{{1,18}})/(?P<order>[1-9])$",
                messages.file,
                name="message-file",
            ),
            re_path(rf"^cases/{NUMBER}/supplement$", supplement.page, name="supplement"),
            *(
                re_path(rf"^cases/{NUMBER}/{act.name}$", acting.view(act), name=act.name)
                for act in ACTS
                if act.page is None
            ),
        ],
        may_enter=CASES,
    ),
]
