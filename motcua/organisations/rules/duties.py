"""Who may hold which post beside another, and who gives posts to whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.organisations.models import Unit
from motcua.organisations.rules.tree import Rights, Role, Tree

Kind = Unit.Kind
_MERITS = gettext_lazy("người ở quầy không quyết định nội dung hồ sơ")
_FEES = gettext_lazy("người thụ lý không thu phí, lệ phí")
_OWN_DRAFT = gettext_lazy("người ký không ký kết quả do chính mình thụ lý")
_SEAL = gettext_lazy("văn thư chỉ đóng dấu văn bản do người khác ký")
_OWN_WATCH = gettext_lazy("người giám sát không giám sát việc của chính mình")

# Two roles nobody holds in one unit at one time, and why. Separation of duties: domain.md L3 and R19 (counter,
# merits, money, approval); the seal: NĐ 30/2020/NĐ-CP, Điều 32, 33. No article names every pair: a director
# may override one on a written ground, for a small commune has few people.
INCOMPATIBLE: dict[frozenset[Role], Promise] = {
    frozenset({Role.RECEPTION, Role.EXAMINER}): _MERITS,
    frozenset({Role.RECEPTION, Role.HEAD_OF_DIVISION}): _MERITS,
    frozenset({Role.RECEPTION, Role.HEAD_OF_AGENCY}): _MERITS,
    frozenset({Role.RETURNS, Role.EXAMINER}): _FEES,
    frozenset({Role.RETURNS, Role.HEAD_OF_DIVISION}): _MERITS,
    frozenset({Role.RETURNS, Role.HEAD_OF_AGENCY}): _MERITS,
    frozenset({Role.EXAMINER, Role.HEAD_OF_AGENCY}): _OWN_DRAFT,
    frozenset({Role.RECORDS, Role.HEAD_OF_AGENCY}): _SEAL,
    frozenset({Role.SUPERVISOR, Role.RECEPTION}): _OWN_WATCH,
    frozenset({Role.SUPERVISOR, Role.RETURNS}): _OWN_WATCH,
    frozenset({Role.SUPERVISOR, Role.EXAMINER}): _OWN_WATCH,
}
# Those who lead a unit, from the nearest to the work upwards.
LEADING = (Role.HEAD_OF_DIVISION, Role.DIRECTOR, Role.HEAD_OF_AGENCY)
# Those who arrange the people of their unit and of the units under it.
MANAGING = frozenset({*LEADING, Role.SUPERVISOR})
# Roles that a unit of a kind has posts for: who watches over a government sits in its centre.
_OF_OFFICE = frozenset({Role.HEAD_OF_AGENCY, Role.HEAD_OF_DIVISION, Role.EXAMINER, Role.RECORDS})
_OF_PARTNER = frozenset({Role.HEAD_OF_AGENCY, Role.EXAMINER, Role.RECORDS, Role.PARTNER})
ROLES_IN: dict[str, frozenset[Role]] = {
    Kind.GOVERNMENT: _OF_OFFICE,
    Kind.AGENCY: _OF_OFFICE,
    Kind.CENTRE: frozenset(
        {
            Role.RECEPTION,
            Role.RETURNS,
            Role.RECORDS,
            Role.SUPERVISOR,
            Role.DIRECTOR,
            Role.CATALOGUE_KEEPER,
        }
    ),
    Kind.DIVISION: frozenset({Role.HEAD_OF_DIVISION, Role.EXAMINER, Role.RECORDS}),
    Kind.LAND_REGISTRY: _OF_OFFICE | {Role.PARTNER},
    Kind.TAX: _OF_PARTNER,
    Kind.POLICE: _OF_PARTNER,
    Kind.POST: _OF_PARTNER,
    Kind.UTILITY: _OF_PARTNER,
}


@dataclass(frozen=True, slots=True)
class Manager:
    """Somebody who arranges people: a superuser founds the first posts of an office."""

    rights: Rights
    is_superuser: bool = False

    @property
    def user_id(self) -> int:
        return self.rights.user_id


def why_not_hold(role: str, held_roles: Iterable[str]) -> str:
    """Return the reason one person may not hold a role beside those held in the same unit and time, or ""."""
    for held in held_roles:
        if reason := INCOMPATIBLE.get(frozenset({Role(role), Role(held)})):
            return _("Không kiêm nhiệm %(role)s và %(held)s trong một đơn vị: %(why)s.") % {
                "role": Role(role).label,
                "held": Role(held).label,
                "why": reason,
            }
    return ""


def why_not_override(manager: Manager, unit_id: int, *, ground: str, tree: Tree) -> str:
    """Return the reason somebody may not allow two incompatible roles, or ""."""
    if not ground:
        return _("Hãy ghi căn cứ cho kiêm nhiệm.")
    directs = any(
        post.role in (Role.DIRECTOR, Role.HEAD_OF_AGENCY)
        and post.standing_in_for is None
        and unit_id in tree.subtree(post.unit_id)
        for post in manager.rights.posts
    )
    if not (directs or manager.is_superuser):
        return _("Chỉ giám đốc trung tâm hoặc lãnh đạo cơ quan được cho phép kiêm nhiệm.")
    return ""


def managed_units(manager: Manager, *, tree: Tree, own_posts_only: bool = False) -> frozenset[int]:
    """Return the units whose people somebody arranges: those led, with everything under them."""
    if manager.is_superuser:
        return frozenset(tree.units)
    posts = [
        post
        for post in manager.rights.posts
        if post.role in MANAGING and not (own_posts_only and post.standing_in_for)
    ]
    return frozenset().union(*(tree.subtree(post.unit_id) for post in posts))


def why_not_give(manager: Manager, unit_id: int, role: str, *, tree: Tree) -> str:
    """Return the reason somebody may not give or end a post, or ""."""
    if role not in ROLES_IN[tree[unit_id].kind]:
        return _("%(unit)s không có vị trí %(role)s.") % {
            "unit": tree[unit_id].short_name,
            "role": Role(role).label,
        }
    return why_not_arrange(manager, unit_id, role, holder_id=None, tree=tree)


def why_not_arrange(manager: Manager, unit_id: int, role: str, *, holder_id: int | None, tree: Tree) -> str:
    """Return the reason somebody may not decide on a post and who stands in for it, or "".

    Leaders are decided on from above, or hand their own post over for a time. Whoever only stands in
    passes nothing on (NĐ 30/2020/NĐ-CP, Điều 13 khoản 3).
    """
    if manager.is_superuser:
        return ""
    if unit_id not in managed_units(manager, tree=tree, own_posts_only=True):
        return _("Đơn vị này không do bạn phụ trách.")
    if holder_id == manager.user_id or _rank_over(manager, unit_id, tree) > _RANK.get(Role(role), 0):
        return ""
    return _("Vị trí %(role)s do cấp trên quyết định.") % {"role": Role(role).label}


# Rank within one unit: each decides on the posts below its own.
_RANK: dict[str, int] = {
    Role.SUPERVISOR: 1,
    Role.CATALOGUE_KEEPER: 1,
    Role.HEAD_OF_DIVISION: 2,
    Role.DIRECTOR: 3,
    Role.HEAD_OF_AGENCY: 3,
}
_ABOVE_ALL = 9


def _rank_over(manager: Manager, unit_id: int, tree: Tree) -> int:
    """Return the highest rank by which somebody decides on posts of a unit; leading a unit above tops them all."""
    ranks = [
        _RANK[post.role] if post.unit_id == unit_id else _ABOVE_ALL
        for post in manager.rights.posts
        if post.role in MANAGING and post.standing_in_for is None and unit_id in tree.subtree(post.unit_id)
    ]
    return max(ranks, default=0)
