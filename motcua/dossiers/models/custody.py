"""Who has the paper: each original with its code, and the batches by which originals change hands."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models.dossier import Dossier
from motcua.dossiers.models.papers import Paper
from motcua.organisations.models import Unit


class Original(models.Model):
    """A paper that somebody keeps, with the code on its label; the copies of one paper share a code."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("Bản chính")
        COPIES = "copies", _("Bản sao")

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="originals")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="pieces")
    order = models.PositiveSmallIntegerField()
    # The number of the dossier, then G1, G2, …
    code = models.CharField(_("mã giấy tờ"), max_length=70, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=440)
    # Who keeps it; None: the applicant has it back.
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    # Sent in a batch and not there when the batch was opened; `unit` is still who gave it.
    missing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["dossier", "order"], name="original_order_once")]
        indexes = [
            models.Index(fields=["unit", "since"], name="original_by_holder"),
            models.Index(
                fields=["unit", "missing_at"],
                condition=Q(missing_at__isnull=False),
                name="original_missing",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CustodyBatch(models.Model):
    """Originals that go from one unit to another under one slip, signed at both ends; or back to the applicant."""

    number = models.CharField(_("số phiếu"), max_length=60, unique=True)
    # Made by the form that was sent: the same form sent twice gives the same batch.
    request_key = models.UUIDField(unique=True)
    giver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # None: the applicant, who is named in `receiver`.
    taker = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receiver = models.CharField(_("người nhận"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Until when the receiver should have confirmed.
    expected_by = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taker=None) | ~Q(giver=F("taker")), name="batch_goes_to_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(taker__isnull=False, receiver="") | (Q(taker=None) & ~Q(receiver="")),
                name="batch_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_by=None, expected_by=None)
                | Q(left_at__isnull=False, left_by__isnull=False, expected_by__isnull=False),
                name="batch_left_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at=None, arrived_by=None)
                | Q(arrived_at__isnull=False, arrived_by__isnull=False, left_at__isnull=False),
                name="batch_arrived_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(left_at=None), name="batch_cancelled_never_left"
            ),
        ]
        indexes = [
            # Batches on their way, by who has to confirm them.
            models.Index(
                fields=["taker", "expected_by"],
                condition=Q(arrived_at=None, left_at__isnull=False),
                name="batch_on_its_way",
            ),
            models.Index(
                fields=["giver", "made_at"],
                condition=Q(left_at=None, cancelled_at=None),
                name="batch_being_made",
            ),
            models.Index(fields=["giver", "-made_at"], name="batch_given"),
            models.Index(fields=["taker", "-made_at"], name="batch_taken"),
        ]

    def __str__(self) -> str:
        return self.number


class CustodyItem(models.Model):
    """One original in a batch, and what became of it at the other end."""

    class Outcome(models.TextChoices):
        OPEN = "", _("chưa xác nhận")
        ARRIVED = "arrived", _("đã nhận")
        MISSING = "missing", _("thiếu khi nhận")
        TAKEN_OFF = "taken_off", _("đã bỏ khỏi phiếu")

    batch = models.ForeignKey(CustodyBatch, on_delete=models.CASCADE, related_name="items")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="moves")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Where a missing one was, and who found it.
    note = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "original"], name="item_once_in_a_batch"),
            models.UniqueConstraint(
                fields=["original"], condition=Q(outcome=""), name="original_in_one_open_batch"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", at=None, by=None)
                | (~Q(outcome="") & Q(at__isnull=False, by__isnull=False)),
                name="item_outcome_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(found_at=None, found_by=None)
                | Q(outcome="missing", found_at__isnull=False, found_by__isnull=False),
                name="item_found_was_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.original_id}"
