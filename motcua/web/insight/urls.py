"""Every address of the supervisors' and leaders' door."""

from django.urls import path

from motcua.web.insight import hall, load, reports, silence, staffing
from motcua.web.ui.access import HALL, INSIGHT, guarded

app_name = "insight"
urlpatterns = [
    *guarded(
        [
            path("hall", hall.show, name="hall"),
            path("hall/now", hall.now, name="hall-now"),
            path("hall/estimates", hall.estimates, name="hall-estimates"),
            path("hall/staffing", staffing.show, name="hall-staffing"),
            path("hall/<slug:verb>", hall.act, name="hall-act"),
        ],
        may_enter=HALL,
    ),
    *guarded(
        [
            path("load", load.show, name="load"),
            path("silence", silence.show, name="silence"),
            path("reports/fields", reports.fields, name="fields"),
            path("reports/levels", reports.levels, name="levels"),
            path("reports/dossiers", reports.dossiers, name="dossiers"),
        ],
        may_enter=INSIGHT,
    ),
]
