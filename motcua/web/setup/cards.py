"""Service cards of the kiosks: given to an official of the centre, shown once to print, taken back."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.documents.printing import qr_svg
from motcua.organisations.queries import staff_of
from motcua.queueing import cards, devices
from motcua.queueing.models import ServiceCard
from motcua.web.setup.organisations import manager_of, unit_choices

# A number in groups of four is read and typed without losing one's place.
GROUP = 4


class CardForm(forms.Form):
    """Whom a card is given to: an official of a centre."""

    holder = forms.ChoiceField(
        label=gettext_lazy("Cấp thẻ cho"),
        help_text=gettext_lazy("Ai đang có thẻ thì thẻ cũ hết dùng ngay."),
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Chọn người giữ thẻ.")),
    )

    def __init__(self, *args: object, centres: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        of = {centre: staff_of(centre, first=today, last=today) for centre, _name in centres}
        everybody = {one for staff in of.values() for one in staff}
        people = User.objects.filter(is_active=True).in_bulk(everybody)
        self.fields["holder"].choices = [
            ("", "–"),
            *(
                (name, [(f"{centre}:{one}", str(people[one])) for one in of[centre] if one in people])
                for centre, name in centres
            ),
        ]


def shown(centres: list[tuple[int, str]]) -> dict[str, object]:
    """Return what the page of devices says of cards: those there are, and who may be given one."""
    found = cards.cards({centre for centre, _name in centres})
    today = clock.today()
    return {
        "cards": [(one, one.revoked_at is None and cards.has_ended(one, on=today)) for one in found],
        "card_form": CardForm(centres=centres),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Give a card and show it: this once, for nobody can show its number again."""
    manager = manager_of(request)
    form = CardForm(request.POST or None, centres=unit_choices(devices.managed_centres(manager)))
    if form.is_valid():
        centre, holder = map(int, form.cleaned_data["holder"].split(":"))
        try:
            card, number = cards.issue(centre, holder_id=holder, by=manager, at=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            groups = [number[at : at + GROUP] for at in range(0, len(number), GROUP)]
            page = {"card": card, "groups": groups, "qr": mark_safe(qr_svg(number, border=2))}
            return render(request, "setup/card.html", page)
    return render(request, "setup/card_new.html", {"card_form": form}, status=422 if form.errors else 200)


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
