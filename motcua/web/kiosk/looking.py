"""What the kiosk shows besides numbers: procedures, and where a dossier is; nothing of it stays in the browser."""

from datetime import datetime
from urllib.parse import unquote
from uuid import uuid4

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from motcua.base import clock
from motcua.base.visitors import address_of
from motcua.catalogue import queries as catalogue
from motcua.dossiers import tracking
from motcua.dossiers.queries import tidy_number
from motcua.dossiers.tracking import TooManyTries, Tracked
from motcua.queueing import queries
from motcua.queueing.models import Device
from motcua.web.kiosk import halls, slips
from motcua.web.kiosk.access import on_kiosk
from motcua.web.kiosk.paper import on_paper
from motcua.web.kiosk.slips import Slip
from motcua.web.ui.states import Standing, standing
from motcua.web.ui.tracking_forms import TrackForm
from motcua.worktime import queries as worktime

PER_PAGE = 6
LETTERS = "QWERTYUIOPASDFGHJKLZXCVBNM"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("digits")
@on_kiosk
def track(request: HttpRequest, device: Device) -> HttpResponse:
    """Where a dossier is: shown in the answer to the form itself, so that no address and no cookie knows it."""
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None:
        # A scanner types the whole address of the receipt.
        typed["number"] = unquote(typed.get("number", "").rstrip("/").rsplit("/", 1)[-1])
    form = TrackForm(typed)
    tracked, wait_until = None, None
    if form.is_valid():
        try:
            tracked = _found(request, form)
        except TooManyTries as refused:
            wait_until = refused.until
    page = {**halls.of_device(device, here="track"), "form": form, "wait_until": wait_until}
    if tracked is None:
        status = 429 if wait_until else 422 if form.errors else 200
        return render(request, "kiosk/kiosk/track.html", page, status=status)
    now, working_time = clock.now(), worktime.current().working_time
    page |= {"dossier": tracked, "standing": standing(tracked, now=now, working_time=working_time)}
    page |= on_paper(device, _slip_of(tracked, page["standing"], at=now))
    return render(request, "kiosk/kiosk/dossier.html", page)


def begun(request: HttpRequest, device: Device, *, number: str) -> HttpResponse:
    """The look-up with the number of a scanned receipt in it; what is missing are the digits only they know."""
    form = TrackForm(initial={"number": number})
    form.fields["digits"].widget.attrs["autofocus"] = True
    page = {**halls.of_device(device, here="track"), "form": form, "wait_until": None}
    return render(request, "kiosk/kiosk/track.html", page)


def _slip_of(tracked: Tracked, found: Standing, *, at: datetime) -> Slip:
    is_promised = not (tracked.resolved_at or tracked.returned_at or tracked.is_paused)
    return slips.dossier(
        str(uuid4()),
        number=tracked.number,
        name=tracked.procedure_name,
        headline=str(found.headline),
        to_do=str(found.to_do or ""),
        due_at=tracked.due_at if is_promised else None,
        address=f"{settings.PUBLIC_URL}{reverse('portal:track-dossier', args=(tracked.number,))}",
        at=at,
    )


def _found(request: HttpRequest, form: TrackForm) -> Tracked | None:
    number = tidy_number(form.cleaned_data["number"])
    typed = form.cleaned_data["digits"]
    tracked = tracking.look_up(number, typed, address=address_of(request), at=clock.now())
    if tracked is None:
        form.add_error("number", _("Không tìm thấy hồ sơ có mã và 4 số cuối này. Hãy kiểm tra lại cả hai ô."))
    return tracked


@require_safe
@never_cache
@on_kiosk
def procedures(request: HttpRequest, device: Device) -> HttpResponse:
    """The fields, then the procedures of one; or what was typed."""
    asked, field = request.GET.get("q", "")[:80], request.GET.get("field", "")[:60]
    page = {
        **halls.of_device(device, here="procedures"),
        "asked": asked,
        "was_heard": bool(asked) and "heard" in request.GET,
        "fields": catalogue.fields(),
        "field": next((one for one in catalogue.fields() if one.code == field), None),
        "letters": LETTERS,
    }
    if asked or page["field"]:
        hits = catalogue.search(asked, field=field if page["field"] else "", limit=None)
        page["page"] = Paginator(hits, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "kiosk/kiosk/procedures.html", page)


@require_safe
@never_cache
@on_kiosk
def procedure(request: HttpRequest, device: Device, code: str) -> HttpResponse:
    """What to bring, how long it takes, what it costs, and for which letter to take a number."""
    version = catalogue.in_force(code, on=clock.today())
    if version is None:
        raise Http404
    case = next(iter(version.cases.all()), None)
    group = queries.group_for(device.centre_id, procedure_id=version.procedure_id, field_id=version.field_id)
    page = {
        **halls.of_device(device, here="procedures"),
        "version": version,
        "case": case,
        "papers": list(case.papers.all()) if case else [],
        "limits": list(case.time_limits.all()) if case else [],
        "group": group,
        "group_name": halls.named(group) if group else "",
    }
    slip = slips.procedure(
        str(uuid4()),
        name=version.name,
        papers=[paper.name for paper in page["papers"]],
        limit="; ".join(str(one) for one in page["limits"]) or _("Chưa công bố"),
        fee=version.fee or _("Chưa công bố"),
        group=_("Lấy số nhóm %(letter)s, %(name)s") % {"letter": group.letter, "name": page["group_name"]}
        if group
        else "",
        address=f"{settings.PUBLIC_URL}{reverse('portal:procedure', args=(code,))}",
    )
    page |= on_paper(device, slip)
    return render(request, "kiosk/kiosk/procedure.html", page)
