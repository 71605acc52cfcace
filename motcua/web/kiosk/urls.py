"""Every address of the hall: what stands in it, and the page of a ticket on the phone."""

from django.urls import path, re_path

from motcua.web.kiosk import (
    boards,
    checking_in,
    halls,
    helping,
    kiosk,
    looking,
    phone,
    rating,
    registering,
    servicing,
    texting,
)

app_name = "kiosk"
TOKEN = r"(?P<token>[\w-]{12,24})"
urlpatterns = [
    # Devices
    path("kiosk", registering.page, name="register"),
    path("board", registering.page, name="register-board"),
    # Kiosk
    path("kiosk/<int:device>", kiosk.home, name="home"),
    path("kiosk/<int:device>/ticket", kiosk.groups, name="groups"),
    re_path(rf"^kiosk/(?P<device>\d+)/ticket/{TOKEN}$", kiosk.ticket, name="ticket"),
    re_path(rf"^kiosk/(?P<device>\d+)/ticket/{TOKEN}/text$", texting.page, name="text"),
    path("kiosk/<int:device>/track", looking.track, name="track"),
    path("kiosk/<int:device>/procedures", looking.procedures, name="procedures"),
    re_path(
        r"^kiosk/(?P<device>\d+)/procedures/(?P<code>[A-Z0-9.-]{1,40})$", looking.procedure, name="procedure"
    ),
    path("kiosk/<int:device>/check-in", checking_in.page, name="check-in"),
    path("kiosk/<int:device>/scan", checking_in.scan, name="scan"),
    path("kiosk/<int:device>/rate", rating.page, name="rate"),
    path("kiosk/<int:device>/help", helping.page, name="help"),
    path("kiosk/<int:device>/service", servicing.page, name="service"),
    path("kiosk/<int:device>/printer", helping.printer, name="printer"),
    # Boards
    path("board/<int:device>", boards.page, name="board"),
    path("board/<int:device>/now", boards.now, name="board-now"),
    # Phone
    re_path(rf"^t/{TOKEN}$", phone.page, name="phone"),
    re_path(rf"^t/{TOKEN}/now$", phone.now, name="phone-now"),
    # How far a hall has moved, for whoever has no stream
    path("hall/<int:centre>/seq", halls.seq, name="seq"),
]
