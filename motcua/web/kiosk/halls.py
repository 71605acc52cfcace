"""What the pages of a hall share: how far it has moved, where the stream is, the words of a wait."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.documents.printing import qr_svg
from motcua.queueing import queries
from motcua.queueing.models import Device, ServiceGroup
from motcua.web.ui.streams import stream_of


@require_safe
def seq(request: HttpRequest, centre: int) -> HttpResponse:
    """Tell the number of the last event of a hall: what a page without a stream asks for."""
    today = clock.today()
    tag = f'"{today:%Y%m%d}-{queries.last_seq(centre, day=today)}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = JsonResponse({"hall": tag.strip('"')})
    answer["ETag"], answer["Cache-Control"] = tag, "no-cache"
    return answer


def live(centre_id: int, *, at: datetime) -> dict[str, object]:
    """Return what the script of a live page is told: where to listen, what to ask otherwise, the clock."""
    return {
        "stream": stream_of(centre_id),
        "seq": reverse("kiosk:seq", args=(centre_id,)),
        "now": int(at.timestamp() * 1000),
    }


def of_device(device: Device, *, here: str) -> dict[str, object]:
    """Return what every page of a device is told."""
    return {
        "device": device,
        "here": here,
        "centre": device.centre.name,
        "live": live(device.centre_id, at=clock.now()),
    }


def named(group: ServiceGroup) -> str:
    """Return the name of a group in the language of the page."""
    return group.label


def short(group: ServiceGroup) -> str:
    """Return the first words of the name of a group, for where there is little room."""
    return named(group).split(",")[0]


def qr(address: str) -> str:
    """Return an address as a QR code to stand in a page."""
    return mark_safe(qr_svg(address, border=0))
