"""Acts that end a dossier without a result, and the one note that a closed one may still get."""

from datetime import datetime

from motcua.base.text import clean
from motcua.dossiers import rules
from motcua.dossiers.actions.common import refuse_if
from motcua.dossiers.journal import Journal, writing
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Fact, Kind, Role
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights


def withdraw(
    number: str, *, reason: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Record that the applicant takes the dossier back before there is a result (NĐ 118/2025 Điều 21)."""
    with writing(journal) as book:
        file = book.hold(number)
        refuse_if(rules.why_not_withdraw(file.dossier, by, reason=clean(reason)))
        centre_id = file.dossier.centre_id
        file.record(Fact(Kind.WITHDRAWN, at, by.user_id, centre_id, Role.RECEPTION, clean(reason)))
        return file.dossier


def stop(
    number: str, *, reason: str, document: str, by: Rights, at: datetime, journal: Journal | None = None
) -> Dossier:
    """Return a dossier without resolution, by a reasoned letter of the agency."""
    with writing(journal) as book:
        file = book.hold(number)
        signs = rules.signs_for(by, file.dossier.unit_id, tree=organisations.tree())
        refuse_if(
            rules.why_not_stop(file.dossier, signs=signs, reason=clean(reason), document=clean(document))
        )
        payload = {"document": clean(document)}
        unit_id = file.dossier.unit_id
        file.record(Fact(Kind.STOPPED, at, by.user_id, unit_id, Role.HEAD_OF_AGENCY, clean(reason), payload))
        return file.dossier


def correct(number: str, *, text: str, by: Rights, at: datetime, journal: Journal | None = None) -> Dossier:
    """Add a correction note to a closed dossier; nothing of it is rewritten (domain.md L1)."""
    with writing(journal) as book:
        file = book.hold(number)
        dossier = file.dossier
        may = any(post.unit_id == dossier.centre_id for post in by.posts) or rules.is_superior(
            by, dossier.unit_id, tree=organisations.tree()
        )
        refuse_if(rules.why_not_correct(dossier, may=may, text=clean(text)))
        last = dossier.events.latest("seq")
        if (last.kind, last.by_id, last.note) == (Kind.CORRECTED, by.user_id, clean(text)):
            return dossier  # the network repeated the form
        post = by.posts[0]
        file.record(Fact(Kind.CORRECTED, at, by.user_id, post.unit_id, post.role, clean(text)))
        return dossier
