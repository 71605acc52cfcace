"""Processes as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import Procedure
from motcua.organisations.models import Position


class Process(models.Model):
    """The internal workflow of a procedure, as a decision publishes it."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("tên quy trình"), max_length=600)
    # Empty where the decision describes a common road of several procedures.
    procedure = models.ForeignKey(
        Procedure, null=True, blank=True, on_delete=models.PROTECT, related_name="processes"
    )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcessVersion(models.Model):
    """One published or drafted state of a process; a dossier keeps the version it was received under."""

    class State(models.TextChoices):
        PUBLISHED = "published", _("đã ban hành")
        # Passed the model checker's errors, or not yet: only a published version takes dossiers.
        DRAFT = "draft", _("bản nháp")

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    total_minutes = models.PositiveIntegerField(_("tổng thời gian (phút làm việc)"))
    source = models.CharField(_("nguồn"), max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    # What the model checker said at import: [{"level": "error"|"warning", "step": code|"", "text": …}].
    findings = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="processversion_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.process.code} v{self.number}"


class Step(models.Model):
    """One step: who holds it and how long it may take."""

    class Kind(models.TextChoices):
        RECEIVE = "receive", _("Tiếp nhận")
        ASSIGN = "assign", _("Phân công")
        EXAMINE = "examine", _("Thẩm định")
        CONSULT = "consult", _("Lấy ý kiến")
        REVIEW = "review", _("Soát xét")
        SIGN = "sign", _("Ký duyệt")
        ISSUE = "issue", _("Vào số, đóng dấu")
        OUTSIDE = "outside", _("Cơ quan ngoài")
        RETURN = "return", _("Trả kết quả")

    class Place(models.TextChoices):
        """Which unit holds the step, seen from the dossier."""

        CENTRE = "centre", _("trung tâm tiếp nhận")
        DIVISION = "division", _("phòng chuyên môn")
        AGENCY = "agency", _("cơ quan giải quyết")
        PROVINCE = "province", _("Văn phòng UBND cấp tỉnh")
        LAND_REGISTRY = "land_registry", _("Văn phòng đăng ký đất đai")
        TAX = "tax", _("cơ quan thuế")
        POLICE = "police", _("cơ quan công an")
        APPLICANT = "applicant", _("người nộp hồ sơ")

    version = models.ForeignKey(ProcessVersion, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    name = models.CharField(_("tên bước"), max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.CharField(max_length=14, choices=Place.choices)
    role = models.CharField(max_length=20, choices=Position.Role.choices)
    # Working minutes; empty where the step has no time of its own ("không tính").
    budget_minutes = models.PositiveIntegerField(null=True, blank=True)
    stops_clock = models.BooleanField(_("dừng tính hạn"), default=False)
    actor = models.CharField(_("người thực hiện, như ban hành"), max_length=300, blank=True)
    content = models.TextField(_("nội dung công việc"), blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="step_code_once"),
            models.UniqueConstraint(fields=["version", "order"], name="step_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.name}"


class Transition(models.Model):
    """A move that a process allows from one step to another."""

    class Action(models.TextChoices):
        FORWARD = "forward", _("Chuyển bước sau")
        SEND_BACK = "send_back", _("Trả lại để sửa")

    version = models.ForeignKey(ProcessVersion, on_delete=models.CASCADE, related_name="transitions")
    action = models.CharField(max_length=10, choices=Action.choices)
    name = models.CharField(max_length=80)
    source = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="outgoing")
    target = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="incoming")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "action"], name="transition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source.code} → {self.target.code}"
