"""A notice that a dossier was received."""

from motcua.notifications import actions
from motcua.notifications.actions import Recipient
from motcua.notifications.queries import shipped
from tests.factories import MORNING, unit

HOA = Recipient(email="hoa@example.vn", phone="0912345678")


def centre():
    return unit("lac-hong", "Trung tâm phường Lạc Hồng", "centre", official_code="H99.12")


def queued(place, *, key="received:1", to=HOA, at=MORNING, **changes):
    """Queue what Mrs Hoa is told of her dossier; return how many notices that are."""
    values = {**shipped()["dossier-received"].examples, **changes}
    return actions.queue(
        "dossier-received", to, values, key=key, unit_id=place.pk, at=at, reference=values["number"]
    )
