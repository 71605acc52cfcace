"""Who may enter which door; a door applies `guarded` once to its whole list of addresses."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, resolve

from motcua.accounts.models import User
from motcua.base import clock
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights

Role = Position.Role
View = Callable[..., HttpResponse]

DESK = frozenset({Role.RECEPTION, Role.RETURNS})
CASES = frozenset(Role) - {Role.CATALOGUE_KEEPER}
INSIGHT = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.HEAD_OF_AGENCY, Role.HEAD_OF_DIVISION})
SETUP = frozenset({Role.CATALOGUE_KEEPER, Role.DIRECTOR, Role.SUPERVISOR})
# Those who arrange people; which people, the posts they hold decide.
PEOPLE = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.HEAD_OF_AGENCY, Role.HEAD_OF_DIVISION})
# Those who run a hall: its kiosks and boards.
HALL = frozenset({Role.SUPERVISOR, Role.DIRECTOR})
STAFF = frozenset(Role)


def guarded(
    patterns: Iterable[URLPattern], *, may_enter: frozenset[Role], superusers: bool = False
) -> list[URLPattern]:
    """Return the addresses, open only to people who hold one of the roles, and to superusers when asked."""
    guarded_patterns = list(patterns)
    for pattern in guarded_patterns:
        pattern.callback = _guard(pattern.callback, may_enter, superusers)
    return guarded_patterns


def _guard(view: View, may_enter: frozenset[Role], superusers: bool) -> View:
    def lets_in(user: User, rights: Rights) -> bool:
        return rights.has_role(*may_enter) or (superusers and user.is_superuser)

    @wraps(view)
    def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        rights = organisations.rights_of(request.user.pk, on=clock.today())
        if not lets_in(request.user, rights):
            return refused(request, may_enter)
        return view(request, *args, **kwargs)

    guarded_view.lets_in = lets_in
    return guarded_view


def may_open(address: str, user: User, rights: Rights) -> bool:
    """Say whether the guard of the page at an address lets somebody in; the side bar asks it."""
    return _page_at(address).lets_in(user, rights)


@cache
def _page_at(address: str) -> View:
    # Addresses do not change while a process lives, and the side bar asks for a dozen on every page.
    return resolve(address).func


def refused(request: HttpRequest, roles: Iterable[Role]) -> HttpResponse:
    """Return the page that says whose work this is."""
    # In the order of the list of roles, not of a set.
    names = [str(role.label) for role in Role if role in set(roles)]
    return render(request, "ui/errors/refused.html", {"roles": names}, status=403)
