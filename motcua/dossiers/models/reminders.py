"""Reminders: who was told, when, that a step is running out of its time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models.dossier import Task
from motcua.organisations.models import Unit


class Reminder(models.Model):
    """Somebody was reminded of a task; of each level once."""

    class Level(models.TextChoices):
        HALF = "half", _("đã qua nửa thời gian")
        MOST = "most", _("đã qua 80% thời gian")
        BREACH = "breach", _("đã quá hạn")
        AFTER = "after", _("quá hạn sang ngày làm việc sau")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reminders")
    level = models.CharField(max_length=6, choices=Level.choices)
    # Who is reminded: everybody who holds the role in the unit, or the one person who has the task.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            # However often the watch is run, and by how many processes: one reminder of each level.
            models.UniqueConstraint(fields=["task", "level"], name="reminder_once_per_level"),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="reminder_seen_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "role", "-made_at"], condition=Q(seen_at=None), name="reminder_of_unit"
            ),
            models.Index(fields=["person", "-made_at"], condition=Q(seen_at=None), name="reminder_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.level}"
