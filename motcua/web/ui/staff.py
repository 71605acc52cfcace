"""The person at work and the pages their posts open."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from motcua.accounts.models import User
from motcua.base import clock
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.ui.access import may_open


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


# heading, (page, name, icon)
_GROUPS = (
    (
        gettext_lazy("Quầy"),
        (
            ("desk:home", gettext_lazy("Đầu ca"), "home"),
            ("desk:serve", gettext_lazy("Tiếp nhận hồ sơ"), "plus"),
            ("desk:returns", gettext_lazy("Trả kết quả"), "hand"),
            ("desk:dossiers", gettext_lazy("Tra cứu hồ sơ"), "search"),
            ("desk:visits", gettext_lazy("Lượt đến sảnh"), "ticket"),
            ("desk:appointments", gettext_lazy("Lịch hẹn"), "calendar"),
        ),
    ),
    (
        gettext_lazy("Trung tâm"),
        (
            ("insight:hall", gettext_lazy("Sảnh lúc này"), "users"),
            ("desk:online", gettext_lazy("Hồ sơ trực tuyến"), "globe"),
            ("desk:supplements", gettext_lazy("Chờ bổ sung"), "pause"),
            ("desk:payments", gettext_lazy("Chờ nộp tiền"), "wallet"),
            ("desk:arrivals", gettext_lazy("Kết quả đang về"), "inbox"),
            ("desk:extensions", gettext_lazy("Gia hạn"), "hourglass"),
            ("desk:apologies", gettext_lazy("Văn bản xin lỗi"), "late"),
        ),
    ),
    (
        pgettext_lazy("several", "Hồ sơ"),
        (
            ("cases:home", gettext_lazy("Việc của tôi"), "list"),
            ("cases:unit", gettext_lazy("Cả phòng"), "users"),
            ("cases:reminders", gettext_lazy("Nhắc việc"), "bell"),
            ("cases:unread", gettext_lazy("Trao đổi"), "inbox"),
            ("cases:sign", gettext_lazy("Chờ ký"), "pen"),
            ("cases:consults", gettext_lazy("Lấy ý kiến"), "chat"),
            ("cases:paused", gettext_lazy("Tạm dừng"), "pause"),
            ("cases:apologies", gettext_lazy("Thư xin lỗi"), "alert"),
            ("cases:all", gettext_lazy("Tất cả hồ sơ"), "file-search"),
            ("desk:custody", gettext_lazy("Bàn giao giấy tờ"), "box"),
        ),
    ),
    (
        gettext_lazy("Số liệu"),
        (
            ("insight:fields", gettext_lazy("Theo lĩnh vực"), "table"),
            ("insight:levels", gettext_lazy("Theo mức độ trực tuyến"), "chart"),
            ("insight:load", gettext_lazy("Khối lượng việc"), "inbox"),
            ("insight:silence", gettext_lazy("Hồ sơ nằm im"), "hourglass"),
        ),
    ),
    (
        gettext_lazy("Nhân sự"),
        (
            ("setup:people", gettext_lazy("Cán bộ"), "users"),
            ("setup:roster", gettext_lazy("Lịch trực"), "table"),
        ),
    ),
    (
        gettext_lazy("Thiết lập"),
        (
            ("setup:procedures", pgettext_lazy("several", "Thủ tục"), "file"),
            ("setup:processes", pgettext_lazy("several", "Quy trình"), "route"),
            ("setup:calendar", gettext_lazy("Lịch làm việc"), "calendar"),
            ("setup:notices", pgettext_lazy("several", "Thông báo"), "send"),
            ("setup:hall", gettext_lazy("Sảnh và quầy"), "building"),
            ("setup:appointments", gettext_lazy("Đặt lịch hẹn"), "calendar"),
            ("setup:devices", gettext_lazy("Thiết bị sảnh"), "ticket"),
        ),
    ),
)


def me(request: HttpRequest) -> Me | None:
    """Return the signed-in person as the staff pages show them."""
    user = request.user
    if not user.is_authenticated:
        return None
    rights = organisations.rights_of(user.pk, on=clock.today())
    post = rights.posts[0] if rights.posts else None
    name = user.full_name or user.username
    return Me(
        name=name,
        title=post.title if post else _("Chưa được giao vị trí"),
        unit=organisations.tree()[post.unit_id].short_name if post else "",
        initials="".join(word[0] for word in name.split()[-2:]).upper(),
        groups=groups(user, rights, path=request.path),
    )


def groups(user: User, rights: Rights, *, path: str) -> tuple[Group, ...]:
    """Return the headings and pages that somebody may open, the page at `path` marked."""
    # The longest address that begins the path is the page one is on, or above it.
    addresses = [_address(name) for _heading, pages in _GROUPS for name, _label, _icon in pages]
    here = max((address for address in addresses if path.startswith(address)), key=len, default="")
    found = (Group(str(heading), _entries(pages, user, rights, here)) for heading, pages in _GROUPS)
    return tuple(group for group in found if group.entries)


def _entries(
    pages: tuple[tuple[str, str, str], ...], user: User, rights: Rights, here: str
) -> tuple[Entry, ...]:
    named = [(_address(name), label, icon) for name, label, icon in pages]
    return tuple(
        Entry(address, str(label), icon, address == here)
        for address, label, icon in named
        if may_open(address, user, rights)
    )


@cache
def _address(name: str) -> str:
    # Every page of the staff asks for all of them, twice; while a process lives they stay.
    return reverse(name)
