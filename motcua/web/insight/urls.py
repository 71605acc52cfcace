"""Every address of the supervisors' and leaders' door."""

from django.urls import path

from motcua.web.insight import load, reports, silence
from motcua.web.ui.access import INSIGHT, guarded

app_name = "insight"
urlpatterns = guarded(
    [
        path("load", load.show, name="load"),
        path("silence", silence.show, name="silence"),
        path("reports/fields", reports.fields, name="fields"),
        path("reports/levels", reports.levels, name="levels"),
        path("reports/dossiers", reports.dossiers, name="dossiers"),
    ],
    may_enter=INSIGHT,
)
