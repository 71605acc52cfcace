"""The outbox, and the templates an office has worded in its own way."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.organisations.models import Unit


class Channel(models.TextChoices):
    """How a notice reaches somebody."""

    EMAIL = "email", _("Thư điện tử")
    SMS = "sms", _("Tin nhắn SMS")


class Notice(models.Model):
    """One text for one address, written with the act it tells of and sent later; kept until it is settled."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        # A dead letter: nobody tries any more until a person decides.
        FAILED = "failed", _("Không gửi được")
        GIVEN_UP = "given_up", _("Thôi gửi")

    # Made of what is told, to whom and how: the same thing is never told twice.
    key = models.CharField(max_length=160, unique=True)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = models.CharField(_("địa chỉ nhận"), max_length=254)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    # What it is about, as people know it: the number of a dossier, or nothing.
    reference = models.CharField(max_length=60, blank=True)
    # Whose notice it is: who answers for it when it does not arrive.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Whoever sends it moves this moment first: should they die, it is due again.
    next_try_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    given_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="waiting",
                    next_try_at__isnull=False,
                    sent_at=None,
                    failed_at=None,
                    given_up_at=None,
                    given_up_by=None,
                )
                | Q(
                    state="sent",
                    next_try_at=None,
                    sent_at__isnull=False,
                    failed_at=None,
                    given_up_at=None,
                    given_up_by=None,
                )
                | (
                    Q(state="failed", next_try_at=None, sent_at=None, failed_at__isnull=False)
                    & Q(given_up_at=None, given_up_by=None)
                    & ~Q(last_error="")
                )
                | Q(
                    state="given_up",
                    next_try_at=None,
                    sent_at=None,
                    given_up_at__isnull=False,
                    given_up_by__isnull=False,
                ),
                name="notice_state_says_when",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="notice_channel_is_known"),
            models.CheckConstraint(
                condition=~Q(address="") & ~Q(body=""), name="notice_has_somebody_to_read"
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_try_at"], condition=Q(state="waiting"), name="notice_to_be_sent"
            ),
            models.Index(fields=["unit", "failed_at"], condition=Q(state="failed"), name="notice_failed"),
            models.Index(fields=["state", "-made_at"], name="notice_newest"),
            models.Index(fields=["address", "-made_at"], name="notice_of_an_address"),
        ]

    def __str__(self) -> str:
        return self.key


class Template(models.Model):
    """The wording an office chose in place of the one that comes with the product."""

    code = models.CharField(max_length=60)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "channel", "language"], name="template_once"),
            models.CheckConstraint(
                condition=(Q(channel="email") & ~Q(subject="")) | Q(channel="sms", subject=""),
                name="template_subject_of_email",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="template_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.channel} {self.language}"
