"""Every address of the keepers' door; processes are open to all staff, to read."""

from django.urls import path

from motcua.web.setup import catalogue, workflow, worktime
from motcua.web.ui.access import SETUP, STAFF, guarded

app_name = "setup"
urlpatterns = [
    *guarded(
        [
            path("procedures", catalogue.procedures, name="procedures"),
            path("procedures/import", catalogue.import_file, name="import"),
            path("procedures/<str:code>", catalogue.procedure, name="procedure"),
            path("calendar", worktime.year, name="calendar"),
        ],
        may_enter=SETUP,
        superusers=True,
    ),
    *guarded(
        [
            path("processes", workflow.processes, name="processes"),
            path("processes/<str:code>", workflow.process, name="process"),
        ],
        may_enter=STAFF,
        superusers=True,
    ),
]
