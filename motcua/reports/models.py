"""Figures of days that are over, kept so that a report of years reads sums and not dossiers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import Field
from motcua.organisations.models import Unit


class Figure(models.Model):
    """What happened at one centre in one field at one online level, on a day or in a calendar month.

    Of a day also what was open when it ended; of a month only what happened. Judged by the due days that were
    in force then. Can always be made anew from the dossiers.
    """

    class Span(models.TextChoices):
        DAY = "day", _("ngày")
        MONTH = "month", _("tháng")

    centre = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    span = models.CharField(max_length=5, choices=Span.choices)
    # The first day of a month.
    day = models.DateField()
    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="+", db_index=False)
    online_level = models.PositiveSmallIntegerField()
    received = models.PositiveIntegerField(default=0)
    early = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    other = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "span", "day", "field", "online_level"], name="figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.span} {self.day} {self.field_id} {self.online_level}"


class Closing(models.Model):
    """Up to which day the figures of a centre are closed; what is recorded of an earlier day opens it again."""

    centre = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+", primary_key=True)
    through = models.DateField()

    def __str__(self) -> str:
        return f"{self.centre_id} {self.through}"
