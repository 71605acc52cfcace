"""The papers handed in, and what was digitised of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import RequiredPaper
from motcua.documents.models import StoredFile
from motcua.dossiers.models.dossier import Dossier


class Paper(models.Model):
    """A paper that was handed in."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers", db_index=False)
    order = models.PositiveSmallIntegerField()
    required = models.ForeignKey(
        RequiredPaper, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    name = models.CharField(max_length=400)
    originals = models.PositiveSmallIntegerField(default=0)
    certified_copies = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    is_electronic = models.BooleanField(default=False)
    # What came with a supplement: the event that took it in, when, and the paper it mends if that was handed in.
    came_with = models.PositiveIntegerField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    mends = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="mended_by", db_index=False
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "order"], name="paper_order_once"),
            models.CheckConstraint(
                condition=Q(came_with=None, came_at=None, mends=None)
                | Q(came_with__isnull=False, came_at__isnull=False),
                name="paper_came_with_a_supplement",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Digitisation(models.Model):
    """What was said and done about digitising one paper at one time; never changed, only replaced."""

    class Exemption(models.TextChoices):
        """The four cases that are not scanned (TT 03/2025/TT-VPCP Điều 5)."""

        NONE = "", _("phải số hóa")
        E_FILED = "e_filed", _("hồ sơ nộp trực tuyến, đã là bản điện tử")
        SHOWN = "shown", _("giấy tờ chỉ xuất trình để đối chiếu")
        OPINION = "opinion", _("kết quả thẩm tra, ý kiến của cơ quan khác")
        SECRET = "secret", _("tài liệu chứa bí mật nhà nước")

    class Reuse(models.IntegerChoices):
        """Where the copy comes from, by the numbers of the national exchange."""

        NONE = 0, _("không số hóa")
        DIGITISED = 1, _("số hóa từ giấy tờ này")
        OTHER_PAPER = 2, _("dùng lại từ giấy tờ của hồ sơ khác")
        OTHER_RESULT = 3, _("dùng lại từ kết quả của hồ sơ khác")

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="digitisations")
    exemption = models.CharField(max_length=8, choices=Exemption.choices, blank=True)
    reuse = models.PositiveSmallIntegerField(choices=Reuse.choices)
    # The dossier whose paper or result this copy is.
    source = models.ForeignKey(Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Counted on the paper by the clerk, and in the files by the machine (TT 01/2023 Điều 8 khoản 2 điểm c).
    paper_pages = models.PositiveSmallIntegerField()
    scanned_pages = models.PositiveSmallIntegerField()
    difference_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper"], condition=Q(replaced_at=None), name="digitisation_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(exemption="", reuse__gt=0, scanned_pages__gt=0, paper_pages__gt=0)
                | (~Q(exemption="") & Q(reuse=0, scanned_pages=0, paper_pages=0)),
                name="digitisation_scanned_or_exempt",
            ),
            models.CheckConstraint(
                condition=Q(reuse__lte=1, source=None) | Q(reuse__gte=2, source__isnull=False),
                name="digitisation_reused_from_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.exemption or self.scanned_pages}"


class Scan(models.Model):
    """One file of a digitised paper; most papers have one."""

    digitisation = models.ForeignKey(Digitisation, on_delete=models.CASCADE, related_name="scans")
    order = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["digitisation", "order"], name="scan_order_once"),
            models.UniqueConstraint(fields=["digitisation", "file"], name="scan_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.digitisation_id}/{self.order}"
