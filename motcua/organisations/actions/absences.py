"""Who is away, and back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.base.errors import Refused
from motcua.base.registers import changed
from motcua.base.text import clean
from motcua.organisations import queries, rules
from motcua.organisations.models import Absence, Session
from motcua.organisations.queries import REGISTER
from motcua.organisations.rules import Away, Manager


@transaction.atomic
def record_absence(user: User, *, away: Away, note: str = "", by: Manager, at: datetime) -> Absence:
    """Record that somebody is away; the same absence sent twice is recorded once."""
    # Two managers may record at once: whoever changes somebody's absences holds the person.
    User.objects.select_for_update().get(pk=user.pk)
    if reason := queries.why_not_manage_person(by, user.pk):
        raise Refused(reason)
    span = {
        "kind": away.kind,
        "from_on": away.from_on,
        "from_session": away.from_session,
        "to_on": away.to_on,
        "to_session": away.to_session,
    }
    known = Absence.objects.filter(user=user, is_cancelled=False)
    if same := known.filter(**span).first():
        return same
    spans = known.values_list("user_id", "kind", "from_on", "from_session", "to_on", "to_session")
    field, reason = rules.why_not_absent(away, [Away(*values) for values in spans])
    if reason:
        raise Refused(reason, field=field)
    absence = Absence.objects.create(user=user, **span, note=clean(note), made_by_id=by.user_id, made_at=at)
    changed(REGISTER)
    return absence


@transaction.atomic
def come_back(absence: Absence, *, on: date, session: str, by: Manager, at: datetime) -> Absence:
    """End an absence before a half day, or cancel it when it would not have begun by then."""
    User.objects.select_for_update().get(pk=absence.user_id)
    absence.refresh_from_db()
    if reason := queries.why_not_manage_person(by, absence.user_id):
        raise Refused(reason)
    if absence.is_cancelled or _before(on, session) == (absence.to_on, absence.to_session):
        return absence
    if rules.half(on, session) > rules.half(absence.to_on, absence.to_session):
        raise Refused(_("Lần vắng này đã kết thúc trước đó."), field="on")
    if rules.half(on, session) <= rules.half(absence.from_on, absence.from_session):
        absence.is_cancelled = True
    else:
        absence.to_on, absence.to_session = _before(on, session)
    absence.ended_by_id, absence.ended_at = by.user_id, at
    absence.save(update_fields=["is_cancelled", "to_on", "to_session", "ended_by", "ended_at"])
    changed(REGISTER)
    return absence


def _before(on: date, session: str) -> tuple[date, str]:
    if session == Session.AFTERNOON:
        return on, Session.MORNING
    return on - timedelta(days=1), Session.AFTERNOON
