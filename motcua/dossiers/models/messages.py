"""What is said about a dossier beside its road, and who has read it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.documents.models import StoredFile
from motcua.dossiers.models.dossier import Dossier
from motcua.organisations.models import Unit

MOST_TEXT = 2000
MOST_FILES = 3


class Message(models.Model):
    """Something somebody wrote about a dossier; never changed, never removed.

    It is no event of the dossier's chain: it decides nothing, moves nothing and starts no clock. Whatever has a
    consequence in law (a request for supplement, an opinion, a new date) is an act with its own form.
    """

    class Readers(models.TextChoices):
        OFFICERS = "officers", _("Nội bộ")
        APPLICANT = "applicant", _("Với người nộp")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="messages", db_index=False)
    readers = models.CharField(max_length=9, choices=Readers.choices)
    # Empty when the applicant wrote; unit and role are kept as they were.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=MOST_TEXT, blank=True)
    # How many files come with it.
    attached = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    # Made by the form that was sent: the same form sent twice is one message.
    request_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__gt="") | Q(attached__gt=0), name="message_says_something"
            ),
            models.CheckConstraint(condition=Q(attached__lte=MOST_FILES), name="message_few_files"),
            models.CheckConstraint(
                condition=Q(author__isnull=False, unit__isnull=False, role__gt="")
                | Q(author=None, unit=None, role="", readers="applicant"),
                name="message_by_staff_or_applicant",
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "readers", "at"], name="message_of_dossier"),
            # The newest of all, for whoever has not read them.
            models.Index(fields=["-at"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.readers} {self.at:%d/%m/%Y %H:%M}"


class MessageFile(models.Model):
    """A file that came with a message."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    order = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["message", "order"], name="message_file_order_once"),
            models.UniqueConstraint(fields=["message", "file"], name="message_file_once"),
            models.CheckConstraint(
                condition=Q(order__gte=1, order__lte=MOST_FILES), name="message_file_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.order}"


class MessageRead(models.Model):
    """Somebody of the staff has had a message before their eyes."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="reads", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="message_read_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.user_id}"
