"""The people of an office: who holds which post, who is away, who stands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.accounts.models import User
from motcua.base import clock
from motcua.base.text import fold
from motcua.organisations import queries, rules
from motcua.organisations.models import Absence, Membership, StandIn
from motcua.organisations.rules import Away, Held, Manager
from motcua.web.setup.organisations_acts import Page, act, new_forms
from motcua.web.setup.organisations_forms import ListForm, NewcomerForm

PAGE = 50
SHOWN_ABSENCES = 30


@dataclass(frozen=True)
class Named:
    """A post with the name of its unit."""

    title: str
    unit_name: str


@dataclass(frozen=True)
class Row:
    """Somebody in the list."""

    user: User
    posts: list[Named]
    away: Away | None
    back_on: date | None

    @property
    def away_words(self) -> str:
        return str(Absence.Kind(self.away.kind).label) if self.away else ""


def manager_of(request: HttpRequest) -> Manager:
    """Return the signed-in person as one who arranges people."""
    rights = queries.rights_of(request.user.pk, on=clock.today())
    return Manager(rights, is_superuser=request.user.is_superuser)


def unit_choices(units: Iterable[int]) -> list[tuple[int, str]]:
    """Return units by name, centres first."""
    tree, today = queries.tree(), clock.today()
    valid = [tree[unit_id] for unit_id in units if tree[unit_id].is_valid(on=today)]
    ordered = sorted(valid, key=lambda unit: (unit.kind != "centre", fold(unit.name)))
    return [(unit.id, unit.name) for unit in ordered]


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    manager = manager_of(request)
    managed = rules.managed_units(manager, tree=queries.tree())
    own = rules.managed_units(manager, tree=queries.tree(), own_posts_only=True)
    choices = unit_choices(managed)
    newcomer = NewcomerForm(request.POST or None, units=unit_choices(own), initial={"from_on": clock.today()})
    if request.method == "POST" and act(newcomer, manager=manager):
        messages.success(request, newcomer.done)
        return redirect("setup:person", newcomer.cleaned_data["username"].username)
    form = ListForm(request.GET, units=[(queries.tree()[key].code, name) for key, name in choices])
    asked = form.asked()
    rows = _matching(_rows(managed, **asked), asked["q"])
    return render(
        request,
        "setup/organisations/people.html",
        {
            "form": form,
            "newcomer": newcomer if own else None,
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "is_filtered": any(asked.values()),
        },
    )


def _rows(managed: frozenset[int], *, unit: str, state: str, q: str) -> list[Row]:
    """Return the staff of units by name, each with the posts held there."""
    on = clock.today()
    chosen = queries.tree().by_code(unit) if unit else None
    units = {chosen.id} if chosen else managed
    absent = queries.away(on=on)
    rows = []
    for user in User.objects.filter(memberships__position__unit__in=units).distinct().order_by("full_name"):
        held = [one for one in queries.held_by(user.pk) if one.unit_id in units]
        now = [one for one in held if one.is_held(on=on)]
        if state == "ended" and now or state != "ended" and not now:
            continue
        if state == "away" and user.pk not in absent:
            continue
        back = queries.back_on(user.pk, on=on) if user.pk in absent else None
        rows.append(Row(user, _named(now or held), absent.get(user.pk), back))
    return rows


def _named(held: list[Held]) -> list[Named]:
    tree = queries.tree()
    return [Named(one.title, tree[one.unit_id].short_name) for one in held]


def _matching(rows: list[Row], text: str) -> list[Row]:
    words = fold(text).split()
    return [
        row
        for row in rows
        if all(
            word
            in fold(f"{row.user.full_name} {row.user.username} {' '.join(one.title for one in row.posts)}")
            for word in words
        )
    ]


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, username: str) -> HttpResponse:
    manager = manager_of(request)
    user = User.objects.filter(username=username).first()
    # Who is not of the own units does not exist here.
    if user is None or queries.why_not_manage_person(manager, user.pk):
        raise Http404
    page = _page(user, manager)
    if request.method == "POST":
        form = page.bound(request.POST)
        if form is None:
            raise Http404
        if act(form, manager=manager):
            messages.success(request, form.done)
            return redirect("setup:person", username)
    return render(request, "setup/organisations/person.html", _shown(page))


def _page(user: User, manager: Manager) -> Page:
    tree, today = queries.tree(), clock.today()
    own = rules.managed_units(manager, tree=tree, own_posts_only=True)
    posts = list(
        Membership.objects.filter(user=user)
        .select_related("position__unit", "made_by", "override_by")
        .order_by("-from_on", "-pk")
    )
    arranged = [
        one
        for one in posts
        if (one.to_on is None or one.to_on >= today)
        and not rules.why_not_arrange(
            manager, one.position.unit_id, one.position.role, holder_id=user.pk, tree=tree
        )
    ]
    # Nobody hands over who has nobody to hand over to: the people of the same units.
    colleagues = User.objects.filter(memberships__position__unit__in=own, is_active=True).exclude(pk=user.pk)
    return Page(
        user=user,
        manager=manager,
        posts=posts,
        absences=list(
            Absence.objects.filter(user=user).select_related("made_by").order_by("-from_on")[:SHOWN_ABSENCES]
        ),
        stand_ins=list(
            StandIn.objects.filter(membership__user=user)
            .select_related("user", "membership__position__unit", "made_by", "override_by")
            .order_by("-from_on")
        ),
        stands_in=list(
            StandIn.objects.filter(user=user, is_cancelled=False, to_on__gte=today)
            .select_related("membership__user", "membership__position__unit")
            .order_by("from_on")
        ),
        units=unit_choices(own),
        arranged=[
            (one.pk, f"{one.position.title}, {tree[one.position.unit_id].short_name}") for one in arranged
        ],
        people=[
            (one.pk, f"{one.full_name} ({one.username})")
            for one in colleagues.distinct().order_by("full_name")
        ]
        if arranged
        else [],
    )


def _shown(page: Page) -> dict[str, Any]:
    tree, today = queries.tree(), clock.today()
    manager = page.manager
    posts = [
        {
            "post": one,
            "is_over": one.to_on is not None and one.to_on < today,
            "end": page.form("end-post", one.pk)
            if (one.to_on is None or one.to_on >= today)
            and not rules.why_not_give(manager, one.position.unit_id, one.position.role, tree=tree)
            else None,
        }
        for one in page.posts
    ]
    absences = [
        {
            "absence": one,
            "is_over": one.is_cancelled or one.to_on < today,
            "back": None if one.is_cancelled or one.to_on < today else page.form("back", one.pk),
        }
        for one in page.absences
    ]
    arranged = {key for key, _name in page.arranged}
    stand_ins = [
        {
            "stand_in": one,
            "is_over": one.is_cancelled or one.to_on < today,
            "end": page.form("end-stand-in", one.pk)
            if one.membership_id in arranged and not one.is_cancelled and one.to_on >= today
            else None,
        }
        for one in page.stand_ins
    ]
    return {
        "person": page.user,
        "posts": posts,
        "absences": absences,
        "stand_ins": stand_ins,
        "stands_in": page.stands_in,
        "away": queries.away(on=today).get(page.user.pk),
        "form": page.failed,
        **{name: page.form(key) for name, key in new_forms(page).items()},
    }
