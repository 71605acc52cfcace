"""What the pages of a hall share: how far it has moved, where the stream is, the words of a wait."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.documents.printing import qr_svg
from motcua.queueing import queries
from motcua.queueing.models import Device, ServiceGroup
from motcua.queueing.queries import LineNow
from motcua.queueing.rules import Estimate
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


def ahead(count: int) -> str:
    """Return in words how many go first."""
    if count == 0:
        return _("Không còn ai trước")
    return ngettext("Còn %(n)s người trước", "Còn %(n)s người trước", count) % {"n": count}


def wait(found: Estimate | None) -> str:
    """Return in words how long somebody will wait, "" where nobody can tell."""
    if found is None:
        return ""
    if found.low == found.high:
        return _("Chờ khoảng %(high)s phút") % {"high": found.high}
    return _("Chờ khoảng %(low)s–%(high)s phút") % {"low": found.low, "high": found.high}


def shortest_to_longest(lines: list[LineNow]) -> Estimate | None:
    """Return the waits from the shortest to the longest line."""
    found = [line.estimate for line in lines if line.estimate]
    if not found:
        return None
    middle = [round(one.middle) for one in found]
    return Estimate(0, min(middle), max(middle))


def qr(address: str) -> str:
    """Return an address as a QR code to stand in a page."""
    return mark_safe(qr_svg(address, border=0))
