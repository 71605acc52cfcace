"""Every address of this door."""

from django.urls import path, re_path

from motcua.web.cases import dossiers, steps, worklist
from motcua.web.ui.access import CASES, guarded

app_name = "cases"
# As numbers are given: agency code, day, order (TT 03/2025 Điều 13).
NUMBER = r"(?P<number>[0-9A-Za-z.-]{1,60})"
urlpatterns = guarded(
    [
        path("cases", worklist.home, name="home"),
        path("cases/unit", worklist.unit, name="unit"),
        path("cases/all", worklist.whole, name="all"),
        path("cases/together", steps.together, name="together"),
        re_path(rf"^cases/{NUMBER}$", dossiers.page, name="dossier"),
        re_path(rf"^cases/{NUMBER}/peek$", dossiers.peek, name="peek"),
        re_path(rf"^cases/{NUMBER}/take$", steps.take, name="take"),
        re_path(rf"^cases/{NUMBER}/forward$", steps.forward, name="forward"),
        re_path(rf"^cases/{NUMBER}/send-back$", steps.send_back, name="send-back"),
        re_path(rf"^cases/{NUMBER}/recall$", steps.recall, name="recall"),
        re_path(rf"^cases/{NUMBER}/issue$", steps.issue, name="issue"),
    ],
    may_enter=CASES,
)
