"""Digests: what each official was told in the morning."""

from django.conf import settings
from django.db import models


class Digest(models.Model):
    """Somebody's work as it stood on the morning of a day; one for each person and day, also without work."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    # As motcua.dossiers.digests.Told reads it.
    told = models.JSONField(default=dict)

    class Meta:
        constraints = [
            # However often the watch is run, and by how many processes.
            models.UniqueConstraint(fields=["person", "day"], name="digest_once_a_day"),
        ]
        indexes = [models.Index(fields=["day"], name="digest_of_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day:%d/%m/%Y}"
