"""What went silent and would not be noticed: untouched steps, dead letters, late batches, missing originals."""

from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers import watching, whereabouts
from motcua.dossiers.watching import Silent
from motcua.dossiers.whereabouts import Missing, OnTheWay
from motcua.notifications import queries as notifications
from motcua.notifications.models import Notice
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights

MOST = 200


@dataclass(frozen=True, slots=True)
class Untold:
    """A notice that nobody got, and who has to tell them otherwise."""

    notice: Notice
    template_name: str
    unit_name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Everything in scope that lies still, by kind; each line has an owner."""

    untouched: list[Silent]
    untold: list[Untold]
    late: list[OnTheWay]
    missing: list[Missing]

    @property
    def is_empty(self) -> bool:
        return not (self.untouched or self.untold or self.late or self.missing)


def silence(rights: Rights, *, at: datetime) -> Silence:
    """Return what lies still in somebody's scope, of each kind the longest first."""
    return Silence(
        untouched=watching.silent(rights, at=at, limit=MOST),
        untold=untold(rights, at=at),
        late=whereabouts.late_batches(rights.scope, at=at, limit=MOST),
        missing=whereabouts.missing(rights.scope, at=at, limit=MOST),
    )


def untold(rights: Rights, *, at: datetime) -> list[Untold]:
    """Return the dead letters of the units in scope, each with whoever answers for its unit."""
    found = notifications.failed(rights.scope, limit=MOST)
    owners = whereabouts.answering({notice.unit_id for notice in found}, at=at)
    names = {code: template.name for code, template in notifications.templates().items()}
    tree = organisations.tree()
    return [
        Untold(
            notice,
            names.get(notice.template, notice.template),
            tree[notice.unit_id].short_name,
            owners[notice.unit_id],
        )
        for notice in found
    ]
