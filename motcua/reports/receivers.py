"""Who listens when facts are written: figures of days that are closed must not stay as they were."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.dispatch import receiver

from motcua.base.clock import local_day
from motcua.dossiers.journal import Batch, File
from motcua.dossiers.rules import Kind
from motcua.dossiers.signals import recorded
from motcua.reports import actions, queries

# What this process has not yet heard of: days that another one closed seconds ago.
_MARGIN = timedelta(days=actions.OPEN_DAYS - 2)


@receiver(recorded)
def on_recorded(sender: type, files: Iterable[File], **said: Any) -> None:
    """Open the days again that something was recorded of: imports, or a dossier that changed its field."""
    closed = queries.closings()
    earliest: dict[int, date] = {}
    for file in files:
        centre_id, day = file.dossier.centre_id, _first_touched(file)
        # A batch tells of the past, and whoever is just closing days must hear of it.
        if issubclass(sender, Batch) or day <= closed.get(centre_id, date.min) + _MARGIN:
            earliest[centre_id] = min(day, earliest.get(centre_id, day))
    for centre_id, day in earliest.items():
        actions.reopen(centre_id, from_day=day)


def _first_touched(file: File) -> date:
    days = [
        file.dossier.received_on if fact.kind == Kind.PROCEDURE_CHANGED else local_day(fact.at)
        for _seq, fact in file.events
    ]
    return min(days)
