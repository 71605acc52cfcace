"""A hall as its centre sets it up: groups of services, counters with what they serve, and the policy."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.base import clock
from motcua.base.text import fold
from motcua.organisations import queries as organisations
from motcua.organisations.rules import UnitView
from motcua.queueing import actions
from motcua.queueing.devices import managed_centres
from motcua.queueing.models import Counter, CounterSession, ServiceGroup, Ticket
from motcua.queueing.queries import Setup, setup
from motcua.web.setup.hall_forms import CounterForm, GroupForm, PolicyForm
from motcua.web.setup.organisations import manager_of, unit_choices

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in the list: what it serves in numbers."""

    group: ServiceGroup
    fields: int
    procedures: int
    counters: list[Counter]


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter in the list, with the groups it serves in the order of their ranks."""

    counter: Counter
    groups: list[ServiceGroup]


def centre_here(request: HttpRequest) -> tuple[UnitView | None, list[UnitView]]:
    """Return the centre asked for, or the first, and all whose halls somebody sets up."""
    tree = organisations.tree()
    centres = [tree[one] for one, _name in unit_choices(managed_centres(manager_of(request)))]
    asked = request.GET.get("centre", "")
    centre = next((one for one in centres if one.code == asked), None) if asked else None
    if asked and centre is None:
        raise Http404
    # One's own hall before one that is still empty.
    return centre or next(
        (one for one in centres if setup(one.id).groups), next(iter(centres), None)
    ), centres


def _who(request: HttpRequest) -> dict[str, Any]:
    """Who sets up, and when: the record keeps it."""
    return {"by": request.user, "at": clock.now()}


def _centre(request: HttpRequest) -> UnitView:
    centre, _centres = centre_here(request)
    if centre is None:
        raise Http404
    return centre


@require_http_methods(METHODS)
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    centre, centres = centre_here(request)
    if centre is None:
        return render(request, "setup/hall/index.html", {"centre": None})
    of = setup(centre.id)
    form = PolicyForm(request.POST or None, initial=PolicyForm.values_of(of.policy))
    if form.is_valid():
        actions.define_policy(centre.id, **form.cleaned_data, **_who(request))
        messages.success(request, _("Đã lưu cách gọi số."))
        return _to_index(centre)
    page = {
        "centre": centre,
        "centres": centres,
        "form": form,
        "groups": _group_rows(centre.id, of),
        "counters": _counter_rows(of),
    }
    return render(request, "setup/hall/index.html", page, status=422 if form.errors else 200)


def _group_rows(centre_id: int, of: Setup) -> list[GroupRow]:
    rows = ServiceGroup.objects.filter(centre=centre_id).prefetch_related("fields", "procedures")
    return [
        GroupRow(
            group,
            len(group.fields.all()),
            len(group.procedures.all()),
            [of.counters[one] for one, skills in of.skills.items() if group.pk in skills],
        )
        for group in rows
    ]


def _counter_rows(of: Setup) -> list[CounterRow]:
    return [
        CounterRow(one, [of.groups[group] for group in sorted(of.skills[one.pk], key=of.skills[one.pk].get)])
        for one in of.counters.values()
    ]


def _to_index(centre: UnitView) -> HttpResponse:
    return redirect(f"{reverse('setup:hall')}?centre={centre.code}")


@require_http_methods(METHODS)
@never_cache
def group(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Make a group, or change one."""
    centre = _centre(request)
    groups = ServiceGroup.objects.filter(centre=centre.id).prefetch_related("fields", "procedures")
    own = next((one for one in groups if one.code == slug), None)
    if slug and own is None:
        raise Http404
    others = [one for one in groups if one is not own]
    form = GroupForm(
        request.POST or None,
        group=own,
        others=others,
        is_given=own is not None and _is_given(own),
        initial=_values(own) if own else {"minutes": 10, "order": len(others) + 1, "is_open": True},
    )
    if form.is_valid():
        typed = dict(form.cleaned_data)
        fields = typed.pop("fields_served")
        key = own.code if own else _code(typed["name"], taken={one.code for one in others})
        actions.define_group(centre.id, code=key, fields=fields, **typed, **_who(request))
        messages.success(request, _("Đã lưu nhóm dịch vụ “%(name)s”.") % {"name": typed["name"]})
        return _to_index(centre)
    page = {"centre": centre, "form": form, "group": own}
    return render(request, "setup/hall/group.html", page, status=422 if form.errors else 200)


def _is_given(own: ServiceGroup) -> bool:
    """Whether numbers were given today under its letter."""
    today = Ticket.objects.filter(hall__centre=own.centre_id, hall__day=clock.today(), letter=own.letter)
    return today.exists()


def _values(own: ServiceGroup) -> dict[str, object]:
    names = ("name", "name_en", "letter", "minutes", "order", "is_open")
    return {
        **{name: getattr(own, name) for name in names},
        "fields_served": [str(field.pk) for field in own.fields.all()],
        "procedures": "\n".join(one.code for one in own.procedures.all()),
    }


def _code(name: str, *, taken: set[str]) -> str:
    """A code of the name that no other group has."""
    begin = slugify(fold(name))[:50] or "nhom"
    codes = (begin if number == 1 else f"{begin}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


@require_http_methods(METHODS)
@never_cache
def counter(request: HttpRequest, place: int = 0) -> HttpResponse:
    """Make a counter, or change one."""
    centre = _centre(request)
    of = setup(centre.id)
    own = next((one for one in of.counters.values() if one.number == place), None)
    if place and own is None:
        raise Http404
    form = CounterForm(
        request.POST or None,
        of=of,
        counter=own,
        session=_session(own),
        initial=CounterForm.values_of(own, of.skills[own.pk]) if own else {"is_kept": True},
    )
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("number", "name", "zone", "is_kept")}
        made = actions.define_counter(centre.id, skills=form.skills, **typed, **_who(request))
        messages.success(request, _("Đã lưu quầy %(counter)s.") % {"counter": made})
        return _to_index(centre)
    zones = sorted({one.zone for one in of.counters.values() if one.zone})
    page = {"centre": centre, "form": form, "counter": own, "zones": zones, "has_groups": bool(of.groups)}
    return render(request, "setup/hall/counter.html", page, status=422 if form.errors else 200)


def _session(own: Counter | None) -> CounterSession | None:
    if own is None:
        return None
    return CounterSession.objects.select_related("user").filter(counter=own, to_at=None).first()
