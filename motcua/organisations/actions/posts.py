"""Who holds a post and who stands in."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base.errors import Refused
from motcua.base.registers import changed
from motcua.base.text import clean
from motcua.organisations import queries, rules
from motcua.organisations.models import Absence, Membership, Position, StandIn, Unit
from motcua.organisations.queries import REGISTER
from motcua.organisations.rules import Away, Held, Manager


@transaction.atomic
def appoint(
    user: User,
    *,
    unit: Unit,
    role: str,
    title: str,
    from_on: date,
    to_on: date | None = None,
    ground: str = "",
    override_ground: str = "",
    by: Manager | None = None,
    at: datetime | None = None,
) -> Membership:
    """Give somebody a position in a unit, making the position when it is new; without `by`, an office is founded."""
    # Two managers may give two roles at once that exclude each other: whoever gives a post holds the person.
    User.objects.select_for_update().get(pk=user.pk)
    if to_on and to_on < from_on:
        raise Refused(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="to_on")
    if by and (reason := rules.why_not_give(by, unit.pk, role, tree=queries.tree())):
        raise Refused(reason, field="role")
    position, _made = Position.objects.get_or_create(unit=unit, role=role, title=clean(title))
    same = Membership.objects.filter(user=user, position=position)
    if held := same.filter(from_on=from_on, to_on=to_on).first():
        return held
    if same.filter(Q(to_on=None) | Q(to_on__gte=from_on), from_on__lte=to_on or date.max).exists():
        raise Refused(_("Người này đã giữ vị trí đó trong thời gian này."), field="from_on")
    override = _override(user.pk, unit.pk, role, from_on, to_on, ground=override_ground, by=by)
    membership = Membership.objects.create(
        user=user,
        position=position,
        from_on=from_on,
        to_on=to_on,
        ground=clean(ground),
        made_by_id=by.user_id if by else None,
        made_at=at,
        **override,
    )
    changed(REGISTER)
    return membership


def _override(
    user_id: int,
    unit_id: int,
    role: str,
    from_on: date,
    to_on: date | None,
    *,
    ground: str,
    by: Manager | None,
) -> dict[str, object]:
    """Return the columns of an override that separates no duties, none when none is needed; refuse the rest."""
    beside = queries.roles_beside(user_id, unit_id, from_on=from_on, to_on=to_on)
    refusal = rules.why_not_hold(role, beside)
    if not refusal:
        return {}
    if by is None or not ground:
        raise Refused(refusal, field="role")
    if reason := rules.why_not_override(by, unit_id, ground=clean(ground), tree=queries.tree()):
        raise Refused(reason, field="override_ground")
    return {"override_by_id": by.user_id, "override_ground": clean(ground)}


@transaction.atomic
def end_post(membership: Membership, *, to_on: date, by: Manager, at: datetime) -> Membership:
    """Let somebody hold a post until a day and no longer."""
    User.objects.select_for_update().get(pk=membership.user_id)
    membership.refresh_from_db()
    position = membership.position
    if reason := rules.why_not_give(by, position.unit_id, position.role, tree=queries.tree()):
        raise Refused(reason)
    if to_on < membership.from_on:
        raise Refused(
            _("Vị trí này bắt đầu từ %(day)s.") % {"day": f"{membership.from_on:%d/%m/%Y}"}, field="to_on"
        )
    if membership.to_on == to_on:
        return membership
    if membership.to_on and membership.to_on < to_on:
        raise Refused(
            _("Vị trí này đã kết thúc ngày %(day)s.") % {"day": f"{membership.to_on:%d/%m/%Y}"}, field="to_on"
        )
    membership.to_on, membership.ended_by_id, membership.ended_at = to_on, by.user_id, at
    membership.save(update_fields=["to_on", "ended_by", "ended_at"])
    changed(REGISTER)
    return membership


@transaction.atomic
def name_stand_in(
    membership: Membership,
    *,
    user: User,
    from_on: date,
    to_on: date,
    ground: str,
    override_ground: str = "",
    by: Manager,
    at: datetime,
) -> StandIn:
    """Let somebody do another's post for a time, on a written ground."""
    # In the order of their numbers, so that two managers never wait for each other.
    list(User.objects.select_for_update().filter(pk__in={membership.user_id, user.pk}).order_by("pk"))
    membership.refresh_from_db()
    held = _held(membership)
    if reason := rules.why_not_arrange(
        by, held.unit_id, held.role, holder_id=held.user_id, tree=queries.tree()
    ):
        raise Refused(reason)
    named = StandIn.objects.filter(membership=membership, is_cancelled=False)
    if same := named.filter(user=user, from_on=from_on, to_on=to_on).first():
        return same
    spans = Absence.objects.filter(user=user, is_cancelled=False).values_list(
        "user_id", "kind", "from_on", "from_session", "to_on", "to_session"
    )
    field, reason = rules.why_not_stand_in(
        held,
        user_id=user.pk,
        from_on=from_on,
        to_on=to_on,
        ground=clean(ground),
        known=named.values_list("from_on", "to_on"),
        away=[Away(*values) for values in spans],
    )
    if reason:
        raise Refused(reason, field=field)
    try:
        override = _override(user.pk, held.unit_id, held.role, from_on, to_on, ground=override_ground, by=by)
    except Refused as refusal:
        raise Refused(str(refusal), field="user" if refusal.field == "role" else refusal.field) from refusal
    stand_in = StandIn.objects.create(
        membership=membership,
        user=user,
        from_on=from_on,
        to_on=to_on,
        ground=clean(ground),
        made_by_id=by.user_id,
        made_at=at,
        **override,
    )
    changed(REGISTER)
    return stand_in


def _held(membership: Membership) -> Held:
    position = membership.position
    return Held(
        membership.pk,
        membership.user_id,
        position.unit_id,
        position.role,
        position.title,
        membership.from_on,
        membership.to_on,
    )


@transaction.atomic
def end_stand_in(stand_in: StandIn, *, to_on: date, by: Manager, at: datetime) -> StandIn:
    """Let somebody stand in until a day and no longer; before its first day it is cancelled."""
    User.objects.select_for_update().get(pk=stand_in.user_id)
    stand_in.refresh_from_db()
    held = _held(stand_in.membership)
    if reason := rules.why_not_arrange(
        by, held.unit_id, held.role, holder_id=held.user_id, tree=queries.tree()
    ):
        raise Refused(reason)
    if stand_in.is_cancelled or to_on == stand_in.to_on:
        return stand_in
    if to_on > stand_in.to_on:
        raise Refused(
            _("Việc thay này đã kết thúc ngày %(day)s.") % {"day": f"{stand_in.to_on:%d/%m/%Y}"},
            field="to_on",
        )
    if to_on < stand_in.from_on:
        stand_in.is_cancelled = True
    else:
        stand_in.to_on = to_on
    stand_in.ended_by_id, stand_in.ended_at = by.user_id, at
    stand_in.save(update_fields=["is_cancelled", "to_on", "ended_by", "ended_at"])
    changed(REGISTER)
    return stand_in
