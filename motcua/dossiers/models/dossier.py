"""The dossier, its events and its tasks."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from motcua.base.text import mask_phone
from motcua.catalogue.models import Case, Field, ProcedureVersion
from motcua.organisations.models import Unit
from motcua.people.models import Person
from motcua.workflow.models import ProcessVersion, Step
from motcua.worktime.models import CalendarVersion

# `ended_on` of a dossier that has not ended: one range of an index then finds open and later-ended
# dossiers together, which keeps the period report on two range scans (perf.md §6).
NOT_ENDED = date(9999, 12, 31)
# `due_on` while the clock is stopped: no day of the calendar is late then (domain.md §3.7).
NOT_DUE = NOT_ENDED
# `received_on` of a dossier that was filed and waits for its reception: no period counts it.
NOT_RECEIVED = NOT_ENDED


def _timing(on: date, due: str) -> models.Case:
    return models.Case(
        models.When(Q(ended_on__gt=on) & Q((f"{due}__lt", on)), then=models.Value("overdue")),
        models.When(ended_on__gt=on, then=models.Value("in_time")),
        models.When(~Q(ending="result"), then=models.Value("left")),
        models.When(ended_on__gt=F(due), then=models.Value("late")),
        models.When(ended_on=F(due), then=models.Value("on_time")),
        default=models.Value("early"),
    )


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Filters that read like the trade."""

    def open(self) -> "DossierQuerySet":
        return self.filter(ended_on=NOT_ENDED)

    def overdue(self, *, on: date) -> "DossierQuerySet":
        return self.open().filter(due_on__lt=on)

    def with_timing(self, *, on: date, due: str = "due_on") -> models.QuerySet[Any]:
        """Add `timing`, the SQL twin of `rules.timing`; "left" where that rule says nothing."""
        return self.annotate(timing=_timing(on, due))

    def with_both_timings(self, *, on: date) -> models.QuerySet[Any]:
        """Add `timing` by the due day of now, and `timing_then` by the one that was in force when a day ended."""
        return self.with_due_then(on=on).annotate(
            timing=_timing(on, "due_on"), timing_then=_timing(on, "due_then")
        )

    def with_due_then(self, *, on: date) -> "DossierQuerySet":
        """Add `due_then`, the due day that was in force when a day ended: what the next change after it replaced."""
        changes = DueDay.after(on).filter(dossier=models.OuterRef("pk"))
        next_change = models.Subquery(changes.order_by("changed_on", "seq").values("was")[:1])
        return self.annotate(due_then=Coalesce(next_change, F("due_on")))

    def moved_since(self, *, on: date) -> "DossierQuerySet":
        """Keep the dossiers whose due day changed after a day: few, found by the changes."""
        return self.filter(pk__in=DueDay.after(on).values("dossier"))

    def in_scope(self, units: frozenset[int]) -> "DossierQuerySet":
        """Keep what units of this scope received, resolve or have held."""
        held = Task.objects.filter(dossier=models.OuterRef("pk"), unit__in=units)
        return self.filter(Q(centre__in=units) | Q(unit__in=units) | models.Exists(held))


class Dossier(models.Model):
    """One dossier: columns that lists and reports need, all derived from its events."""

    class Business(models.TextChoices):
        REGISTERED = "registered", _("Mới đăng ký")
        RECEIVED = "received", _("Được tiếp nhận")
        IN_PROCESS = "in_process", _("Đang xử lý")
        WAITING_SUPPLEMENT = "waiting", _("Yêu cầu bổ sung giấy tờ")
        SUSPENDED = "suspended", _("Dừng xử lý")
        RESOLVED = "resolved", _("Đã xử lý xong")
        RETURNED = "returned", _("Đã trả kết quả")
        REFUSED = "refused", _("Không được tiếp nhận")
        WITHDRAWN = "withdrawn", _("Công dân yêu cầu rút hồ sơ")
        STOPPED = "stopped", _("Đã dừng giải quyết")

    class Money(models.TextChoices):
        NOTHING_DUE = "nothing_due", _("Không có khoản phải nộp")
        DUE = "due", _("Yêu cầu thực hiện nghĩa vụ tài chính")
        PAID = "paid", _("Đã nộp")

    class Custody(models.TextChoices):
        """Where the paper is."""

        NO_PAPER = "no_paper", _("Không có bản giấy")
        CENTRE = "centre", _("Tại trung tâm")
        AGENCY = "agency", _("Tại cơ quan giải quyết")
        APPLICANT = "applicant", _("Đã trả người nộp")

    class Synchronisation(models.TextChoices):
        LOCAL = "local", _("Chưa đồng bộ")
        SENT = "sent", _("Đã đồng bộ")
        FAILED = "failed", _("Đồng bộ chưa được")

    class Ending(models.TextChoices):
        """How it ended: with a result, or without resolution."""

        NONE = "", _("chưa kết thúc")
        RESULT = "result", _("có kết quả")
        WITHDRAWN = "withdrawn", _("rút hồ sơ")
        REFUSED = "refused", _("từ chối")
        STOPPED = "stopped", _("dừng giải quyết")
        EXPIRED = "expired", _("quá hạn bổ sung")

    class Apology(models.TextChoices):
        """The letter that a late result needs (form 04)."""

        NONE = "", _("chưa có văn bản xin lỗi")
        DRAFTED = "drafted", _("đã soạn văn bản xin lỗi, chờ ký")
        SIGNED = "signed", _("đã ký văn bản xin lỗi")
        WAIVED = "waived", _("được miễn văn bản xin lỗi, có ghi lý do")

    class Channel(models.TextChoices):
        DIRECT = "direct", _("nộp trực tiếp")
        ONLINE = "online", _("nộp trực tuyến")
        POST = "post", _("qua dịch vụ bưu chính công ích")

    class ResultChannel(models.TextChoices):
        COUNTER = "counter", _("Nhận tại quầy")
        POST = "post", _("Nhận qua bưu chính")
        ONLINE = "online", _("Nhận bản điện tử")

    number = models.CharField(_("mã hồ sơ"), max_length=60, unique=True)
    # Made by the form that was sent: the same form sent twice gives the same dossier.
    request_key = models.UUIDField(unique=True)
    # Most of what a dossier points to is never deleted and never asked backwards: an index for each would be
    # written at every reception and read by nobody. Lists and reports have their own below.
    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The division or agency that examines; from the competence of its reception day.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    procedure = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    process = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    calendar = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+", db_index=False)
    online_level = models.PositiveSmallIntegerField(choices=ProcedureVersion.OnlineLevel.choices)

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="dossiers")
    representative = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="represented",
        db_index=False,
    )
    # One filing that several authorities resolve: the parent is counted, its children are not (R21).
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    # As they were on the day of reception, whatever the register of people says later.
    owner_name = models.CharField(_("chủ hồ sơ"), max_length=200)
    owner_address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại nhận tin"), max_length=16, blank=True)
    content = models.CharField(_("nội dung yêu cầu giải quyết"), max_length=600)
    sets = models.PositiveSmallIntegerField(_("số lượng hồ sơ"), default=1)
    channel = models.CharField(_("hình thức nộp"), max_length=8, choices=Channel.choices)
    result_channel = models.CharField(_("cách nhận kết quả"), max_length=8, choices=ResultChannel.choices)
    search = models.CharField(max_length=400)

    business = models.CharField(max_length=12, choices=Business.choices)
    money = models.CharField(max_length=12, choices=Money.choices, default=Money.NOTHING_DUE)
    custody = models.CharField(max_length=10, choices=Custody.choices)
    synchronisation = models.CharField(
        max_length=6, choices=Synchronisation.choices, default=Synchronisation.LOCAL
    )
    received_at = models.DateTimeField()
    received_on = models.DateField()
    due_at = models.DateTimeField()
    due_on = models.DateField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(default=NOT_ENDED)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    # The clock is stopped since then, until when somebody must have answered.
    paused_at = models.DateTimeField(null=True, blank=True)
    wait_until = models.DateField(null=True, blank=True)
    # The date promised after an extension or an apology; the first one stays in `due_at`.
    extended_to = models.DateTimeField(null=True, blank=True)
    apology = models.CharField(max_length=8, choices=Apology.choices, blank=True)
    # Requests for supplement: one in each phase, and one more for each approval of a superior (domain.md L2).
    intake_requests = models.PositiveSmallIntegerField(default=0)
    examination_requests = models.PositiveSmallIntegerField(default=0)
    approved_requests = models.PositiveSmallIntegerField(default=0)

    last_task = models.PositiveSmallIntegerField()
    # Head of the event chain.
    last_seq = models.PositiveIntegerField()
    last_hash = models.CharField(max_length=64)

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=NOT_ENDED, ending="") | (Q(ended_on__lt=NOT_ENDED) & ~Q(ending="")),
                name="dossier_ended_says_how",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(resolved_at__isnull=False),
                name="dossier_returned_was_resolved",
            ),
            models.CheckConstraint(
                condition=Q(intake_requests__lte=1) & Q(examination_requests__lte=1 + F("approved_requests")),
                name="dossier_one_request_per_phase",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(ended_on__lt=NOT_ENDED) | Q(due_on=NOT_DUE),
                name="dossier_paused_has_no_due_day",
            ),
        ]
        indexes = [
            # The period report and its drill-down, without touching the table; a part of a linked dossier is
            # counted with its parent (R21).
            models.Index(
                fields=[
                    "centre",
                    "received_on",
                    "field",
                    "online_level",
                    "due_on",
                    "ended_on",
                    "ending",
                    "parent",
                ],
                name="dossier_report_received",
            ),
            models.Index(
                fields=[
                    "centre",
                    "ended_on",
                    "received_on",
                    "field",
                    "online_level",
                    "due_on",
                    "ending",
                    "parent",
                ],
                name="dossier_report_ended",
            ),
            models.Index(fields=["centre", "-received_at"], name="dossier_newest"),
            models.Index(fields=["phone"], name="dossier_by_phone"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="dossier_parts"),
            # What the clock waits for and has not come.
            models.Index(
                fields=["centre", "wait_until"],
                condition=Q(wait_until__isnull=False),
                name="dossier_waiting",
            ),
            models.Index(fields=["centre", "paused_at"], condition=Q(money="due"), name="dossier_money_due"),
            # What may need a reminder or a letter of apology.
            models.Index(fields=["due_at"], condition=Q(ended_on=NOT_ENDED), name="dossier_open_by_deadline"),
            # Letters of apology that wait for a signature.
            models.Index(fields=["unit", "due_at"], condition=Q(apology="drafted"), name="dossier_letters"),
            models.Index(fields=["paused_at"], condition=Q(paused_at__isnull=False), name="dossier_paused"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.ended_on == NOT_ENDED

    @property
    def is_received(self) -> bool:
        return self.received_on != NOT_RECEIVED

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def promised_at(self) -> Any:
        """The moment the applicant was last told to expect the result."""
        return self.extended_to or self.due_at

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


class DueDay(models.Model):
    """A due day that a dossier had until an event changed it; never changed, never removed.

    Written only when the day changes after reception: whatever has no later row here is due on its `due_on`.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="due_days", db_index=False)
    # The event that changed it, and its local day.
    seq = models.PositiveIntegerField()
    changed_on = models.DateField()
    was = models.DateField()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="due_day_once_an_event")]
        indexes = [models.Index(fields=["changed_on", "dossier"], name="due_day_changed")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.seq} {self.was}"

    @classmethod
    def after(cls, on: date) -> models.QuerySet["DueDay"]:
        """Return what was replaced after a day."""
        return cls.objects.filter(changed_on__gt=on)


class Event(models.Model):
    """Something that happened to a dossier; never changed, never removed, chained by hash."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("tiếp nhận")
        TAKEN = "taken", _("nhận việc")
        MOVED = "moved", _("chuyển bước")
        SENT_BACK = "sent_back", _("trả lại bước trước")
        RECALLED = "recalled", _("thu hồi")
        RESULT_ISSUED = "result_issued", _("có kết quả")
        RETURNED = "returned", _("trả kết quả")
        WITHDRAWN = "withdrawn", _("rút hồ sơ")
        REGISTERED = "registered", _("nộp trực tuyến")
        REFUSED = "refused", _("từ chối tiếp nhận")
        SUPPLEMENT_APPROVED = "supplement_approved", _("cho yêu cầu bổ sung lần nữa")
        SUPPLEMENT_REQUESTED = "supplement_requested", _("yêu cầu bổ sung")
        SUPPLEMENT_RECEIVED = "supplement_received", _("nhận bổ sung")
        EXPIRED = "expired", _("đóng vì quá hạn bổ sung")
        PAYMENT_REQUESTED = "payment_requested", _("yêu cầu thực hiện nghĩa vụ tài chính")
        PAID = "paid", _("đã thực hiện nghĩa vụ tài chính")
        SUSPENDED = "suspended", _("dừng xử lý")
        RESUMED = "resumed", _("xử lý tiếp")
        STOPPED = "stopped", _("trả hồ sơ không giải quyết")
        EXTENSION_ASKED = "extension_asked", _("đề nghị gia hạn")
        EXTENSION_REFUSED = "extension_refused", _("không cho gia hạn")
        EXTENDED = "extended", _("gia hạn")
        APOLOGY_DRAFTED = "apology_drafted", _("soạn văn bản xin lỗi")
        APOLOGY_SIGNED = "apology_signed", _("ký văn bản xin lỗi")
        APOLOGY_WAIVED = "apology_waived", _("cho trả kết quả trễ không có văn bản xin lỗi")
        CONSULTED = "consulted", _("lấy ý kiến phối hợp")
        OPINION_GIVEN = "opinion_given", _("cho ý kiến phối hợp")
        OPINION_WAIVED = "opinion_waived", _("không chờ ý kiến phối hợp")
        REASSIGNED = "reassigned", _("chuyển nội bộ")
        PROCEDURE_CHANGED = "procedure_changed", _("sửa thủ tục chọn nhầm")
        RESULT_ARRIVED = "result_arrived", _("trung tâm nhận kết quả")
        LINKED = "linked", _("mở hồ sơ liên thông")
        RECALENDARED = "recalendared", _("tính lại theo lịch làm việc mới")
        CORRECTED = "corrected", _("ghi chú đính chính")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Where the person acted, in which role; kept as it was.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20)
    note = models.CharField(max_length=1000, blank=True)
    payload = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="event_seq_once")]
        indexes = [
            # Few among many: what waits for the director of a centre.
            models.Index(
                fields=["kind", "at"],
                condition=Q(kind__in=["extension_asked", "apology_drafted"]),
                name="event_about_a_promise",
            ),
            # Who moved with a calendar, and whom to tell.
            models.Index(fields=["at"], condition=Q(kind="recalendared"), name="event_recalendared"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.seq} {self.kind}"


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(closed_at=None)


class Task(models.Model):
    """A step of one dossier in the hands of one unit, and of one person once taken."""

    class Outcome(models.TextChoices):
        NONE = "", _("đang mở")
        FORWARDED = "forwarded", _("đã chuyển")
        SENT_BACK = "sent_back", _("đã trả lại")
        RECALLED = "recalled", _("bị thu hồi")
        DONE = "done", _("đã xong")
        ENDED = "ended", _("hồ sơ kết thúc")
        WAIVED = "waived", _("không chờ nữa")
        CHANGED = "changed", _("đổi thủ tục")

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    # Order of opening in the dossier; with the dossier it names the task in events.
    number = models.PositiveSmallIntegerField()
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    # Nobody is late with it: the dossier's clock is stopped, or its result waits for the applicant.
    is_waiting = models.BooleanField(default=False)
    # Copied from the dossier, so that a list of a wide scope reads one table.
    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    resolver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The task that asked for this opinion; empty for a step of the process.
    asked_by = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="task_number_once"),
            models.UniqueConstraint(
                fields=["dossier", "step"],
                condition=Q(closed_at=None, asked_by=None),
                name="task_one_open_per_step",
            ),
            models.UniqueConstraint(
                fields=["dossier", "asked_by", "unit"],
                condition=Q(closed_at=None, asked_by__isnull=False),
                name="task_one_opinion_per_unit",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="task_closed_says_how",
            ),
        ]
        indexes = [
            # Work lists: of few tasks by whose they are; of many in the order of the page until it is full,
            # with what decides whose they are in the same index.
            *(
                models.Index(
                    fields=[*whose, "is_waiting", "due_at", "id", *more],
                    condition=Q(closed_at=None),
                    name=f"task_open_by_{by}",
                )
                for by, whose, more in (
                    ("unit", ["unit", "role"], ["person"]),
                    ("person", ["person"], []),
                    ("centre", ["centre"], []),
                    ("resolver", ["resolver"], []),
                    ("deadline", [], ["unit", "role", "person", "centre", "resolver"]),
                )
            ),
            models.Index(fields=["unit", "dossier"], name="task_held_by_unit"),
            # What was done lately in a unit, by whom.
            models.Index(fields=["unit", "closed_at"], name="task_done_in_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"
