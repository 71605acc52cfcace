"""Every address of the citizens' door."""

from django.urls import path, re_path
from django.views.decorators.gzip import gzip_page

from motcua.web.portal import (
    appointments,
    appointments_own,
    dossiers,
    hall,
    home,
    information,
    messages,
    performance,
    procedures,
    supplements,
)

app_name = "portal"
# As of tickets: nobody guesses it.
TOKEN = r"(?P<token>[\w-]{12,24})"
urlpatterns = [
    path("", gzip_page(home.home), name="home"),
    # Procedures
    path("procedures", gzip_page(procedures.index), name="procedures"),
    path("procedures/<str:code>", gzip_page(procedures.procedure), name="procedure"),
    # Dossiers
    path("track", dossiers.track, name="track"),
    path("track/<str:number>", dossiers.dossier, name="track-dossier"),
    path("track/<str:number>/messages", messages.write, name="messages"),
    path("track/<str:number>/messages/<int:message>/<int:order>", messages.file, name="message-file"),
    path("track/<str:number>/supplement", supplements.page, name="supplement"),
    path("track/<str:number>/supplement/review", supplements.review, name="supplement-review"),
    path("track/<str:number>/supplement/send", supplements.send, name="supplement-send"),
    path("track/<str:number>/supplement/drop", supplements.drop, name="supplement-drop"),
    path("track/<str:number>/supplement/marked/<int:line>", supplements.marked, name="supplement-marked"),
    path(
        "track/<str:number>/supplement/files/<int:file>/<int:page>",
        supplements.gathered,
        name="supplement-page",
    ),
    # Appointments
    path("appointments", appointments.index, name="appointments"),
    path("appointments/hours", appointments.hours, name="appointments-hours"),
    path("appointments/book", appointments.book, name="appointments-book"),
    path("appointments/wait", appointments.wait, name="appointments-wait"),
    re_path(rf"^appointments/{TOKEN}$", appointments_own.show, name="appointment"),
    re_path(rf"^appointments/{TOKEN}/move$", appointments_own.move, name="appointment-move"),
    re_path(rf"^appointments/wait/{TOKEN}$", appointments_own.waiting, name="appointment-waiting"),
    # The hall
    path("hall", gzip_page(hall.show), name="hall"),
    # Figures
    path("performance", gzip_page(performance.performance), name="performance"),
    path("performance.csv", performance.table, name="performance-csv"),
    # Information
    path("help", information.help_, name="help"),
    path("accessibility", information.accessibility, name="accessibility"),
    path("privacy", information.privacy, name="privacy"),
]
