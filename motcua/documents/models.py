"""Files that were handed in, each kept once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file of known content; its bytes lie in the data folder under their own hash."""

    class MediaType(models.TextChoices):
        PDF = "application/pdf", _("PDF")
        JPEG = "image/jpeg", _("ảnh JPEG")
        PNG = "image/png", _("ảnh PNG")
        TIFF = "image/tiff", _("ảnh TIFF")

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=20, choices=MediaType.choices)
    pages = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, pages__gt=0), name="storedfile_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256
