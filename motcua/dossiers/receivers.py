"""Who listens when facts are written: the applicant is told of some of them."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from motcua.dossiers.journal import File, Journal
from motcua.dossiers.notices import tell_applicants
from motcua.dossiers.signals import recorded


# Only acts as they happen: who imports last year's dossiers writes to nobody.
@receiver(recorded, sender=Journal)
def on_recorded(files: Iterable[File], **said: Any) -> None:
    tell_applicants((file.dossier, seq, fact) for file in files for seq, fact in file.events)
