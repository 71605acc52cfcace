"""Service cards of the kiosks: given to an official of the centre, shown once to print, taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.documents.printing import qr_svg
from motcua.organisations.queries import staff_of
from motcua.queueing import cards, devices
from motcua.queueing.models import ServiceCard
from motcua.web.setup.organisations import manager_of

# A number in groups of four is read and typed without losing one's place.
GROUP = 4


def shown(centres: list[tuple[int, str]]) -> dict[str, object]:
    """Return what the page of devices says of cards: those there are, and who may be given one."""
    today = clock.today()
    found = cards.cards({centre for centre, _name in centres})
    of = {centre: staff_of(centre, first=today, last=today) for centre, _name in centres}
    people = User.objects.filter(is_active=True).in_bulk({one for staff in of.values() for one in staff})
    return {
        "cards": [(one, one.revoked_at is None and cards.has_ended(one, on=today)) for one in found],
        "holders": [
            (name, [(f"{centre}:{one}", people[one]) for one in of[centre] if one in people])
            for centre, name in centres
        ],
    }


@never_cache
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Give a card and show it: this once, for nobody can show its number again."""
    manager = manager_of(request)
    centre, _colon, holder = request.POST.get("holder", "").partition(":")
    if not (centre.isdecimal() and holder.isdecimal()):
        messages.error(request, _("Chọn người giữ thẻ."))
        return redirect("setup:devices")
    if devices.why_not_manage(manager, int(centre)):
        raise Http404
    try:
        card, number = cards.issue(int(centre), holder_id=int(holder), by=manager, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("setup:devices")
    groups = [number[at : at + GROUP] for at in range(0, len(number), GROUP)]
    page = {"card": card, "groups": groups, "qr": mark_safe(qr_svg(number, border=2))}
    return render(request, "setup/card.html", page)


@require_POST
def revoke(request: HttpRequest, card: int) -> HttpResponse:
    """Take a card back; its next scan opens nothing."""
    manager = manager_of(request)
    found = get_object_or_404(ServiceCard.objects.select_related("holder"), pk=card)
    if devices.why_not_manage(manager, found.centre_id):
        raise Http404
    try:
        cards.revoke(found.pk, by=manager, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã thu hồi thẻ của %(name)s.") % {"name": found.holder.full_name})
    return redirect("setup:devices")
