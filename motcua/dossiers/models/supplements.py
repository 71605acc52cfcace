"""What the applicant gathers in answer to a request for supplement, before it is sent."""

from django.db import models
from django.db.models import Q

from motcua.documents.models import StoredFile
from motcua.dossiers.models.dossier import Dossier

# Whoever knows four digits must not fill a disk: so many files are taken for one request, put back or not.
MOST_UPLOADS = 60


class Supplement(models.Model):
    """The applicant's answer to one request: gathered file by file, sent once and whole."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="supplements", db_index=False)
    # The event that asked.
    request = models.PositiveIntegerField()
    begun_at = models.DateTimeField()
    # How many files were ever taken for it.
    uploads = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "request"], name="supplement_once_a_request"),
            models.CheckConstraint(condition=Q(uploads__lte=MOST_UPLOADS), name="supplement_few_uploads"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.request}"


class SupplementFile(models.Model):
    """A file for one line of a request."""

    supplement = models.ForeignKey(Supplement, on_delete=models.CASCADE, related_name="files", db_index=False)
    # The line of the request, counted from one.
    line = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["line", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplement", "line", "order"], name="supplement_file_order_once"
            ),
            models.UniqueConstraint(fields=["supplement", "line", "file"], name="supplement_file_once"),
            models.CheckConstraint(condition=Q(line__gte=1, order__gte=1), name="supplement_file_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.supplement_id}/{self.line}/{self.order}"
