"""The person at work and the pages their posts open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.base import clock
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.web.ui.access import CASES, DESK, INSIGHT, SETUP

Role = Position.Role


@dataclass(frozen=True)
class Entry:
    """One line of the side bar."""

    address: str
    name: str
    icon: str
    is_here: bool


@dataclass(frozen=True)
class Group:
    """Lines of the side bar under one heading."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Me:
    """Who works, in which post, and what they may open."""

    name: str
    title: str
    unit: str
    initials: str
    groups: tuple[Group, ...]


# heading, roles that open it, (page, name, icon)
_GROUPS = (
    (
        gettext_lazy("Quầy"),
        DESK,
        (
            ("desk:home", gettext_lazy("Đầu ca"), "home"),
            ("desk:serve", gettext_lazy("Tiếp nhận hồ sơ"), "plus"),
            ("desk:returns", gettext_lazy("Trả kết quả"), "hand"),
            ("desk:dossiers", gettext_lazy("Tra cứu hồ sơ"), "search"),
        ),
    ),
    (
        gettext_lazy("Hồ sơ"),
        CASES,
        (
            ("cases:home", gettext_lazy("Việc của tôi"), "list"),
            ("cases:unit", gettext_lazy("Cả phòng"), "users"),
            ("cases:all", gettext_lazy("Tất cả hồ sơ"), "file-search"),
        ),
    ),
    (
        gettext_lazy("Số liệu"),
        INSIGHT,
        (
            ("insight:fields", gettext_lazy("Theo lĩnh vực"), "table"),
            ("insight:levels", gettext_lazy("Theo mức độ trực tuyến"), "chart"),
        ),
    ),
    (
        gettext_lazy("Thiết lập"),
        SETUP,
        (
            ("setup:procedures", gettext_lazy("Thủ tục"), "file"),
            ("setup:processes", gettext_lazy("Quy trình"), "route"),
            ("setup:calendar", gettext_lazy("Lịch làm việc"), "calendar"),
        ),
    ),
)


def me(request: HttpRequest) -> Me | None:
    """Return the signed-in person as the staff pages show them."""
    if not request.user.is_authenticated:
        return None
    rights = organisations.rights_of(request.user.pk, on=clock.today())
    post = rights.posts[0] if rights.posts else None
    name = request.user.full_name or request.user.username
    return Me(
        name=name,
        title=post.title if post else _("Chưa được giao vị trí"),
        unit=organisations.tree()[post.unit_id].short_name if post else "",
        initials="".join(word[0] for word in name.split()[-2:]).upper(),
        groups=groups(rights, path=request.path),
    )


def groups(rights: Rights, *, path: str) -> tuple[Group, ...]:
    """Return the headings and pages that these posts open, the page at `path` marked."""
    return tuple(
        Group(str(heading), _entries(pages, path))
        for heading, roles, pages in _GROUPS
        if rights.has_role(*roles)
    )


def _entries(pages: tuple[tuple[str, str, str], ...], path: str) -> tuple[Entry, ...]:
    found = []
    for name, label, icon in pages:
        try:
            found.append((reverse(name), str(label), icon))
        except NoReverseMatch:  # the door is being built
            continue
    # The longest address that begins the path is the page one is on, or above it.
    here = max((address for address, _, _ in found if path.startswith(address)), key=len, default="")
    return tuple(Entry(address, label, icon, address == here) for address, label, icon in found)
