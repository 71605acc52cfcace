"""Procedures and their versions."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from motcua.organisations.models import Unit


class Field(models.Model):
    """A field of administration (lĩnh vực)."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("tên lĩnh vực"), max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """An administrative procedure under its national code."""

    code = models.CharField(_("mã thủ tục"), max_length=40, unique=True)
    # A repealed procedure names the one that follows it (domain.md §10.4).
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    repealed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(models.Model):
    """What a procedure was from one day to another; dossiers keep the version of their reception day."""

    class OnlineLevel(models.IntegerChoices):
        # Numbers of the former levels 2, 3, 4 (domain.md §6); labels since NĐ 42/2022.
        INFORMATION = 2, _("Cung cấp thông tin trực tuyến")
        PARTIAL = 3, _("Trực tuyến một phần")
        FULL = 4, _("Trực tuyến toàn trình")

    class Verified(models.TextChoices):
        YES = "yes", _("đã đối chiếu văn bản")
        CODE_ONLY = "code only", _("mới đối chiếu mã và tên")
        NO = "no", _("chưa đối chiếu")

    class AfterSupplement(models.TextChoices):
        """What the clock does when a supplement is complete (NĐ 297/2025 Điều 6; older practice shifts)."""

        RESTART = "restart", _("tính lại từ đầu")
        SHIFT = "shift", _("tính tiếp phần còn lại")

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(_("tên thủ tục"), max_length=600)
    folded_name = models.CharField(max_length=600)
    field = models.ForeignKey(Field, on_delete=models.PROTECT)
    level = models.CharField(_("cấp thực hiện"), max_length=80, blank=True)
    agency = models.CharField(_("cơ quan thực hiện"), max_length=200, blank=True)
    online_level = models.PositiveSmallIntegerField(
        choices=OnlineLevel.choices, default=OnlineLevel.INFORMATION
    )
    audience = models.CharField(_("đối tượng thực hiện"), max_length=200, blank=True)
    sequence = models.TextField(_("trình tự thực hiện"), blank=True)
    conditions = models.TextField(_("yêu cầu, điều kiện"), blank=True)
    forms = models.TextField(_("mẫu đơn, tờ khai"), blank=True)
    legal_basis = models.TextField(_("căn cứ pháp lý"), blank=True)
    fee = models.TextField(_("phí, lệ phí"), blank=True)
    result = models.CharField(_("kết quả thực hiện"), max_length=300, blank=True)
    sets = models.PositiveSmallIntegerField(_("số lượng hồ sơ"), default=1)
    # The decision that publishes it: only a decision puts a procedure in force (domain.md §10.4).
    decision = models.CharField(_("quyết định công bố"), max_length=200, blank=True)
    effective_from = models.DateField()
    # The last day in force; before `effective_from` when it was replaced on its first day.
    effective_to = models.DateField(null=True, blank=True)
    source = models.CharField(_("nguồn"), max_length=300, blank=True)
    verified = models.CharField(max_length=10, choices=Verified.choices, default=Verified.NO)
    after_supplement = models.CharField(
        _("sau khi bổ sung"),
        max_length=7,
        choices=AfterSupplement.choices,
        default=AfterSupplement.RESTART,
    )
    # Fingerprint of everything imported: an import makes a new version only when it differs.
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedureversion_number_once"),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(effective_to=None), name="procedureversion_one_in_force"
            ),
        ]
        indexes = [models.Index(fields=["field", "effective_to"], name="procedureversion_by_field")]

    def __str__(self) -> str:
        return f"{self.procedure.code} {self.name}"


class Case(models.Model):
    """A case (trường hợp) of a procedure: its own papers and time limits."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="cases")
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("trường hợp"), max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="case_order_once")]

    def __str__(self) -> str:
        return self.name or str(self.version)


class TimeLimit(models.Model):
    """How long a case may take when filed through a channel."""

    class Unit(models.TextChoices):
        WORKING_DAY = "working_day", _("ngày làm việc")
        WORKING_HOUR = "working_hour", _("giờ làm việc")
        WORKING_MINUTE = "working_minute", _("phút làm việc")
        CALENDAR_DAY = "calendar_day", _("ngày")
        SAME_DAY = "same_day", _("trong ngày")

    class Channel(models.TextChoices):
        ANY = "", _("mọi hình thức")
        DIRECT = "direct", _("nộp trực tiếp")
        ONLINE = "online", _("nộp trực tuyến")
        POST = "post", _("qua dịch vụ bưu chính công ích")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="time_limits")
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=14, choices=Unit.choices)
    text = models.CharField(_("thời hạn như công bố"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "channel"], name="timelimit_once_per_channel")]

    def __str__(self) -> str:
        if self.unit == self.Unit.SAME_DAY:
            return str(self.get_unit_display())
        return str(_SPANS[self.unit] % {"count": self.amount})


_SPANS: dict[str, Any] = {
    TimeLimit.Unit.WORKING_DAY: ngettext_lazy("%(count)s ngày làm việc", "%(count)s ngày làm việc", "count"),
    TimeLimit.Unit.WORKING_HOUR: ngettext_lazy("%(count)s giờ làm việc", "%(count)s giờ làm việc", "count"),
    TimeLimit.Unit.WORKING_MINUTE: ngettext_lazy(
        "%(count)s phút làm việc", "%(count)s phút làm việc", "count"
    ),
    TimeLimit.Unit.CALENDAR_DAY: ngettext_lazy("%(count)s ngày", "%(count)s ngày", "count"),
}


class RequiredPaper(models.Model):
    """One part of the dossier (thành phần hồ sơ)."""

    class Kind(models.TextChoices):
        FORM = "form", _("tờ khai")
        PAPER = "paper", _("giấy tờ")
        SHOWN = "shown", _("xuất trình")
        STATE_DATA = "state_data", _("Nhà nước đã có, không cần nộp")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("giấy tờ"), max_length=400)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PAPER)
    originals = models.PositiveSmallIntegerField(_("bản chính"), default=0)
    copies = models.PositiveSmallIntegerField(_("bản sao"), default=0)
    is_electronic_form = models.BooleanField(_("biểu mẫu điện tử"), default=False)
    is_optional = models.BooleanField(_("không bắt buộc"), default=False)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["case", "order"], name="requiredpaper_order_once")]

    def __str__(self) -> str:
        return self.name


class Competence(models.Model):
    """Which unit resolves a field, or one procedure of it, for the dossiers of a centre (thẩm quyền)."""

    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="competences")
    field = models.ForeignKey(Field, null=True, blank=True, on_delete=models.PROTECT)
    procedure = models.ForeignKey(Procedure, null=True, blank=True, on_delete=models.PROTECT)
    # The division or agency that examines; its agency signs.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(default=date(2000, 1, 1))
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(field=None, procedure__isnull=False) | Q(field__isnull=False, procedure=None),
                name="competence_for_a_field_or_a_procedure",
            ),
            models.UniqueConstraint(
                fields=["centre", "field"], condition=Q(valid_to=None), name="competence_one_per_field"
            ),
            models.UniqueConstraint(
                fields=["centre", "procedure"],
                condition=Q(valid_to=None),
                name="competence_one_per_procedure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre.code}: {self.field or self.procedure} → {self.unit.code}"
