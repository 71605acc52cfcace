"""Every address of this door."""

from django.urls import path, re_path

from motcua.api import door, dossiers, hall, methods, supplements

door.api.add_router("", dossiers.router)
door.api.add_router("", supplements.router)
door.api.add_router("", hall.router)

urlpatterns = [
    path("v1/", methods.told_in_json(door.api.urls)),
    # Whoever asks for an address that is not there reads JSON too.
    re_path(r"^(?P<rest>.*)$", door.nowhere),
]
