"""Treating many tasks alike: each in a transaction of its own, with a line of what became of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.dossiers import actions, lists, queries
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.signing import Signature
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.cases import signing
from motcua.web.ui.accounts import safe_next

Kind = Event.Kind
Selected = list[tuple[str, int]]
# Signing is passing on, too.
SIGNS = {"sign": "forward"}
# Back to everybody of the post.
POOL = "pool"
_SELECTED = re.compile(r"(?P<number>[0-9A-Za-z.-]{1,60}):(?P<task>\d{1,4})")


def selected(data: MultiValueDict, name: str = "selected") -> Selected:
    """Return the tasks a form names, as number:task; what is no task is left out."""
    found = map(_SELECTED.fullmatch, data.getlist(name))
    return [(one["number"], int(one["task"])) for one in found if one][: queries.PAGE]


class TogetherForm(forms.Form):
    """What is done to all of them; to whom they go, when they are given to somebody."""

    act = forms.ChoiceField(
        choices=(
            ("forward", gettext_lazy("Chuyển bước sau")),
            ("take", gettext_lazy("Nhận việc")),
            ("reassign", gettext_lazy("Giao người khác")),
            ("sign", gettext_lazy("Ký")),
        )
    )
    person = forms.RegexField(rf"{POOL}|\d{{1,18}}", required=False)
    note = forms.CharField(required=False, max_length=1000)

    @property
    def person_id(self) -> int | None:
        typed = self.cleaned_data["person"]
        return int(typed) if typed != POOL else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The line of one dossier after an act on many."""

    number: str
    task: int
    said: str
    is_done: bool


# Where the lines of a page that is written as it goes belong; no text of ours has it.
_HERE = "\x00"
One = Callable[[str, int], tuple[int, str]]


@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Do one act to everything that was chosen, and tell what became of each."""
    if request.method == "GET":
        return redirect("cases:home")
    form = TogetherForm(request.POST)
    then = safe_next(request, otherwise=reverse("cases:home"))
    chosen = selected(request.POST)
    if request.POST.get("act") == "sign":
        aside = set(selected(request.POST, "later"))
        chosen = [one for one in chosen if one not in aside]
    if not form.is_valid() or not chosen:
        messages.warning(request, _("Chưa chọn hồ sơ nào."))
        return redirect(then)
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    act = form.cleaned_data["act"]
    if act == "reassign" and not form.cleaned_data["person"]:
        return _to_whom(request, chosen, rights, then)
    signature = signing.signature(request, SIGNS.get(act, act), chosen)
    if isinstance(signature, HttpResponse):
        return signature
    if act == "sign":
        return signed(request, chosen, rights, then, signature)
    kind, one = _one(act, form, rights, signature)
    outcomes = [_tried(number, task, rights, kind, one) for number, task in chosen]
    return _told(request, outcomes, rights, then=then, act=act)


def signed(
    request: HttpRequest, chosen: Selected, by: Rights, then: str, signature: Signature
) -> StreamingHttpResponse:
    """Sign one after the other and write each line as soon as it is done, so that one sees whose it is."""
    owners = _owners([number for number, _task in chosen], by)
    count = len(chosen)
    page = {
        "heading": ngettext("Ký %(count)s hồ sơ", "Ký %(count)s hồ sơ", count) % {"count": count},
        "here": _HERE,
    }
    before, between, after = render_to_string("cases/dossiers/signed.html", page, request).split(_HERE)
    shared = {"total": count, "may_recall": True, "csrf": get_token(request)}
    language = get_language()

    def sign(number: str, task: int) -> tuple[int, str]:
        dossier = _passed_on(number, task, by=by, signature=signature)
        return dossier.last_task, _("Đã ký, chuyển bước sau.")

    def pieces() -> Iterator[str]:
        yield before
        done = 0
        for at, (number, task) in enumerate(chosen, start=1):
            # The rest of the request is over: the language has to be said anew for each line.
            with override(language):
                outcome = _tried(number, task, by, Kind.MOVED, sign)
                done += outcome.is_done
                line = {"outcome": outcome, "owner": owners.get(number, ""), "at": at, **shared}
                yield render_to_string("cases/dossiers/_outcome.html", line)
        yield between
        with override(language):
            yield render_to_string(
                "cases/dossiers/_signed.html", {"done": done, "refused": count - done, "then": then}
            )
        yield after

    return StreamingHttpResponse(pieces())


def _owners(numbers: list[str], by: Rights) -> dict[str, str]:
    seen = queries.visible_to(by).filter(number__in=numbers)
    return dict(seen.values_list("number", "owner_name"))


def _told(
    request: HttpRequest, outcomes: list[Outcome], rights: Rights, *, then: str, act: str
) -> HttpResponse:
    done = sum(outcome.is_done for outcome in outcomes)
    owners = _owners([outcome.number for outcome in outcomes], rights)
    page = {
        "outcomes": outcomes,
        "lines": [(outcome, owners.get(outcome.number, "")) for outcome in outcomes],
        "done": done,
        "refused": len(outcomes) - done,
        "may_recall": act == "forward",
        "heading": ngettext("Xong %(count)s hồ sơ", "Xong %(count)s hồ sơ", done) % {"count": done},
        "then": then,
    }
    return render(request, "cases/dossiers/together.html", page)


def _passed_on(number: str, task: int, *, by: Rights, signature: Signature) -> Dossier:
    now = clock.now()
    return signature.under(number, lambda: actions.forward(number, task=task, by=by, at=now), at=now)


def _one(act: str, form: TogetherForm, by: Rights, signature: Signature) -> tuple[str, One]:
    def take(number: str, task: int) -> tuple[int, str]:
        actions.take(number, task=task, by=by, at=clock.now())
        return 0, _("Bạn đã nhận việc.")

    def forward(number: str, task: int) -> tuple[int, str]:
        dossier = _passed_on(number, task, by=by, signature=signature)
        return dossier.last_task, _("Đã chuyển bước sau.")

    def reassign(number: str, task: int) -> tuple[int, str]:
        person_id = form.person_id
        note = form.cleaned_data["note"]
        actions.reassign(number, task=task, person_id=person_id, note=note, by=by, at=clock.now())
        return 0, _("Đã giao lại.")

    return {
        "take": (Kind.TAKEN, take),
        "forward": (Kind.MOVED, forward),
        "reassign": (Kind.REASSIGNED, reassign),
    }[act]


def _tried(number: str, task: int, by: Rights, kind: str, one: One) -> Outcome:
    try:
        opened, said = one(number, task)
    except Refused as refused:
        if queries.already_done(number, payload__task=task, by_id=by.user_id, kind=kind):
            return Outcome(number, 0, _("Bạn đã làm việc này trước đó."), is_done=True)
        if queries.visible_to(by).filter(number=number).exists():
            return Outcome(number, 0, str(refused), is_done=False)
    except (Dossier.DoesNotExist, Task.DoesNotExist):
        pass
    else:
        return Outcome(number, opened, said, is_done=True)
    return Outcome(number, 0, _("Không có hồ sơ này trong phạm vi của bạn."), is_done=False)


def _to_whom(request: HttpRequest, chosen: Selected, rights: Rights, then: str) -> HttpResponse:
    """Ask who is to have them: whoever holds the posts they wait for."""
    on = clock.today()
    posts = lists.posts_of(chosen, rights)
    people = {person for unit_id, role in posts for person in organisations.holders(unit_id, role, on=on)}
    names = User.objects.filter(pk__in=people, is_active=True).order_by("full_name")
    page = {
        "chosen": [f"{number}:{task}" for number, task in chosen],
        "people": [user for user in names if user.pk != rights.user_id],
        "own": rights.user_id,
        "pool": POOL,
        "heading": ngettext("Giao %(count)s hồ sơ", "Giao %(count)s hồ sơ", len(chosen))
        % {"count": len(chosen)},
        "then": then,
    }
    return render(request, "cases/dossiers/reassign.html", page)
