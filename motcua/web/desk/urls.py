"""Every address of this door."""

from django.urls import path

from motcua.organisations.models import Position
from motcua.web.desk import (
    appointments,
    counter,
    dossiers,
    intake,
    messages,
    printing,
    receipts,
    returns,
    scans,
    visits,
)
from motcua.web.desk.centre_urls import centre_patterns
from motcua.web.ui.access import CASES, DESK, guarded

Role = Position.Role
RECEIVES = frozenset({Role.RECEPTION})
# Those who watch over a centre look, and act nowhere here.
LOOKS = DESK | {Role.DIRECTOR, Role.SUPERVISOR}

app_name = "desk"
urlpatterns = [
    *guarded(
        [
            path("desk", dossiers.home, name="home"),
            path("desk/dossiers", dossiers.index, name="dossiers"),
            path("desk/dossiers/<str:number>", dossiers.show, name="dossier"),
            path("desk/dossiers/<str:number>/receipt", receipts.receipt, name="receipt"),
            path("desk/printing", printing.index, name="printing"),
            path("desk/printing/file", printing.file, name="print-file"),
            path("desk/printing/register", printing.register, name="register"),
            path("desk/scans", scans.index, name="scans-left"),
            path("desk/visits", visits.index, name="visits"),
            path("desk/visits/<int:ticket>", visits.show, name="visit"),
            path("desk/appointments", appointments.index, name="appointments"),
            path("desk/appointments/new", appointments.new, name="appointment-new"),
            path("desk/appointments/<int:booking>", appointments.act, name="appointment-act"),
            path("desk/appointments/<int:booking>/move", appointments.move, name="appointment-move"),
            path("desk/dossiers/<str:number>/messages", messages.page, name="messages"),
            path(
                "desk/dossiers/<str:number>/messages/<int:message>/<int:order>",
                messages.file,
                name="message-file",
            ),
        ],
        may_enter=LOOKS,
    ),
    *guarded(
        # Officers print and read scans from their pages too; what they may see decides.
        [
            path("desk/dossiers/<str:number>/forms/<str:kind>", printing.one, name="form"),
            path("desk/dossiers/<str:number>/scans", scans.page, name="scans"),
            path("desk/dossiers/<str:number>/scans/<int:scan>/file", scans.download, name="scan-file"),
            path(
                "desk/dossiers/<str:number>/scans/<int:scan>/<int:page>", scans.picture, name="scan-picture"
            ),
        ],
        may_enter=CASES,
    ),
    *guarded(
        [
            path("desk/serve", intake.serve, name="serve"),
            path("desk/procedures", intake.procedures, name="procedures"),
            path("desk/dossiers/<str:number>/received", dossiers.received, name="received"),
            path("desk/dossiers/<str:number>/withdraw", dossiers.withdraw, name="withdraw"),
            path("desk/dossiers/<str:number>/scans/change", scans.change, name="scans-change"),
            path(
                "desk/dossiers/<str:number>/scans/waiting/<slug:key>",
                scans.waiting_picture,
                name="scan-waiting",
            ),
        ],
        may_enter=RECEIVES,
    ),
    *guarded(
        [
            path("desk/counter/now", counter.now, name="counter-now"),
            path("desk/counter/<slug:verb>", counter.act, name="counter-act"),
            path("desk/returns", returns.index, name="returns"),
            path("desk/returns/<str:number>", returns.hand_over, name="return"),
        ],
        may_enter=DESK,
    ),
    *centre_patterns,
]
