"""The lists beside the work list: paused, opinions, to be signed, letters of apology."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from motcua.base import clock
from motcua.dossiers import lists, signing
from motcua.dossiers.lists import PAUSES, Asked, Letter, ToSign
from motcua.organisations import queries as organisations
from motcua.web.cases import telling
from motcua.web.cases.acts.promises import SignApologyForm, drafted
from motcua.web.ui.deadlines import Chip, chip
from motcua.worktime import queries as worktime

CAUSES = {
    "supplement": ("redo", gettext_lazy("Chờ bổ sung")),
    "payment": ("wallet", gettext_lazy("Chờ nộp tiền")),
    "suspended": ("pause", gettext_lazy("Tạm dừng xử lý")),
    "outside": ("external", gettext_lazy("Cơ quan ngoài")),
}


class PausedForm(forms.Form):
    """What the address of the list of paused dossiers asks for."""

    cause = forms.ChoiceField(required=False, choices=[(name, name) for name in PAUSES])
    page = forms.IntegerField(required=False, min_value=1)


@require_safe
def paused(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    form = PausedForm(request.GET)
    form.is_valid()
    cause = form.cleaned_data.get("cause", "")
    found = lists.paused(rights, on=at.date(), only=cause, page=form.cleaned_data.get("page") or 1)
    working_time = worktime.current().working_time
    page = {
        "at": at,
        "tabs": [
            {"name": name, "icon": icon, "label": label, "count": found.counts[name], "is_on": name == cause}
            for name, (icon, label) in CAUSES.items()
        ],
        "rows": [
            {
                "row": row,
                "for_what": "; ".join(telling.stopped_for(row.event)) if row.event else "",
                "days": working_time.working_days_between(clock.local_day(row.since), at.date()),
                "cause": CAUSES[row.cause][1],
            }
            for row in found.rows
        ],
        "pages": Paginator(range(found.total), lists.PAGE).page(found.page),
        "cause": cause,
    }
    return render(request, "cases/waiting/paused.html", page)


@require_safe
def consults(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    found = lists.opinions(rights)
    page = {"at": at, "of_us": _asked(found.of_us), "by_me": _asked(found.by_me)}
    return render(request, "cases/waiting/consults.html", page)


def _asked(found: list[Asked]) -> list[dict[str, Any]]:
    at, working_time = clock.now(), worktime.current().working_time
    return [{"asked": one, "chip": chip(one.task.due_at, now=at, working_time=working_time)} for one in found]


@dataclass(frozen=True)
class Card:
    """What a signer must know of one dossier before the signature."""

    one: ToSign
    chip: Chip
    risks: list[str]
    # The next one of the list: a button in place of a swipe (WCAG 2.5.7).
    following: str = ""


@require_safe
def sign(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    working_time = worktime.current().working_time
    found = lists.to_sign(rights)
    ordered = sorted(found, key=lambda one: one.is_last)
    following = [one.dossier.number for one in ordered[1:]]
    cards = [
        Card(one, chip(one.dossier.promised_at, now=at, working_time=working_time), _risks(one), number)
        for one, number in zip_longest(ordered, following, fillvalue="")
    ]
    page = {
        "at": at,
        "cards": [card for card in cards if not card.one.is_last],
        "last": [card for card in cards if card.one.is_last],
        "pin": signing.pin_of(request.user.pk),
    }
    return render(request, "cases/waiting/sign.html", page)


def _risks(one: ToSign) -> list[str]:
    """What speaks for a second look, in words."""
    dossier = one.dossier
    requests = dossier.intake_requests + dossier.examination_requests
    said = []
    if one.opinions:
        count = one.opinions
        said.append(
            ngettext("còn chờ %(count)s ý kiến", "còn chờ %(count)s ý kiến", count) % {"count": count}
        )
    if dossier.extended_to:
        said.append(_("đã hẹn lại"))
    if requests:
        said.append(
            ngettext("đã yêu cầu bổ sung %(count)s lần", "đã yêu cầu bổ sung %(count)s lần", requests)
            % {"count": requests}
        )
    if dossier.parent_id:
        said.append(_("hồ sơ liên thông"))
    return said


@require_safe
def apologies(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rights = organisations.rights_of(request.user.pk, on=at.date())
    letters = [_letter(one, at) for one in lists.unsigned_letters(rights)]
    return render(request, "cases/waiting/apologies.html", {"at": at, "letters": letters})


def _letter(one: Letter, at: Any) -> dict[str, Any]:
    working_time = worktime.of_version(one.dossier.calendar_id)
    fresh = working_time.due(at, 1, "working_day")
    form = SignApologyForm(initial=drafted(one.payload, at=at, fresh=fresh))
    form.auto_id = f"letter-{one.dossier.pk}_%s"
    return {
        "letter": one,
        "form": form,
        "chip": chip(one.dossier.due_at, now=at, working_time=working_time),
        "is_tried": False,
    }
