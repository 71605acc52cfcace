"""Calendars as the database keeps them; the arithmetic is in `rules`, which knows no database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Calendar(models.Model):
    """The working calendar of a centre or an agency."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("tên lịch"), max_length=120)

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """One whole state of a calendar, never changed: a dossier points at the version it was received under.

    `definition` is the calendar file without its code and name (docs/time.md).
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendarversion_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar.code} {self.number}"
