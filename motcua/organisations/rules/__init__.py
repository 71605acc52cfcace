"""The tree of units, what a post lets its holder see, who is away, who stands in, who may hold what."""

from motcua.organisations.rules.absences import Away, back_on, half, is_away, is_away_all_day, why_not_absent
from motcua.organisations.rules.duties import (
    INCOMPATIBLE,
    Manager,
    managed_units,
    why_not_arrange,
    why_not_give,
    why_not_hold,
    why_not_override,
)
from motcua.organisations.rules.roster import fingerprint, why_not_on_duty, why_not_place
from motcua.organisations.rules.standing_in import (
    Accountable,
    HandOver,
    Held,
    accountable,
    available,
    hand_over,
    is_due_while_away,
    superiors,
    why_not_stand_in,
)
from motcua.organisations.rules.tree import (
    WATCHING_ROLES,
    Post,
    Rights,
    Role,
    Tree,
    UnitView,
    rights,
)

__all__ = [
    "INCOMPATIBLE",
    "WATCHING_ROLES",
    "Accountable",
    "Away",
    "HandOver",
    "Held",
    "Manager",
    "Post",
    "Rights",
    "Role",
    "Tree",
    "UnitView",
    "accountable",
    "available",
    "back_on",
    "fingerprint",
    "half",
    "hand_over",
    "is_away",
    "is_away_all_day",
    "is_due_while_away",
    "managed_units",
    "rights",
    "superiors",
    "why_not_absent",
    "why_not_arrange",
    "why_not_give",
    "why_not_hold",
    "why_not_on_duty",
    "why_not_override",
    "why_not_place",
    "why_not_stand_in",
]
